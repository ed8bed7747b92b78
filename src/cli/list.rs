//! `strandline list`: the processes, and which of them may be recorded.

use super::args::ListArguments;
use super::{Outcome, console};
use crate::platform;
use crate::source::{Access, Candidate};
use serde::Serialize;
use std::fmt::Write as _;
use std::process::ExitCode;

#[derive(Serialize)]
struct JsonCandidate<'a> {
    pid: u32,
    name: &'a str,
    command: &'a str,
    user: &'a str,
    footprint_bytes: u64,
    footprint_is_upper_bound: bool,
    resident_bytes: u64,
    swapped_bytes: u64,
    access: &'static str,
    refusal: Option<String>,
}

pub(super) fn run(arguments: &ListArguments) -> Outcome {
    let mut candidates = platform::processes()?;
    if let Some(filter) = &arguments.filter {
        let wanted = |candidate: &Candidate| {
            let holds = |text: &str| text.to_lowercase().contains(&filter.to_lowercase());
            holds(&candidate.name) || holds(&candidate.command)
        };
        candidates.retain(wanted);
    }
    platform::leave_out_lazily_freed(&mut candidates);
    if platform::hides_processes() {
        console::warn("processes of other users are hidden from us (hidepid) and not listed; root sees them");
    }
    console::print(&if arguments.json { json(&candidates)? } else { table(&candidates) })?;
    Ok(ExitCode::SUCCESS)
}

fn json(candidates: &[Candidate]) -> Result<String, serde_json::Error> {
    let rows: Vec<_> = candidates
        .iter()
        .map(|candidate| JsonCandidate {
            pid: candidate.pid,
            name: &candidate.name,
            command: &candidate.command,
            user: &candidate.user,
            footprint_bytes: candidate.footprint.get(),
            footprint_is_upper_bound: candidate.is_upper_bound,
            resident_bytes: candidate.resident.get(),
            swapped_bytes: candidate.swapped.get(),
            access: candidate.access.json_name(),
            refusal: candidate.access.refusal().map(ToString::to_string),
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

fn table(candidates: &[Candidate]) -> String {
    let mut text = format!(
        "{:>8}  {:<12} {:>FIGURE$} {:>FIGURE$}  {:<16} COMMAND\n",
        "PID", "USER", "FOOTPRINT", "RESIDENT", "NAME"
    );
    for candidate in candidates {
        let Candidate { pid, user, resident, name, command, .. } = candidate;
        let bound = if candidate.is_upper_bound { "≤ " } else { "" };
        let footprint = format!("{bound}{}", candidate.footprint);
        let sign = sign(&candidate.access);
        let (name, command) =
            (console::printable_line(name), shortened(&console::printable_line(command), 80));
        let _infallible = writeln!(
            text,
            "{pid:>8}{sign} {user:<12} {footprint:>FIGURE$} {resident:>FIGURE$}  {name:<16} {command}"
        );
    }
    if candidates.iter().any(|candidate| candidate.is_upper_bound) {
        text.push_str(
            "≤ at most: memory that was freed lazily (MADV_FREE) may be in it, and how much cannot be read\n",
        );
    }
    let mut tell = |sign_told: char, reported: &str| {
        let count = candidates.iter().filter(|candidate| sign(&candidate.access) == sign_told).count();
        if count > 0 {
            let _infallible = writeln!(text, "{sign_told} {reported} ({count} of {})", candidates.len());
        }
    };
    tell('~', "is recorded by pid: slower, without graphics objects; `strandline doctor PID` says why");
    tell('!', "has its totals recorded at most; `strandline doctor PID` says why, and what to do");
    text
}

/// As wide as "≤ 1023.9 MiB".
const FIGURE: usize = 12;

/// What stands behind the pid: nothing where all can be recorded.
const fn sign(access: &Access) -> char {
    match access {
        Access::Full => ' ',
        Access::ByPid(_) => '~',
        Access::Totals(_) | Access::Nothing(_) => '!',
    }
}

/// So many letters of a text, and a sign where more follow.
fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
