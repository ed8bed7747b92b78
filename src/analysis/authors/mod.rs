//! Who mapped it: what each stack of calls has mapped in a window, by category, and how much of it is still there.

mod categories;
mod own_code;
mod replay;
mod touching;

pub use own_code::{CodePlace, own_places};
pub use touching::FirstTouch;

use super::{Counted, Window};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording};
use categories::Categories;
use replay::{Piece, Replay, is_within};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What the calls of one stack have mapped in memory of one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The category; nothing where the memory was gone before any look at it.
    pub category: Option<CategoryId>,
    /// The stack, by its place among [`CallLog::stacks`](crate::model::CallLog::stacks).
    pub stack: u32,
    /// What was mapped in the window and is there at its end: bytes, and the calls that they are of.
    pub kept: Counted,
    /// What was mapped in the window and has gone in it: bytes, and the calls of which nothing is left.
    pub transient: Counted,
}

/// All authors of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authors {
    /// Those that have kept most first.
    pub authors: Vec<Author>,
    /// Who touched first what is there at the end, by page faults, of which some were sampled: those of most bytes first.
    pub touches: Vec<FirstTouch>,
    /// How many calls are missing, as far as is known.
    pub lost: u64,
    /// Whether the calls of the whole window were followed.
    pub is_whole: bool,
}

impl Authors {
    /// Finds the authors of what was mapped in a window; nothing where calls were not followed.
    pub fn find(recording: &Recording, window: Window) -> Option<Self> {
        let log = recording.calls();
        if log.is_empty() {
            return None;
        }
        let (from, to) = (recording.time_of(window.from), recording.time_of(window.to));
        let categories = Categories::in_window(recording, window);
        let touches = touching::first_touches(recording, window, &categories);
        let mut sums = Sums::new(recording, window, categories);
        let mut replay = Replay::default();
        for (place, call) in log.calls().iter().enumerate().take_while(|(_, call)| call.at <= to) {
            let gone = replay.take(place, call);
            if is_within(call.at, from, to) {
                for piece in gone {
                    sums.take_gone(piece);
                }
            }
        }
        replay.pieces().for_each(|piece| sums.take_kept(piece));
        let lost: Vec<_> = log.lost().iter().filter(|lost| lost.at <= to).collect();
        let is_whole = lost.is_empty() && log.since().is_some_and(|since| since <= from);
        let lost = lost.iter().map(|lost| lost.count).sum();
        Some(Self { authors: sums.authors(), touches, lost, is_whole })
    }

    /// The authors of what was kept in a category.
    pub fn of_category(&self, category: CategoryId) -> impl Iterator<Item = &Author> {
        let is_in = move |author: &&Author| author.category == Some(category) && author.kept.count > 0;
        self.authors.iter().filter(is_in)
    }

    /// Who touched first what is there at the end in a category.
    pub fn touches_in(&self, category: CategoryId) -> impl Iterator<Item = &FirstTouch> {
        self.touches.iter().filter(move |touch| touch.category == category)
    }

    /// The categories in which something was kept or touched, that with the most bytes first.
    pub fn categories(&self) -> Vec<CategoryId> {
        let mut kept = BTreeMap::<CategoryId, Bytes>::new();
        for author in &self.authors {
            if let Some(category) = author.category.filter(|_| author.kept.count > 0) {
                *kept.entry(category).or_default() += author.kept.bytes;
            }
        }
        let mut touched = BTreeMap::<CategoryId, Bytes>::new();
        for touch in &self.touches {
            *touched.entry(touch.category).or_default() += touch.bytes;
        }
        // Most of what is mapped is touched too: to count it twice would say more than there is.
        for (category, bytes) in touched {
            let kept = kept.entry(category).or_default();
            *kept = bytes.max(*kept);
        }
        let mut categories: Vec<_> = kept.into_iter().collect();
        categories.sort_by_key(|&(category, bytes)| (Reverse(bytes), category));
        categories.into_iter().map(|(category, _)| category).collect()
    }
}

/// What the calls of the window come to.
struct Sums<'a> {
    recording: &'a Recording,
    window: Window,
    categories: Categories,
    /// Of each call what is there at the end, by category, and what has gone.
    kept: HashMap<(usize, CategoryId), Bytes>,
    gone: HashMap<usize, (Option<CategoryId>, Bytes)>,
}

impl<'a> Sums<'a> {
    fn new(recording: &'a Recording, window: Window, categories: Categories) -> Self {
        Self { recording, window, categories, kept: HashMap::new(), gone: HashMap::new() }
    }

    /// Whether a call was made in the window.
    fn is_inside(&self, call: usize) -> bool {
        let at = self.recording.calls().calls()[call].at;
        is_within(at, self.recording.time_of(self.window.from), self.recording.time_of(self.window.to))
    }

    fn take_gone(&mut self, piece: &Piece) {
        if piece.is_accessible && self.is_inside(piece.call) {
            let mapped = self.recording.calls().calls()[piece.call].at;
            let category = self.categories.when_gone(piece.range, self.recording.snapshot_at(mapped));
            let (known, bytes) = self.gone.entry(piece.call).or_default();
            *known = known.or(category);
            *bytes += piece.range.len();
        }
    }

    fn take_kept(&mut self, piece: &Piece) {
        if self.is_inside(piece.call) {
            for (category, bytes) in self.categories.at_end(piece.range) {
                *self.kept.entry((piece.call, category)).or_default() += bytes;
            }
        }
    }

    fn authors(self) -> Vec<Author> {
        let calls = self.recording.calls().calls();
        let mut authors = BTreeMap::<(u32, Option<CategoryId>), [Counted; 2]>::new();
        // What was never seen is taken for what else the same stack has mapped.
        let mut usual = HashMap::<u32, CategoryId>::new();
        let mut has_kept = HashMap::<usize, CategoryId>::new();
        for (&(call, category), &bytes) in &self.kept {
            let stack = calls[call].stack;
            usual.entry(stack).and_modify(|usual| *usual = category.min(*usual)).or_insert(category);
            has_kept.insert(call, category);
            authors.entry((stack, Some(category))).or_default()[0] += Counted { bytes, count: 1 };
        }
        for (&call, &(category, bytes)) in &self.gone {
            let stack = calls[call].stack;
            let kept = has_kept.get(&call).copied();
            let category = kept.or(category).or_else(|| usual.get(&stack).copied());
            let count = usize::from(kept.is_none());
            authors.entry((stack, category)).or_default()[1] += Counted { bytes, count };
        }
        let author = |((stack, category), [kept, transient]): (_, [Counted; 2])| Author {
            category,
            stack,
            kept,
            transient,
        };
        let mut authors: Vec<_> = authors.into_iter().map(author).collect();
        authors.sort_by_key(|author| {
            (Reverse(author.kept.bytes), Reverse(author.transient.bytes), author.category, author.stack)
        });
        authors
    }
}

#[cfg(test)]
mod tests;
