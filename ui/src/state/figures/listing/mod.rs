//! The regions behind the selected row, listed anew in bounded steps.

mod column;

pub use column::RegionColumn;

use super::Span;
use super::pace::{Pace, Wait, until};
use crate::state::{Order, Subject, View};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use strandline::analysis::{
    ChangeCounts, Changes, Filter, FilterError, RegionFacts, RegionListing, RegionRow, RegionScope, Umbrella,
    Window,
};
use strandline::model::{Follower, MappingCount, Recording, RegionId};

/// A list that changes more often cannot be read.
const PERIOD: Duration = Duration::from_millis(500);

/// Between two looks at the clock so many regions are looked at: some tenths of a millisecond.
const STEP: usize = 1_000;

/// The regions of the selected row that the filter lets pass.
#[derive(Debug, Default)]
pub struct Listing {
    asked: Option<ListingKey>,
    work: Option<Work>,
    error: Option<FilterError>,
    shown: Option<Shown>,
    census: Option<Census>,
    pace: Pace,
}

/// What a list is of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ListingKey {
    subject: Subject,
    window: Window,
    filter: String,
    order: Order,
}

#[derive(Debug)]
struct Work {
    asked: ListingKey,
    listing: RegionListing,
}

/// Who counts what became of the regions of a window, of all rows at once.
#[derive(Debug)]
struct Census {
    span: Span,
    changes: Follower<ChangeCounts>,
}

/// A list that is complete.
#[derive(Debug)]
pub struct Shown {
    asked: ListingKey,
    /// Its rows, as they stand below each other.
    pub rows: Vec<RegionRow>,
    /// How many regions were found.
    pub found: usize,
    /// How many of those are not among the rows: the last ones.
    pub left_out: usize,
    /// What became of the regions of the row, whatever the filter says.
    pub changes: Changes,
    /// What is known of rows that were seen.
    facts: HashMap<RegionId, RegionFacts>,
    mappings: HashMap<RegionId, Vec<MappingCount>>,
    /// Where a region was found last.
    place: Option<(RegionId, usize)>,
}

impl Listing {
    pub(super) fn refresh(&mut self, recording: &Recording, span: Span, view: &View, now: Instant) -> Wait {
        let window = Window::new(span.from, span.to.unwrap_or_else(|| recording.last_snapshot()));
        let asked = ListingKey {
            subject: view.subject.clone(),
            window,
            filter: view.region_filter.clone(),
            order: view.region_order,
        };
        if self.work.is_none() && self.asked.as_ref() == Some(&asked) {
            return Wait::ForNews;
        }
        if self.asked.as_ref().is_none_or(|last| last.is_other(&asked)) {
            match Filter::parse(&asked.filter) {
                Ok(filter) => {
                    self.error = None;
                    self.pace.hurry();
                    self.work = Some(Work::new(recording, &asked, filter));
                }
                Err(error) => {
                    self.error = Some(error);
                    self.work = None;
                }
            }
            self.asked = Some(asked.clone());
        }
        if self.error.is_some() {
            return Wait::ForNews;
        }
        let (work, census) = (&mut self.work, self.census.take());
        let census = census.filter(|census| census.span == span);
        let census = self.census.insert(census.unwrap_or_else(|| Census::new(span)));
        let last = &mut self.asked;
        let wait = self.pace.work(now, PERIOD, |deadline| {
            let work = work.get_or_insert_with(|| {
                let filter = Filter::parse(&asked.filter).unwrap_or_default();
                *last = Some(asked.clone());
                Work::new(recording, &asked, filter)
            });
            until(deadline, || work.listing.advance(recording, STEP))
                && until(deadline, || census.changes.follow(recording, STEP))
        });
        if wait == Wait::ForNews
            && let Some(work) = self.work.take()
        {
            let subject = &work.asked.subject;
            let changes = census.changes.changes(recording, |id, category| subject.holds(id, category));
            self.shown = Some(work.done(changes));
        }
        wait
    }

    /// The last list that was completed, and whether it is of what is selected now.
    pub fn shown(&mut self) -> Option<(&mut Shown, bool)> {
        let asked = self.asked.as_ref();
        let shown = self.shown.as_mut()?;
        let is_fresh = asked.is_some_and(|asked| !asked.is_other(&shown.asked)) && self.error.is_none();
        Some((shown, is_fresh))
    }

    /// What is wrong with the filter.
    pub fn error(&self) -> Option<&FilterError> {
        self.error.as_ref()
    }
}

impl ListingKey {
    /// Whether the user asked for something else; that time goes on is not it.
    fn is_other(&self, than: &Self) -> bool {
        (&self.subject, &self.filter, self.order, self.window.from)
            != (&than.subject, &than.filter, than.order, than.window.from)
    }
}

impl Work {
    fn new(recording: &Recording, asked: &ListingKey, filter: Filter) -> Self {
        let scope = scope(recording, &asked.subject);
        let order = RegionColumn::order(asked.order);
        Self {
            listing: RegionListing::new(recording, asked.window, scope, filter, order),
            asked: asked.clone(),
        }
    }

    fn done(self, changes: Changes) -> Shown {
        Shown {
            rows: self.listing.rows().map(<[RegionRow]>::to_vec).unwrap_or_default(),
            found: self.listing.found(),
            left_out: self.listing.left_out(),
            changes,
            asked: self.asked,
            facts: HashMap::new(),
            mappings: HashMap::new(),
            place: None,
        }
    }
}

impl Census {
    fn new(span: Span) -> Self {
        Self { span, changes: Follower::new(ChangeCounts::new(span.from, span.to)) }
    }
}

fn scope(recording: &Recording, subject: &Subject) -> RegionScope {
    match subject {
        Subject::All => RegionScope::Umbrella(Umbrella::All),
        Subject::Umbrella(label) => {
            let named = Umbrella::ALL.into_iter().find(|umbrella| umbrella.label() == *label);
            RegionScope::Umbrella(named.unwrap_or(Umbrella::All))
        }
        Subject::Group(group) => RegionScope::group(recording, group),
        Subject::Category(id) => RegionScope::Category(*id),
    }
}

impl Shown {
    /// What a row says.
    pub fn facts(&mut self, recording: &Recording, id: RegionId) -> Option<RegionFacts> {
        if let Some(known) = self.facts.get(&id) {
            return Some(*known);
        }
        let facts = RegionFacts::read(recording, id, self.asked.window)?;
        self.facts.insert(id, facts);
        Some(facts)
    }

    /// The entries of the system's list that make a region up, by protection.
    pub fn mappings(&mut self, recording: &Recording, id: RegionId) -> &[MappingCount] {
        let end = self.asked.window.to;
        self.mappings.entry(id).or_insert_with(|| recording.mappings_at(id, end))
    }

    /// Where a region stands in the list.
    pub fn place_of(&mut self, id: RegionId) -> Option<usize> {
        if let Some((_, place)) = self.place.filter(|&(known, _)| known == id) {
            return (place < self.rows.len()).then_some(place);
        }
        let place = self.rows.iter().position(|row| row.id == id);
        self.place = Some((id, place.unwrap_or(usize::MAX)));
        place
    }
}
