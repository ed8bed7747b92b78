//! Levels, survivors and what is drawn of them, against counts made one snapshot and one region at a time.

mod cases;
mod laws;
mod made_up;
mod naive;

use super::{Columns, Levels, Strata, Survivors};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording, SnapshotIndex};

/// Everything that is told of a recording, snapshot by snapshot and category by category.
#[derive(Debug, PartialEq, Eq)]
struct LevelsAndSurvivors {
    levels: Vec<Vec<Bytes>>,
    totals: Vec<Bytes>,
    survivors: Vec<Vec<Bytes>>,
}

impl LevelsAndSurvivors {
    fn by(recording: &Recording, levels: &Levels, survivors: &Survivors) -> Self {
        let by_snapshot = |at: &dyn Fn(CategoryId, SnapshotIndex) -> Bytes| {
            let row = |snapshot| categories(recording).map(|category| at(category, snapshot)).collect();
            snapshots(recording).map(row).collect()
        };
        Self {
            levels: by_snapshot(&|category, snapshot| levels.at(category, snapshot)),
            totals: snapshots(recording).map(|snapshot| levels.total_at(snapshot)).collect(),
            survivors: by_snapshot(&|category, snapshot| survivors.at(category, snapshot)),
        }
    }
}

fn snapshots(recording: &Recording) -> impl Iterator<Item = SnapshotIndex> {
    (0..).map(SnapshotIndex).take(recording.snapshots().len())
}

fn categories(recording: &Recording) -> impl Iterator<Item = CategoryId> {
    (0..).map(CategoryId).take(recording.categories().len())
}

/// What is told of a recording once all of it was taken in at once.
fn followed(recording: &Recording, mut survivors: Survivors) -> (Levels, Survivors) {
    let levels = recording.read_log(Levels::default());
    assert!(survivors.follow(recording, usize::MAX));
    (levels, survivors)
}

/// All columns that there can be of the snapshots from one to another.
fn pictures(
    recording: &Recording,
    (levels, survivors): (&Levels, &Survivors),
    most: usize,
    from: SnapshotIndex,
    to: SnapshotIndex,
) -> (Columns, Strata) {
    let range = crate::model::units::TimeRange::new(recording.time_of(from), recording.time_of(to));
    let columns = Columns::finest(recording, range, most);
    let mut strata = Strata::default();
    strata.fill(recording, levels, survivors, columns);
    (columns, strata)
}
