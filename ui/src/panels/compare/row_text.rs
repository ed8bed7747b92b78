//! How changes are written, and their signs.

use crate::panels::verdict_sign::change_sign;
use crate::state::figures::{Compared, Outcome};
use strandline::analysis::{CompareRow, LEAST_CYCLES, Measure, RowName, SideSummary, Verdict, VerdictChange};
use strandline::report::view::{Label, Quantity};

/// The sign of an outcome.
pub(super) const fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Changed(change) => change_sign(change),
        Outcome::TooFewCycles => "…",
    }
}

/// What a cycle adds.
pub(super) fn rate(measure: Measure, figure: f64) -> String {
    Quantity::rate(measure, figure).to_string()
}

/// What a cycle adds before and after: `+58.2 → +0.1 MiB per cycle`.
pub(super) fn rates(row: &CompareRow) -> String {
    let [before, after] = row.ends().map(|cell| rate(row.measure, cell.per_cycle.median));
    format!("{} → {after} per cycle", without_unit(&before, &after))
}

/// Both ends of an interval: `−59.0 to −57.2 MiB`.
pub(super) fn interval(measure: Measure, low: f64, high: f64) -> String {
    let [low, high] = [low, high].map(|end| rate(measure, end));
    if low == high { low } else { format!("{} to {high}", without_unit(&low, &high)) }
}

/// The first of two figures; its unit is left out where the second one has the same.
fn without_unit<'a>(first: &'a str, second: &str) -> &'a str {
    match (first.rsplit_once(' '), second.rsplit_once(' ')) {
        (Some((number, one)), Some((_, other))) if one == other => number,
        _ => first,
    }
}

/// What has become of a row, in a few words and with its figures.
pub(super) fn sentence(row: &CompareRow) -> (String, String) {
    about(&Label::of_row(&row.name).to_string(), row)
}

/// The same where there is little room.
pub(super) fn brief_sentence(row: &CompareRow) -> (String, String) {
    let (words, figures) = about(Label::of_row(&row.name).short(), row);
    (words, figures.replace(" per cycle", ""))
}

fn about(name: &str, row: &CompareRow) -> (String, String) {
    let alleges = |verdict| verdict >= Verdict::Suspect;
    match row.change {
        Some(VerdictChange::Fixed) => (format!("{name} is fixed"), rates(row)),
        Some(VerdictChange::Reduced) => (format!("{name} grows less"), rates(row)),
        Some(VerdictChange::New) => (format!("{name} grows, and did not before"), rates(row)),
        Some(VerdictChange::Worse) => (format!("{name} grows faster"), rates(row)),
        Some(VerdictChange::Unchanged) if alleges(row.last().verdict) && alleges(row.first().verdict) => {
            (format!("Nothing has changed: {name} still grows"), rates(row))
        }
        Some(VerdictChange::Unchanged) if alleges(row.last().verdict) => {
            (format!("No sure change: {name} may grow now"), rates(row))
        }
        Some(VerdictChange::Unchanged) if alleges(row.first().verdict) => {
            (format!("No sure change: {name} may grow as before"), rates(row))
        }
        Some(VerdictChange::Unchanged) if row.first().verdict.max(row.last().verdict) == Verdict::Settles => {
            ("Nothing has changed".to_owned(), format!("{name} settles"))
        }
        Some(VerdictChange::Unchanged) => ("Nothing has changed".to_owned(), "nothing grows on".to_owned()),
        None => ("Too few cycles to compare".to_owned(), String::new()),
    }
}

/// What else there is to say: another change, or what speaks against comparing the two.
pub(super) fn beside(leading: &CompareRow, compared: &Compared) -> String {
    if leading.change.is_none() {
        let [a, b] = [0, 1].map(|nth| compared.sides()[nth].counted.len());
        return format!("{a} counted cycles in A, {b} in B; a verdict needs {LEAST_CYCLES} in each");
    }
    let other = compared.beside(&leading.name).filter(|row| matches!(row.name, RowName::Category { .. }));
    if let Some(other) = other.filter(|other| Outcome::new(other).is_change()) {
        let (words, figures) = sentence(other);
        return format!("{words}: {figures}");
    }
    let points = compared.comparison().map(|comparison| comparison.comparable.as_slice()).unwrap_or_default();
    let differing: Vec<_> =
        points.iter().filter(|point| !point.is_same()).map(|point| point.what.to_lowercase()).collect();
    match (differing.as_slice(), Outcome::new(leading).is_change()) {
        ([], true) => "Nothing else has changed".to_owned(),
        ([], false) => "Measured alike in both".to_owned(),
        _ => format!("Not measured alike: {}", differing.join(", ")),
    }
}

