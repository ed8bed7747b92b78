//! The colour of each category: for ever the same, whatever is sorted, filtered or recorded.
//!
//! `assets/theme/categories.ron` says which hue a group or a well-known category has; other categories are shades of their
//! group's hue, chosen by their names.

use super::tokens::color;
use eframe::egui::ecolor::Hsva;
use eframe::egui::{Color32, Theme, Ui, lerp};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static HUES: LazyLock<Hues> = LazyLock::new(|| {
    ron::from_str(include_str!("../../../assets/theme/categories.ron"))
        .expect("the tests read the hues in assets")
});

/// How a shade lies to its group's hue: turned by a part of the circle, and mixed with white (above zero) or black. Little
/// black, or nothing is left of the hue on a dark ground.
const SHADES: [(f32, f32); 7] =
    [(0.0, 0.0), (0.03, 0.32), (-0.03, -0.24), (-0.05, 0.17), (0.05, -0.12), (0.01, 0.5), (-0.01, -0.36)];

/// With this basis the names of our own categories hardly ever share a shade.
const BASIS: u32 = 18_754;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hues {
    groups: BTreeMap<String, Hue>,
    categories: Vec<CategoryHue>,
    /// For groups that are not listed.
    others: Vec<Hue>,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hue {
    #[serde(deserialize_with = "color")]
    dark: Color32,
    #[serde(deserialize_with = "color")]
    light: Color32,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryHue {
    group: String,
    name: String,
    #[serde(deserialize_with = "color")]
    dark: Color32,
    #[serde(deserialize_with = "color")]
    light: Color32,
}

/// The colour of a category.
pub(crate) fn category_color(ui: &Ui, group: &str, name: &str) -> Color32 {
    HUES.color(group, name, ui.theme())
}

impl Hues {
    fn color(&self, group: &str, name: &str, theme: Theme) -> Color32 {
        let known = self.categories.iter().find(|known| known.group == group && known.name == name);
        if let Some(&CategoryHue { dark, light, .. }) = known {
            return Hue { dark, light }.on(theme);
        }
        let unknown = || self.others[place(group, self.others.len())];
        let hue = self.groups.get(group).copied().unwrap_or_else(unknown);
        shaded(hue.on(theme), SHADES[place(name, SHADES.len())])
    }
}

impl Hue {
    const fn on(self, theme: Theme) -> Color32 {
        match theme {
            Theme::Dark => self.dark,
            Theme::Light => self.light,
        }
    }
}

fn shaded(hue: Color32, (turn, shade): (f32, f32)) -> Color32 {
    let turned = Hsva::from(hue);
    let turned = Color32::from(Hsva { h: (turned.h + turn).rem_euclid(1.0), ..turned });
    let end = if shade < 0.0 { 0.0 } else { 255.0 };
    let [red, green, blue, _] = turned.to_array().map(|channel| {
        let mixed = lerp(f32::from(channel)..=end, shade.abs()).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
        let mixed = mixed as u8;
        mixed
    });
    Color32::from_rgb(red, green, blue)
}

/// A place that depends on nothing but the text: FNV-1a with a basis of our own. Its lowest bits mix badly.
fn place(text: &str, places: usize) -> usize {
    let mix = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    (text.bytes().fold(BASIS, mix) >> 7) as usize % places
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Theme; 2] = [Theme::Dark, Theme::Light];

    /// How far two colours lie apart: 0 to 441.
    fn distance(one: Color32, other: Color32) -> f32 {
        let squares = one.to_array().into_iter().zip(other.to_array());
        squares.map(|(one, other)| (f32::from(one) - f32::from(other)).powi(2)).sum::<f32>().sqrt()
    }

    fn check(group: &str, name: &str, dark: &str) {
        assert_eq!(HUES.color(group, name, Theme::Dark), Color32::from_hex(dark).unwrap(), "{group} {name}");
    }

    #[test]
    fn well_known_categories_have_their_hues() {
        check("Named", "PageList", "#9784e0");
        check("Shared memory", "shared anonymous", "#3da39a");
        check("Graphics", "IOSurface", "#3da39a");
        check("Graphics", "IOAccelerator", "#5b98cf");
        check("Malloc", "heap", "#bf9f58");
        check("Files", "code", "#a38b7c");
    }

    #[test]
    fn every_group_of_the_rules_has_a_hue() {
        let rules = include_str!("../../../assets/categories.ron");
        let tags = include_str!("../../../assets/macos_tags.ron");
        let written =
            |text: &'static str| text.split("group: \"").skip(1).filter_map(|rest| rest.split('"').next());
        let groups: Vec<&str> = written(rules).chain(written(tags)).collect();
        assert!(groups.len() > 100, "the groups were found");
        for group in groups {
            assert!(HUES.groups.contains_key(group), "{group} has no hue");
        }
    }

    #[test]
    fn shades_of_a_hue_lie_apart() {
        for (group, hue) in &HUES.groups {
            for theme in THEMES {
                let shades = SHADES.map(|shade| shaded(hue.on(theme), shade));
                for (nth, &one) in shades.iter().enumerate() {
                    for &other in &shades[nth + 1..] {
                        let apart = distance(one, other);
                        assert!(apart >= 20.0, "{group}, {theme:?}: {one:?} and {other:?}: {apart:.0}");
                    }
                }
            }
        }
    }

    #[test]
    fn listed_neighbours_lie_apart() {
        for (nth, one) in HUES.categories.iter().enumerate() {
            for other in HUES.categories[nth + 1..].iter().filter(|other| other.group == one.group) {
                assert!(distance(one.dark, other.dark) >= 20.0, "{} and {}", one.name, other.name);
                assert!(distance(one.light, other.light) >= 20.0, "{} and {}", one.name, other.name);
            }
        }
    }

    #[test]
    fn a_name_that_nobody_knows_has_a_colour_of_its_own_for_ever() {
        check("Somewhere", "something", "#697799");
    }

    #[test]
    fn a_shade_stays_between_its_hue_and_the_end() {
        let hue = Color32::from_rgb(0x80, 0x00, 0xff);
        assert_eq!(shaded(hue, (0.0, 0.0)), hue);
        assert_eq!(shaded(hue, (0.0, 0.5)), Color32::from_rgb(0xc0, 0x80, 0xff));
        assert_eq!(shaded(hue, (0.0, -0.5)), Color32::from_rgb(0x40, 0x00, 0x80));
        assert_eq!(shaded(hue, (0.5, 0.0)).g(), 0xff, "half a turn is the opposite hue");
    }
}
