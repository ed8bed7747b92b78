//! The mapping question: from the lines of `maps` that changed to observations.

use super::knowledge::{Knowledge, Known};
use super::maps_diff::{self, Change};
use super::probing::Headers;
use crate::classify::categories::{Facts, MappingFact, Rules};
use crate::classify::runtimes::{ProgramRuntimes, runtimes_in_force, runtimes_of_mapped_file};
use crate::model::units::AddressRange;
use crate::model::{
    Backing, CategoryId, Classification, Identity, Observation, PageAccess, Place, Runtime, Runtimes, Tag,
    TagId,
};
use crate::source::proc_text::tags::{self, Neighbours};
use crate::source::proc_text::{MapsEntry, Segment, is_named_shared_memory, maps_line};
use crate::source::{Observed, Vocabulary};
use memchr::memmem;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How the names of System V segments begin.
const SEGMENT_NAME: &[u8] = b"/SYSV";

/// Turns texts of `maps` into observations, and remembers the last.
#[derive(Debug)]
pub(super) struct Observer {
    rules: Rules,
    pub(super) vocabulary: Vocabulary,
    pub(super) knowledge: Knowledge,
    /// Devices whose files exist in memory only: mounted tmpfs.
    pub(super) memory_devices: BTreeSet<u64>,
    /// What lives in the process: by its mapped files, by its program, and what follows from both.
    by_files: Runtimes,
    program: ProgramRuntimes,
    pub(super) runtimes: Runtimes,
    /// Lines that were not understood.
    pub(super) odd_lines: usize,
    /// The System V segments that are mapped, as far as the system tells of them.
    segments: BTreeMap<u64, Segment>,
    text: Vec<u8>,
    changes: Vec<Change>,
    learned: Vec<AddressRange>,
    categories: HashMap<(TagId, Facts), CategoryId>,
}

impl Observer {
    pub(super) fn new(rules: Rules, memory_devices: BTreeSet<u64>) -> Self {
        Self {
            rules,
            vocabulary: Vocabulary::default(),
            knowledge: Knowledge::default(),
            memory_devices,
            by_files: Runtimes::default(),
            program: ProgramRuntimes::default(),
            runtimes: Runtimes::default(),
            odd_lines: 0,
            segments: BTreeMap::new(),
            text: Vec::new(),
            changes: Vec::new(),
            learned: Vec::new(),
            categories: HashMap::new(),
        }
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Forgets everything that was about the former program. Of this one its file tells `program`.
    pub(super) fn begin_program(&mut self, program: ProgramRuntimes) {
        self.text.clear();
        self.learned.clear();
        self.knowledge = Knowledge::default();
        (self.by_files, self.program) = (Runtimes::default(), program);
        self.runtimes = runtimes_in_force(self.by_files, self.program);
    }

    /// Which headers are worth looking for.
    pub(super) fn headers(&self) -> Headers {
        let glibc = self.runtimes.has(Runtime::Glibc) || self.runtimes.is_empty();
        Headers { glibc, python: self.runtimes.has(Runtime::CPython) }
    }

    /// Whether something was learned that the next observation will tell.
    pub(super) fn has_news(&self) -> bool {
        !self.learned.is_empty()
    }

    /// Whether System V segments are mapped.
    pub(super) fn has_segments(&self) -> bool {
        memmem::find(&self.text, SEGMENT_NAME).is_some()
    }

    /// Takes in what the system tells of System V segments; the next observation tells it.
    pub(super) fn learn_segments(&mut self, segments: BTreeMap<u64, Segment>) {
        let before = std::mem::replace(&mut self.segments, segments);
        let is_news = |entry: &MapsEntry<'_>| {
            entry.name.starts_with(SEGMENT_NAME)
                && before.get(&entry.inode) != self.segments.get(&entry.inode)
        };
        let entries = self.text.split(|&letter| letter == b'\n').filter_map(maps_line);
        self.learned.extend(entries.filter(is_news).map(|entry| entry.range));
    }

    /// Remembers what a sweep found out; the next observation tells it.
    pub(super) fn learn(&mut self, range: AddressRange, known: Known) {
        if self.knowledge.learn(range, known) {
            self.learned.push(range);
        }
    }

