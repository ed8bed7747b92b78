//! The rules. Each is a function from a category that grows to what is to be said of it, where it applies.

mod address_space;

mod age;

mod hand_off;

mod hidden;

mod huge_pages;

mod malloc;

mod managed;

mod portions;

mod retained;

mod stacks;

mod swapped;

mod tag;

mod untagged;

use super::{Case, Said};

/// A rule: what it says, where it applies.
type Rule = fn(&Case<'_>) -> Option<Said>;

/// Every rule with its name, in the order in which they are told.
pub(super) const RULES: [(&str, Rule); 12] = [
    ("portions", portions::rule),
    ("retained", retained::rule),
    ("age", age::rule),
    ("swapped", swapped::rule),
    ("hidden", hidden::rule),
    ("address_space", address_space::rule),
    ("huge_pages", huge_pages::rule),
    ("malloc", malloc::rule),
    ("stacks", stacks::rule),
    ("tag", tag::rule),
    ("untagged", untagged::rule),
    ("hand_off", hand_off::rule),
];
