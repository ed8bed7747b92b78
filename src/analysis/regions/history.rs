//! What happened to one region: a few events that matter, and a line for a small chart.

use crate::model::units::{Bytes, Timestamp};
use crate::model::{Recording, Region, RegionId, RegionState, SnapshotIndex, UsageQuality};

/// Something that happened to a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionEvent {
    /// When it was first seen so.
    pub at: Timestamp,
    pub kind: RegionEventKind,
}

/// What happens to regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionEventKind {
    /// Its bytes were there at the first look already, in a run of this length.
    There(Bytes),
    /// Its bytes were born, in a run of this length.
    Born(Bytes),
    /// It became a region of its own with this length, when bytes in the middle of another one died.
    SplitFrom(RegionId, Bytes),
    /// It lost bytes to death, and perhaps others that live on as another region.
    Cut {
        /// How many died or went with the piece.
        lost: Bytes,
        /// How many are left.
        left: Bytes,
        /// The piece that was split off with it.
        piece: Option<RegionId>,
    },
    /// Its footprint went from one level up to another.
    Grew(Bytes, Bytes),
    /// Its footprint went from one level down to another.
    Shrank(Bytes, Bytes),
    /// More of it was swapped out or compressed than at any time before.
    Swapped(Bytes),
    Died,
}

/// A region's usage at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionPoint {
    pub at: Timestamp,
    pub dirty: Bytes,
    pub swapped: Bytes,
    pub resident: Bytes,
}

/// So many of the largest changes of footprint are told, and as many of the largest losses.
const MOST_CHANGES: usize = 8;

/// What happened to a region, in order of time. Changes of footprint are told as a few long moves: a dip that is small
/// beside the others belongs to the move that it interrupts. What is no more than an estimate is no event.
pub fn region_history(recording: &Recording, id: RegionId) -> Vec<RegionEvent> {
    let Some(region) = recording.regions().get(id) else { return Vec::new() };
    let mut states: Vec<RegionState> = recording.history(&region).collect();
    states.reverse();
    let len = first_len(recording, &region);
    let is_older = recording.is_older(&region);
    let first = if is_older { RegionEventKind::There(len) } else { RegionEventKind::Born(len) };
    let mut events = vec![(region.birth, first)];
    if let Some(parent) = region.parent {
        events.push((region.since, RegionEventKind::SplitFrom(parent, region.first_len)));
    }
    events.extend(losses(recording, id, &states));
    events.extend(moves(&region, &states));
    let swapped = states.iter().filter(|state| is_exact(state) && state.usage.swapped > Bytes::ZERO);
    // Of equals the first: `max_by_key` would take the last.
    if let Some(most) = swapped.rev().max_by_key(|state| state.usage.swapped) {
        events.push((most.since, RegionEventKind::Swapped(most.usage.swapped)));
    }
    events.extend(region.death.map(|death| (death, RegionEventKind::Died)));
    events.sort_by_key(|&(at, _)| at);
    events.into_iter().map(|(at, kind)| RegionEvent { at: recording.time_of(at), kind }).collect()
}

/// A region's usage over its life in at most so many points, at least two: of those that lie close together the one with
/// the highest footprint, and the last of all.
pub fn region_series(recording: &Recording, id: RegionId, most_points: usize) -> Vec<RegionPoint> {
    let Some(region) = recording.regions().get(id) else { return Vec::new() };
    let mut states: Vec<RegionState> = recording.history(&region).filter(is_known).collect();
    states.reverse();
    let Some((last, earlier)) = states.split_last() else { return Vec::new() };
    let (first, end) = (recording.time_of(states[0].since).nanos(), recording.time_of(last.since).nanos());
    let columns = (most_points.max(2) - 1) as u64;
    let column = |state: &RegionState| {
        let behind = Bytes::new(recording.time_of(state.since).nanos() - first);
        behind.share(Bytes::new(columns), Bytes::new((end - first).max(1))).min(Bytes::new(columns - 1))
    };
    let mut points: Vec<RegionState> = earlier
        .chunk_by(|one, next| column(one) == column(next))
        .filter_map(|close| close.iter().max_by_key(|state| state.usage.footprint()).copied())
        .collect();
    points.push(*last);
    let point = |state: RegionState| RegionPoint {
        at: recording.time_of(state.since),
        dirty: state.usage.dirty,
        swapped: state.usage.swapped,
        resident: state.usage.resident,
    };
    points.into_iter().map(point).collect()
}

