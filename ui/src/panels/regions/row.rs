//! One region of the list.

use super::columns::Content;
use crate::panels::words;
use crate::state::figures::RegionColumn;
use crate::theme::{Tokens, fonts};
use crate::widgets::{GridRow, byte_figure, figure};
use eframe::egui::{Color32, RichText};
use strandline::analysis::{Change, RegionFacts};
use strandline::model::units::{About, Bytes};
use strandline::model::{Certainty, MappingCount, Recording};

pub(super) fn region_row_ui(
    line: &mut GridRow<'_, '_>,
    recording: &Recording,
    (facts, mappings): (&RegionFacts, &[MappingCount]),
    contents: &[Content],
    is_selected: bool,
) {
    line.begin(&format!("Region {}", words::place(facts.place)), is_selected);
    let is_gone = facts.death.is_some();
    let tokens = Tokens::in_force(line.ui);
    let ink = if is_gone { tokens.weak } else { tokens.text };
    let strong = if is_gone { tokens.weak } else { tokens.strong };
    for (nth, content) in contents.iter().enumerate() {
        match content {
            Content::Change => change_ui(line, nth, facts.change()),
            Content::Protection => {
                let rights = protections(facts, mappings);
                line.text(nth, RichText::new(rights).font(fonts::mono()).color(ink));
            }
            Content::Identity => {
                let word = match facts.certainty {
                    Certainty::Certain => "certain",
                    Certainty::Inferred => "inferred",
                };
                line.text(nth, RichText::new(word).color(tokens.weak));
            }
            Content::Sorted(column) => sorted_ui(line, nth, recording, facts, *column, (ink, strong)),
        }
    }
}

/// The rights of a region; where entries of the system's list make it up, how many there are of each.
fn protections(facts: &RegionFacts, mappings: &[MappingCount]) -> String {
    let is_one = facts.state.mappings.is_none_or(|count| count < 2);
    if is_one { facts.protection.to_string() } else { words::mappings(mappings) }
}

fn sorted_ui(
    line: &mut GridRow<'_, '_>,
    nth: usize,
    recording: &Recording,
    facts: &RegionFacts,
    column: RegionColumn,
    (ink, strong): (Color32, Color32),
) {
    let usage = &facts.state.usage;
    match column {
        RegionColumn::Size => size_ui(line, nth, facts.state.len.into(), strong),
        RegionColumn::Dirty => size_ui(line, nth, facts.state.about(usage.dirty), ink),
        RegionColumn::Swapped => size_ui(line, nth, facts.state.about(usage.swapped), ink),
        RegionColumn::Resident => size_ui(line, nth, facts.state.about(usage.resident), ink),
        RegionColumn::Address => {
            let place = RichText::new(words::place(facts.place)).font(fonts::mono()).color(strong);
            line.text(nth, place);
        }
        RegionColumn::Label => {
            let label = recording.tag(facts.label).map(ToString::to_string).unwrap_or_default();
            line.text(nth, RichText::new(label).color(ink));
        }
        RegionColumn::Born => {
            let birth = born(facts);
            line.place(nth, |ui| figure(ui, &birth, ink));
        }
        RegionColumn::Age => {
            let age = words::least_age(facts);
            line.place(nth, |ui| figure(ui, &age, ink));
        }
    }
}

fn size_ui(line: &mut GridRow<'_, '_>, nth: usize, size: About, ink: Color32) {
    let text = words::size(size);
    let ink = if size.bytes == Bytes::ZERO { Tokens::in_force(line.ui).faint } else { ink };
    line.place(nth, |ui| byte_figure(ui, &text, ink));
}

/// What was there at the first look is older than that.
fn born(facts: &RegionFacts) -> String {
    if facts.is_older { "before recording".to_owned() } else { facts.birth.to_string() }
}

fn change_ui(line: &mut GridRow<'_, '_>, nth: usize, change: Change) {
    let tokens = Tokens::in_force(line.ui);
    let (sign, word) = change_sign(change);
    let (cell, color) = (line.cell(nth), if change == Change::None { tokens.faint } else { tokens.strong });
    let sign_at = cell.with_max_x(cell.left() + 16.0);
    line.place_in(sign_at, (line.index, 102), |ui| {
        ui.label(RichText::new(sign).font(fonts::medium(fonts::SMALL)).color(color));
    });
    line.place_in(cell.with_min_x(cell.left() + 17.0), (line.index, 103), |ui| {
        ui.label(RichText::new(word).color(tokens.weak));
    });
}

/// A sign and a word: colour alone would not tell it.
pub(super) const fn change_sign(change: Change) -> (&'static str, &'static str) {
    match change {
        Change::None => ("", ""),
        Change::New => ("+", "new"),
        Change::Grew => ("▲", "grew"),
        Change::Shrank => ("▼", "shrank"),
        Change::Gone => ("−", "gone"),
    }
}
