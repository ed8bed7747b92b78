//! The selected region: what happened to it, what it uses, and what it is.

use super::parts::{fact, heading, remark};
use crate::command::Command;
use crate::panels::words::{self, size};
use crate::state::figures::Life;
use crate::state::{Document, ViewChange};
use crate::theme::{Icon, Tokens, category_color, fonts, strong, weak};
use crate::widgets::{chart_ui, copy_box, dot};
use eframe::egui::{Align2, Button, Label, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::{RegionEvent, RegionEventKind, RegionFacts};
use strandline::model::units::Bytes;
use strandline::model::{Backing, Certainty, Os, Place, Recording, RegionId, UsageQuality};

/// Height of the chart of use.
const USE_CHART: f32 = 88.0;

/// Height of an event's two lines.
const EVENT: f32 = 38.0;

pub(super) fn region_ui(ui: &mut Ui, document: &Document, id: RegionId, commands: &mut Vec<Command>) {
    back_ui(ui, document, commands);
    let Some(life) = document.figures.inspection.life(id) else {
        ui.label(weak(ui, "This region was not there yet at the end of the range"));
        return;
    };
    let recording = &document.trace.recording;
    let category = recording.category(life.facts.category);
    let color = category
        .map_or(Tokens::in_force(ui).others, |category| category_color(ui, &category.group, &category.name));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        dot(ui, color);
        let name = category.map(|category| format!("{} ▸", category.name)).unwrap_or_default();
        ui.label(weak(ui, name));
        ui.add(Label::new(strong(ui, format!("region of {}", life.facts.state.len))).truncate());
    });
    copy_box(ui, &words::place(life.facts.place), "the address range");
    heading(ui, "History");
    for event in &life.events {
        event_ui(ui, event);
    }
    if life.facts.death.is_none() {
        let end = document.window().range(recording).to;
        line_ui(ui, ("−", "Died"), "", &format!("not seen; alive at {end}"), false);
    }
    heading(ui, "Use over time");
    chart_ui(ui, &life.chart, vec2(ui.available_width(), USE_CHART)).on_hover_text(&life.chart.description);
    facts_ui(ui, recording, life);
    code_ui(ui, document, &life.facts);
}

fn back_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    let row = document.figures.summary.row(&document.view.subject);
    let name = row.map_or("the row", |row| row.short_label());
    let text = weak(ui, format!("{} {name}", Icon::Left.glyph())).color(Tokens::in_force(ui).focus);
    ui.spacing_mut().button_padding.x = 0.0;
    let response = ui.add(Button::new(text).frame(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("Back to {name}")));
    if response.clicked() {
        commands.push(Command::View(ViewChange::Region(None)));
    }
}

fn event_ui(ui: &mut Ui, event: &RegionEvent) {
    let (sign, name, words) = event_parts(&event.kind);
    line_ui(ui, (sign, name), &event.at.to_string(), &words, true);
}

/// Sign, name and words of an event.
fn event_parts(kind: &RegionEventKind) -> (&'static str, &'static str, String) {
    let split = Icon::Split.glyph();
    match kind {
        RegionEventKind::There(len) => ("·", "There", format!("{len} mapped before the recording began")),
        RegionEventKind::Born(len) => ("+", "Born", format!("{len} mapped")),
        RegionEventKind::SplitFrom(_, len) => {
            (split, "Split", format!("{len} left of a larger region, whose middle was unmapped"))
        }
        RegionEventKind::Cut { lost, left, piece: None } => {
            ("▼", "Cut", format!("{lost} unmapped, {left} left"))
        }
        RegionEventKind::Cut { lost, left, piece: Some(_) } => {
            (split, "Split", format!("lost {lost}, of which a piece lives on; {left} left"))
        }
        // Both ends may read alike: the change is what counts.
        RegionEventKind::Grew(from, to) => ("▲", "Grew", format!("footprint {} to {to}", to.since(*from))),
        RegionEventKind::Shrank(from, to) => {
            ("▼", "Shrank", format!("footprint {} to {}", to.since(*from), size(*to)))
        }
        RegionEventKind::Swapped(bytes) => {
            ("▼", "Swapped", format!("{bytes} pushed out: the most at any time"))
        }
        RegionEventKind::Died => ("−", "Died", "unmapped".to_owned()),
    }
}

