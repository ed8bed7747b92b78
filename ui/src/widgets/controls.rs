//! Controls: what one clicks on or types into.

use crate::theme::{Icon, Tokens, filled_icon, fonts, icon, medium, size, strong, weak};
use eframe::egui::{
    Align, Button, Color32, Frame, Id, Label, Layout, Margin, Rect, Response, RichText, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};

/// The column of the button.
const BUTTON: f32 = 28.0;
const MARGIN: f32 = 8.0;

/// Draws the command over the whole width, in as many lines as it takes; `purpose` completes "Copy …" on the button.
pub(crate) fn copy_box(ui: &mut Ui, command: &str, purpose: &str) -> Response {
    let tokens = Tokens::in_force(ui);
    let width = ui.available_width();
    let room = (width - MARGIN - BUTTON).max(1.0);
    let text = ui.painter().layout(command.to_owned(), fonts::mono(), tokens.text, room);
    let height = (text.size().y + 2.0 * 6.0).max(size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, command));
    let edge = Stroke::new(1.0, tokens.line);
    ui.painter().rect(rect, f32::from(size::RADIUS), tokens.canvas, edge, StrokeKind::Inside);
    let top = rect.top() + if text.rows.len() == 1 { (height - text.size().y) / 2.0 } else { 6.0 };
    ui.painter().galley((rect.left() + MARGIN, top).into(), text, tokens.text);
    let corner = Rect::from_min_size(rect.right_top() - vec2(BUTTON, 0.0), vec2(BUTTON, size::CONTROL));
    let button = button_ui(&mut ui.new_child(UiBuilder::new().max_rect(corner)), corner, purpose);
    if button.clicked() {
        ui.copy_text(command.to_owned());
    }
    button
}

fn button_ui(ui: &mut Ui, corner: Rect, purpose: &str) -> Response {
    let label = format!("Copy {purpose}");
    let button = Button::new(icon(Icon::Copy).size(14.0)).frame(false);
    let response = ui.put(corner, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    response.on_hover_text(label)
}

/// The widest line of a hint.
const WIDEST: f32 = 420.0;

/// Says what is missing, and what would bring it.
pub(crate) struct EmptyState<'a> {
    /// What kind of place this is.
    pub(crate) icon: Icon,
    pub(crate) title: &'a str,
    /// What would bring it; may be empty.
    pub(crate) hint: &'a str,
    /// What can be done about it here.
    pub(crate) button: Option<&'a str>,
}

impl EmptyState<'_> {
    /// Draws it in the middle; tells whether the button was clicked.
    pub(crate) fn show(&self, ui: &mut Ui) -> bool {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.5 - 64.0).max(12.0));
            ui.label(icon(self.icon).size(28.0).color(Tokens::in_force(ui).faint));
            ui.add_space(6.0);
            ui.label(strong(ui, self.title).size(fonts::TITLE));
            if !self.hint.is_empty() {
                ui.scope(|ui| {
                    ui.set_max_width(WIDEST.min(ui.available_width()));
                    ui.add(Label::new(weak(ui, self.hint)).wrap());
                });
            }
            ui.add_space(8.0);
            self.button.is_some_and(|label| PushButton::text(label).show(ui).clicked())
        })
        .inner
    }
}

/// Space beside and above the name.
const KEY_MARGIN: [f32; 2] = [5.0, 1.0];

/// Draws the key with this name.
pub(crate) fn key_cap(ui: &mut Ui, key: &str) -> Response {
    let tokens = Tokens::in_force(ui);
    let name = ui.painter().layout_no_wrap(key.to_owned(), fonts::medium(fonts::SMALL), tokens.weak);
    let size = name.size() + 2.0 * vec2(KEY_MARGIN[0], KEY_MARGIN[1]);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, key));
    ui.painter().rect(rect, 3.0, tokens.header, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
    ui.painter().galley(rect.center() - name.size() / 2.0, name, tokens.weak);
    response
}

/// A button. Its label is its name for those who cannot see it, whether it is drawn or not.
#[must_use = "a button is seen only where it is shown"]
pub(crate) struct PushButton<'a> {
    label: &'a str,
    icon: Option<RichText>,
    has_text: bool,
    tooltip: &'a str,
    key: Option<&'a str>,
    is_enabled: bool,
    weight: Weight,
}

/// How much a button stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Quiet,
    Normal,
    Primary,
}

impl<'a> PushButton<'a> {
    /// A square button; its label stands in the tooltip.
    pub(crate) fn icon(icon_of: Icon, label: &'a str) -> Self {
        Self { icon: Some(icon(icon_of)), has_text: false, ..Self::text(label) }
    }

    /// As [`PushButton::icon`], with the filled form of the icon.
    pub(crate) fn filled_icon(icon_of: Icon, label: &'a str) -> Self {
        Self { icon: Some(filled_icon(icon_of)), ..Self::icon(icon_of, label) }
    }

    /// A button with its label on it.
    pub(crate) const fn text(label: &'a str) -> Self {
        let (tooltip, key) = ("", None);
        Self { label, icon: None, has_text: true, tooltip, key, is_enabled: true, weight: Weight::Normal }
    }

    /// Puts an icon before the label.
    pub(crate) fn with_icon(self, icon_of: Icon) -> Self {
        Self { icon: Some(icon(icon_of)), ..self }
    }

    /// Says more when the pointer rests on it.
    pub(crate) fn tooltip(self, tooltip: &'a str) -> Self {
        Self { tooltip, ..self }
    }

    /// Names the key that does the same.
    pub(crate) fn key(self, key: Option<&'a str>) -> Self {
        Self { key, ..self }
    }

