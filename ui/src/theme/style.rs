//! Sizes, spacing and widgets' colours, for both themes.

use super::{Tokens, fonts, size};
use eframe::egui::style::{ScrollStyle, Spacing, WidgetVisuals};
use eframe::egui::{
    Color32, Context, CornerRadius, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, Visuals, vec2,
};

/// Dresses the window in both themes.
pub(crate) fn install(context: &Context) {
    context.set_fonts(fonts::definitions());
    for theme in [Theme::Dark, Theme::Light] {
        context.style_mut_of(theme, |style| dress(style, theme));
    }
}

fn dress(style: &mut Style, theme: Theme) {
    style.text_styles = text_styles().into();
    style.animation_time = 0.08;
    style.interaction.tooltip_delay = 0.25;
    // Else a label takes the clicks that are meant for its row.
    style.interaction.selectable_labels = false;
    spacing(&mut style.spacing);
    let tokens = Tokens::of_theme(theme);
    grounds(&mut style.visuals, tokens, theme);
    buttons(&mut style.visuals, tokens, theme);
}

fn text_styles() -> [(TextStyle, FontId); 5] {
    [
        (TextStyle::Small, fonts::regular(fonts::SMALL)),
        (TextStyle::Body, fonts::regular(fonts::BODY)),
        (TextStyle::Button, fonts::medium(fonts::BODY)),
        (TextStyle::Heading, fonts::semibold(fonts::TITLE)),
        (TextStyle::Monospace, fonts::mono()),
    ]
}

fn spacing(spacing: &mut Spacing) {
    spacing.item_spacing = vec2(8.0, 4.0);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size.y = size::CONTROL;
    spacing.menu_margin = Margin::symmetric(8, 6);
    spacing.window_margin = Margin::same(size::PAD);
    spacing.indent = 14.0;
    spacing.scroll = ScrollStyle { bar_width: 8.0, foreground_color: false, ..ScrollStyle::solid() };
}

fn grounds(visuals: &mut Visuals, tokens: Tokens, theme: Theme) {
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.header;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(size::CARD_RADIUS);
    visuals.extreme_bg_color = tokens.canvas;
    visuals.faint_bg_color = tokens.panel;
    visuals.code_bg_color = tokens.header;
    visuals.weak_text_color = Some(tokens.weak);
    visuals.hyperlink_color = tokens.focus;
    visuals.selection.bg_fill = tokens.select;
    visuals.selection.stroke = Stroke::new(1.0, tokens.focus);
    visuals.indent_has_left_vline = false;
    // Blinking would draw the window twice a second.
    visuals.text_cursor.blink = false;
    let shade = if theme == Theme::Dark { 110 } else { 40 };
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(shade) };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
}

fn buttons(visuals: &mut Visuals, tokens: Tokens, theme: Theme) {
    // On light ground a button is as white as what surrounds it: a line sets it off.
    let border = if theme == Theme::Light { Stroke::new(1.0, tokens.line) } else { Stroke::NONE };
    let dress = |widget: &mut WidgetVisuals, fill, text| {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = border;
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.expansion = 0.0;
        widget.corner_radius = CornerRadius::same(size::RADIUS);
    };
    dress(&mut visuals.widgets.noninteractive, tokens.panel, tokens.text);
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, tokens.line);
    dress(&mut visuals.widgets.inactive, tokens.raised, tokens.text);
    dress(&mut visuals.widgets.hovered, tokens.hover, tokens.strong);
    dress(&mut visuals.widgets.active, tokens.select, tokens.strong);
    dress(&mut visuals.widgets.open, tokens.raised, tokens.strong);
}