    /// Compares a new text with the last, which it takes the place of. The buffer of the old one is given back.
    pub(super) fn observe(&mut self, text: &mut Vec<u8>, into: &mut Observed) {
        let mut changes = std::mem::take(&mut self.changes);
        changes.clear();
        if self.text.is_empty() {
            changes.push(Change { lines: 0..text.len(), span: AddressRange::ALL });
            self.learned.clear();
        } else {
            maps_diff::changes(&self.text, text, &mut changes);
            self.add_learned(text, &mut changes);
        }
        std::mem::swap(&mut self.text, text);
        let text = std::mem::take(&mut self.text);
        self.describe_all(&text, &changes, into);
        if self.recognise() {
            // What lives in the process decides what all of its memory is.
            changes.clear();
            changes.push(Change { lines: 0..text.len(), span: AddressRange::ALL });
            into.spans.clear();
            into.mapped.clear();
            self.describe_all(&text, &changes, into);
        }
        self.text = text;
        self.changes = changes;
    }

    /// Adds the lines of which something was learned to the changes.
    fn add_learned(&mut self, text: &[u8], changes: &mut Vec<Change>) {
        if self.learned.is_empty() {
            return;
        }
        self.learned.sort_unstable();
        let mut learned = self.learned.iter().peekable();
        let mut at = 0;
        for line in text.split_inclusive(|&letter| letter == b'\n') {
            let lines = at..at + line.len();
            at = lines.end;
            let Some(entry) = maps_line(line.trim_ascii_end()) else { continue };
            while learned.next_if(|range| range.end <= entry.range.start).is_some() {}
            if learned.peek().is_some_and(|range| range.overlaps(entry.range)) {
                changes.push(Change { lines, span: entry.range });
            }
        }
        self.learned.clear();
        changes.sort_by_key(|change| change.span.start);
        changes.dedup_by(|later, earlier| {
            let meet = later.span.start < earlier.span.end;
            if meet {
                earlier.span.end = earlier.span.end.max(later.span.end);
                earlier.lines.end = earlier.lines.end.max(later.lines.end);
            }
            meet
        });
    }

    /// Draws the conclusion from the files that were seen. Says whether it is another than before.
    fn recognise(&mut self) -> bool {
        let before = std::mem::replace(&mut self.runtimes, runtimes_in_force(self.by_files, self.program));
        let is_new = before != self.runtimes;
        if is_new {
            self.knowledge.probe_again();
            self.categories.clear();
        }
        is_new
    }

    fn describe_all(&mut self, text: &[u8], changes: &[Change], into: &mut Observed) {
        for change in changes {
            into.spans.push(change.span);
            self.describe(text, change, into);
        }
    }

    /// Describes the lines of one change.
    fn describe(&mut self, text: &[u8], change: &Change, into: &mut Observed) {
        let lines = &text[change.lines.clone()];
        let behind = text[change.lines.end..].split(|&letter| letter == b'\n').next().and_then(maps_line);
        let mut before = last_line(&text[..change.lines.start]).and_then(maps_line);
        let mut upcoming = lines.split(|&letter| letter == b'\n').filter(|line| !line.is_empty()).peekable();
        let mut done = change.span.start;
        while let Some(line) = upcoming.next() {
            let Some(mut entry) = maps_line(line) else {
                self.odd_lines += 1;
                continue;
            };
            // A text that was read in pieces may tell an entry twice, if it grew in between.
            let seen = entry.range.intersection(AddressRange::new(done, change.span.end));
            let begins = seen.start == entry.range.start;
            entry.offset = entry.offset.wrapping_add(seen.start.get().wrapping_sub(entry.range.start.get()));
            entry.range = seen;
            if entry.range.is_empty() {
                continue;
            }
            let next = upcoming.peek().and_then(|line| maps_line(line)).or(behind);
            let first = into.mapped.len();
            self.knowledge.forget(AddressRange::new(done, entry.range.start));
            self.entry(&entry, Neighbours { before: before.as_ref(), behind: next.as_ref() }, into);
            if let Some(first) = into.mapped.get_mut(first) {
                first.mappings = Some(u32::from(begins));
            }
            done = entry.range.end;
            before = Some(entry);
        }
        self.knowledge.forget(AddressRange::new(done, change.span.end));
    }

