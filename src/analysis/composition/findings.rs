//! What stands out in a composition, each by a rule of its own.

use super::{Composition, CompositionRow, Highlight};
use crate::analysis::Metric;
use crate::model::units::{Bytes, grouped};
use crate::model::{Category, Recording, Untold};

/// From this share on what no row explains is worth a word.
const UNATTRIBUTED: f64 = 0.1;

/// From this share on a category stands out.
const LEADING: f64 = 0.5;

/// So many regions of one category, or of one size, are many.
const MANY: usize = 1000;

/// From this share on what is swapped is worth a word.
const SWAPPED: f64 = 0.3;

/// Groups whose numbers allocators have taken for their own memory: mimalloc that of GPU memory, jemalloc that of video.
const BORROWED: [&str; 2] = ["Graphics", "Audio & Video"];

pub(super) fn findings(recording: &Recording, composition: &Composition) -> Vec<Highlight> {
    let named = Named { recording, composition };
    let mut findings = Vec::new();
    findings.extend(named.unattributed());
    findings.extend(named.leading());
    findings.extend(named.many());
    findings.extend(named.swapped());
    findings.extend(named.borrowed());
    findings.extend(named.guards());
    findings
}

struct Named<'a> {
    recording: &'a Recording,
    composition: &'a Composition,
}

impl Named<'_> {
    fn category(&self, row: &CompositionRow) -> Option<&Category> {
        self.recording.category(row.category)
    }

    fn name(&self, row: &CompositionRow) -> String {
        self.category(row).map(ToString::to_string).unwrap_or_default()
    }

    fn counted(&self) -> impl Iterator<Item = &CompositionRow> {
        self.composition.rows.iter().filter(|row| row.counted)
    }

    fn whole(&self) -> f64 {
        self.composition.whole.get().max(1) as f64
    }

    fn unattributed(&self) -> Option<Highlight> {
        let rest = self.composition.unattributed.and_then(|rest| u64::try_from(rest.get()).ok())?;
        let share = rest as f64 / self.whole();
        let text = || {
            let (bytes, metric) = (Bytes::new(rest), of_what(self.composition.metric));
            format!(
                "{bytes}, {} of {metric}, is in no row: the system counts it, and nothing says what it is",
                percent(share)
            )
        };
        (share >= UNATTRIBUTED).then(|| Highlight { rule: "unattributed", text: text() })
    }

    fn leading(&self) -> Option<Highlight> {
        let first = self.composition.leading()?;
        let share = self.composition.share(first).filter(|&share| share >= LEADING)?;
        let bytes = first.get(self.composition.metric)?;
        let (name, metric) = (self.name(first), of_what(self.composition.metric));
        Some(Highlight {
            rule: "leading",
            text: format!("{name} is {} of {metric}: {bytes}", percent(share)),
        })
    }

    /// Many regions of one size, or of one category of which the mean is known.
    fn many(&self) -> Vec<Highlight> {
        let mut found = Vec::new();
        for row in self.counted() {
            let name = self.name(row);
            let of_one_size = row.classes.iter().find(|class| class.count >= MANY);
            let text = match (of_one_size, row.regions().filter(|&count| count >= MANY)) {
                (Some(class), _) => {
                    let share = percent(class.bytes.get() as f64 / self.whole());
                    self.many_text(&name, class.count, &class.len.to_string(), &share)
                }
                (None, Some(count)) if row.classes.is_empty() && self.composition.share(row) > Some(0.05) => {
                    let (Some(mean), Some(share)) = (row.mean_region(), self.composition.share(row)) else {
                        continue;
                    };
                    self.many_text(&name, count, &format!("{mean} on average"), &percent(share))
                }
                _ => continue,
            };
            found.push(Highlight { rule: "many", text });
        }
        found
    }

    fn many_text(&self, name: &str, count: usize, size: &str, share: &str) -> String {
        let metric = of_what(self.composition.metric);
        format!("{name}: {} regions of {size}: {share} of {metric}", grouped(count))
    }

    fn swapped(&self) -> Option<Highlight> {
        let swapped: Bytes =
            self.composition.rows.iter().filter_map(|row| row.part_of_total(Metric::Swapped)).sum();
        let share = swapped.get() as f64 / self.whole();
        let is_footprint = self.composition.metric == Metric::Footprint;
        let text = || {
            let share = percent(share);
            format!(
                "{swapped}, {share} of the footprint, is swapped out or compressed: nothing has touched it for long, and what is resident does not show it"
            )
        };
        (is_footprint && share >= SWAPPED).then(|| Highlight { rule: "swapped", text: text() })
    }

    /// Numbers of tags that an allocator may have taken: reserved memory of the GPU, or video that is most of all there is.
    fn borrowed(&self) -> Option<Highlight> {
        let is_macos = self.recording.target().is_some_and(|target| target.os == crate::model::Os::MacOs);
        let is_reserved_gpu = |row: &&CompositionRow| {
            !row.counted && self.category(row).is_some_and(|category| category.name == "IOAccelerator")
        };
        let is_video = |row: &&CompositionRow| {
            row.counted
                && self.category(row).is_some_and(|category| category.group == BORROWED[1])
                && self.composition.share(row) >= Some(LEADING)
        };
        let row = self.composition.rows.iter().find(|row| is_reserved_gpu(row) || is_video(row))?;
        let name = &self.category(row)?.name;
        let text = format!(
            "{name} may be the heap of an allocator: mimalloc and jemalloc have used the numbers of such tags for theirs"
        );
        is_macos.then_some(Highlight { rule: "borrowed_tag", text })
    }

    /// Guards, of which each takes an entry of the system's list and no memory.
    fn guards(&self) -> Option<Highlight> {
        let reserved = self.composition.rows.iter().filter(|row| !row.counted);
        let count: usize = reserved.filter_map(CompositionRow::regions).sum();
        let all: usize = count + self.counted().filter_map(CompositionRow::regions).sum::<usize>();
        let is_known = !self.composition.untold.has(Untold::REGIONS);
        (is_known && count >= MANY && count * 4 >= all).then(|| Highlight {
            rule: "guards",
            text: format!(
                "{} of {} mappings are guards and reservations: they take no memory, but places in the system's list",
                grouped(count),
                grouped(all)
            ),
        })
    }
}

/// What a share is of, in words.
const fn of_what(metric: Metric) -> &'static str {
    match metric {
        Metric::Footprint => "the footprint",
        Metric::Resident => "what is resident",
        Metric::Dirty => "what is dirty",
        Metric::Swapped => "what is swapped",
        Metric::Mapped => "what is mapped",
    }
}

/// A share in words.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
