//! What stayed and what went of one row: by size, by use, and by time of birth.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use strandline::analysis::{Counted, Window};
use strandline::model::units::{Bytes, Timestamp};
use strandline::model::{
    Category, Certainty, Mark, MarkRole, Recording, Region, RegionState, SnapshotIndex, Tag, Trace, Usage,
};

use crate::state::Subject;

/// More classes than these are not told apart.
const MOST_CLASSES: usize = 5;

/// More spans than these are not told apart.
const MOST_SPANS: usize = 12;

/// Where no mark divides the window, it is divided into so many spans.
const EVEN_SPANS: u64 = 6;

/// The span behind the last mark.
const SINCE: &str = "since";

/// What was born in a window, of one row.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// By size; those that keep most come first.
    pub classes: Vec<Class>,
    /// How many sizes there are beside those, and what they keep.
    pub other_classes: (usize, Counted),
    /// What is alive at the end.
    pub persistent: Counted,
    pub usage: Usage,
    /// Whether that rests on estimates.
    pub is_estimate: bool,
    /// What is alive at the end, by time of birth.
    pub spans: Vec<Span>,
    /// When the oldest of it was born.
    pub oldest: Option<Timestamp>,
    /// How many of the regions that stayed are known by their address only.
    pub inferred: usize,
    /// What the system calls it, if it calls all of it alike.
    pub tag: Option<Tag>,
}

/// The regions of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    pub len: Bytes,
    /// Those that are alive at the end.
    pub kept: Counted,
    /// How many are gone.
    pub gone: usize,
}

/// A part of the window, and what was born in it and stayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is called: the mark that ends it, or when it ends.
    pub label: String,
    /// How many parts that have a bar of their own elsewhere are one here: the oldest cycles share a bar.
    pub parts: usize,
    /// The snapshot that ends it.
    end: SnapshotIndex,
    pub kept: Bytes,
}

impl Span {
    fn new(label: String, end: SnapshotIndex) -> Self {
        Self { label, parts: 1, end, kept: Bytes::ZERO }
    }

    /// What stayed of each of its parts, on average: as high is its bar.
    pub fn kept_of_each(&self) -> Bytes {
        Bytes::new(self.kept.get() / self.parts.max(1) as u64)
    }
}

/// Counts regions, some in each frame.
#[derive(Clone, Debug)]
pub(super) struct Counting {
    subject: Subject,
    window: Window,
    next: usize,
    classes: BTreeMap<Bytes, Class>,
    tags: Tags,
    kept: Kept,
}

/// Whether all regions had one tag so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tags {
    None,
    One(strandline::model::TagId),
    Several,
}

impl Counting {
    pub(super) fn new(trace: &Trace, subject: &Subject, window: Window) -> Self {
        // Ids are given in order of time: what was born inside has the ids behind what was there before.
        let next = trace.recording.regions().begun_by(window.from);
        let kept = Kept { spans: spans(trace, window), ..Kept::default() };
        Self { subject: subject.clone(), window, next, classes: BTreeMap::new(), tags: Tags::None, kept }
    }

    /// Counts so many regions more; says whether those were the last.
    pub(super) fn advance(&mut self, recording: &Recording, most: usize) -> bool {
        let regions = recording.regions();
        let end = regions.len().min(self.next.saturating_add(most));
        for region in regions.iter().skip(self.next).take(most) {
            if region.since > self.window.to {
                return true;
            }
            self.count(recording, &region);
        }
        self.next = end;
        end == regions.len()
    }

    fn count(&mut self, recording: &Recording, region: &Region) {
        let category = region.class.category;
        let is_of = |described: &Category| self.subject.holds(category, described);
        if !self.window.contains(region.birth) || !recording.category(category).is_some_and(is_of) {
            return;
        }
        self.tags = match self.tags {
            Tags::None => Tags::One(region.identity.tag),
            Tags::One(tag) if tag == region.identity.tag => self.tags,
            _ => Tags::Several,
        };
        match recording.state_at(region, self.window.to) {
            Some(state) => self.keep(recording, region, &state),
            None => self.class(region.first_len).gone += 1,
        }
    }

