//! From captures to observations, as a live source would make them.

use super::charging::{charged, usage_of};
use super::choosing::ChosenCapture;
use super::granularity::{Granularity, sums};
use super::rounding::{Kind, SettledRounding, Steps};
use crate::classify::categories::{Facts, MappingFact, Rules};
use crate::classify::runtimes::{ProgramRuntimes, runtimes_in_force, runtimes_of_mapped_file};
use crate::import::apple::labels::{Meaning, meaning};
use crate::import::capture::{Capture, CapturedRow, Family, FileBehind, Format, Listed};
use crate::import::figures::UsageFigures;
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{
    Backing, CategoryId, Classification, Detail, Identity, ObjectId, Observation, PageAccess, Place,
    Protection, Reading, Readings, Runtimes, SnapshotDelta, Tag, TagId, TotalKind, Untold, Usage,
};
use crate::source::proc_text::MapsEntry;
use crate::source::proc_text::tags::{self, Neighbours};
use crate::source::{Observed, Vocabulary};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a figure belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    CapturedRow(String),
    Region(AddressRange, TagId),
    Total(TotalKind),
}

/// Turns captures into observations.
#[expect(clippy::struct_excessive_bools, reason = "each is a note of its own")]
pub(super) struct Observer<'a> {
    pub(super) rules: &'a Rules,
    /// What lives in the process, by the files that the texts name.
    pub(super) runtimes: Runtimes,
    detail: Granularity,
    pub(super) vocabulary: Vocabulary,
    meanings: HashMap<String, Meaning>,
    settled: SettledRounding<Key>,
    /// To which steps the figures are rounded.
    pub(super) steps: Steps,
    told_tags: usize,
    told_categories: usize,
    /// Regions of one capture that lay over others.
    overlapping: usize,
    borrowed: bool,
    /// Whether all that may be written in this capture may be executed.
    pub(super) everything_is_executable: bool,
    /// Whether some of glibc's arenas are in this capture, with the rest that they have not used yet.
    pub(super) has_arenas: bool,
    /// The answer to the cheap question.
    pub(super) observed: Observed,
    /// The answer to the dear one.
    pub(super) readings: Readings,
    /// Whether the rows tell what is used.
    pub(super) tells_usage_of_rows: bool,
}