fn is_exact(state: &RegionState) -> bool {
    state.quality == UsageQuality::Exact
}

fn is_known(state: &RegionState) -> bool {
    state.quality != UsageQuality::Unknown
}

/// The length of the run that a region's bytes were born in.
fn first_len(recording: &Recording, region: &Region) -> Bytes {
    let mut root = *region;
    // A parent is always older.
    while let Some(parent) = root.parent.and_then(|parent| recording.regions().get(parent)) {
        root = parent;
    }
    root.first_len
}

/// When the region lost bytes: the largest losses.
fn losses(
    recording: &Recording,
    id: RegionId,
    states: &[RegionState],
) -> Vec<(SnapshotIndex, RegionEventKind)> {
    let mut losses: Vec<(SnapshotIndex, Bytes, Bytes)> = states
        .windows(2)
        .filter(|pair| pair[1].len < pair[0].len)
        .map(|pair| (pair[1].since, pair[0].len - pair[1].len, pair[1].len))
        .collect();
    losses.sort_by_key(|&(_, lost, _)| std::cmp::Reverse(lost));
    losses.truncate(MOST_CHANGES);
    let event = |(at, lost, left)| (at, RegionEventKind::Cut { lost, left, piece: piece(recording, id, at) });
    losses.into_iter().map(event).collect()
}

/// The first piece that was split off from a region at a snapshot. Ids are given in order of time.
fn piece(recording: &Recording, id: RegionId, at: SnapshotIndex) -> Option<RegionId> {
    let regions = recording.regions();
    let start = at.0.checked_sub(1).map_or(0, |before| regions.begun_by(SnapshotIndex(before)));
    let mut new = regions.iter().skip(start).take_while(|region| region.since == at);
    let place = start + new.position(|region| region.parent == Some(id))?;
    u32::try_from(place).ok().map(RegionId)
}

/// The moves of a region's footprint, as few as are told: dips that are smaller than a limit are no moves, and the limit
/// doubles until few enough are left.
fn moves(region: &Region, states: &[RegionState]) -> Vec<(SnapshotIndex, RegionEventKind)> {
    let is_untouched = region.parent.is_none() && region.birth > SnapshotIndex(0);
    let at_birth = is_untouched.then_some((region.birth, Bytes::ZERO));
    let exact = states.iter().filter(|state| is_exact(state));
    let levels: Vec<_> =
        at_birth.into_iter().chain(exact.map(|state| (state.since, state.usage.footprint()))).collect();
    let mut limit = Bytes::ZERO;
    loop {
        let moves = moves_beyond(&levels, limit);
        if moves.len() <= MOST_CHANGES {
            return moves;
        }
        limit = (limit + limit).max(Bytes::new(1));
    }
}

/// The moves between turning points, where a turn is one that goes back by more than `limit`.
fn moves_beyond(levels: &[(SnapshotIndex, Bytes)], limit: Bytes) -> Vec<(SnapshotIndex, RegionEventKind)> {
    let Some(&(start, level)) = levels.first() else { return Vec::new() };
    let mut moves = Vec::new();
    let mut turn = level;
    let mut furthest = (start, level);
    for &(at, level) in levels {
        let goes_on = if furthest.1 >= turn { level > furthest.1 } else { level < furthest.1 };
        if goes_on || (furthest.1 == turn && level != turn) {
            furthest = (at, level);
        } else if furthest.1.max(level) - furthest.1.min(level) > limit {
            moves.extend(size_event(turn, furthest));
            turn = furthest.1;
            furthest = (at, level);
        }
    }
    moves.extend(size_event(turn, furthest));
    moves
}

fn size_event(from: Bytes, (at, to): (SnapshotIndex, Bytes)) -> Option<(SnapshotIndex, RegionEventKind)> {
    match to.cmp(&from) {
        std::cmp::Ordering::Less => Some((at, RegionEventKind::Shrank(from, to))),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some((at, RegionEventKind::Grew(from, to))),
    }
}
