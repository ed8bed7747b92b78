//! Follows the calls of a log: which of them has mapped the bytes at each address.

use crate::model::units::{Address, AddressRange, Timestamp};
use crate::model::{Call, Effect};
use std::collections::BTreeMap;

/// Bytes that one call has mapped, or made accessible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: AddressRange,
    /// The place of the call in the log.
    pub(super) call: usize,
    pub(super) is_accessible: bool,
}

/// The pieces that are there, by their first address; they never overlap.
#[derive(Debug, Default)]
pub(super) struct Replay {
    pieces: BTreeMap<Address, Piece>,
    /// Pieces that have gone with the last call.
    gone: Vec<Piece>,
}

impl Replay {
    /// Takes in the next call, and gives the pieces that go with it.
    pub(super) fn take(&mut self, place: usize, call: &Call) -> &[Piece] {
        self.gone.clear();
        match call.effect {
            Effect::Mapped(range, is_accessible) => {
                self.clear(range);
                self.insert(Piece { range, call: place, is_accessible });
            }
            Effect::Unmapped(range) => self.clear(range),
            Effect::Moved(from, to) => self.move_to(from, to, place),
            Effect::Protected(range, is_accessible) => self.protect(range, is_accessible, place),
            Effect::Replaced => self.gone.extend(std::mem::take(&mut self.pieces).into_values()),
            Effect::Touched(..) | Effect::GaveBack(_) => {}
        }
        &self.gone
    }

    /// The pieces that are there, in order.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.values()
    }

    fn insert(&mut self, piece: Piece) {
        if !piece.range.is_empty() {
            self.pieces.insert(piece.range.start, piece);
        }
    }

    fn clear(&mut self, range: AddressRange) {
        let taken = self.take_out(range);
        self.gone.extend(taken);
    }

    /// The pieces inside a range, cut at its ends, which are no longer there.
    fn take_out(&mut self, range: AddressRange) -> Vec<Piece> {
        let inside = self.pieces.range(..range.end).rev();
        let inside = inside.take_while(|(_, piece)| piece.range.end > range.start);
        let mut touched: Vec<Piece> = inside.map(|(_, piece)| *piece).collect();
        touched.reverse();
        for piece in &mut touched {
            self.pieces.remove(&piece.range.start);
            let before = AddressRange::new(piece.range.start, range.start);
            let behind = AddressRange::new(range.end, piece.range.end);
            for rest in [before, behind] {
                self.insert(Piece { range: rest, ..*piece });
            }
            piece.range = piece.range.intersection(range);
        }
        touched
    }

    /// What moves keeps the call that has mapped it; what is more came with the move.
    fn move_to(&mut self, from: AddressRange, to: AddressRange, place: usize) {
        let moved = self.take_out(from);
        self.clear(to);
        let len = from.len().min(to.len());
        for piece in moved {
            let start = piece.range.start.get() - from.start.get();
            let end = piece.range.end.get() - from.start.get();
            let stays = |offset: u64| to.start.get().saturating_add(offset.min(len.get()));
            let range = AddressRange::from_bounds(stays(start), stays(end));
            self.insert(Piece { range, ..piece });
            let lost = end.saturating_sub(start.max(len.get()));
            let lost = AddressRange::from_bounds(piece.range.end.get() - lost, piece.range.end.get());
            self.gone.extend((!lost.is_empty()).then_some(Piece { range: lost, ..piece }));
        }
        let more = AddressRange::new(to.start.saturating_add(len), to.end);
        self.insert(Piece { range: more, call: place, is_accessible: true });
    }

    /// To give access to a reservation is to map it; to take it away, to unmap it. All else changes nothing.
    fn protect(&mut self, range: AddressRange, is_accessible: bool, place: usize) {
        for piece in self.take_out(range) {
            if piece.is_accessible == is_accessible {
                self.insert(piece);
                continue;
            }
            if piece.is_accessible {
                self.gone.push(piece);
            }
            self.insert(Piece { range: piece.range, call: place, is_accessible });
        }
    }
}

