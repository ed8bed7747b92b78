//! The fonts that come with the program, and the families made of them.

use eframe::egui::{FontData, FontDefinitions, FontFamily, FontId};
use std::iter;
use std::sync::{Arc, LazyLock};

/// Captions, and units behind numbers.
pub(crate) const SMALL: f32 = 11.0;
pub(crate) const BODY: f32 = 12.5;
/// The first line of a pane.
pub(crate) const LEAD: f32 = 13.5;
pub(crate) const TITLE: f32 = 15.0;
/// The one figure that a screen is about.
pub(crate) const DISPLAY: f32 = 24.0;
/// Addresses and commands.
pub(crate) const MONO: f32 = 11.5;
/// An icon on a button.
pub(crate) const ICON: f32 = 16.0;

const INTER: &str = "Inter";
const INTER_MEDIUM: &str = "Inter Medium";
const INTER_SEMIBOLD: &str = "Inter SemiBold";
const JETBRAINS_MONO: &str = "JetBrains Mono";
pub(super) const PHOSPHOR: &str = "Phosphor";
pub(super) const PHOSPHOR_FILL: &str = "Phosphor Fill";

const FILES: [(&str, &[u8]); 6] = [
    (INTER, include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
    (INTER_MEDIUM, include_bytes!("../../../assets/fonts/Inter-Medium.otf")),
    (INTER_SEMIBOLD, include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
    (JETBRAINS_MONO, include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf")),
    (PHOSPHOR, include_bytes!("../../../assets/fonts/Phosphor-Regular.ttf")),
    (PHOSPHOR_FILL, include_bytes!("../../../assets/fonts/Phosphor-Fill.ttf")),
];

/// A weight is a family of its own: fonts here have no axis for it. Kept, since a name is allocated.
static MEDIUM: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("medium".into()));
static SEMIBOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("semibold".into()));
static ICONS: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("icons".into()));
static FILLED_ICONS: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("filled icons".into()));

/// Text of this size.
pub(crate) const fn regular(size: f32) -> FontId {
    FontId::proportional(size)
}

/// Text of this size that stands out a little: names and numbers in rows, buttons.
pub(crate) fn medium(size: f32) -> FontId {
    FontId::new(size, MEDIUM.clone())
}

/// Text of this size that stands out: headings, the selected row.
pub(crate) fn semibold(size: f32) -> FontId {
    FontId::new(size, SEMIBOLD.clone())
}

/// Addresses and commands.
pub(crate) const fn mono() -> FontId {
    FontId::monospace(MONO)
}

/// Outlined icons of this size.
pub(crate) fn icons(size: f32) -> FontId {
    FontId::new(size, ICONS.clone())
}

/// Filled icons of this size.
pub(crate) fn filled_icons(size: f32) -> FontId {
    FontId::new(size, FILLED_ICONS.clone())
}

/// Every family with all that stands in for what it lacks: the monospaced font has ▸ and ✓; egui's own fonts have the
/// signs that egui draws in menus, and the emoji that may be in a process's name.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let spare = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, bytes) in FILES {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let families = [
        (FontFamily::Proportional, INTER),
        (MEDIUM.clone(), INTER_MEDIUM),
        (SEMIBOLD.clone(), INTER_SEMIBOLD),
        (FontFamily::Monospace, JETBRAINS_MONO),
        (ICONS.clone(), PHOSPHOR),
        (FILLED_ICONS.clone(), PHOSPHOR_FILL),
    ];
    for (family, first) in families {
        let others = [INTER, PHOSPHOR, JETBRAINS_MONO].into_iter().filter(|&name| name != first);
        let names = iter::once(first).chain(others).map(str::to_owned);
        fonts.families.insert(family, names.chain(spare.iter().cloned()).collect());
    }
    fonts
}

/// For each sign the font that draws it in this family.
#[cfg(test)]
pub(super) fn drawing(font: &FontId, signs: &str) -> Vec<(char, Option<String>)> {
    use eframe::egui::epaint::text::{Fonts, TextOptions};
    let mut fonts = Fonts::new(TextOptions::default(), definitions());
    let mut view = fonts.with_pixels_per_point(1.0);
    let known = view.characters(&font.family);
    signs.chars().map(|sign| (sign, known.get(&sign).and_then(|names| names.first()).cloned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::Color32;
    use eframe::egui::epaint::text::{Fonts, TextOptions};

    #[test]
    fn the_signs_in_texts_are_in_our_fonts() {
        let ours: Vec<&str> = FILES.iter().map(|&(name, _)| name).collect();
        for font in [regular(BODY), medium(BODY), semibold(BODY), mono()] {
            for (sign, by) in drawing(&font, "▸·×≥≤…–—−+↑↓→▲▼✓÷Δσ±") {
                assert!(by.as_deref().is_some_and(|name| ours.contains(&name)), "{sign} by {by:?}");
            }
        }
    }

    fn width(font: FontId, text: &str) -> f32 {
        let mut fonts = Fonts::new(TextOptions::default(), definitions());
        let galley =
            fonts.with_pixels_per_point(1.0).layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
        galley.size().x
    }

    #[test]
    fn digits_are_equally_wide() {
        for font in [regular(BODY), medium(BODY), mono()] {
            assert!((width(font.clone(), "1111") - width(font, "8888")).abs() < 0.1);
        }
    }

    #[test]
    fn text_stays_as_it_was_typed() {
        // Alternates would put other glyphs in place of some of them, of another width.
        for (text, parts) in [("0x28", ["0", "x", "2", "8"]), ("3->4", ["3", "-", ">", "4"])] {
            let whole = width(regular(BODY), text);
            let sum: f32 = parts.iter().map(|part| width(regular(BODY), part)).sum();
            assert!((whole - sum).abs() < 0.1, "{text}: {whole} against {sum}");
        }
    }
}
