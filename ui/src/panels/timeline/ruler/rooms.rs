//! Which flags find room. Nothing here paints.

/// Space between two flags, in points.
const GAP: f32 = 3.0;

/// What a flag would like to have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FlagWidth {
    /// Where its pole stands.
    pub(super) x: f32,
    /// How wide it is with all of its text.
    pub(super) width: f32,
    /// How wide it is at least, if its text may be cut.
    pub(super) least: f32,
}

/// How wide each flag is; nothing for one that has no room beside those behind it, and is a pole only: where marks are
/// dense, the latest is the one that is looked for. `wishes` are in order of `x`; the last has all the room that it wants,
/// and is pushed to the left of `right` for that.
pub(super) fn rooms(wishes: &[FlagWidth], right: f32) -> Vec<Option<f32>> {
    let mut free_until = None;
    let mut rooms: Vec<Option<f32>> = wishes
        .iter()
        .rev()
        .map(|wish| {
            let room = free_until.map_or(f32::INFINITY, |until: f32| until - wish.x);
            let width = (room >= wish.least).then(|| wish.width.min(room))?;
            let left = if free_until.is_none() { wish.x.min(right - width) } else { wish.x };
            free_until = Some(left - GAP);
            Some(width)
        })
        .collect();
    rooms.reverse();
    rooms
}

/// What is left of a text to tell it from others like it: the number at its end.
pub(super) fn number(text: &str) -> Option<&str> {
    let (_, last) = text.rsplit_once(' ')?;
    let is_number = !last.is_empty() && last.bytes().all(|sign| sign.is_ascii_digit());
    is_number.then_some(last)
}

/// As much of a text as fits: all of it, its number, or its beginning with "…".
pub(super) fn cut(text: &str, room: f32, width_of: impl Fn(char) -> f32) -> String {
    let width = |text: &str| text.chars().map(&width_of).sum::<f32>();
    if width(text) <= room {
        return text.to_owned();
    }
    if let Some(number) = number(text) {
        return number.to_owned();
    }
    let mut left = room - width_of('…');
    let fits = |sign: &char| {
        left -= width_of(*sign);
        left >= 0.0
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(flags: &[(f32, f32, f32)], expected: &[Option<f32>]) {
        let wishes: Vec<FlagWidth> =
            flags.iter().map(|&(x, width, least)| FlagWidth { x, width, least }).collect();
        assert_eq!(rooms(&wishes, 500.0), expected);
    }

    #[test]
    fn flags_are_whole_where_there_is_room_and_cut_where_there_is_little() {
        check(&[(0.0, 20.0, 20.0), (100.0, 20.0, 20.0)], &[Some(20.0), Some(20.0)]);
        check(&[(0.0, 150.0, 30.0), (100.0, 20.0, 20.0)], &[Some(97.0), Some(20.0)]);
        check(&[(450.0, 150.0, 30.0)], &[Some(150.0)]);
        check(&[(340.0, 20.0, 20.0), (450.0, 150.0, 30.0)], &[None, Some(150.0)]);
        check(&[], &[]);
    }

    #[test]
    fn of_flags_that_stand_too_dense_some_are_poles() {
        check(
            &[(0.0, 20.0, 20.0), (10.0, 20.0, 20.0), (22.0, 20.0, 20.0), (24.0, 20.0, 20.0)],
            &[Some(20.0), None, None, Some(20.0)],
        );
        check(&[(0.0, 90.0, 30.0), (10.0, 20.0, 20.0)], &[None, Some(20.0)]);
    }

    #[test]
    fn a_text_is_cut_before_a_space() {
        let check = |room, expected| assert_eq!(cut("warm up", room, |_| 10.0), expected);
        check(70.0, "warm up");
        check(69.0, "warm…");
        check(40.0, "war…");
        check(5.0, "…");
    }

    #[test]
    fn of_a_text_with_a_number_the_number_stays() {
        let check = |text, expected| assert_eq!(cut(text, 45.0, |_| 10.0), expected);
        check("mark 12", "12");
        check("mark", "mark");
        check("window", "win…");
        check("mark 12b", "mar…");
        check("mark ", "mar…");
    }
}
