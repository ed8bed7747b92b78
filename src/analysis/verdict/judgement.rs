//! The judgement of one series: the verdict and the reasons for it.

use super::doubts::Doubt;
use super::evidence::Evidence;

/// What the growth per cycle amounts to. In order: the worst of many is the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Too few cycles to say anything.
    #[default]
    TooFewCycles,
    /// No growth that could not be chance.
    Steady,
    /// It grew and stopped, as a cache does that is full.
    Settles,
    /// It grows, but something speaks against a leak, or there are too few cycles to be sure.
    Suspect,
    /// It grows with every cycle.
    Leak,
}

impl Verdict {
    /// What it is called in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooFewCycles => "too few cycles",
            Self::Steady => "steady",
            Self::Settles => "settles",
            Self::Suspect => "suspect",
            Self::Leak => "leak",
        }
    }
}

/// What is said of one series, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// What speaks against the word that the trend alone would bear: why growth is no more than suspect, or which step
    /// what is called steady has made.
    pub doubt: Option<Doubt>,
    /// After how many more cycles the word will be another one than suspect, if it goes on as it does; nothing where that cannot
    /// be promised.
    pub more_cycles: Option<usize>,
    /// What it rests on.
    pub evidence: Evidence,
}

impl Judgement {
    /// What speaks against a leak, and how many more cycles will tell, or that more may; a clause.
    pub fn doubt_text(&self) -> Option<String> {
        let doubt = self.doubt?;
        let reason = doubt.reason();
        Some(match (self.verdict, doubt, self.more_cycles) {
            (Verdict::Suspect, _, Some(1)) => format!("{reason}: 1 more cycle will tell"),
            (Verdict::Suspect, _, Some(more)) => format!("{reason}: {more} more cycles will tell"),
            (_, Doubt::Untrusted(_), _) => reason.to_owned(),
            (Verdict::Suspect, ..) => format!("{reason}: more cycles may tell"),
            _ => reason.to_owned(),
        })
    }
}
