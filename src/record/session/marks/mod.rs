//! The socket by which scripts and targets set marks, and its client.
//!
//! One line each way. Asked: `mark ROLE LABEL`, where the role is `note`, `baseline`, `open N` or `closed N`.
//! Answered: `ok SECONDS COST_MS` when the mark's barrier snapshot was taken, or `error WHY`.
//!
//! The socket lies in a directory that only its owner may enter, and each side makes sure of the other's user: nobody else
//! can set marks, read their labels or forge an answer. Nobody is waited for for ever.

mod client;
mod directory;
mod in_time;
mod server;

pub use client::{MarkTimeouts, set_mark};
pub use directory::socket_path;
pub use server::MarkServer;

use crate::model::MarkRole;
use std::io;

/// A longer line is no mark.
const LONGEST_LINE: usize = 4096;

/// What a line asks for: the role and the label of a mark; nothing where it is not understood.
pub fn parse_request(line: &str) -> Option<(MarkRole, &str)> {
    let (role, rest) = first_word(line.strip_prefix("mark ")?);
    let numbered = || {
        let (number, label) = first_word(rest);
        Some((number.parse::<u32>().ok()?, label))
    };
    Some(match role {
        "note" => (MarkRole::Note, rest),
        "baseline" => (MarkRole::Baseline, rest),
        "open" => numbered().map(|(cycle, label)| (MarkRole::Open(cycle), label))?,
        "closed" => numbered().map(|(cycle, label)| (MarkRole::Closed(cycle), label))?,
        _ => return None,
    })
}

fn first_word(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

/// The line that asks for a mark.
fn request(role: MarkRole, label: &str) -> io::Result<String> {
    let label = label.replace(['\n', '\r'], " ");
    let line = match role {
        MarkRole::Note => format!("mark note {label}\n"),
        MarkRole::Baseline => format!("mark baseline {label}\n"),
        MarkRole::Open(cycle) => format!("mark open {cycle} {label}\n"),
        MarkRole::Closed(cycle) => format!("mark closed {cycle} {label}\n"),
    };
    if line.len() > LONGEST_LINE {
        return Err(io::Error::other(format!("its label is too long; {LONGEST_LINE} bytes are the limit")));
    }
    Ok(line)
}

#[cfg(test)]
mod tests;