fn line_ui(ui: &mut Ui, (sign, name): (&str, &str), at: &str, words: &str, has_happened: bool) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), EVENT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name} {at}: {words}")));
    let ink = if has_happened { tokens.strong } else { tokens.weak };
    let painter = ui.painter();
    let center = pos2(rect.left() + 9.0, rect.top() + 11.0);
    let below = rect.bottom() + 2.0;
    if has_happened {
        painter.vline(center.x, center.y + 9.0..=below, Stroke::new(1.0, tokens.line));
    }
    painter.circle_stroke(center, 8.0, Stroke::new(1.25, ink));
    painter.text(center, Align2::CENTER_CENTER, sign, fonts::medium(9.5), ink);
    let left = rect.left() + 25.0;
    painter.text(pos2(left, center.y), Align2::LEFT_CENTER, name, fonts::semibold(fonts::BODY), ink);
    painter.text(pos2(rect.right(), center.y), Align2::RIGHT_CENTER, at, fonts::mono(), tokens.text);
    let room = Rect::from_min_max(pos2(left, center.y + 7.0), rect.max);
    let galley = painter.layout(words.to_owned(), fonts::regular(fonts::SMALL), tokens.weak, room.width());
    painter.with_clip_rect(room.intersect(ui.clip_rect())).galley(room.min, galley, tokens.weak);
    response.on_hover_text(words);
}

fn facts_ui(ui: &mut Ui, recording: &Recording, life: &Life) {
    heading(ui, "Facts");
    let facts = &life.facts;
    let usage = &facts.state.usage;
    let size = |bytes| size(facts.state.about(bytes));
    fact(ui, "Dirty", &size(usage.dirty), "In memory and not to be dropped without loss");
    fact(ui, "Swapped", &size(usage.swapped), "Swapped out or compressed");
    fact(ui, "Resident", &size(usage.resident), "In memory, clean or dirty");
    if usage.lazy_free > Bytes::ZERO {
        fact(ui, "Reclaimable", &size(usage.lazy_free), words::RECLAIMABLE);
    }
    fact(ui, "Reading", quality(facts.state.quality), "How good the last reading of its use is");
    fact(ui, "Age", &words::age(facts), "From its birth to the end of the range, or to its death");
    fact(
        ui,
        "Protection",
        &facts.protection.to_string(),
        "What may be done with its bytes; p: private, s: shared",
    );
    let mappings = words::mappings(&life.mappings);
    fact(
        ui,
        "Mappings",
        &mappings,
        "Entries of the system's own list that begin in it, by what may be done with their bytes",
    );
    let Some(region) = recording.regions().get(facts.id) else { return };
    if let Some(tag) = recording.tag(facts.label) {
        remark(ui, &format!("Label: {tag}"));
    }
    match region.identity.backing {
        Backing::File { device, inode, .. } => {
            let device = format!("{:02x}:{:02x}", device >> 32, device & 0xffff_ffff);
            fact(ui, "File", &format!("inode {inode} on {device}"), "Device and inode of the file behind it");
        }
        Backing::Object { object, .. } if object != 0 => {
            fact(ui, "Object", &format!("{object:#x}"), "The kernel's memory object behind it");
        }
        Backing::Object { .. } | Backing::Anonymous => {}
    }
    heading(ui, "Identity");
    remark(ui, identity(facts.certainty));
}

const fn quality(quality: UsageQuality) -> &'static str {
    match quality {
        UsageQuality::Unknown => "not read yet",
        UsageQuality::Estimated => "estimated",
        UsageQuality::Exact => "exact",
    }
}

const fn identity(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => {
            "Certain: the system names the object behind it, so these are the same bytes throughout"
        }
        Certainty::Inferred => {
            "Inferred by address and name: bytes that were unmapped and mapped again between two looks would look the same"
        }
    }
}

fn code_ui(ui: &mut Ui, document: &Document, facts: &RegionFacts) {
    let target =
        document.trace.recording.target().filter(|target| document.is_live() && target.os == Os::MacOs);
    if let (Some(target), Place::Mapped(range)) = (target, facts.place) {
        heading(ui, "Find the code");
        copy_box(ui, &format!("vmmap {} {}", target.pid, range.start), "the command that shows this region");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_say_what_happened() {
        let kib = Bytes::from_kib;
        let check = |kind, name, words: &str| {
            let (_, told_name, told_words) = event_parts(&kind);
            assert_eq!((told_name, told_words.as_str()), (name, words));
        };
        check(RegionEventKind::There(kib(592)), "There", "592 KiB mapped before the recording began");
        check(RegionEventKind::Born(kib(592)), "Born", "592 KiB mapped");
        check(RegionEventKind::Grew(Bytes::ZERO, kib(8)), "Grew", "footprint +8 KiB to 8 KiB");
        check(RegionEventKind::Grew(kib(4000), kib(4004)), "Grew", "footprint +4 KiB to 3.9 MiB");
        check(RegionEventKind::Shrank(kib(8), Bytes::ZERO), "Shrank", "footprint −8 KiB to 0");
        let cut = |piece| RegionEventKind::Cut { lost: kib(4), left: kib(8), piece };
        check(cut(None), "Cut", "4 KiB unmapped, 8 KiB left");
        check(cut(Some(RegionId(3))), "Split", "lost 4 KiB, of which a piece lives on; 8 KiB left");
    }
}
