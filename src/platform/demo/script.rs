//! What a built-in target is asked to do.

use super::cache;
use super::rounds::{BASELINE, closed_label};
use std::fmt;
use std::io;
use std::str::FromStr;

/// The built-in targets, by the way in which they leak or do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// Terminal pages: a reused page is taken for a standard one and never unmapped.
    PageList,
    /// Windows with graphics memory: a closed window leaves a layer that someone still holds.
    Surfaces,
    /// A cache that fills in the first cycles and then settles: not a leak.
    Cache,
    /// One large block from the heap, mapped first and used later.
    Malloc,
    /// Much memory that comes and goes: not a leak.
    Churn,
    /// A list of small blocks that forgets some under heavy traffic: told in live blocks.
    Heap,
    /// Freed blocks whose neighbours are kept: the heap stays large, and nothing leaks.
    Fragments,
}

impl TargetKind {
    /// All of them, in the order of the command line's help.
    pub const ALL: [Self; 7] =
        [Self::PageList, Self::Surfaces, Self::Cache, Self::Malloc, Self::Churn, Self::Heap, Self::Fragments];

    /// Whether malloc maps its memory, whatever the script says.
    pub(super) const fn is_of_malloc(self) -> bool {
        matches!(self, Self::Malloc) || self.is_told_in_blocks()
    }

    /// Whether its truth is in live blocks of malloc: mapped memory moves by itself.
    pub const fn is_told_in_blocks(self) -> bool {
        matches!(self, Self::Heap | Self::Fragments)
    }

    /// Its word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PageList => "pagelist",
            Self::Surfaces => "surfaces",
            Self::Cache => "cache",
            Self::Malloc => "malloc",
            Self::Churn => "churn",
            Self::Heap => "heap",
            Self::Fragments => "fragments",
        }
    }
}

impl fmt::Display for TargetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for TargetKind {
    type Err = UnknownTarget;

    fn from_str(word: &str) -> Result<Self, UnknownTarget> {
        Self::ALL.into_iter().find(|kind| kind.name() == word).ok_or_else(|| UnknownTarget(word.to_owned()))
    }
}

/// Choose another word: no built-in target has this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTarget(pub String);

impl fmt::Display for UnknownTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = TargetKind::ALL.map(TargetKind::name).join(", ");
        write!(f, "there is no built-in target {:?}, only {words}", self.0)
    }
}

impl std::error::Error for UnknownTarget {}

/// Which target to run, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Script {
    pub kind: TargetKind,
    /// How many cycles count; at least one.
    pub cycles: u32,
    /// How many cycles come before them.
    pub warmup: u32,
    /// Whether its bug is mended. The cache and the churn have none to mend.
    pub fixed: bool,
    /// Whether it maps plain anonymous memory instead of memory of a named kind.
    pub untagged: bool,
}

impl Script {
    /// Refuses a script that could not show what the target is made to show.
    pub(super) fn check(&self) -> io::Result<()> {
        let refuse = |reason: String| Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        if self.cycles == 0 {
            return refuse("a target needs at least one cycle that counts".to_owned());
        }
        let Some(last) = self.warmup.checked_add(self.cycles) else {
            return refuse("there are too many cycles to number them".to_owned());
        };
        if self.kind == TargetKind::Cache && last <= cache::FILL_CYCLES {
            return refuse(format!(
                "the cache fills for {} cycles: it needs more than that, those for warm-up included",
                cache::FILL_CYCLES
            ));
        }
        Ok(())
    }

    /// The mark from which the truth counts.
    pub(super) fn since(&self) -> String {
        if self.last_uncounted() > self.warmup { cache::FILLED.to_owned() } else { BASELINE.to_owned() }
    }

    /// The mark up to which the truth counts.
    pub(super) fn until(&self) -> String {
        closed_label(self.warmup.saturating_add(self.cycles))
    }

    /// How many cycles lie between the two.
    pub(super) fn counted(&self) -> u32 {
        self.warmup.saturating_add(self.cycles).saturating_sub(self.last_uncounted())
    }

    /// A cache that fills grows rightly, so its truth begins after that.
    fn last_uncounted(&self) -> u32 {
        match self.kind {
            TargetKind::Cache => self.warmup.max(cache::FILL_CYCLES),
            _ => self.warmup,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(kind: TargetKind, warmup: u32, cycles: u32) -> Script {
        Script { kind, cycles, warmup, fixed: false, untagged: false }
    }

    #[test]
    fn a_target_is_known_by_its_word() {
        for kind in TargetKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        let unknown = "PageList".parse::<TargetKind>().unwrap_err();
        assert!(
            unknown.to_string().ends_with("only pagelist, surfaces, cache, malloc, churn, heap, fragments")
        );
    }

    #[test]
    fn the_truth_of_a_cache_counts_from_when_it_is_full() {
        let check = |kind, warmup, cycles, since: &str, counted| {
            let script = script(kind, warmup, cycles);
            assert!(script.check().is_ok());
            assert_eq!((script.since().as_str(), script.counted()), (since, counted));
        };
        check(TargetKind::PageList, 2, 10, "baseline", 10);
        check(TargetKind::Cache, 2, 10, "filled", 8);
        check(TargetKind::Cache, 4, 10, "baseline", 10);
        check(TargetKind::Cache, 0, 5, "filled", 1);
    }

    #[test]
    fn a_script_with_too_few_cycles_is_refused() {
        let check = |kind, warmup, cycles| assert!(script(kind, warmup, cycles).check().is_err());
        check(TargetKind::PageList, 2, 0);
        check(TargetKind::Cache, 2, 2);
        check(TargetKind::Churn, 1, u32::MAX);
    }
}
