//! The same history twice: by the tracker, and page by page in a plain map, the slow and simple way.

use super::world::{Described, PAGE, PAGES, Page, Step, World, categories, pages_range, tags};
use crate::model::units::{Address, Bytes, Timestamp};
use crate::model::{
    Backing, CategoryId, Classification, Identity, PageAccess, Place, Readings, Recording, Region,
    SnapshotDelta, SnapshotIndex, Space, UsageQuality,
};
use crate::record::tracking::{Run, Tracker};
use std::collections::BTreeMap;

/// One page from its birth to its death.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub(super) birth: u32,
    pub(super) death: Option<u32>,
    pub(super) category: CategoryId,
    identity: Identity,
}

/// A recording in the making, and what should be in it.
pub(super) struct Twin {
    pub(super) world: World,
    pub(super) tracker: Tracker,
    pub(super) recording: Recording,
    pub(super) lives: Vec<Life>,
    /// Whether something was told of memory in hindsight: of bytes that had died by then it was not.
    pub(super) is_reclassified: bool,
    /// The world at the look before.
    seen: World,
    /// The life of each page.
    alive: BTreeMap<(Space, u64), usize>,
}

impl Twin {
    pub(super) fn play(steps: &[Step]) -> Self {
        let mut twin = Self {
            world: World::default(),
            tracker: Tracker::new(),
            recording: Recording::default(),
            lives: Vec::new(),
            is_reclassified: false,
            seen: World::default(),
            alive: BTreeMap::new(),
        };
        for &step in steps {
            twin.world.happen(step);
            if let Step::Look(described) = step {
                twin.look(described, None);
            }
        }
        twin.look(Described::Whole, None);
        twin
    }

    /// Looks at the world, reads usage if there are readings, and compares everything.
    pub(super) fn look(&mut self, described: Described, readings: Option<&Readings>) -> SnapshotDelta {
        let now = u32::try_from(self.recording.snapshots().len()).unwrap();
        let mut delta =
            SnapshotDelta { at: Timestamp::from_nanos(u64::from(now)), ..SnapshotDelta::default() };
        if now == 0 {
            (delta.new_tags, delta.new_categories) = (tags(), categories());
        }
        let spans = self.world.spans(&self.seen, described);
        let mapped: Vec<_> = spans.iter().flat_map(|&span| self.world.entries(span)).collect();
        self.tracker.observe(&spans, &mapped, &mut delta);
        let with_objects = described != Described::OneSpan;
        if with_objects {
            self.tracker.observe_unmapped(&self.world.unmapped(), &mut delta);
        }
        if let Some(readings) = readings {
            self.tracker.take_readings(readings, &mut delta);
        }
        self.check_ids(&delta);
        self.recording.append(&delta).unwrap();
        self.live_on(now, with_objects);
        self.seen = self.world.clone();
        self.check();
        if described == Described::Whole {
            self.check_mappings();
        }
        if with_objects {
            self.check_rows();
        }
        self.check_splits(&delta);
        delta
    }

    /// What happens to each page, decided for each alone.
    fn live_on(&mut self, now: u32, with_objects: bool) {
        let mut there: BTreeMap<(Space, u64), Page> =
            self.world.pages.iter().map(|(&place, &page)| ((Space::Address, place), page)).collect();
        for (observation, _) in self.world.unmapped() {
            let page = Page { identity: observation.identity, class: observation.class };
            let pages = observation.place.len().get() / PAGE;
            there.extend((0..pages).map(|place| ((observation.place.space(), place), page)));
        }
        if !with_objects {
            there.retain(|(space, _), _| *space == Space::Address);
        }
        let looked_at = |space: Space| with_objects || space == Space::Address;
        let lives = &mut self.lives;
        self.alive.retain(|key, &mut life| {
            let life = &mut lives[life];
            let stays = !looked_at(key.0)
                || there.get(key).is_some_and(|page| is_same_byte(&life.identity, &page.identity));
            if !stays {
                life.death = Some(now);
            }
            stays
        });
        for (key, Page { identity, class }) in there {
            let category = class.category;
            if let Some(&life) = self.alive.get(&key) {
                let life = &mut self.lives[life];
                self.is_reclassified |= life.category != category;
                (life.category, life.identity) = (category, identity);
            } else {
                self.alive.insert(key, self.lives.len());
                self.lives.push(Life { birth: now, death: None, category, identity });
            }
        }
    }

