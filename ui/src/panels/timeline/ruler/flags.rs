//! The flags of the marks: to look at, to move, to rename and to delete.

use super::rooms::{FlagWidth, cut, number, rooms};
use crate::command::Command;
use crate::panels::timeline::nearest_snapshot;
use crate::panels::timeline::scene::Scene;
use crate::panels::words;
use crate::state::{Dialog, Edit, ViewChange};
use crate::theme::fonts;
use crate::widgets::flag;
use eframe::egui::epaint::text::FontsView;
use eframe::egui::{CursorIcon, Id, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::MarkLook;
use strandline::model::units::{TimeRange, Timestamp};
use strandline::model::{Mark, MarkRole, Recording};

/// What a flag has beside its text: margins and the notch.
const BESIDE_TEXT: f32 = 14.0;

/// A label is not cut below this width of its flag.
const LEAST: f32 = 36.0;

/// From the top of the ruler to that of a flag.
const DOWN: f32 = 19.0;

/// What is seen of a pole below the flags of others.
const FOOT: f32 = 6.0;

/// Poles nearer to each other, in points, are one.
const APART: f32 = 3.0;

pub(super) fn flags_ui(
    ui: &mut Ui,
    scale: Rect,
    below: Rect,
    scene: &Scene<'_>,
    commands: &mut Vec<Command>,
) {
    let marks: Vec<&Mark> = shown(scene);
    let texts: Vec<String> = marks.iter().map(|mark| short_name(mark)).collect();
    let wishes: Vec<FlagWidth> =
        marks.iter().zip(&texts).map(|(mark, text)| wish(ui, scene, mark, text)).collect();
    for ((mark, text), (wish, room)) in
        marks.iter().zip(&texts).zip(wishes.iter().zip(rooms(&wishes, scale.right())))
    {
        let text = room.map(|room| {
            let font = fonts::semibold(fonts::SMALL);
            ui.fonts_mut(|fonts| {
                let mut width = |sign| fonts.glyph_width(&font, sign);
                let mut widths: Vec<(char, f32)> = text.chars().map(|sign| (sign, width(sign))).collect();
                widths.push(('…', width('…')));
                cut(text, room - BESIDE_TEXT + 0.5, |sign| {
                    widths.iter().find(|(known, _)| *known == sign).map_or(0.0, |(_, width)| *width)
                })
            })
        });
        flag_ui(ui, scale, below, scene, (mark, wish.x), text.as_deref(), commands);
    }
}

/// The marks that have a flag or a pole: those that are in sight and not too near to the one behind.
fn shown<'a>(scene: &Scene<'a>) -> Vec<&'a Mark> {
    let mut behind = f32::INFINITY;
    let marks = scene.marks_in_sight().iter().rev();
    let mut shown: Vec<&Mark> = marks
        .filter(|mark| !matches!(mark.role, MarkRole::Open(_)) && scene.axis.range().contains(mark.at))
        .filter(|mark| {
            let x = scene.axis.x(mark.at);
            let is_apart = behind - x >= APART;
            if is_apart {
                behind = x;
            }
            is_apart
        })
        .collect();
    shown.reverse();
    shown
}

/// A closed cycle is known by its number, unless it was given a name.
fn short_name(mark: &Mark) -> String {
    match mark.role {
        MarkRole::Closed(cycle) if mark.label == format!("cycle {cycle}") => cycle.to_string(),
        _ => mark.label.clone(),
    }
}

fn wish(ui: &Ui, scene: &Scene<'_>, mark: &Mark, text: &str) -> FlagWidth {
    let font = fonts::semibold(fonts::SMALL);
    let width_of = |text: &str| {
        let signs =
            |fonts: &mut FontsView<'_>| text.chars().map(|sign| fonts.glyph_width(&font, sign)).sum::<f32>();
        ui.fonts_mut(signs) + BESIDE_TEXT
    };
    let width = width_of(text);
    let least = match number(text) {
        Some(number) => width_of(number),
        None => width.min(LEAST),
    };
    FlagWidth { x: scene.axis.x(mark.at), width, least }
}

fn flag_ui(
    ui: &mut Ui,
    scale: Rect,
    below: Rect,
    scene: &Scene<'_>,
    (mark, x): (&Mark, f32),
    text: Option<&str>,
    commands: &mut Vec<Command>,
) {
    let tokens = scene.tokens;
    let painter = ui.painter_at(Rect::from_min_max(scale.min, below.max));
    let id = Id::unique(("flag", mark.at.nanos(), &mark.label));
    let moved = ui.ctx().is_being_dragged(id).then(|| moved_to(ui, scene)).flatten();
    let x = moved.map_or(x, |at| scene.axis.x(at));
    let top = pos2(x, scale.top() + DOWN);
    let is_filled = !scene.is_warm_up(mark);
    let ink = if is_filled { tokens.flag } else { tokens.weak };
    let place = match text {
        Some(text) => flag(&painter, top, text, is_filled, &tokens),
        // Beside another flag there is only its foot.
        None => {
            Rect::from_min_max(pos2(x - 1.0, scale.bottom() - FOOT), pos2(x + APART - 1.0, scale.bottom()))
        }
    };
    let pole = if text.is_some() { top.y } else { place.top() };
    painter.vline(x, pole..=scale.bottom(), Stroke::new(1.0, ink));
    if let Some(at) = moved {
        painter.vline(x, below.y_range(), Stroke::new(1.0, tokens.focus));
        let text = at.to_string();
        painter.text(
            place.right_center() + vec2(6.0, 0.0),
            eframe::egui::Align2::LEFT_CENTER,
            text,
            fonts::mono(),
            tokens.strong,
        );
    }
    let response = ui.interact(place, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name(mark)));
    act(ui, response, scene, mark, commands);
}

