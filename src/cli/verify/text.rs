//! What came of it, for a terminal and for bug reports.

use super::{LOOKS, Verified};
use crate::cli::console::printable_line;
use crate::model::units::Bytes;
use crate::record::verify::{CategoryHeld, ComparedFigure, Held, SumHeld};

/// The whole text, with a line end behind each line.
pub(super) fn text(verified: &Verified) -> String {
    let verification = &verified.verification;
    let mut lines = vec![headline(verified), moment(verified), String::new()];
    lines.push(format!("{:<10} {:>13} {:>13} {:>13}  held against", "sum", "ours", "kernel", "difference"));
    lines.extend(verification.sums.iter().map(sum_line));
    lines.push(String::new());
    let heads = ComparedFigure::ALL.map(|figure| format!("{:>13}", head(figure)));
    lines.push(format!("{:<30}{}", "category (KiB)", heads.concat()));
    for row in &verification.categories {
        lines.extend(category_lines(row));
    }
    if verification.objects > Bytes::ZERO {
        lines.push(String::new());
        lines.push(format!(
            "objects without address, which no mapping shows: {} resident",
            verification.objects
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn headline(verified: &Verified) -> String {
    let Verified { pid, name, system, verification, .. } = verified;
    let word = if verification.agrees() { "agrees" } else { "DIFFERS" };
    format!(
        "{word}: {}, pid {pid}, {system}; strandline {}; {} regions of {} mappings",
        printable_line(name),
        env!("CARGO_PKG_VERSION"),
        verification.regions,
        verification.mappings
    )
}

fn moment(verified: &Verified) -> String {
    let looks = match verified.looks {
        1 => "one look".to_owned(),
        looks => format!("look {looks} of {LOOKS} at most, since the others differed"),
    };
    match &verified.stopped {
        Ok(time) => format!("{looks}; the process stood still for {} ms", time.as_millis()),
        Err(why) => format!(
            "{looks}; the process could not be stopped ({why}): what differs may have moved between two readings"
        ),
    }
}

const fn head(figure: ComparedFigure) -> &'static str {
    match figure {
        ComparedFigure::LazyFree => "reclaimable",
        other => other.name(),
    }
}

fn sum_line(sum: &SumHeld) -> String {
    let Held { ours, kernel, .. } = sum.held;
    format!(
        "{:<10} {:>13} {:>13} {:>13}  {}: {}{}",
        head(sum.figure),
        kib(ours),
        kib(kernel),
        difference(&sum.held),
        sum.file,
        sum.words,
        if sum.held.agrees() { "" } else { "   ← differs" }
    )
}

/// Our figures; below them the kernel's, where one differs.
fn category_lines(row: &CategoryHeld) -> Vec<String> {
    let cells =
        |cell: fn(&Held) -> String| row.figures.each_ref().map(|held| format!("{:>13}", cell(held))).concat();
    let name = row.category.to_string();
    let name = if row.category.is_counted() { name } else { format!("({name})") };
    let mut lines = vec![format!("{:<30}{}", shortened(&name), cells(|held| kib(held.ours)))];
    if !row.figures.iter().all(Held::agrees) {
        lines.push(format!("{:<30}{}", "  the kernel", cells(|held| kib(held.kernel))));
        lines.push(format!("{:<30}{}", "  difference", cells(difference)));
    }
    lines
}

fn shortened(name: &str) -> String {
    printable_line(name).chars().take(29).collect()
}

/// In the unit of `/proc`, with a point where a share of a page is not whole.
fn kib(bytes: Bytes) -> String {
    if bytes.get().is_multiple_of(1024) {
        format!("{}", bytes.get() / 1024)
    } else {
        format!("{:.1}", bytes.get() as f64 / 1024.0)
    }
}

fn difference(held: &Held) -> String {
    match held.difference().get() {
        0 => "0".to_owned(),
        bytes => format!("{:+.0}", bytes as f64 / 1024.0).replace('-', "−"),
    }
}
