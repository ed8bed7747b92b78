//! Sizes, spacing and widgets' colours, for both themes.

use super::Tokens;
use eframe::egui::style::{ScrollStyle, WidgetVisuals};
use eframe::egui::{
    Context, CornerRadius, FontFamily, FontId, RichText, Shadow, Stroke, Style, TextStyle, Theme, Ui, vec2,
};

/// Dresses the window in both themes.
pub(crate) fn install(context: &Context) {
    for theme in [Theme::Dark, Theme::Light] {
        context.style_mut_of(theme, |style| {
            sizes(style);
            colours(style, Tokens::of_theme(theme), theme);
        });
    }
}

/// Text that matters.
pub(crate) fn strong(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(Tokens::of(ui).strong)
}

fn sizes(style: &mut Style) {
    style.text_styles = [
        (TextStyle::Small, FontId::new(11.0, FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(13.0, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(13.0, FontFamily::Proportional)),
        (TextStyle::Heading, FontId::new(16.0, FontFamily::Proportional)),
        (TextStyle::Monospace, FontId::new(11.5, FontFamily::Monospace)),
    ]
    .into();
    style.animation_time = 0.08;
    // Else a label takes the clicks that are meant for its row.
    style.interaction.selectable_labels = false;
    style.spacing.item_spacing = vec2(8.0, 4.0);
    style.spacing.button_padding = vec2(10.0, 4.0);
    style.spacing.interact_size.y = 28.0;
    style.spacing.scroll = ScrollStyle::solid();
}

fn colours(style: &mut Style, tokens: Tokens, theme: Theme) {
    let visuals = &mut style.visuals;
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.header;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    // Blinking would draw the window twice a second.
    visuals.text_cursor.blink = false;
    visuals.extreme_bg_color = tokens.canvas;
    visuals.faint_bg_color = tokens.panel;
    visuals.weak_text_color = Some(tokens.weak);
    visuals.hyperlink_color = tokens.focus;
    visuals.selection.bg_fill = tokens.select;
    visuals.selection.stroke = Stroke::new(1.0, tokens.focus);
    visuals.popup_shadow = Shadow { blur: 12, ..visuals.popup_shadow };
    let border = if theme == Theme::Light { Stroke::new(1.0, tokens.line) } else { Stroke::NONE };
    let dress = |widget: &mut WidgetVisuals, fill, text| {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = border;
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.expansion = 0.0;
        widget.corner_radius = CornerRadius::same(5);
    };
    dress(&mut visuals.widgets.noninteractive, tokens.panel, tokens.text);
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, tokens.line);
    dress(&mut visuals.widgets.inactive, tokens.raised, tokens.text);
    dress(&mut visuals.widgets.hovered, tokens.hover, tokens.strong);
    dress(&mut visuals.widgets.active, tokens.select, tokens.strong);
    dress(&mut visuals.widgets.open, tokens.raised, tokens.strong);
}