    /// Describes one line: as one observation, or as several where only a part of it is known better.
    fn entry(&mut self, entry: &MapsEntry<'_>, beside: Neighbours<'_>, into: &mut Observed) {
        let facts = tags::facts(entry, beside);
        let tag = self.vocabulary.tag_id(Tag::named(String::from_utf8_lossy(entry.name)));
        if !facts.has(MappingFact::Anonymous) || facts.has(MappingFact::NoAccess) || !entry.name.is_empty() {
            self.remember_file(entry);
            let label = self.segment_label(entry);
            into.mapped.push(self.observation(entry, entry.range, tag, facts, label));
            return;
        }
        if facts.has(MappingFact::Executable) {
            let executable = Facts::default().with(MappingFact::Executable, true);
            self.knowledge.learn(entry.range, Known { facts: executable, ..Known::default() });
        }
        self.knowledge.forget_files(entry.range);
        let mut at = entry.range.start;
        while at < entry.range.end {
            let rest = AddressRange::new(at, entry.range.end);
            let next = self.knowledge.overlapping(rest).next();
            let (part, known) = match next {
                Some((part, known)) if part.start == at => (part, known),
                Some((part, _)) => (AddressRange::new(at, part.start), Known::default()),
                None => (rest, Known::default()),
            };
            into.mapped.push(self.observation(entry, part, tag, facts.union(known.facts), known.label));
            at = part.end;
        }
    }

    /// What to call a System V segment: its inode is its id.
    fn segment_label(&mut self, entry: &MapsEntry<'_>) -> Option<TagId> {
        let segment = self.segments.get(&entry.inode).filter(|_| entry.name.starts_with(SEGMENT_NAME))?;
        Some(self.vocabulary.tag_id(Tag::named(segment.label(entry.inode))))
    }

    fn remember_file(&mut self, entry: &MapsEntry<'_>) {
        self.by_files = self.by_files.union(runtimes_of_mapped_file(entry.name));
        let in_memory = is_named_shared_memory(entry.name) || self.memory_devices.contains(&entry.device);
        // Whatever was known of the bytes that lay here before is nothing to a file.
        self.knowledge.forget(entry.range);
        if in_memory && entry.inode != 0 {
            self.knowledge.learn(entry.range, Known { shared_memory: true, ..Known::default() });
        }
    }

    fn observation(
        &mut self,
        entry: &MapsEntry<'_>,
        range: AddressRange,
        tag: TagId,
        facts: Facts,
        label: Option<TagId>,
    ) -> Observation {
        let class = Classification {
            category: self.category(tag, facts),
            label: label.unwrap_or(tag),
            protection: entry.protection,
        };
        // Of a line that is told in parts, the first one stands for it.
        Observation { place: Place::Mapped(range), identity: identity(entry, tag), class, mappings: Some(0) }
    }

    /// The category of a tag with these facts; each pair is looked up in the rules once.
    pub(super) fn category(&mut self, tag: TagId, facts: Facts) -> CategoryId {
        if let Some(&category) = self.categories.get(&(tag, facts)) {
            return category;
        }
        let category = self.rules.linux(&self.vocabulary.tags()[tag.index()].name, facts, self.runtimes);
        let id = self.vocabulary.category_id(category);
        self.categories.insert((tag, facts), id);
        id
    }
}

fn identity(entry: &MapsEntry<'_>, tag: TagId) -> Identity {
    let shift = entry.offset.wrapping_sub(entry.range.start.get());
    let backing = match entry.inode {
        0 => Backing::Anonymous,
        inode => Backing::File { device: entry.device, inode, shift },
    };
    let access = if entry.protection.is_none() { PageAccess::None } else { PageAccess::Some };
    Identity { tag, backing, access }
}

fn last_line(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_suffix(b"\n")?;
    text.rsplit(|&letter| letter == b'\n').next()
}

#[cfg(test)]
mod tests;
