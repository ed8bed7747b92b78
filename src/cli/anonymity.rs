//! `--anonymise`: replaces names that identify the user or the machine.

use super::args::Anonymity;
use crate::analysis::stripped;
use crate::classify::categories::own_words;
use crate::model::Trace;
use crate::platform;
use crate::storage::anonymise::{Anonymiser, Names};

/// Other words for those of these traces. They are made of one piece: what has one name in several of them keeps one.
pub(super) fn anonymiser(traces: &[&Trace], form: Anonymity) -> Anonymiser {
    match form {
        Anonymity::Usual => Anonymiser::new(traces, &names()),
        Anonymity::Strict => Anonymiser::strict(traces, &own_words(), str::to_owned),
    }
}

/// The same for traces that are compared: what is one to the comparison stays one.
pub(super) fn anonymiser_of_compared(traces: &[&Trace], form: Anonymity) -> Anonymiser {
    match form {
        Anonymity::Usual => Anonymiser::of_alike(traces, &names(), stripped),
        Anonymity::Strict => Anonymiser::strict(traces, &own_words(), stripped),
    }
}

fn names() -> Names {
    Names { users: platform::known_users(), hosts: platform::known_hosts() }
}
