//! How verdicts look, a sign and a colour each, and the signs of what has become of something.

use crate::theme::Tokens;
use crate::widgets::Sign;
use eframe::egui::Color32;
use strandline::analysis::{Verdict, VerdictChange};

/// The sign of a verdict.
pub(super) const fn sign(verdict: Verdict) -> Sign {
    match verdict {
        Verdict::Leak => Sign::Rises,
        Verdict::Suspect => Sign::MayRise,
        Verdict::Settles => Sign::LevelsOff,
        Verdict::Steady => Sign::Stays,
        Verdict::TooFewCycles => Sign::Open,
    }
}

/// The colour of a verdict: one of its own has a leak alone.
pub(super) const fn ink(tokens: &Tokens, verdict: Verdict) -> Color32 {
    match verdict {
        Verdict::Leak => tokens.verdict,
        Verdict::Suspect => tokens.strong,
        Verdict::Settles | Verdict::Steady | Verdict::TooFewCycles => tokens.weak,
    }
}

/// The sign of what has become of something.
pub(super) const fn change_sign(change: VerdictChange) -> &'static str {
    match change {
        VerdictChange::Fixed => "✓",
        VerdictChange::Reduced => "▼",
        VerdictChange::New => "+",
        VerdictChange::Worse => "▲",
        VerdictChange::Unchanged => "=",
    }
}
