//! The rules. Each is a function from a category that grows to what is to be said of it, where it applies.

mod hand_off;
mod malloc;
mod managed;
mod naming;
mod portions;
mod residency;
mod stacks;
mod survival;

use super::{Case, Said};

/// A rule: what it says, where it applies.
type Rule = fn(&Case<'_>) -> Option<Said>;

/// Every rule with its name, in the order in which they are told.
pub(super) const RULES: [(&str, Rule); 12] = [
    ("portions", portions::rule),
    ("retained", survival::retained),
    ("age", survival::age),
    ("swapped", residency::swapped),
    ("hidden", residency::hidden),
    ("address_space", residency::address_space),
    ("huge_pages", residency::huge_pages),
    ("malloc", malloc::rule),
    ("stacks", stacks::rule),
    ("tag", naming::tag),
    ("untagged", naming::untagged),
    ("hand_off", hand_off::rule),
];