    /// New ids are the next ones, whoever was born together is one region, and nobody dies who does not live.
    fn check_ids(&self, delta: &SnapshotDelta) {
        let new = delta.split.iter().map(|split| split.id).chain(delta.born.iter().map(|birth| birth.id));
        let known = self.recording.regions().len();
        new.enumerate().for_each(|(nth, id)| assert_eq!(id.index(), known + nth));
        for &id in &delta.died {
            assert!(self.recording.region(id).is_alive());
        }
        for pair in delta.born.windows(2) {
            let touch = pair[0].place.space() == pair[1].place.space()
                && pair[0].place.range().end == pair[1].place.range().start;
            let alike = pair[0].identity == pair[1].identity
                && pair[0].class.category == pair[1].class.category
                && pair[0].class.label == pair[1].class.label;
            assert!(!(touch && alike), "one run, not two: {pair:?}");
        }
    }

    /// A region is split only where something parts it: the kernel's boundaries do not.
    fn check_splits(&self, delta: &SnapshotDelta) {
        let origin = |id| delta.split.iter().find(|split| split.id == id).map_or(id, |split| split.parent);
        let runs: Vec<_> = self.tracker.runs().iter().collect();
        for pair in runs.windows(2) {
            let [(space, one), (of_next, next)] = pair else { continue };
            let touch = space == of_next && one.range.end == next.range.start;
            let alike = one.identity == next.identity
                && one.class.category == next.class.category
                && one.class.label == next.class.label;
            let were_one = one.id != next.id && origin(one.id) == origin(next.id);
            assert!(!(touch && alike && were_one), "split for nothing: {one:?} {next:?}");
        }
    }

    /// The recording says of every page what the lives say, and of every region what the tracker says.
    fn check(&self) {
        let alive: Vec<Region> = self.recording.regions().iter().filter(Region::is_alive).collect();
        let mut pages = BTreeMap::new();
        for region in &alive {
            let range = region.place.range();
            for place in range.start.get() / PAGE..range.end.get() / PAGE {
                let before = pages.insert((region.place.space(), place), *region);
                assert!(before.is_none(), "two regions at page {place}");
            }
        }
        assert!(pages.keys().eq(self.alive.keys()), "{:?} is not {:?}", pages.keys(), self.alive.keys());
        for (key, region) in &pages {
            let life = &self.lives[self.alive[key]];
            assert_eq!(region.birth, SnapshotIndex(life.birth), "birth of {key:?}");
            assert_eq!(region.class.category, life.category, "category of {key:?}");
            assert!(is_same_byte(&region.identity, &life.identity), "identity of {key:?}");
        }
        self.check_sums(&alive);
        assert_eq!(self.tracker.runs().len(), alive.len());
        for (space, run) in self.tracker.runs().iter() {
            self.check_run(space, run);
        }
    }

    /// The regions of each category have as many bytes as were observed.
    fn check_sums(&self, alive: &[Region]) {
        let mut observed = BTreeMap::new();
        let everything = self.world.entries(pages_range(0, PAGES));
        for observation in everything {
            *observed.entry(observation.class.category).or_insert(Bytes::ZERO) += observation.place.len();
        }
        let mut actual = BTreeMap::new();
        for region in alive.iter().filter(|region| region.place.space() == Space::Address) {
            *actual.entry(region.class.category).or_insert(Bytes::ZERO) += region.last_len();
        }
        assert_eq!(actual, observed);
    }