    /// Whether it can be pressed now.
    pub(crate) fn enabled(self, is_enabled: bool) -> Self {
        Self { is_enabled, ..self }
    }

    /// The one thing that a pane is there for.
    pub(crate) fn primary(self) -> Self {
        Self { weight: Weight::Primary, ..self }
    }

    /// One of many of its kind: its frame is seen under the pointer only.
    pub(crate) fn quiet(self) -> Self {
        Self { weight: Weight::Quiet, ..self }
    }

    pub(crate) fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::in_force(ui);
        let mut button = match (self.icon.clone(), self.has_text) {
            (Some(icon), true) => Button::new((icon, self.label_text(tokens))),
            (Some(icon), false) => Button::new(icon),
            (None, _) => Button::new(self.label_text(tokens)),
        };
        if let Some(key) = self.key.filter(|_| self.has_text) {
            button = button.right_text(RichText::new(key).color(tokens.weak));
        }
        button = match self.weight {
            Weight::Quiet => button.frame_when_inactive(false),
            Weight::Normal => button,
            Weight::Primary => button.fill(tokens.strong),
        };
        let (width, padding) = if self.has_text { (0.0, 10.0) } else { (size::BUTTON, 0.0) };
        let button = button.min_size(vec2(width, size::BUTTON));
        let shown = ui.scope(|ui| {
            ui.spacing_mut().button_padding.x = padding;
            ui.add_enabled(self.is_enabled, button)
        });
        let response = shown.inner;
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.is_enabled, self.label));
        let response = response.on_disabled_hover_ui(|ui| self.tooltip_ui(ui));
        if self.has_text && self.tooltip.is_empty() {
            return response;
        }
        response.on_hover_ui(|ui| self.tooltip_ui(ui))
    }

    fn label_text(&self, tokens: Tokens) -> RichText {
        let words = RichText::new(self.label);
        if self.weight == Weight::Primary {
            words.font(fonts::semibold(fonts::BODY)).color(tokens.canvas)
        } else {
            words
        }
    }

    fn tooltip_ui(&self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            ui.label(medium(ui, self.label));
            if let Some(key) = self.key {
                key_cap(ui, key);
            }
        });
        if !self.tooltip.is_empty() {
            ui.label(self.tooltip);
        }
    }
}

/// The part of a field that the icon, the button and the space at its sides take.
const BESIDE_TEXT: f32 = 60.0;

/// Draws the field, `width` wide; `label` is its name, `hint` stands in it while it is empty. The answer is that of the
/// text, and has changed too when the text was cleared.
pub(crate) fn search_field(ui: &mut Ui, text: &mut String, label: &str, hint: &str, width: f32) -> Response {
    let tokens = Tokens::in_force(ui);
    let id = search_field_id(label);
    let edge = if ui.memory(|memory| memory.has_focus(id)) { tokens.focus } else { tokens.line };
    let field = Frame::new().fill(tokens.canvas).stroke(Stroke::new(1.0, edge)).corner_radius(size::RADIUS);
    let inside = vec2(width - 16.0, size::CONTROL - 2.0);
    field
        .inner_margin(Margin::symmetric(8, 0))
        .show(ui, |ui| {
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(inside, layout, |ui| {
                ui.set_min_size(inside);
                ui.spacing_mut().interact_size.y = inside.y;
                field_ui(ui, text, label, hint, id, width - BESIDE_TEXT)
            })
            .inner
        })
        .inner
}

/// Where the field with this name keeps what it remembers: each name stands once on a screen.
pub(crate) fn search_field_id(label: &str) -> Id {
    Id::unique(("search field", label))
}

fn field_ui(ui: &mut Ui, text: &mut String, label: &str, hint: &str, id: Id, width: f32) -> Response {
    let tokens = Tokens::in_force(ui);
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.label(icon(Icon::Search).size(14.0).color(tokens.weak));
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint)
        .frame(Frame::NONE.inner_margin(Margin::symmetric(0, 5)))
        .font(fonts::regular(fonts::BODY));
    let mut response = ui.add(edit.desired_width(width));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    if !text.is_empty() && clear_ui(ui, label).clicked() {
        text.clear();
        response.mark_changed();
        response.request_focus();
    }
    response
}

fn clear_ui(ui: &mut Ui, label: &str) -> Response {
    let cross = icon(Icon::Close).size(12.0);
    let name = format!("Clear {label}");
    let response = ui.add(Button::new(cross).frame(false).min_size(vec2(18.0, 18.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_text(name)
}

/// Draws a tab for each choice; tells which one was clicked, unless it is chosen already.
pub(crate) fn segmented<T: Copy + PartialEq>(ui: &mut Ui, choices: &[(T, &str)], chosen: T) -> Option<T> {
    let mut clicked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for &(choice, label) in choices {
            let is_chosen = choice == chosen;
            if tab_ui(ui, label, is_chosen).clicked() && !is_chosen {
                clicked = Some(choice);
            }
        }
    });
    clicked
}

fn tab_ui(ui: &mut Ui, label: &str, is_chosen: bool) -> Response {
    let tokens = Tokens::in_force(ui);
    let (font, ink, ground) = if is_chosen {
        (fonts::semibold(fonts::BODY), tokens.strong, tokens.select)
    } else {
        (fonts::medium(fonts::BODY), tokens.weak, Color32::TRANSPARENT)
    };
    let words = RichText::new(label).font(font).color(ink);
    let button = Button::new(words).fill(ground).stroke((0.0, tokens.line)).min_size(vec2(0.0, size::STATUS));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, label));
    response
}
