//! How verdicts and their figures are written, and their signs.

use crate::theme::Tokens;
use crate::widgets::Sign;
use eframe::egui::Color32;
use strandline::analysis::{Evidence, Measure, Quantum, Subject, Verdict};
use strandline::model::Recording;
use strandline::report::view::Quantity;

/// The group and the name of what is judged; the group may be empty.
pub(in crate::panels) fn names(recording: &Recording, subject: Subject) -> (&str, &str) {
    match subject {
        Subject::Total(_) => ("", "*All*"),
        Subject::Unattributed(kind) => ("Unattributed", kind.name()),
        Subject::Category(id, _) => recording
            .category(id)
            .map_or(("", ""), |category| (category.group.as_str(), category.name.as_str())),
    }
}

/// What is added: `+58.2 MiB`, or `+2` regions.
pub(in crate::panels) fn change(measure: Measure, change: f64) -> String {
    Quantity::change(measure, change).to_string()
}

/// What there is: `485.8 MiB`, or `12` regions; below zero it has a sign.
pub(in crate::panels) fn amount(measure: Measure, amount: f64) -> String {
    Quantity::level(measure, amount).to_string()
}

/// The same where a column has little room: `6 × 9.5 MiB`, `≥ 6 × 9.5 MiB` of what may be merged.
pub(in crate::panels) fn portions_in_short(quantum: &Quantum) -> String {
    let average = if quantum.is_mean { " on average" } else { "" };
    let at_least = if quantum.is_merged { "≥ " } else { "" };
    match quantum.count.or(quantum.total) {
        Some(count) => format!("{at_least}{count} × {}{average}", quantum.bytes),
        None => format!("{}{average}", quantum.bytes),
    }
}

/// In which portions it grows: `6 × 9.5 MiB per cycle`, or `≥ 149 × at most 19.3 MiB in all` of what may be merged.
pub(in crate::panels) fn portions(quantum: &Quantum) -> String {
    match quantum.count.or(quantum.total).filter(|_| quantum.is_merged) {
        Some(count) => format!("≥ {count} × at most {} {}", quantum.bytes, per(quantum)),
        None => format!("{} {}", portions_in_short(quantum), per(quantum)),
    }
}

/// Whether a count is of each cycle or of all.
const fn per(quantum: &Quantum) -> &'static str {
    if quantum.count.is_none() && quantum.total.is_some() { "in all" } else { "per cycle" }
}

/// In how many cycles it grew: `8 of 8`.
pub(in crate::panels) fn grew(evidence: &Evidence) -> String {
    format!("{} of {}", evidence.grew_in, evidence.of)
}

/// A probability.
pub(in crate::panels) fn chance(p: f64) -> String {
    Quantity::probability(p).to_string()
}

/// The sign of a verdict.
pub(in crate::panels) const fn sign(verdict: Verdict) -> Sign {
    match verdict {
        Verdict::Leak => Sign::Rises,
        Verdict::Suspect => Sign::MayRise,
        Verdict::Settles => Sign::LevelsOff,
        Verdict::Steady => Sign::Stays,
        Verdict::TooFewCycles => Sign::Open,
    }
}

/// The colour of a verdict: one of its own has a leak alone.
pub(in crate::panels) const fn ink(tokens: &Tokens, verdict: Verdict) -> Color32 {
    match verdict {
        Verdict::Leak => tokens.verdict,
        Verdict::Suspect => tokens.strong,
        Verdict::Settles | Verdict::Steady | Verdict::TooFewCycles => tokens.weak,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::model::units::Bytes;

    #[test]
    fn portions_without_a_count_are_bytes() {
        let quantum = |count: Option<usize>, total: Option<usize>, is_merged: bool| Quantum {
            count,
            bytes: Bytes::from_kib(592),
            cycles: 8,
            total,
            is_mean: false,
            is_merged,
        };
        assert_eq!(portions(&quantum(Some(6), Some(48), false)), "6 × 592 KiB per cycle");
        assert_eq!(portions(&quantum(None, Some(47), false)), "47 × 592 KiB in all");
        assert_eq!(portions(&quantum(Some(6), Some(48), true)), "≥ 6 × at most 592 KiB per cycle");
        assert_eq!(portions(&quantum(None, None, true)), "592 KiB per cycle");
        assert_eq!(portions_in_short(&quantum(Some(6), Some(48), true)), "≥ 6 × 592 KiB");
        let mean = Quantum { is_mean: true, ..quantum(Some(6), Some(48), false) };
        assert_eq!(portions(&mean), "6 × 592 KiB on average per cycle");
    }
}
