//! What is there at one snapshot, and in what two differ, for scripts.

use super::LevelFigures;
use crate::analysis::{Composition, Known, LevelChange, LevelChangeRow, Metric};
use crate::model::Recording;
use crate::model::units::{ByteDelta, Bytes};
use crate::report::view::{Label, unexplained};
use serde::Serialize;

/// What is there at one snapshot.
#[derive(Clone, Debug, Serialize)]
pub struct CompositionFigures {
    /// The figure that the shares are of: `footprint`, or `resident` or `mapped` where that is not told.
    pub metric: &'static str,
    /// What the shares are of, in bytes.
    pub whole_bytes: u64,
    /// What the system itself says of the process; null where the text does not.
    pub stated_bytes: Option<u64>,
    /// Of it, what no category explains; null where that is not known.
    pub unattributed_bytes: Option<u64>,
    /// The categories, the largest first; those that are no memory last.
    pub categories: Vec<ComposedFigures>,
    /// What stands out, by rule.
    pub findings: Vec<FindingFigures>,
    /// What to ask for next, each a sentence.
    pub asked: Vec<String>,
}

/// One category of it.
#[derive(Clone, Debug, Serialize)]
pub struct ComposedFigures {
    /// The upper level of its name.
    pub group: String,
    /// The lower level of its name.
    pub name: String,
    /// Its part of the whole, from 0 to 1; null where it is not told, and for what is no memory.
    pub share: Option<f64>,
    /// How large its regions are on average; null where it is not told.
    pub mean_region_bytes: Option<u64>,
    pub live: LevelFigures,
}

/// Something that stands out.
#[derive(Clone, Debug, Serialize)]
pub struct FindingFigures {
    /// `unattributed`, `leading`, `many`, `swapped`, `borrowed_tag` or `guards`.
    pub rule: &'static str,
    /// What it is, in words.
    pub text: String,
}

/// One category before and after.
#[derive(Clone, Debug, Serialize)]
pub struct LevelChangeFigures {
    /// The upper level of its name; `*All*` for the total, `Unattributed` for what no region explains.
    pub group: String,
    /// The lower level of its name; empty for the total.
    pub name: String,
    pub before: LevelFigures,
    pub after: LevelFigures,
    /// How much more of its footprint there is; 0 where that may be rounding alone, null where it is not told.
    pub footprint_difference: Option<i64>,
    /// The same of its address space.
    pub mapped_difference: Option<i64>,
    /// How many regions more; null where it is not told.
    pub regions_difference: Option<i64>,
    /// By how much a difference may be rounding alone.
    pub rounding_bytes: u64,
}

impl CompositionFigures {
    pub(super) fn new(recording: &Recording, composition: &Composition) -> Self {
        let categories = composition.rows.iter().filter_map(|row| {
            let category = recording.category(row.category)?;
            Some(ComposedFigures {
                group: category.group.clone(),
                name: category.name.clone(),
                share: composition.share(row),
                mean_region_bytes: row.mean_region().map(Bytes::get),
                live: LevelFigures::new(&row.level, Known::ALL.without(row.untold)),
            })
        });
        let findings = composition.findings.iter();
        let findings =
            findings.map(|finding| FindingFigures { rule: finding.rule, text: finding.text.clone() });
        Self {
            metric: composition.metric.name(),
            whole_bytes: composition.whole.get(),
            stated_bytes: composition.stated.map(Bytes::get),
            unattributed_bytes: unexplained(composition).map(|(bytes, _)| bytes.get()),
            categories: categories.collect(),
            findings: findings.collect(),
            asked: composition.asked.clone(),
        }
    }
}

impl LevelChangeFigures {
    pub(in crate::report) fn all(change: &LevelChange) -> Vec<Self> {
        change.rows.iter().map(Self::new).collect()
    }

    fn new(row: &LevelChangeRow) -> Self {
        let Label { group, name, .. } = Label::of_row(&row.name);
        let difference = |metric| row.difference(metric).map(ByteDelta::get);
        let [before, after] =
            row.levels.each_ref().map(|level| LevelFigures::new(level, Known::ALL.without(row.untold)));
        Self {
            group,
            name,
            before,
            after,
            footprint_difference: difference(Metric::Footprint),
            mapped_difference: difference(Metric::Mapped),
            regions_difference: row.more_regions(),
            rounding_bytes: row.rounding.get(),
        }
    }
}
