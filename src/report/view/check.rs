//! How a recording keeps to a budget.

use super::{Cell, Fields, Quantity, Sentence, Table, Tone};
use crate::analysis::gate::{Check, CheckRow, Limit, Measured, Outcome};
use crate::analysis::{Measure, Slope};
use crate::report::markup::printable_line;

/// Each limit of each rule, and what came of it.
pub fn check_table(check: &Check) -> Table {
    Fields::<&CheckRow>::default()
        .text_column("Category", "what is held to the limit", |row| Cell::text(printable_line(&row.name)))
        .text_column("Metric", "what is counted", |row| Cell::text(row.metric))
        .cells("Measured", "the rate per cycle, the level at the end, or the verdict", |row| measured(row))
        .cells("Rate at least", "the rate lies between this and the next in 95 of 100 recordings", |row| {
            end_of_rate(row, |slope| slope.low)
        })
        .cells("At most", "", |row| end_of_rate(row, |slope| slope.high))
        .cells("Smallest leak this run could show", "19 of 20 such runs find it", |row| smallest_leak(row))
        .cells("Budget", "what is allowed", |row| Cell::text(limit_words(row.limit)))
        .text_column("Outcome", "what that comes to", |row| outcome_cell(row.outcome))
        .text_column("Note", "", |row| Cell::text(note(row)))
        .table("The limits of the budget", &check.rows)
}

/// The outcome in one line: what is over, and by how much.
pub fn outcome_line(check: &Check) -> Sentence {
    let cycles = check.cycles;
    let limits = |count: usize| if count == 1 { "1 limit".to_owned() } else { format!("{count} limits") };
    let (over, open) = (check.count(Outcome::Over), check.count(Outcome::Unknown));
    // What is left out is held against nothing.
    let held = limits(check.rows.len() - check.count(Outcome::Suppressed) - check.count(Outcome::Skipped));
    Sentence::new(match check.outcome() {
        Outcome::Over => {
            let worst = check.rows.iter().find(|row| row.outcome == Outcome::Over);
            let worst = worst.map_or_else(String::new, |row| format!(": {}", excess(row)));
            format!("over budget in {over} of {held}{worst}")
        }
        Outcome::NoSuchThing => format!(
            "the budget names what was not recorded in {} of {held}; a rule that may fit nothing says optional: true",
            check.count(Outcome::NoSuchThing)
        ),
        Outcome::Unknown if open == 0 => {
            "not enough evidence: the budget names nothing that was recorded".to_owned()
        }
        Outcome::Unknown => format!("not enough evidence for {open} of {held}; {cycles} cycles count"),
        Outcome::Within | Outcome::Suppressed | Outcome::Skipped => {
            format!("within budget: {} kept over {cycles} cycles", limits(check.count(Outcome::Within)))
        }
    })
}

/// What is odd about the budget, a line each.
pub fn check_warnings(check: &Check) -> Vec<String> {
    check.warnings.iter().map(|warning| format!("warning: {}", printable_line(warning))).collect()
}

/// What was measured: the rate, the level, or the word.
pub fn measured(row: &CheckRow) -> Cell {
    match row.measured {
        Measured::Nothing => Cell::empty(),
        Measured::Level(bytes) => Cell::figure(Some(Quantity::bytes(bytes))),
        Measured::Verdict(verdict) => Cell::text(verdict.name()),
        Measured::Change(change) => Cell::text(change.name()),
        Measured::Rate { slope, .. } => Cell::figure(Some(Quantity::rate(measure(row.limit), slope.median))),
    }
}

fn end_of_rate(row: &CheckRow, end: impl Fn(Slope) -> f64) -> Cell {
    match row.measured {
        Measured::Rate { slope, .. } => Cell::figure(Some(Quantity::rate(measure(row.limit), end(slope)))),
        _ => Cell::empty(),
    }
}

fn smallest_leak(row: &CheckRow) -> Cell {
    match row.measured {
        Measured::Rate { floor, .. } => Cell::figure(Some(Quantity::level(measure(row.limit), floor))),
        _ => Cell::empty(),
    }
}

const fn measure(limit: Limit) -> Measure {
    if matches!(limit, Limit::RegionsPerCycle(_)) { Measure::Regions } else { Measure::Stayed }
}

/// What a limit allows.
pub fn limit_words(limit: Limit) -> String {
    match limit {
        Limit::PerCycle(bytes) => format!("{} per cycle", Quantity::bytes(bytes)),
        Limit::RegionsPerCycle(count) => format!("{} per cycle", Quantity::count(count as usize)),
        Limit::TotalAfter(bytes) => format!("{} at the end", Quantity::bytes(bytes)),
        Limit::Verdict(verdict) => format!("{} or better", verdict.name()),
        Limit::MorePerCycle(bytes) => format!("{} more per cycle", Quantity::bytes(bytes)),
        Limit::Change(change) => format!("{} or better", change.name()),
    }
}

/// What a limit came to, in a word; what fails is loud.
pub const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Suppressed => "suppressed",
        Outcome::Skipped => "skipped",
        Outcome::Within => "ok",
        Outcome::Unknown => "not enough evidence",
        Outcome::NoSuchThing => "NO SUCH CATEGORY",
        Outcome::Over => "OVER",
    }
}

fn outcome_cell(outcome: Outcome) -> Cell {
    let tone = match outcome {
        Outcome::Over => Tone::Alarm,
        Outcome::NoSuchThing | Outcome::Unknown => Tone::Strong,
        Outcome::Within | Outcome::Suppressed | Outcome::Skipped => Tone::Weak,
    };
    Cell::sorted(outcome_word(outcome), f64::from(outcome as u8)).toned(tone)
}

/// Why it came to that. More than is allowed, and still kept, would be read as a mistake.
fn note(row: &CheckRow) -> String {
    let most = match row.limit {
        Limit::PerCycle(bytes) | Limit::MorePerCycle(bytes) => bytes.get() as f64,
        Limit::RegionsPerCycle(count) => f64::from(count),
        Limit::TotalAfter(_) | Limit::Verdict(_) | Limit::Change(_) => f64::INFINITY,
    };
    let is_above = matches!(row.measured, Measured::Rate { slope, .. } if slope.median > most);
    match &row.why {
        Some(why) => printable_line(why),
        None if is_above && row.outcome == Outcome::Within => {
            "what is above the limit is within noise".to_owned()
        }
        None => String::new(),
    }
}

fn excess(row: &CheckRow) -> String {
    let (name, metric, measured) = (printable_line(&row.name), row.metric, measured(row).text);
    let allowed = match row.limit {
        Limit::Verdict(worst) => worst.name().to_owned(),
        Limit::Change(worst) => worst.name().to_owned(),
        Limit::TotalAfter(most) => Quantity::bytes(most).to_string(),
        limit => limit_words(limit),
    };
    match row.limit {
        Limit::Verdict(_) => format!("{name} is called {measured}, {allowed} is allowed"),
        Limit::TotalAfter(_) => {
            format!("{name} has {measured} ({metric}) at the end, {allowed} is allowed")
        }
        Limit::Change(_) => format!("{name} is {measured}, {allowed} is allowed ({})", note(row)),
        Limit::MorePerCycle(_) => {
            format!("{name} grows by {measured} more ({metric}), {allowed} is allowed")
        }
        Limit::PerCycle(_) | Limit::RegionsPerCycle(_) => {
            let measured = measured.trim_start_matches('+');
            format!("{name} grows by {measured} ({metric}), {allowed} is allowed")
        }
    }
}