/// How the cycles of both lie side by side.
pub(super) fn aligned(sides: &[SideSummary]) -> String {
    let reported = |side: &SideSummary| {
        let cycles = if side.counted.len() == 1 { "cycle" } else { "cycles" };
        format!("{} warm-up and {} counted {cycles}", side.warmup, side.counted.len())
    };
    let [a, b] = [0, 1].map(|nth| reported(&sides[nth]));
    let cycles = if a == b { format!("{a} in each") } else { format!("A: {a}, B: {b}") };
    format!("Aligned by cycle  ·  {cycles}  ·  seconds are ignored")
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::analysis::{CompareCell, Metric, Slope};

    const MIB: f64 = 1_048_576.0;

    fn row(before: (Verdict, f64), after: (Verdict, f64), change: Option<VerdictChange>) -> CompareRow {
        let slope = |median| Slope { median, low: median, high: median };
        let cell = |(verdict, mib): (Verdict, f64)| CompareCell {
            verdict,
            per_cycle: slope(mib * MIB),
            ..CompareCell::default()
        };
        CompareRow {
            name: RowName::Category { group: "Named".to_owned(), name: "PageList".to_owned() },
            measure: Measure::Level(Metric::Mapped),
            cells: vec![cell(before), cell(after)],
            difference: slope((after.1 - before.1) * MIB),
            change,
        }
    }

    #[test]
    fn the_sentence_says_what_became_of_it() {
        use Verdict::{Leak, Settles, Steady, Suspect, TooFewCycles};
        use VerdictChange::{Fixed, New, Reduced, Unchanged, Worse};
        let check = |before, after, change, words: &str, figures: &str| {
            let (said, with) = sentence(&row(before, after, change));
            assert_eq!((&*said, &*with), (words, figures));
        };
        let name = "Named ▸ PageList";
        check(
            (Leak, 58.2),
            (Steady, 0.5),
            Some(Fixed),
            &format!("{name} is fixed"),
            "+58.2 MiB → +512 KiB per cycle",
        );
        check(
            (Leak, 58.2),
            (Leak, 2.0),
            Some(Reduced),
            &format!("{name} grows less"),
            "+58.2 → +2.0 MiB per cycle",
        );
        check(
            (Leak, 2.0),
            (Leak, 4.0),
            Some(Worse),
            &format!("{name} grows faster"),
            "+2.0 → +4.0 MiB per cycle",
        );
        let new = format!("{name} grows, and did not before");
        check((Steady, 0.0), (Suspect, 4.0), Some(New), &new, "0 B → +4.0 MiB per cycle");
        let still = format!("Nothing has changed: {name} still grows");
        check((Leak, 4.0), (Leak, 4.0), Some(Unchanged), &still, "+4.0 → +4.0 MiB per cycle");
        let maybe = format!("No sure change: {name} may grow as before");
        check((Suspect, 4.0), (Steady, 3.0), Some(Unchanged), &maybe, "+4.0 → +3.0 MiB per cycle");
        let now = format!("No sure change: {name} may grow now");
        check((Steady, 3.0), (Suspect, 4.0), Some(Unchanged), &now, "+3.0 → +4.0 MiB per cycle");
        check((Steady, 0.0), (Steady, 0.0), Some(Unchanged), "Nothing has changed", "nothing grows on");
        check(
            (Settles, 1.0),
            (Settles, 1.0),
            Some(Unchanged),
            "Nothing has changed",
            "Named ▸ PageList settles",
        );
        check((TooFewCycles, 0.0), (Steady, 0.0), None, "Too few cycles to compare", "");
    }

    #[test]
    fn where_there_is_little_room_the_group_goes() {
        let row = row((Verdict::Leak, 2.0), (Verdict::Leak, 4.0), Some(VerdictChange::Worse));
        let expected = ("PageList grows faster".to_owned(), "+2.0 → +4.0 MiB".to_owned());
        assert_eq!(brief_sentence(&row), expected);
    }

    #[test]
    fn a_unit_is_said_once() {
        let check = |low: f64, high: f64, expected: &str| {
            assert_eq!(interval(Measure::Level(Metric::Mapped), low * MIB, high * MIB), expected);
        };
        check(-59.0, -57.25, "−59.0 to −57.2 MiB");
        check(-0.5, 2.0, "−512 KiB to +2.0 MiB");
        check(0.0, 0.0, "0 B");
    }

    #[test]
    fn both_sides_are_told_where_they_differ() {
        let side = |warmup, counted: usize| SideSummary {
            warmup,
            counted: vec![1; counted],
            ..SideSummary::default()
        };
        let check = |sides: [SideSummary; 2], expected: &str| {
            assert_eq!(aligned(&sides), format!("Aligned by cycle  ·  {expected}  ·  seconds are ignored"));
        };
        check([side(2, 8), side(2, 8)], "2 warm-up and 8 counted cycles in each");
        check([side(2, 1), side(2, 1)], "2 warm-up and 1 counted cycle in each");
        check(
            [side(2, 8), side(0, 6)],
            "A: 2 warm-up and 8 counted cycles, B: 0 warm-up and 6 counted cycles",
        );
    }
}
