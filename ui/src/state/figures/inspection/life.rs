//! The life of the selected region.

use crate::state::figures::pace::{PERIOD, Pace, Wait};
use std::time::Instant;
use strandline::analysis::{RegionEvent, RegionFacts, Window, region_history, region_series};
use strandline::model::units::TimeRange;
use strandline::model::{MappingCount, Recording, RegionId};
use strandline::report::charts::{Chart, Hue, usage_chart};

/// A small chart has no more columns.
const MOST_POINTS: usize = 140;

/// What is known of one region.
#[derive(Clone, Debug)]
pub struct Life {
    /// As of the end of the window.
    pub facts: RegionFacts,
    /// The entries of the system's list that make it up, by protection.
    pub mappings: Vec<MappingCount>,
    /// What happened to it, in order of time.
    pub events: Vec<RegionEvent>,
    /// What it used over the time that it was there.
    pub chart: Chart,
}

/// The selected region, read anew when there is something new.
#[derive(Debug, Default)]
pub(super) struct Lives {
    asked: Option<(RegionId, Window, usize)>,
    life: Option<Life>,
    pace: Pace,
}

impl Lives {
    pub(super) fn refresh(
        &mut self,
        recording: &Recording,
        window: Window,
        id: RegionId,
        now: Instant,
    ) -> Wait {
        let asked = Some((id, window, recording.snapshots().len()));
        if self.asked == asked {
            return Wait::ForNews;
        }
        if self.asked.is_none_or(|(last, ..)| last != id) {
            self.pace.hurry();
        }
        let life = &mut self.life;
        let wait = self.pace.work(now, PERIOD, |_| {
            *life = RegionFacts::read(recording, id, window).map(|facts| Life {
                mappings: recording.mappings_at(id, window.to),
                events: region_history(recording, id),
                chart: chart(recording, id, &facts),
                facts,
            });
            true
        });
        if wait == Wait::ForNews {
            self.asked = asked;
        }
        wait
    }

    pub(super) fn get(&self, id: RegionId) -> Option<&Life> {
        self.life.as_ref().filter(|life| life.facts.id == id)
    }
}

fn chart(recording: &Recording, id: RegionId, facts: &RegionFacts) -> Chart {
    let end = recording.time_of(recording.last_snapshot());
    let there = TimeRange::new(facts.birth, facts.death.unwrap_or(end));
    let hue = recording.category(facts.category).map_or(Hue::Others, Hue::of_category);
    usage_chart(&region_series(recording, id, MOST_POINTS), there, hue)
}