/// Whether a moment lies behind the first and not behind the second.
pub(super) fn is_within(at: Timestamp, from: Timestamp, to: Timestamp) -> bool {
    from < at && at <= to
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(start: u64, end: u64) -> AddressRange {
        AddressRange::from_bounds(start, end)
    }

    /// The pieces and the lost ones, as (start, end, call).
    fn check(changes: &[Effect], there: &[(u64, u64, usize)], gone: &[(u64, u64, usize)]) {
        let mut replay = Replay::default();
        for (place, &effect) in changes.iter().enumerate() {
            replay.take(place, &Call { at: Timestamp::ZERO, thread: 0, effect, stack: 0 });
        }
        let parts = |piece: &Piece| (piece.range.start.get(), piece.range.end.get(), piece.call);
        assert_eq!(replay.pieces().map(parts).collect::<Vec<_>>(), there, "{changes:?}");
        assert_eq!(replay.gone.iter().map(parts).collect::<Vec<_>>(), gone, "{changes:?}");
    }

    #[test]
    fn bytes_belong_to_the_call_that_has_mapped_them() {
        let map = |start, end| Effect::Mapped(range(start, end), true);
        let unmap = |start, end| Effect::Unmapped(range(start, end));
        let remap = |from, to| Effect::Moved(from, to);
        check(&[map(10, 20)], &[(10, 20, 0)], &[]);
        check(&[map(10, 20), map(12, 15)], &[(10, 12, 0), (12, 15, 1), (15, 20, 0)], &[(12, 15, 0)]);
        check(&[map(10, 20), unmap(5, 15)], &[(15, 20, 0)], &[(10, 15, 0)]);
        check(&[map(10, 20), remap(range(10, 20), range(50, 65))], &[(50, 60, 0), (60, 65, 1)], &[]);
        check(&[map(10, 20), remap(range(10, 20), range(10, 14))], &[(10, 14, 0)], &[(14, 20, 0)]);
        check(&[remap(range(10, 20), range(50, 65))], &[(60, 65, 0)], &[]);
        let (reserve, commit) = (Effect::Mapped(range(0, 100), false), Effect::Protected(range(0, 10), true));
        check(&[reserve, commit], &[(0, 10, 1), (10, 100, 0)], &[]);
        check(&[map(0, 10), commit], &[(0, 10, 0)], &[]);
        check(&[map(0, 10), Effect::Protected(range(5, 10), false)], &[(0, 5, 0), (5, 10, 1)], &[(5, 10, 0)]);
        check(&[map(0, 10), Effect::Replaced], &[], &[(0, 10, 0)]);
    }

    proptest! {
        #[test]
        fn no_byte_is_lost_or_counted_twice(changes in prop::collection::vec((0..4_u8, 0..50_u64, 1..20_u64, 0..50_u64), 0..40)) {
            let mut replay = Replay::default();
            let (mut born, mut died) = (0, 0);
            for (place, (kind, start, len, to)) in changes.into_iter().enumerate() {
                let range = range(start, start + len);
                let effect = match kind {
                    0 | 1 => Effect::Mapped(range, true),
                    2 => Effect::Unmapped(range),
                    _ => Effect::Moved(range, AddressRange::from_bounds(100 + to, 100 + to + len)),
                };
                if kind < 2 {
                    born += len;
                }
                let gone = replay.take(place, &Call { at: Timestamp::ZERO, thread: 0, effect, stack: 0 });
                died += gone.iter().map(|piece| piece.range.len().get()).sum::<u64>();
            }
            let there: Vec<_> = replay.pieces().map(|piece| piece.range).collect();
            prop_assert!(there.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert_eq!(born, died + there.iter().map(|range| range.len().get()).sum::<u64>());
        }
    }
}
