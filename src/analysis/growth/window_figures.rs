//! All figures of a window at once.

use super::sizes::SizeClass;
use super::{Growth, GrowthSums};
use crate::analysis::{Metric, Window};
use crate::model::{CategoryId, Recording};
use std::collections::BTreeMap;

/// What a window added: by category, and by size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowGrowth {
    /// Each category, and all.
    pub growth: Growth,
    /// The sizes of what was born inside, for each category that has any; those of which most bytes stayed come first.
    pub sizes: BTreeMap<CategoryId, Vec<SizeClass>>,
}

impl WindowGrowth {
    /// Measures a window in one pass over the recording's log.
    pub fn measure(recording: &Recording, window: Window, metric: Metric) -> Self {
        let sums = recording.read_log(GrowthSums::new(window.from, Some(window.to), metric).by_size());
        let sizes = sums.sizes(recording).into_classes();
        let growth = Growth { window, ..sums.into_growth() };
        Self { growth, sizes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RESERVED, Scenario};

    /// Three shared buffers and three runs of plain memory stay, one larger run comes and goes, and one is cut.
    fn scenario() -> Scenario {
        let mut scenario = Scenario::new();
        scenario.map(0, 1, ANONYMOUS).tick();
        for nth in 0..3 {
            scenario.map(10 + 10 * nth, 2, ANONYMOUS).map(100 + 10 * nth, 4, FILE).touch(100, 1).tick();
        }
        scenario.map(200, 7, HEAP).map(220, 9, ANONYMOUS).map(240, 5, RESERVED).tick();
        scenario.unmap(205, 2).unmap(220, 9).tick();
        scenario
    }

    fn check(metric: Metric, kind: usize, expected: &[(u64, usize, u64, usize, u64, bool)]) {
        let recording = &scenario().trace.recording;
        let figures = WindowGrowth::measure(recording, Window::whole(recording), metric);
        let pages = |bytes: crate::model::units::Bytes| bytes.get() / 4096;
        let actual = |class: &SizeClass| {
            let (stayed, went) = (class.persistent, class.transient);
            (
                pages(class.len),
                stayed.count,
                pages(stayed.bytes),
                went.count,
                pages(went.bytes),
                class.certain,
            )
        };
        let actual: Vec<_> = figures.sizes[&Scenario::category(kind)].iter().map(actual).collect();
        assert_eq!(actual, expected, "{metric:?}, {kind}");
    }

    #[test]
    fn sizes_tell_what_stayed_and_what_went() {
        check(Metric::Mapped, ANONYMOUS, &[(2, 3, 6, 0, 0, false), (9, 0, 0, 1, 9, true)]);
        check(Metric::Mapped, FILE, &[(4, 3, 12, 0, 0, true)]);
        check(Metric::Dirty, FILE, &[(4, 3, 1, 0, 0, true)]);
        check(Metric::Mapped, HEAP, &[(5, 1, 5, 0, 2, false)]);
    }
}
