//! What the tables share. Their keys are their own while nobody types; left and right belong to the time.

use crate::theme::{Tokens, fonts};
use crate::widgets::{GridRow, dot};
use eframe::egui::{Color32, Event, Key, Modifiers, RichText, Ui};

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

/// The columns that have room beside each other, of all with their widths and how soon each gives way; 0 never does.
pub(super) fn fitting<T: Copy>(all: &[(T, f32, u8)], width: f32) -> Vec<T> {
    let mut shown = all.to_vec();
    while shown.iter().map(|(_, width, _)| width).sum::<f32>() > width {
        let may_go = (0..shown.len()).filter(|&nth| shown[nth].2 > 0);
        let Some(first) = may_go.max_by_key(|&nth| shown[nth].2) else { break };
        shown.remove(first);
    }
    shown.into_iter().map(|(content, ..)| content).collect()
}

/// The name of what a row is about, behind the dot of its category where it is one; louder where it stands out.
pub(super) fn name_ui(
    line: &mut GridRow<'_, '_>,
    nth: usize,
    name: &str,
    category: Option<Color32>,
    stands_out: bool,
) {
    let cell = line.cell(nth);
    if let Some(color) = category {
        line.place_in(cell.with_max_x(cell.left() + 16.0), (line.index, 100), |ui| dot(ui, color));
    }
    let tokens = Tokens::in_force(line.ui);
    let (font, color) = if stands_out {
        (fonts::semibold(fonts::BODY), tokens.strong)
    } else {
        (fonts::regular(fonts::BODY), tokens.text)
    };
    let place = cell.with_min_x(cell.left() + 16.0).with_max_x(cell.right() - 8.0);
    line.name(place, RichText::new(name).font(font).color(color), "");
}