    /// The mappings of all regions are the system's list, entry by entry: their number by category and by protection.
    fn check_mappings(&self) {
        let everything = self.world.entries(pages_range(0, PAGES));
        let mut observed = BTreeMap::new();
        for observation in everything {
            let Classification { category, protection, .. } = observation.class;
            let sum = observed.entry((category, protection.0)).or_insert((0, Bytes::ZERO));
            *sum = (sum.0 + 1, sum.1 + observation.place.len());
        }
        let last = self.recording.last_snapshot();
        let mut actual = BTreeMap::new();
        for (space, run) in self.tracker.runs().iter().filter(|(space, _)| *space == Space::Address) {
            let mappings = self.recording.mappings_at(run.id, last);
            let state = self.recording.state_at(&self.recording.region(run.id), last).unwrap();
            let counts = mappings.iter().map(|mapping| mapping.count);
            assert_eq!(state.mappings, counts.sum(), "{space:?} {run:?}");
            for mapping in mappings {
                let sum =
                    actual.entry((run.class.category, mapping.protection.0)).or_insert((0, Bytes::ZERO));
                *sum = (sum.0 + mapping.count.unwrap(), sum.1 + mapping.bytes);
            }
        }
        assert_eq!(actual, observed);
    }

    /// A row has as many regions as it says, however many runs its bytes are.
    fn check_rows(&self) {
        for (observation, _) in self.world.unmapped() {
            let space = observation.place.space();
            let regions = self.recording.regions().iter();
            let alive = regions.filter(|region| region.is_alive() && region.place.space() == space);
            let states = alive.map(|region| self.recording.history(&region).next().unwrap());
            let (mut mappings, mut count) = (Some(0), 0);
            for state in states {
                mappings = mappings.zip(state.mappings).map(|(sum, own)| sum + own);
                count += state.regions();
            }
            assert!(observation.place.is_empty() || mappings == observation.mappings, "{observation:?}");
            let is_row = matches!(space, Space::Aggregate(_)) && !observation.place.is_empty();
            assert!(
                !is_row || observation.mappings.map(|mappings| mappings as usize) == Some(count),
                "{observation:?}"
            );
        }
    }

    /// The recording, rebuilt from deltas, has of a region what the tracker has.
    fn check_run(&self, space: Space, run: &Run) {
        let region = &self.recording.region(run.id);
        assert!(region.is_alive());
        assert_eq!(region.place, Place::in_space(space, run.range));
        assert_eq!(region.class, run.class);
        let state = self.recording.state_at(region, self.recording.last_snapshot()).unwrap();
        assert_eq!((state.len, state.usage, state.quality), (run.range.len(), run.usage, run.quality));
        assert!(run.usage.dirty + run.usage.lazy_free <= run.usage.resident, "{run:?}");
        assert!(run.usage.resident <= run.range.len(), "{run:?}");
        assert!(run.quality != UsageQuality::Exact || run.range.start < Address::MAX);
    }

    /// Bytes of one category (or of all that count) in a window: persistent, transient, preexisting, died.
    pub(super) fn count(&self, from: u32, to: u32, category: Option<CategoryId>) -> [Bytes; 4] {
        let counts = |life: &&Life| match category {
            Some(category) => life.category == category,
            None => life.identity.access == PageAccess::Some,
        };
        let mut sums = [0; 4];
        for life in self.lives.iter().filter(counts) {
            let lives_at = |tick: u32| life.birth <= tick && life.death.is_none_or(|death| tick < death);
            let is_old = life.birth <= from;
            let died_inside = life.death.is_some_and(|death| from < death && death <= to);
            match (is_old, died_inside) {
                (false, false) if lives_at(to) => sums[0] += PAGE,
                (false, true) => sums[1] += PAGE,
                (true, false) if lives_at(to) => sums[2] += PAGE,
                (true, true) => sums[3] += PAGE,
                _ => {}
            }
        }
        sums.map(Bytes::new)
    }
}

/// What makes a byte the same, as DESIGN has it: access, backing, and the tag unless a file tells more than its name.
fn is_same_byte(one: &Identity, other: &Identity) -> bool {
    let is_file = matches!(other.backing, Backing::File { .. });
    one.access == other.access && one.backing == other.backing && (is_file || one.tag == other.tag)
}
