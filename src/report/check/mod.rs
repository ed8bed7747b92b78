//! What came of a budget: text for the terminal, Markdown for the summary of a CI run, JSON for scripts, `JUnit`'s XML for what
//! shows test results.

mod json;

mod junit;

pub use junit::check_junit;

pub use json::{Amount, CheckFigures, RowFigures};

use super::markdown::escaped;
use super::table::{Table, printable};
use super::verdicts::rate;
use crate::analysis::Measure;
use crate::analysis::gate::{Check, Limit, Measured, Outcome, Row};

/// The table, what speaks behind it, and the outcome last; with a line end behind each line.
pub fn check_text(check: &Check) -> String {
    let mut lines = table(check).lines();
    lines.push(String::new());
    lines.extend(check.warnings.iter().map(|warning| format!("warning: {}", printable(warning))));
    lines.push(outcome_line(check));
    lines.push(String::new());
    lines.join("\n")
}

/// The same in GitHub's Markdown, the outcome first.
pub fn check_markdown(check: &Check) -> String {
    let mut lines = vec![format!("**{}**", escaped(&outcome_line(check))), String::new()];
    lines.extend(table(check).markdown());
    lines.push(String::new());
    lines.extend(check.warnings.iter().map(|warning| format!("- warning: {}", escaped(&printable(warning)))));
    lines.push(String::new());
    lines.join("\n")
}

fn table(check: &Check) -> Table {
    let columns = [
        "",
        "metric",
        "measured",
        "rate at least",
        "at most",
        "smallest leak this run could show",
        "budget",
        "",
        "note",
    ];
    let mut table = Table::new(columns).ending_in_text();
    for row in &check.rows {
        let [measured, low, high, floor] = measured(row);
        table.add(
            printable(&row.name),
            [
                row.metric.to_owned(),
                measured,
                low,
                high,
                floor,
                budget(row.limit),
                word(row.outcome).to_owned(),
                row.why.as_deref().map_or_else(|| within_noise(row), printable),
            ],
        );
    }
    table
}

/// More than is allowed, and still kept: that would be read as a mistake.
fn within_noise(row: &Row) -> String {
    let most = match row.limit {
        Limit::PerCycle(bytes) | Limit::MorePerCycle(bytes) => bytes.get() as f64,
        Limit::RegionsPerCycle(count) => f64::from(count),
        Limit::TotalAfter(_) | Limit::Verdict(_) | Limit::Change(_) => return String::new(),
    };
    let is_above = matches!(row.measured, Measured::Rate { slope, .. } if slope.median > most);
    if is_above && row.outcome == Outcome::Within {
        "what is above the limit is within noise".to_owned()
    } else {
        String::new()
    }
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Suppressed => "suppressed",
        Outcome::Skipped => "skipped",
        Outcome::Within => "ok",
        Outcome::Unknown => "not enough evidence",
        Outcome::NoSuchThing => "NO SUCH CATEGORY",
        Outcome::Over => "OVER",
    }
}

/// What was measured, the ends of its interval, and what could have been found.
fn measured(row: &Row) -> [String; 4] {
    let nothing = String::new;
    match row.measured {
        Measured::Nothing => [nothing(), nothing(), nothing(), nothing()],
        Measured::Level(bytes) => [bytes.to_string(), nothing(), nothing(), nothing()],
        Measured::Verdict(verdict) => [verdict.name().to_owned(), nothing(), nothing(), nothing()],
        Measured::Change(change) => [change.name().to_owned(), nothing(), nothing(), nothing()],
        Measured::Rate { slope, floor } => {
            let measure = match row.limit {
                Limit::RegionsPerCycle(_) => Measure::Regions,
                _ => Measure::Stayed,
            };
            let shown = |value| rate(measure, value);
            let unsigned = |text: String| text.trim_start_matches('+').to_owned();
            [shown(slope.median), shown(slope.low), shown(slope.high), unsigned(shown(floor))]
        }
    }
}

fn budget(limit: Limit) -> String {
    match limit {
        Limit::PerCycle(bytes) => format!("{bytes} per cycle"),
        Limit::RegionsPerCycle(count) => format!("{count} per cycle"),
        Limit::TotalAfter(bytes) => format!("{bytes} at the end"),
        Limit::Verdict(verdict) => format!("{} or better", verdict.name()),
        Limit::MorePerCycle(bytes) => format!("{bytes} more per cycle"),
        Limit::Change(change) => format!("{} or better", change.name()),
    }
}

/// The outcome in one line: what is over, and by how much.
pub fn outcome_line(check: &Check) -> String {
    let cycles = check.cycles;
    let limits = |count: usize| if count == 1 { "1 limit".to_owned() } else { format!("{count} limits") };
    let (over, open) = (check.count(Outcome::Over), check.count(Outcome::Unknown));
    // What is left out is held against nothing.
    let held = check.rows.len() - check.count(Outcome::Suppressed) - check.count(Outcome::Skipped);
    match check.outcome() {
        Outcome::Over => {
            let worst = check.rows.iter().find(|row| row.outcome == Outcome::Over);
            let worst = worst.map(|row| format!(": {}", excess(row))).unwrap_or_default();
            format!("over budget in {} of {}{worst}", over, limits(held))
        }
        Outcome::NoSuchThing => {
            let missing = check.count(Outcome::NoSuchThing);
            format!(
                "the budget names what was not recorded in {missing} of {}; a rule that may fit nothing says optional: true",
                limits(held)
            )
        }
        Outcome::Unknown if open == 0 => {
            "not enough evidence: the budget names nothing that was recorded".to_owned()
        }
        Outcome::Unknown => {
            format!("not enough evidence for {} of {}; {cycles} cycles count", open, limits(held))
        }
        Outcome::Within | Outcome::Suppressed | Outcome::Skipped => {
            format!("within budget: {} kept over {cycles} cycles", limits(check.count(Outcome::Within)))
        }
    }
}

fn excess(row: &Row) -> String {
    let [measured, ..] = measured(row);
    let name = printable(&row.name);
    match row.limit {
        Limit::Verdict(worst) => format!("{name} is called {measured}, {} is allowed", worst.name()),
        Limit::TotalAfter(most) => {
            format!("{name} has {measured} ({}) at the end, {most} is allowed", row.metric)
        }
        Limit::Change(worst) => {
            let (worst, why) = (worst.name(), row.why.as_deref().map(printable).unwrap_or_default());
            format!("{name} is {measured}, {worst} is allowed ({why})")
        }
        Limit::MorePerCycle(_) => {
            format!("{name} grows by {measured} more ({}), {} is allowed", row.metric, budget(row.limit))
        }
        limit => {
            let measured = measured.trim_start_matches('+');
            format!("{name} grows by {measured} ({}), {} is allowed", row.metric, budget(limit))
        }
    }
}