/// As it is called where it cannot be seen.
fn name(mark: &Mark) -> String {
    format!("Mark {}, {}", mark.label, mark.at)
}

/// The snapshot under the pointer that drags a flag.
fn moved_to(ui: &Ui, scene: &Scene<'_>) -> Option<Timestamp> {
    let x = ui.input(|input| input.pointer.latest_pos())?.x;
    Some(nearest_snapshot(scene.recording, scene.axis.moment(x)))
}

fn act(ui: &Ui, response: Response, scene: &Scene<'_>, mark: &Mark, commands: &mut Vec<Command>) {
    if response.drag_stopped()
        && let Some(at) = moved_to(ui, scene).filter(|&at| at != mark.at)
    {
        let to = Mark { at, ..mark.clone() };
        commands.push(Command::Edit(Edit::Change { from: mark.clone(), to }));
    }
    if response.double_clicked() {
        commands.push(Command::Show(Dialog::rename(mark)));
    }
    let response = response.on_hover_cursor(CursorIcon::Grab);
    response.context_menu(|ui| {
        let lines = [
            ("Rename…", Some(Command::Show(Dialog::rename(mark)))),
            ("Delete the mark", Some(Command::Edit(Edit::Delete(mark.clone())))),
            ("Select from here to the next mark", to_next(scene, mark)),
        ];
        for (label, command) in lines.into_iter().chain(meanings(scene.marks(), mark)) {
            let button = eframe::egui::Button::new(label);
            if ui.add_enabled(command.is_some(), button).clicked() {
                commands.extend(command);
                ui.close();
            }
        }
    });
    response.on_hover_ui(|ui| {
        ui.label(crate::theme::medium(ui, &mark.label));
        super::super::hint(ui, &facts(scene.recording, mark));
        super::super::hint(ui, "Drag to move it, double-click to rename it");
    });
}

/// When it was set, what it means, and what its figures rest on.
fn facts(recording: &Recording, mark: &Mark) -> String {
    let role = match mark.role {
        MarkRole::Note => String::new(),
        MarkRole::Baseline => ", from here on growth counts".to_owned(),
        MarkRole::Open(cycle) => format!(", cycle {cycle} is open"),
        MarkRole::Closed(cycle) => format!(", cycle {cycle} is closed and has settled"),
    };
    let look = match MarkLook::new(recording, mark) {
        MarkLook::Complete(cost) if cost.is_zero() => String::new(),
        MarkLook::Complete(cost) => {
            format!("; the complete look took {:.1} ms of CPU time", cost.as_secs_f64() * 1000.0)
        }
        tick => format!("; {tick}"),
    };
    format!("{}{role}{look}", mark.at)
}

/// What else the mark could mean for the cycles.
fn meanings(marks: &[Mark], mark: &Mark) -> impl Iterator<Item = (&'static str, Option<Command>)> {
    let is_closing = |mark: &Mark| matches!(mark.role, MarkRole::Closed(_));
    let before = marks.iter().filter(|other| other.at < mark.at && is_closing(other)).count();
    let closed = MarkRole::Closed(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1));
    let others = [
        ("Let it close a cycle", closed, is_closing(mark)),
        ("Count from here on", MarkRole::Baseline, mark.role == MarkRole::Baseline),
        ("Make it a note", MarkRole::Note, mark.role == MarkRole::Note),
    ];
    let from = mark.clone();
    others.into_iter().filter(|&(.., is_so)| !is_so).map(move |(label, role, _)| {
        let to = Mark { role, ..from.clone() };
        (label, Some(Command::Edit(Edit::Change { from: from.clone(), to })))
    })
}

/// From a mark to the next that is not inside of a cycle; to the end behind the last.
fn to_next(scene: &Scene<'_>, mark: &Mark) -> Option<Command> {
    let later = scene.marks().iter().filter(|other| !matches!(other.role, MarkRole::Open(_)));
    let next = later.map(|other| other.at).find(|&at| at > mark.at);
    let range = TimeRange::new(mark.at, next.unwrap_or_else(|| scene.document.now()));
    (!range.duration().is_zero()).then_some(Command::View(ViewChange::Range(Some(range))))
}

/// A range in words, with how long it is.
pub(super) fn range_text(range: TimeRange) -> (String, String) {
    (format!("{} – {}", range.from, range.to), words::duration(range.duration()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_mark_can_be_given_another_meaning() {
        let mark = |seconds, role| Mark {
            at: Timestamp::after(Duration::from_secs(seconds)),
            label: "look".to_owned(),
            role,
            cost: Duration::ZERO,
        };
        let marks = [mark(1, MarkRole::Closed(1)), mark(2, MarkRole::Note), mark(3, MarkRole::Closed(2))];
        let check = |mark: &Mark, expected: &[(&str, MarkRole)]| {
            let offered: Vec<_> = meanings(&marks, mark)
                .filter_map(|(label, command)| match command {
                    Some(Command::Edit(Edit::Change { from, to })) if from == *mark => Some((label, to.role)),
                    _ => None,
                })
                .collect();
            assert_eq!(offered, expected);
        };
        let (closes, counts, notes) = ("Let it close a cycle", "Count from here on", "Make it a note");
        check(&marks[1], &[(closes, MarkRole::Closed(2)), (counts, MarkRole::Baseline)]);
        check(&marks[2], &[(counts, MarkRole::Baseline), (notes, MarkRole::Note)]);
    }
}
