//! One pass over the blocks of a segment.
//!
//! A block begins with a word that belongs to the block before, and its size with flags in the lowest bits: 1 says that the
//! block before is used, 2 that the block has a mapping of its own, 4 that its arena is not the main one. Sizes are
//! multiples of 16. Where a segment ends and malloc goes on elsewhere, fenceposts of 16 bytes stand.

use super::arenas::Segment;
use super::cached;
use super::memory::{PAGE, Window};
use super::tally::Tally;
use crate::model::units::{AddressRange, Bytes};

const BEFORE_IS_USED: u64 = 1;
const IS_MAPPED: u64 = 2;
const FLAGS: u64 = 7;

/// The smallest block, and the size of a fencepost.
const SMALLEST: u64 = 32;
const FENCEPOST: u64 = 16;

/// Blocks in a row that make sense, where the way is sought again.
const SANE_RUN: u32 = 8;

/// Looks ahead while it is sought, in one segment: what is so broken is not counted.
const MOST_LOOKS: u32 = 1 << 20;

/// Words of a free block that stay in memory when `malloc_trim` gives its pages back (`sizeof (struct malloc_chunk)`).
const KEPT_BY_TRIM: u64 = 48;

/// A block whose neighbour has not told yet whether it is used.
#[derive(Clone, Copy)]
struct Pending {
    at: u64,
    size: u64,
}

/// Counts the blocks of a segment that belongs to the arena with this top.
pub(super) fn count(window: &mut Window<'_>, top: u64, segment: Segment, tally: &mut Tally) {
    let mut at = segment.first;
    let mut pending: Option<Pending> = None;
    let mut looks = 0;
    // Behind two fenceposts comes memory that somebody else took from the system.
    let mut fenceposts = 0;
    while at < segment.end {
        let header = window.pair(at);
        let Some((before_size, head)) = header.filter(|&(_, head)| is_sane(at, head, top, segment)) else {
            if fenceposts > 0
                && at == segment.end - FENCEPOST
                && header.is_some_and(|(_, head)| head & !FLAGS == 0)
            {
                tally.sums.overhead += Bytes::new(FENCEPOST);
                return;
            }
            let to = seek(window, at, top, segment, &mut looks);
            if fenceposts >= 2 {
                tally.sums.overhead += Bytes::new(to - at);
            } else {
                tally.damaged(at, to);
                // Whoever was last cannot be told, and is most likely used.
                used(window, pending.take(), tally);
            }
            (at, fenceposts) = (to, 0);
            continue;
        };
        if let Some(before) = pending.take() {
            if head & BEFORE_IS_USED == 0 {
                if before_size != before.size {
                    tally.damaged(before.at, at);
                }
                free(window, before, tally);
            } else {
                used(window, Some(before), tally);
            }
        }
        let size = head & !FLAGS;
        if at == top {
            tally.sums.top += Bytes::new(size);
            return;
        }
        if size == FENCEPOST {
            tally.sums.overhead += Bytes::new(FENCEPOST);
            fenceposts += 1;
        } else {
            fenceposts = 0;
            pending = Some(Pending { at, size });
        }
        at += size;
    }
    used(window, pending, tally);
    // A segment that does not hold the top ends with a fencepost.
    if fenceposts == 0 {
        tally.damaged(at, segment.end.max(at));
    }
}

/// Whether this can be the head of a block.
fn is_sane(at: u64, head: u64, top: u64, segment: Segment) -> bool {
    let size = head & !FLAGS;
    let end = at.saturating_add(size);
    let fits = size.is_multiple_of(16) && size >= FENCEPOST && end <= segment.end && head & IS_MAPPED == 0;
    // The top ends where the segment does, and no other block does or reaches across it.
    fits && if at == top {
        end == segment.end
    } else {
        end < segment.end && (at > top || end <= top || top >= segment.end)
    }
}

/// The next address from which blocks make sense, or the top, or the end.
fn seek(window: &mut Window<'_>, from: u64, top: u64, segment: Segment, looks: &mut u32) -> u64 {
    let mut at = (from + 16) & !15;
    while at < segment.end {
        if at == top || runs(window, at, top, segment, looks) {
            return at;
        }
        if *looks >= MOST_LOOKS {
            break;
        }
        at += 16;
    }
    if (from..segment.end).contains(&top) { top } else { segment.end }
}

fn runs(window: &mut Window<'_>, from: u64, top: u64, segment: Segment, looks: &mut u32) -> bool {
    let mut at = from;
    for _ in 0..SANE_RUN {
        if at == top {
            return true;
        }
        *looks += 1;
        match window.pair(at) {
            Some((_, head)) if is_sane(at, head, top, segment) && head & !FLAGS >= SMALLEST => {
                at += head & !FLAGS;
            }
            _ => return false,
        }
    }
    true
}

fn used(window: &mut Window<'_>, block: Option<Pending>, tally: &mut Tally) {
    let Some(Pending { at, size }) = block else { return };
    tally.used(size);
    if cached::may_hold_cache(size) && cached::looks_like_cache(window.bytes(at + 16, cached::LARGEST)) {
        tally.remember_candidate(at);
    }
}

/// Whole pages inside a free block can be given back, or were; what is around them cannot.
fn free(window: &mut Window<'_>, block: Pending, tally: &mut Tally) {
    let Pending { at, size } = block;
    let first = at.saturating_add(KEPT_BY_TRIM).next_multiple_of(PAGE);
    let last = (at + size) & !(PAGE - 1);
    let whole = last.saturating_sub(first);
    tally.sums.free_pinned += Bytes::new(size - whole.min(size));
    if whole > 0 {
        let resident =
            window.memory().resident(AddressRange::from_bounds(first, last)).min(Bytes::new(whole));
        tally.sums.free_returnable += resident;
        tally.sums.free_returned += Bytes::new(whole) - resident;
    }
}
