//! How the tracks share the height.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::panels::timeline) enum Track {
    /// The footprint of every category.
    Footprint,
    /// What is selected: persistent and transient.
    Subject,
    /// Births and deaths.
    Regions,
    /// What no region explains.
    Unattributed,
    Cost,
}

/// Each track with its share of the height, and the least height at which it can be read. The last goes first.
const TRACKS: [(Track, f32, f32); 5] = [
    (Track::Footprint, 38.0, 104.0),
    (Track::Subject, 30.0, 76.0),
    (Track::Regions, 12.0, 40.0),
    (Track::Unattributed, 9.0, 38.0),
    (Track::Cost, 11.0, 38.0),
];

/// The tracks that find room, with their heights, which fill all of it. Each has the least that it needs, and its share of
/// the rest; the first is there in any case.
pub(in crate::panels::timeline) fn shares(height: f32, is_imported: bool) -> Vec<(Track, f32)> {
    // Texts have cost nothing to record.
    let most = if is_imported { TRACKS.len() - 1 } else { TRACKS.len() };
    let least = |count: usize| TRACKS[..count].iter().map(|(.., least)| least).sum::<f32>();
    let count = (2..=most).rev().find(|&count| least(count) <= height).unwrap_or(1);
    let tracks = &TRACKS[..count];
    let whole: f32 = tracks.iter().map(|(_, share, _)| share).sum();
    let rest = (height - least(count)).max(0.0);
    let mut heights: Vec<(Track, f32)> =
        tracks.iter().map(|&(track, share, least)| (track, (least + rest * share / whole).floor())).collect();
    let others: f32 = heights[1..].iter().map(|(_, height)| height).sum();
    heights[0].1 = height - others;
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_gives_way() {
        let check = |height, expected: &[Track]| {
            let found: Vec<Track> = shares(height, false).into_iter().map(|(track, _)| track).collect();
            assert_eq!(found, expected, "of {height}");
        };
        let all = TRACKS.map(|(track, ..)| track);
        check(500.0, &all);
        check(296.0, &all);
        check(295.0, &all[..4]);
        check(200.0, &all[..2]);
        check(20.0, &all[..1]);
        assert!(shares(500.0, true).into_iter().map(|(track, _)| track).eq(all[..4].iter().copied()));
    }

    #[test]
    fn the_height_is_filled_and_every_track_can_be_read() {
        for height in 104..1200u16 {
            let height = f32::from(height);
            let found = shares(height, false);
            assert!((found.iter().map(|(_, height)| height).sum::<f32>() - height).abs() < 0.01);
            for ((track, height), (.., least)) in found.iter().zip(TRACKS) {
                assert!(*height >= least, "{track:?} has {height}");
            }
        }
    }
}
