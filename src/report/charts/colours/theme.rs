//! Colours by their use, read from `assets/theme`.

use super::rgb::Rgb;
use std::sync::LazyLock;

static DARK: LazyLock<Theme> = LazyLock::new(|| parse(include_str!("../../../../assets/theme/dark.ron")));
static LIGHT: LazyLock<Theme> = LazyLock::new(|| parse(include_str!("../../../../assets/theme/light.ron")));

/// What charts and pages need of a theme of the window.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Theme {
    pub(crate) canvas: Rgb,
    pub(crate) panel: Rgb,
    pub(crate) header: Rgb,
    pub(crate) line: Rgb,
    pub(crate) grid: Rgb,
    pub(crate) strong: Rgb,
    pub(crate) text: Rgb,
    pub(crate) weak: Rgb,
    pub(crate) faint: Rgb,
    pub(crate) select: Rgb,
    pub(crate) focus: Rgb,
    pub(crate) band: Rgb,
    pub(crate) flag: Rgb,
    pub(crate) on_flag: Rgb,
    pub(crate) hatch: Rgb,
    pub(crate) verdict: Rgb,
    pub(crate) verdict_soft: Rgb,
    pub(crate) others: Rgb,
    transient: f32,
}

/// One colour on a light ground, and what it is on a dark one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ink {
    pub(crate) light: Rgb,
    pub(crate) dark: Rgb,
}

/// The colour of both themes for one use.
pub(crate) fn ink(of: impl Fn(&Theme) -> Rgb) -> Ink {
    Ink { light: of(&LIGHT), dark: of(&DARK) }
}

impl Ink {
    /// The tone of transient memory whose persistent part has this colour.
    pub(crate) fn transient(self) -> Self {
        Self {
            light: self.light.towards(LIGHT.canvas, LIGHT.transient),
            dark: self.dark.towards(DARK.canvas, DARK.transient),
        }
    }

    /// The colour in a page that has both themes.
    pub(crate) fn of_page(self) -> String {
        format!("light-dark({}, {})", self.light, self.dark)
    }
}

fn parse(text: &str) -> Theme {
    ron::from_str(text).expect("the tests read the themes in assets")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ink_has_a_colour_in_each_theme() {
        let verdict = ink(|theme| theme.verdict);
        assert_eq!(verdict.of_page(), "light-dark(#c4321a, #ff7a63)");
        assert_eq!(ink(|theme| theme.canvas).transient(), ink(|theme| theme.canvas));
    }
}
