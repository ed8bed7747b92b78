//! `--anonymise`: what this machine knows of its user, beside what a trace tells.

use super::args::Anonymity;
use crate::analysis::stripped;
use crate::classify::categories::own_words;
use crate::model::Trace;
use crate::platform;
use crate::storage::anonymise::{Anonymiser, Names};
use std::path::Path;

/// Where a machine may tell another name than the kernel knows.
const HOST_NAME: &str = "/etc/hostname";

/// Other words for those of these traces. They are made of one piece: what has one name in several of them keeps one.
pub(super) fn anonymiser(traces: &[&Trace], form: Anonymity) -> Anonymiser {
    match form {
        Anonymity::Usual => Anonymiser::of(traces, &names()),
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

/// Names of users and of the machine, as far as they are known without asking anybody.
pub fn names() -> Names {
    let told = |names: &[&str]| names.iter().filter_map(|name| std::env::var(name).ok()).collect::<Vec<_>>();
    let mut users = told(&["USER", "LOGNAME", "SUDO_USER"]);
    let homes = told(&["HOME"]);
    users.extend(homes.iter().filter_map(|home| Some(Path::new(home).file_name()?.to_str()?.to_owned())));
    let mut hosts = told(&["HOSTNAME", "HOST"]);
    hosts.extend(platform::host_name());
    hosts.extend(std::fs::read_to_string(HOST_NAME).map(|name| name.trim().to_owned()));
    // Often without the domain: `Annas-MacBook-Pro.local`.
    let short = hosts.iter().filter_map(|host| Some(host.split_once('.')?.0.to_owned())).collect::<Vec<_>>();
    hosts.extend(short);
    Names { users, hosts }
}
