//! What malloc's memory held at marks.

use super::{Cell, Fields, Quantity, Sentence, Table};
use crate::model::units::Bytes;
use crate::model::{ClassCount, HeapCount, MarkRole, Recording, SizeClass, Trace};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// So many marks have a row.
const MOST_MARKS: usize = 100;

/// So many classes have a row.
const MOST_CLASSES: usize = 8;

/// Figures of a count, and how it is called.
type Counted<'a> = (&'a str, &'a HeapCount);

/// The marks that bound cycles, or all where there are none such, with their counts.
fn counted(trace: &Trace) -> Vec<Counted<'_>> {
    let heap = trace.recording.heap();
    let marks = || trace.annotations.marks().iter().filter_map(|mark| Some((mark, heap.at(mark.at)?)));
    let bounds = |role: MarkRole| matches!(role, MarkRole::Baseline | MarkRole::Closed(_));
    let has_bounds = marks().any(|(mark, _)| bounds(mark.role));
    let listed = marks().filter(|(mark, _)| !has_bounds || bounds(mark.role));
    listed.map(|(mark, count)| (&*mark.label, count)).collect()
}

fn bytes(count: &HeapCount, size: Bytes) -> Quantity {
    let figure = Quantity::bytes(size);
    if count.exact { figure } else { Quantity { bound: super::Bound::Estimate, ..figure } }
}

/// A row for each mark that bounds cycles. Where the parts do not add up, only what malloc took is told.
pub fn heap_table(trace: &Trace) -> Table {
    let part = |of: fn(&HeapCount) -> Bytes| {
        move |&(_, count): &Counted<'_>| count.sums.adds_up().then(|| bytes(count, of(count)))
    };
    let fields = Fields::default()
        .text_column("Mark", "", |&(label, _): &Counted<'_>| Cell::text(label))
        .figures("Live", "blocks in arenas that the program has not freed", part(|count| count.sums.live))
        .figures("Blocks", "how many", |&(_, count)| {
            count
                .sums
                .adds_up()
                .then(|| Quantity::count(usize::try_from(count.sums.live_blocks).unwrap_or(0)))
        })
        .figures(
            "Cached",
            "freed blocks that malloc keeps for the next request of their size",
            part(|count| count.sums.cached),
        )
        .figures(
            "Returnable",
            "whole pages inside free blocks: `malloc_trim` gives them back",
            part(|count| count.sums.free_returnable),
        )
        .figures(
            "Pinned",
            "the rest of free blocks: live neighbours keep it",
            part(|count| count.sums.free_pinned),
        )
        .figures("Top", "the ends of arenas, which were not handed out", part(|count| count.sums.top))
        .figures("Mmapped", "large blocks with mappings of their own", |&(_, count)| {
            Some(bytes(count, count.sums.mmapped))
        })
        .figures("Taken", "what arenas took from the system", |&(_, count)| {
            Some(bytes(count, count.sums.system))
        })
        .figures("Stood", "how long the target stood still for it", |&(_, count)| {
            Some(Quantity::duration(count.stopped))
        });
    let title = format!("Heap: what {} holds", trace.recording.heap().allocator());
    fields.table(title, counted(trace)).limited(MOST_MARKS, "marks")
}

/// The classes whose live blocks became more or fewer from the first mark that bounds a cycle to the last.
pub fn heap_classes_table(trace: &Trace) -> Table {
    let counted = counted(trace);
    let ends = counted.first().zip(counted.last()).map(|(&(_, first), &(_, last))| (first, last));
    let mut rows = Vec::new();
    if let Some((first, last)) = ends.filter(|(first, last)| first.at < last.at) {
        let classes: BTreeSet<SizeClass> =
            first.classes.iter().chain(&last.classes).map(|count| count.class).collect();
        let both = classes.into_iter().map(|class| (first.class(class), last.class(class)));
        rows = both.filter(|(before, after)| before.blocks != after.blocks).collect();
    }
    rows.sort_by_key(|(before, after)| Reverse(after.bytes.get().abs_diff(before.bytes.get())));
    let count = |blocks: u64| Quantity::count(usize::try_from(blocks).unwrap_or(usize::MAX));
    let fields = Fields::default()
        .text_column(
            "Requests",
            "sizes that are asked for, in bytes",
            |(_, after): &(ClassCount, ClassCount)| Cell::text(requests(after.class)),
        )
        .figures("Blocks before", "", move |(before, _)| Some(count(before.blocks)))
        .figures("Blocks after", "", move |(_, after)| Some(count(after.blocks)))
        .figures("Change", "", |(before, after)| {
            Some(Quantity::count_change(
                after.blocks.cast_signed().saturating_sub(before.blocks.cast_signed()),
            ))
        })
        .figures("In bytes", "with malloc's own words", |(before, after)| {
            Some(Quantity::byte_change(after.bytes.since(before.bytes)))
        });
    fields.table("Live blocks that became more or fewer, by size", rows).limited(MOST_CLASSES, "sizes")
}

/// "1,273 to 1,288 B".
pub fn requests(class: SizeClass) -> String {
    let (low, high) = class.request_sizes();
    let low = low.exact();
    format!("{} to {}", low.trim_end_matches(" B"), high.exact())
}

/// How the heap was counted; nothing where it was not.
pub fn heap_trust(recording: &Recording) -> Option<Sentence> {
    let counts = recording.heap().counts();
    let longest = counts.iter().map(|count| count.stopped).max()?;
    let exact = counts.iter().filter(|count| count.exact).count();
    let how = if exact == counts.len() {
        "to the byte".to_owned()
    } else {
        format!("to the byte at {exact} of them")
    };
    let damaged = counts.iter().filter_map(|count| count.damage).next_back();
    let damage = damaged.map_or_else(String::new, |(place, times)| {
        format!(
            "; at {} the structures of malloc contradict themselves in {times} places, first at {}: \
             the program has overwritten them, or was caught inside malloc",
            if counts.iter().filter(|count| count.damage.is_some()).count() == 1 { "one" } else { "some" },
            place.start
        )
    });
    Some(Sentence::new(format!(
        "The heap was counted at {} marks, {how}; the target stood still for up to {} for it{damage}.",
        counts.len(),
        Quantity::duration(longest),
    )))
}
