//! What the tables share. Their keys are their own while nobody types; left and right belong to the time.

use eframe::egui::{Event, Key, Modifiers, Ui};
use std::time::Duration;
use strandline::model::{ObjectId, Place};
use strandline::units::Address;

/// What a table's rows leave free at their sides: a margin, and the scroll bar.
pub(super) const SIDES: f32 = 24.0;

/// Rows that a page has.
const PAGE: usize = 12;

/// The row to which the arrow keys lead, if any were pressed since the last frame.
pub(super) fn moved(ui: &Ui, selected: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let by = |key, rows: usize| pressed(key) * rows;
    let down = by(Key::ArrowDown, 1) + by(Key::PageDown, PAGE) + by(Key::End, count);
    let up = by(Key::ArrowUp, 1) + by(Key::PageUp, PAGE) + by(Key::Home, count);
    let next = |selected: usize| (selected + down).min(last).saturating_sub(up);
    let first = if down >= count { last } else { 0 };
    (down + up > 0).then(|| selected.map_or(first, next))
}

/// Whether the selected row was asked for more.
pub(super) fn enters(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}

/// Whether the selected row is to be copied.
pub(super) fn copies(ui: &Ui) -> bool {
    ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)))
}

/// Where a region lies, as the system writes it.
pub(super) fn place(place: Place) -> String {
    match place {
        Place::Mapped(range) => range.to_string(),
        Place::Object(ObjectId(id), range) if range.start == Address::ZERO => format!("object {id:#x}"),
        Place::Object(ObjectId(id), range) => format!("object {id:#x} + {}", range.start),
        Place::Aggregate(..) => "no address".to_owned(),
    }
}

/// A time in words: two units at most.
pub(super) fn age(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", age.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_two_units_at_most() {
        let check = |millis, expected| assert_eq!(age(Duration::from_millis(millis)), expected);
        check(0, "0.0 s");
        check(9_940, "9.9 s");
        check(59_999, "59 s");
        check(61_000, "1 min 01 s");
        check(7_260_000, "2 h 01 min");
    }
}
