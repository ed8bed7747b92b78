//! The head of a track: its name, its figure, and lines below.

use crate::panels::timeline::scene::Scene;
use crate::theme::{Tokens, fonts, size};
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align2, Color32, FontId, Id, Painter, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

/// From the top of a head to the middle of its first line.
const FIRST: f32 = 14.0;

/// From the middle of a line to that of the next.
const LINE: f32 = 16.0;

/// So much farther is the first line from the name.
const BELOW_NAME: f32 = 2.0;

/// The height of small letters.
const TEXT: f32 = 13.0;

/// Where a name begins that has a spot of colour before it.
const BEHIND_SPOT: f32 = 15.0;

/// A head that is being filled from the top.
pub(super) struct Head {
    rect: Rect,
    painter: Painter,
    tokens: Tokens,
    next: f32,
}

/// How a line is written.
struct Ink {
    font: FontId,
    name: Color32,
    value: Color32,
}

impl Head {
    /// Draws name and figure. They are one thing to those who cannot see them.
    pub(super) fn new(
        ui: &Ui,
        rect: Rect,
        scene: &Scene<'_>,
        name: &str,
        value: &str,
        meaning: &str,
    ) -> Self {
        let response = ui.interact(rect, Id::unique(("head", meaning)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name} {value}")));
        response.on_hover_text(meaning);
        let next = rect.top() + FIRST.min(rect.height() / 2.0);
        let mut head = Self { rect, painter: ui.painter_at(rect), tokens: scene.tokens, next };
        let strong = scene.tokens.strong;
        let ink = Ink { font: fonts::semibold(fonts::BODY), name: strong, value: strong };
        head.write(&[name], value, &ink, 0.0);
        head.next += BELOW_NAME;
        head
    }

    /// How many more lines find room.
    pub(super) fn room(&self) -> usize {
        let rest = self.rect.bottom() - self.next + LINE - TEXT / 2.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
        let lines = (rest / LINE).floor().max(0.0) as usize;
        lines
    }

    /// Draws a line of small text, if it finds room.
    pub(super) fn note(&mut self, text: &str) {
        if self.room() > 0 {
            let weak = self.tokens.weak;
            self.write(
                &[text],
                "",
                &Ink { font: fonts::regular(fonts::SMALL), name: weak, value: weak },
                0.0,
            );
        }
    }

    /// Where the next line will stand.
    pub(super) fn next_line(&self) -> Rect {
        Rect::from_x_y_ranges(self.rect.x_range(), self.next - LINE / 2.0..=self.next + LINE / 2.0)
    }

    /// Draws a line with a spot of colour, the first of some names that fits, and a figure.
    pub(super) fn line(&mut self, spot: Color32, names: &[&str], value: &str, is_chosen: bool) {
        let center = pos2(self.rect.left() + f32::from(size::PAD) + 4.5, self.next);
        self.painter.rect_filled(Rect::from_center_size(center, vec2(9.0, 9.0)), 3.0, spot);
        let Tokens { strong, text, weak, .. } = self.tokens;
        let (name, figure) = if is_chosen { (strong, strong) } else { (text, weak) };
        let ink = Ink { font: fonts::regular(fonts::SMALL), name, value: figure };
        self.write(names, value, &ink, BEHIND_SPOT);
    }

    fn write(&mut self, names: &[&str], value: &str, ink: &Ink, indent: f32) {
        let pad = f32::from(size::PAD);
        let (left, right) = (self.rect.left() + pad + indent, self.rect.right() - pad + 2.0);
        let at = pos2(right, self.next);
        let written = self.painter.text(at, Align2::RIGHT_CENTER, value, ink.font.clone(), ink.value);
        let room = written.left() - 6.0 - left;
        let whole = |name: &&&str| {
            let laid = self.painter.layout_no_wrap((**name).to_owned(), ink.font.clone(), ink.name);
            laid.size().x <= room
        };
        let name = names.iter().find(whole).or(names.last()).copied().unwrap_or_default();
        let mut job = LayoutJob::simple_singleline(name.to_owned(), ink.font.clone(), ink.name);
        job.wrap = TextWrapping::truncate_at_width(room.max(1.0));
        let laid = self.painter.layout_job(job);
        let start = Align2::LEFT_CENTER.anchor_size(pos2(left, self.next), laid.size()).min;
        self.painter.galley(start, laid, ink.name);
        self.next += LINE;
    }
}

/// Tells a line of a head to those who cannot see it.
pub(super) fn accessible_label(ui: &Ui, place: Rect, id: Id, label: &str) {
    let response = ui.interact(place, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
}

/// Makes a line of a head something to click on.
pub(super) fn button(ui: &Ui, place: Rect, id: Id, label: &str, is_chosen: bool) -> Response {
    let response = ui.interact(place, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, label));
    response
}
