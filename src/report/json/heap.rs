//! What malloc's memory held at marks.

use crate::model::{HeapCount, SizeClass, Trace};
use serde::Serialize;
use std::collections::BTreeSet;

/// The counts of the recording.
#[derive(Clone, Debug, Serialize)]
pub struct HeapFigures {
    /// The allocator with its version, as far as it is known: `glibc 2.36`.
    pub allocator: String,
    /// One for each mark that counted.
    pub marks: Vec<HeapMarkFigures>,
    /// The classes of live blocks in arenas that any mark met; those with mappings of their own are not among them.
    pub classes: Vec<HeapClassFigures>,
}

/// One count. All bytes but those with mappings of their own add up to `system_bytes`.
#[derive(Clone, Debug, Serialize)]
pub struct HeapMarkFigures {
    pub label: String,
    /// In nanoseconds since the recording began.
    pub at_ns: u64,
    /// Whether the target stood still, and the count contradicts itself nowhere.
    pub exact: bool,
    /// How long the target stood still.
    pub stopped_ms: f64,
    /// Blocks in arenas that were not freed.
    pub live_bytes: u64,
    pub live_blocks: u64,
    /// Freed blocks that malloc keeps for the next request of their size.
    pub cached_bytes: u64,
    /// Whole pages inside free blocks: `malloc_trim` gives them back.
    pub free_returnable_bytes: u64,
    /// The rest of free blocks, kept by their neighbours.
    pub free_pinned_bytes: u64,
    /// Whole pages inside free blocks that were given back already, and take no memory.
    pub free_returned_bytes: u64,
    /// The ends of arenas, never handed out.
    pub top_bytes: u64,
    /// Malloc's own structures.
    pub overhead_bytes: u64,
    /// Large blocks with mappings of their own, in no arena.
    pub mmapped_bytes: u64,
    pub mmapped_blocks: u64,
    /// What arenas took from the system.
    pub system_bytes: u64,
    /// How far the parts are from that.
    pub unaccounted_bytes: u64,
}

/// Live blocks of about one size.
#[derive(Clone, Debug, Serialize)]
pub struct HeapClassFigures {
    /// The smallest size that is asked for and gets such a block.
    pub low: u64,
    /// The largest.
    pub high: u64,
    /// Its class in the program (C++, `GObject`), where it is known.
    pub name: Option<String>,
    /// At each mark that counted.
    pub blocks: Vec<u64>,
    /// Likewise; with malloc's own words.
    pub bytes: Vec<u64>,
}

impl HeapFigures {
    /// Those of marks; nothing where none counted.
    pub(super) fn new(trace: &Trace) -> Option<Self> {
        let heap = trace.recording.heap();
        let marks = trace.annotations.marks().iter();
        let counted: Vec<_> = marks.filter_map(|mark| Some((&*mark.label, heap.at(mark.at)?))).collect();
        if counted.is_empty() {
            return None;
        }
        let classes: BTreeSet<SizeClass> =
            counted.iter().flat_map(|(_, count)| count.classes.iter().map(|class| class.class)).collect();
        let class = |class: SizeClass| {
            let (low, high) = class.request_sizes();
            HeapClassFigures {
                low: low.get(),
                high: high.get(),
                name: None,
                blocks: counted.iter().map(|(_, count)| count.class(class).blocks).collect(),
                bytes: counted.iter().map(|(_, count)| count.class(class).bytes.get()).collect(),
            }
        };
        Some(Self {
            allocator: heap.allocator().to_owned(),
            marks: counted.iter().map(|(label, count)| HeapMarkFigures::new(label, count)).collect(),
            classes: classes.into_iter().map(class).collect(),
        })
    }
}

impl HeapMarkFigures {
    fn new(label: &str, count: &HeapCount) -> Self {
        let sums = count.sums;
        Self {
            label: label.to_owned(),
            at_ns: count.at.nanos(),
            exact: count.exact,
            stopped_ms: count.stopped.as_secs_f64() * 1e3,
            live_bytes: sums.live.get(),
            live_blocks: sums.live_blocks,
            cached_bytes: sums.cached.get(),
            free_returnable_bytes: sums.free_returnable.get(),
            free_pinned_bytes: sums.free_pinned.get(),
            free_returned_bytes: sums.free_returned.get(),
            top_bytes: sums.top.get(),
            overhead_bytes: sums.overhead.get(),
            mmapped_bytes: sums.mmapped.get(),
            mmapped_blocks: sums.mmapped_blocks,
            system_bytes: sums.system.get(),
            unaccounted_bytes: sums.unaccounted.get(),
        }
    }
}