impl<'a> Observer<'a> {
    pub(super) fn new(rules: &'a Rules, captures: &[ChosenCapture<'_>]) -> Self {
        Self {
            rules,
            runtimes: runtimes(captures),
            detail: Granularity::measure(captures),
            vocabulary: Vocabulary::default(),
            meanings: HashMap::new(),
            settled: SettledRounding::default(),
            steps: Steps::default(),
            told_tags: 0,
            told_categories: 0,
            overlapping: 0,
            borrowed: false,
            everything_is_executable: false,
            has_arenas: false,
            observed: Observed::default(),
            readings: Readings::default(),
            tells_usage_of_rows: true,
        }
    }

    /// Describes a capture in `observed` and `readings`.
    pub(super) fn observe(&mut self, capture: &Capture) {
        self.observed.clear();
        self.readings.clear();
        self.observed.spans.push(AddressRange::ALL);
        self.observed.unmapped_read = true;
        for &(kind, size) in &capture.totals {
            let settled = self.settled.settle(&Key::Total(kind), Kind::Mapped, size);
            self.observed.totals.set(kind, settled);
            self.steps.add_total(size);
        }
        let has_sums_alone = matches!(capture.format.family(), Family::Rollup | Family::Totals);
        if self.detail != Granularity::Rows {
            self.note_everything_executable(capture);
        }
        match self.detail {
            Granularity::Regions | Granularity::JoinedRegions => {
                self.tells_usage_of_rows = true;
                self.observe_regions(capture);
            }
            Granularity::Rows if has_sums_alone => {
                capture.rows.iter().for_each(|row| self.observe_total(&row.label, row));
            }
            Granularity::Rows => self.observe_rows(capture),
        }
        self.steps.end_text();
    }

    /// Gives a snapshot the tags and categories that are new.
    pub(super) fn tell_new_words(&mut self, delta: &mut SnapshotDelta) {
        let (tags, categories) = (self.vocabulary.tags(), self.vocabulary.categories());
        delta.new_tags.extend_from_slice(&tags[self.told_tags..]);
        delta.new_categories.extend_from_slice(&categories[self.told_categories..]);
        (self.told_tags, self.told_categories) = (tags.len(), categories.len());
    }

    /// What was odd, and what the figures are worth.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        let coarsest = self.settled.coarsest;
        let notes = [
            (self.detail == Granularity::JoinedRegions).then(|| {
                "vmmap tells neighbours of one kind as one region: counts are lower bounds".to_owned()
            }),
            (coarsest > Bytes::from_kib(1)).then(|| {
                format!("sizes are rounded, by up to {coarsest}: a difference that may be rounding is shown as none")
            }),
            (self.overlapping > 0).then(|| {
                format!("{} regions lie over others, and count only where they do not", self.overlapping)
            }),
            self.borrowed.then(|| {
                "IOAccelerator here looks like the heap of an allocator and no GPU memory: mimalloc has used that number".to_owned()
            }),
        ];
        notes.into_iter().flatten().collect()
    }

    /// The rows of a summary; where there is none, the sums of the regions; where there are none, the total.
    fn observe_rows(&mut self, capture: &Capture) {
        let summed;
        let rows = if capture.rows.is_empty() && !capture.regions.is_empty() {
            summed = sums(&capture.regions);
            &summed
        } else {
            &capture.rows
        };
        self.tells_usage_of_rows = rows.iter().any(|row| !row.figures.is_empty());
        let mut by_category: BTreeMap<CategoryId, (TagId, TagId, Bytes, Usage, Option<u32>)> =
            BTreeMap::new();
        self.note_borrowed(rows);
        for row in rows {
            let meaning = self.meaning_of_row(row, capture.format);
            let figures = charged(row.figures, &meaning, capture.format);
            let category = self.vocabulary.category_id(meaning.category);
            let tag = self.vocabulary.tag_id(meaning.tag);
            let label = self.vocabulary.tag_id(Tag::named(&row.label));
            let key = Key::CapturedRow(row.label.to_ascii_lowercase());
            let size = row.mapped.map_or(Bytes::ZERO, |size| self.settled.settle(&key, Kind::Mapped, size));
            let usage = self.settled.usage(&key, &figures).unwrap_or_default();
            self.steps.add_row(category, row);
            let sum =
                by_category.entry(category).or_insert((tag, label, Bytes::ZERO, Usage::default(), Some(0)));
            sum.2 += size;
            sum.3 += usage;
            sum.4 = sum.4.zip(count_of(row)).map(|(sum, count)| sum.saturating_add(count));
        }
        for (category, (tag, label, size, usage, mappings)) in by_category {
            let is_counted = self.vocabulary.categories()[category.index()].is_counted();
            let access = if is_counted { PageAccess::Some } else { PageAccess::None };
            let identity = Identity { tag, backing: Backing::Anonymous, access };
            let class = Classification { category, label, protection: Protection::default() };
            let place = Place::aggregate(category, size);
            let observation = Observation { place, identity, class, mappings };
            self.observed.unmapped.push((observation, usage));
        }
        if rows.is_empty()
            && let Some(footprint) = self.observed.totals.get(TotalKind::PhysFootprint)
        {
            let usage = Usage { dirty: footprint, ..Usage::default() };
            self.tells_usage_of_rows = true;
            let total = self.vocabulary.total("footprint", footprint, usage);
            let reported = capture.totals.iter().find(|(kind, _)| *kind == TotalKind::PhysFootprint);
            let reported = reported.map(|&(_, size)| size);
            let figures = UsageFigures { footprint: reported, ..UsageFigures::default() };
            let row =
                CapturedRow { mapped: reported, figures, is_sum_of_usage: true, ..CapturedRow::default() };
            self.steps.add_row(total.0.class.category, &row);
            self.steps.add_untold(total.0.class.category, Untold::REGIONS);
            self.observed.unmapped.push(total);
        }
    }

    fn observe_total(&mut self, name: &str, row: &CapturedRow) {
        let key = Key::CapturedRow(name.to_owned());
        let size = row.mapped.map_or(Bytes::ZERO, |size| self.settled.settle(&key, Kind::Mapped, size));
        let usage = self.settled.usage(&key, &row.figures).unwrap_or_default();
        let (total, usage) = self.vocabulary.total(name, size, usage);
        self.steps.add_row(total.class.category, row);
        self.steps.add_untold(total.class.category, Untold::REGIONS);
        self.observed.unmapped.push((Observation { mappings: count_of(row), ..total }, usage));
    }

    pub(super) fn meaning(&mut self, label: &str) -> Meaning {
        let rules = self.rules;
        self.meanings.entry(label.to_owned()).or_insert_with(|| meaning(label, rules)).clone()
    }

    /// What a row stands for: by its reader, by the rules of Linux, or by macOS's label.
    fn meaning_of_row(&mut self, row: &CapturedRow, format: Format) -> Meaning {
        let category = row.category.clone().or_else(|| {
            (format == Format::NumaMaps).then(|| {
                let is_file = row.label.starts_with('/');
                let facts =
                    Facts::default().with(MappingFact::File, is_file).with(MappingFact::Anonymous, !is_file);
                self.rules.linux(&row.label, facts, self.runtimes)
            })
        });
        let Some(category) = category else { return self.meaning(&row.label) };
        let tag = Tag::named(&row.label);
        Meaning { tag, category, looks_borrowed: false, is_charged_whole: false }
    }

    /// Whether the number of GPU memory looks as if an allocator had taken it: some of it is reserved, which GPU memory
    /// never is, or its regions are as large as mimalloc's and none is in the ledger of graphics.
    fn note_borrowed(&mut self, rows: &[CapturedRow]) {
        const LARGE: u64 = 32 << 20;
        let has_ledger = rows.iter().any(|row| row.label.contains("(graphics)"));
        for row in rows {
            let meaning = self.meaning(&row.label);
            let size = row.mapped.map_or(0, |size| size.bytes.get());
            let mean = size / row.count.unwrap_or(u64::MAX).max(1);
            self.borrowed |= meaning.looks_borrowed
                && size > 0
                && (!meaning.category.is_counted() || !has_ledger && mean >= LARGE);
        }
    }

    /// Notes whether whatever may be written may be executed too, as for programs that ask for an executable stack: then
    /// it says nothing of a region that it may be.
    fn note_everything_executable(&mut self, capture: &Capture) {
        let is_writable =
            |region: &&Listed| region.protection.has(Protection::WRITE) && region.file == FileBehind::None;
        let mut writable = capture.regions.iter().filter(is_writable).peekable();
        self.everything_is_executable =
            writable.peek().is_some() && writable.all(|region| region.protection.has(Protection::EXECUTE));
    }

    /// The regions one by one, by address, without overlaps; memory without address as objects.
    fn observe_regions(&mut self, capture: &Capture) {
        let mut mapped: Vec<_> = capture.regions.iter().filter(|region| region.range.is_some()).collect();
        mapped.sort_by_key(|region| region.range);
        let entries: Vec<_> = mapped.iter().map(|region| maps_entry(region)).collect();
        self.has_arenas = entries.windows(2).any(|pair| {
            let beside = Neighbours { before: None, behind: Some(&pair[1]) };
            !capture.format.is_apple() && tags::facts(&pair[0], beside).has(MappingFact::GlibcArena)
        });
        let mut free_from = Address::ZERO;
        for (nth, region) in mapped.iter().enumerate() {
            let whole = entries[nth].range;
            let range = AddressRange::new(whole.start.max(free_from), whole.end);
            self.overlapping += usize::from(range != whole);
            if range.is_empty() {
                continue;
            }
            free_from = range.end;
            let beside = Neighbours {
                before: nth.checked_sub(1).map(|before| &entries[before]),
                behind: entries.get(nth + 1),
            };
            let (identity, class) = if capture.format.is_apple() {
                self.describe_apple(region)
            } else {
                self.describe_linux(region, &entries[nth], beside)
            };
            let place = Place::Mapped(range);
            self.observed.mapped.push(Observation { place, identity, class, mappings: Some(1) });
            self.steps.add_region(class.category, None, &region.figures);
            let key = Key::Region(whole, class.label);
            let figures = self.charged(region, capture.format);
            if let Some(usage) = self.settled.usage(&key, &figures) {
                self.read(range, usage.share(range.len(), whole.len()));
            }
        }
        self.observe_objects(capture);
    }

    fn charged(&mut self, region: &Listed, format: Format) -> UsageFigures {
        if !format.is_apple() {
            return region.figures;
        }
        charged(region.figures, &self.meaning(&region.label), format)
    }

    fn read(&mut self, range: AddressRange, usage: Usage) {
        self.readings.readings.push(Reading { range, usage, detail: Detail::Entry });
        match self.readings.spans.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.readings.spans.push(range),
        }
    }

    /// Memory without address has no name either: the first of one kind and size is taken for the first of them in the
    /// next text. How many there are, and so what they add up to, is right in any case.
    fn observe_objects(&mut self, capture: &Capture) {
        let (mut nth_of_kind, mut ids) = (HashMap::new(), HashSet::new());
        for region in capture.regions.iter().filter(|region| region.range.is_none()) {
            let kind = (&region.label, region.size.bytes);
            let nth: &mut u64 = nth_of_kind.entry(kind).or_default();
            let mut hasher = DefaultHasher::new();
            (kind, *nth).hash(&mut hasher);
            *nth += 1;
            let mut id = hasher.finish();
            while !ids.insert(id) {
                id = id.wrapping_add(1);
            }
            let (identity, class) = self.describe_apple(region);
            self.steps.add_region(class.category, Some(region.size), &region.figures);
            let usage = usage_of(&self.charged(region, capture.format));
            let place = Place::object(ObjectId(id), region.size.bytes);
            self.observed.unmapped.push((Observation { place, identity, class, mappings: Some(0) }, usage));
        }
    }
}

/// How many regions a row sums up, where it says so.
fn count_of(row: &CapturedRow) -> Option<u32> {
    row.count.and_then(|count| u32::try_from(count).ok())
}

fn runtimes(captures: &[ChosenCapture<'_>]) -> Runtimes {
    let regions = captures.iter().flat_map(|taken| &taken.capture.regions);
    let by_files = regions.map(|region| runtimes_of_mapped_file(region.label.as_bytes()));
    runtimes_in_force(by_files.fold(Runtimes::default(), Runtimes::union), ProgramRuntimes::default())
}

/// A region as the line of `maps` that would tell it.
fn maps_entry(region: &Listed) -> MapsEntry<'_> {
    let (device, inode, offset) = match region.file {
        FileBehind::Known { device, inode, offset } => (device, inode, offset),
        FileBehind::Named => (0, 1, 0),
        FileBehind::None => (0, 0, 0),
    };
    MapsEntry {
        range: region.range.unwrap_or_default(),
        protection: region.protection,
        offset,
        device,
        inode,
        name: region.label.as_bytes(),
    }
}
