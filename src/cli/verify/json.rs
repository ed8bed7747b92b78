//! What came of it, for scripts. Keys are stable; new ones may come.

use super::Verified;
use crate::record::verify::{CategoryHeld, ComparedFigure, Held, SumHeld};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    pid: u32,
    name: &'a str,
    system: &'a str,
    agrees: bool,
    looks: u32,
    /// Null where the process could not be stopped.
    stopped_us: Option<u128>,
    why_not_stopped: Option<&'a str>,
    mappings: usize,
    regions: usize,
    /// Resident bytes without address; in no other figure.
    object_bytes: u64,
    sums: Vec<Sum>,
    categories: Vec<Category>,
}

#[derive(Serialize)]
struct Sum {
    figure: &'static str,
    file: &'static str,
    words: &'static str,
    #[serde(flatten)]
    held: Compared,
}

#[derive(Serialize)]
struct Category {
    group: String,
    name: String,
    figures: BTreeMap<&'static str, Compared>,
}

#[derive(Serialize)]
struct Compared {
    ours: u64,
    kernel: u64,
    difference: i64,
    slack: u64,
    agrees: bool,
}

/// The whole text, with a line end behind it.
pub(super) fn json(verified: &Verified) -> Result<String, serde_json::Error> {
    let verification = &verified.verification;
    let document = Document {
        schema: 1,
        pid: verified.pid,
        name: &verified.name,
        system: &verified.system,
        agrees: verification.agrees(),
        looks: verified.looks,
        stopped_us: verified.stopped.as_ref().ok().map(std::time::Duration::as_micros),
        why_not_stopped: verified.stopped.as_ref().err().map(String::as_str),
        mappings: verification.mappings,
        regions: verification.regions,
        object_bytes: verification.objects.get(),
        sums: verification.sums.iter().map(sum).collect(),
        categories: verification.categories.iter().map(category).collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn sum(sum: &SumHeld) -> Sum {
    let &SumHeld { figure, file, words, ref held } = sum;
    Sum { figure: figure.name(), file, words, held: compared(held) }
}

fn category(row: &CategoryHeld) -> Category {
    Category {
        group: row.category.group.clone(),
        name: row.category.name.clone(),
        figures: ComparedFigure::ALL
            .iter()
            .zip(&row.figures)
            .map(|(figure, held)| (figure.name(), compared(held)))
            .collect(),
    }
}

fn compared(held: &Held) -> Compared {
    Compared {
        ours: held.ours.get(),
        kernel: held.kernel.get(),
        difference: held.difference().get(),
        slack: held.slack.get(),
        agrees: held.agrees(),
    }
}
