//! Colours by their use, read from `assets/theme`.

use eframe::egui::{Color32, Theme, Ui};
use serde::de::{Deserialize, Deserializer, Error};
use std::sync::LazyLock;

static DARK: LazyLock<Tokens> = LazyLock::new(|| parse(include_str!("../../../assets/theme/dark.ron")));
static LIGHT: LazyLock<Tokens> = LazyLock::new(|| parse(include_str!("../../../assets/theme/light.ron")));

/// The colours of one theme.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tokens {
    /// Ground of charts and tables.
    #[serde(deserialize_with = "color")]
    pub(crate) canvas: Color32,
    /// Ground of panes.
    #[serde(deserialize_with = "color")]
    pub(crate) panel: Color32,
    /// Ground of bars.
    #[serde(deserialize_with = "color")]
    pub(crate) header: Color32,
    /// Ground of buttons.
    #[serde(deserialize_with = "color")]
    pub(crate) raised: Color32,
    /// Ground of a button under the pointer.
    #[serde(deserialize_with = "color")]
    pub(crate) hover: Color32,
    #[serde(deserialize_with = "color")]
    pub(crate) line: Color32,
    /// The chart's grid.
    #[serde(deserialize_with = "color")]
    pub(crate) grid: Color32,
    /// Titles, and what matters.
    #[serde(deserialize_with = "color")]
    pub(crate) strong: Color32,
    #[serde(deserialize_with = "color")]
    pub(crate) text: Color32,
    #[serde(deserialize_with = "color")]
    pub(crate) weak: Color32,
    /// Zeros, and what is disabled: too pale for anything that must be read.
    #[serde(deserialize_with = "color")]
    pub(crate) faint: Color32,
    /// The selected row or tab, or the row under the pointer.
    #[serde(deserialize_with = "color")]
    pub(crate) select: Color32,
    /// Links, the time range and the cursor.
    #[serde(deserialize_with = "color")]
    pub(crate) focus: Color32,
    /// Ground of a chart while the thing under test is open.
    #[serde(deserialize_with = "color")]
    pub(crate) band: Color32,
    /// The flag of a closed cycle, and the border of a hollow one.
    #[serde(deserialize_with = "color")]
    pub(crate) flag: Color32,
    /// Text on such a flag.
    #[serde(deserialize_with = "color")]
    pub(crate) on_flag: Color32,
    /// Lines over what was not sampled, was swapped out, or does not count.
    #[serde(deserialize_with = "color")]
    pub(crate) hatch: Color32,
    /// Ground of a message.
    #[serde(deserialize_with = "color")]
    pub(crate) notice: Color32,
    /// "Leak", and nothing else.
    #[serde(deserialize_with = "color")]
    pub(crate) verdict: Color32,
    /// Ground of what is a leak.
    #[serde(deserialize_with = "color")]
    pub(crate) verdict_soft: Color32,
    /// Categories that share a band.
    #[serde(deserialize_with = "color")]
    pub(crate) others: Color32,
    /// How far transient memory's tone lies from its category's hue towards the canvas: 0 to 1.
    transient: f32,
}

impl Tokens {
    /// The colours in force here.
    pub(crate) fn in_force(ui: &Ui) -> Self {
        Self::of_theme(ui.theme())
    }

    pub(super) fn of_theme(theme: Theme) -> Self {
        match theme {
            Theme::Dark => *DARK,
            Theme::Light => *LIGHT,
        }
    }

    /// The tone of transient memory whose persistent part has this colour.
    pub(crate) fn transient(&self, color: Color32) -> Color32 {
        color.lerp_to_gamma(self.canvas, self.transient)
    }
}

fn parse(text: &str) -> Tokens {
    ron::from_str(text).expect("the tests read the themes in assets")
}

/// Reads a colour written as `#rrggbb`.
pub(super) fn color<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_opaque = text.len() == "#rrggbb".len();
    let color = Color32::from_hex(&text).ok().filter(|_| is_opaque);
    color.ok_or_else(|| D::Error::custom(format!("`{text}` is not a colour like #1c2228")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::Rgba;

    /// The contrast of two colours as WCAG 2 defines it: 1 to 21.
    fn contrast(one: Color32, other: Color32) -> f32 {
        let luminance = |color: Color32| {
            let color = Rgba::from(color);
            0.2126 * color.r() + 0.7152 * color.g() + 0.0722 * color.b()
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 0.01);
        // #777777 on white is known to fall short of 4.5 by a hair.
        assert!((contrast(Color32::from_gray(0x77), Color32::WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn text_can_be_read_on_every_ground() {
        for theme in [Theme::Dark, Theme::Light] {
            let tokens = Tokens::of_theme(theme);
            let Tokens { strong, text, weak, focus, .. } = tokens;
            let Tokens { canvas, panel, header, raised, hover, select, notice, .. } = tokens;
            for ink in [strong, text, weak, focus] {
                for ground in [canvas, panel, header, raised, select, notice] {
                    let contrast = contrast(ink, ground);
                    assert!(contrast >= 4.2, "{theme:?}: {ink:?} on {ground:?} has only {contrast:.2}");
                }
            }
            for ground in [canvas, panel, header, select, tokens.verdict_soft] {
                assert!(contrast(tokens.verdict, ground) >= 4.2, "{theme:?}: verdict on {ground:?}");
            }
            for ink in [strong, text, weak] {
                assert!(contrast(ink, tokens.verdict_soft) >= 4.2, "{theme:?}: {ink:?} on what is a leak");
            }
            assert!(contrast(strong, hover) >= 4.2 && contrast(tokens.on_flag, tokens.flag) >= 4.2);
        }
    }

    #[test]
    fn a_theme_that_lacks_or_misspells_a_token_is_refused() {
        let theme = include_str!("../../../assets/theme/dark.ron");
        let refused = |from: &str, to: &str| {
            assert!(theme.contains(from));
            ron::from_str::<Tokens>(&theme.replace(from, to)).is_err()
        };
        assert!(!refused("#101418", "#000000"));
        for (from, to) in
            [("focus:", "focuss:"), ("#7db4da", "7db4da"), ("#7db4da", "#7db4dag"), ("#7db4da", "#fff")]
        {
            assert!(refused(from, to), "{from} as {to}");
        }
    }

    #[test]
    fn transient_memory_is_paler() {
        let tokens = Tokens::of_theme(Theme::Dark);
        let color = Color32::from_hex("#9784e0").unwrap();
        let paler = tokens.transient(color);
        assert!(contrast(paler, tokens.canvas) < contrast(color, tokens.canvas));
        assert!(contrast(paler, tokens.canvas) > 1.5);
    }
}