    fn keep(&mut self, recording: &Recording, region: &Region, state: &RegionState) {
        let one = Counted { bytes: state.len, count: 1 };
        self.class(state.len).kept += one;
        let kept = &mut self.kept;
        kept.persistent += one;
        kept.usage += state.usage;
        kept.is_estimate |= state.is_estimate();
        kept.inferred += usize::from(region.certainty() == Certainty::Inferred);
        let birth = recording.time_of(region.birth);
        kept.oldest = Some(kept.oldest.map_or(birth, |oldest| oldest.min(birth)));
        let span = kept.spans.partition_point(|span| span.end < region.birth);
        if let Some(span) = kept.spans.get_mut(span) {
            span.kept += state.len;
        }
    }

    fn class(&mut self, len: Bytes) -> &mut Class {
        self.classes.entry(len).or_insert(Class { len, kept: Counted::default(), gone: 0 })
    }

    pub(super) fn done(self, recording: &Recording) -> Kept {
        let mut classes: Vec<Class> = self.classes.into_values().collect();
        classes.sort_by_key(|class| Reverse((class.kept.bytes, class.gone, class.len)));
        let others = classes.split_off(classes.len().min(MOST_CLASSES));
        let mut kept = Counted::default();
        for class in &others {
            kept += class.kept;
        }
        let mut spans = self.kept.spans;
        // Behind the last mark there may be nothing yet.
        spans.pop_if(|span| span.label == SINCE && span.kept == Bytes::ZERO);
        let tag = match self.tags {
            Tags::One(tag) => recording.tag(tag).cloned(),
            Tags::None | Tags::Several => None,
        };
        Kept { classes, other_classes: (others.len(), kept), spans, tag, ..self.kept }
    }
}

impl Kept {
    /// The class that keeps most, and its share of all that stayed, in percent; nothing where nothing stayed.
    pub fn main_class(&self) -> Option<(&Class, u64)> {
        let class = self.classes.first().filter(|class| class.kept.count > 0)?;
        let percent = Bytes::new(100).share(class.kept.bytes, self.persistent.bytes);
        Some((class, percent.get()))
    }
}

/// By the closed cycles, if any lie inside; else by the other marks; else evenly.
fn spans(trace: &Trace, window: Window) -> Vec<Span> {
    let recording = &trace.recording;
    let marks = trace.annotations.marks().iter();
    let ends = |is_end: fn(&Mark) -> bool, label: fn(&Mark) -> String| -> Vec<Span> {
        let ends = marks
            .clone()
            .filter(|mark| is_end(mark))
            .map(|mark| (recording.snapshot_at(mark.at), label(mark)));
        ends.filter(|&(end, _)| window.contains(end)).map(|(end, label)| Span::new(label, end)).collect()
    };
    let mut spans = ends(|mark| matches!(mark.role, MarkRole::Closed(_)), number);
    if spans.is_empty() {
        spans = ends(|mark| matches!(mark.role, MarkRole::Note), |mark| mark.label.clone());
    }
    if spans.is_empty() {
        return even_spans(recording, window);
    }
    if spans.last().is_some_and(|last| last.end < window.to) {
        spans.push(Span::new(SINCE.to_owned(), window.to));
    }
    let cut = spans.len().saturating_sub(MOST_SPANS);
    let mut shown = spans.split_off(cut);
    if let Some(first) = shown.first_mut().filter(|_| cut > 0) {
        first.label = format!("to {}", first.label);
        first.parts += cut;
    }
    shown
}

fn number(mark: &Mark) -> String {
    match mark.role {
        MarkRole::Closed(number) => number.to_string(),
        _ => mark.label.clone(),
    }
}

fn even_spans(recording: &Recording, window: Window) -> Vec<Span> {
    let range = window.range(recording);
    let part = |nth: u64| range.from.nanos() + (range.to.nanos() - range.from.nanos()) / EVEN_SPANS * nth;
    let span = |nth: u64| {
        let end = if nth == EVEN_SPANS { range.to } else { Timestamp::from_nanos(part(nth)) };
        Span::new(end.to_string(), recording.snapshot_at(end))
    };
    (1..=EVEN_SPANS).map(span).collect()
}
