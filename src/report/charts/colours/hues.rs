//! The colour of each category: for ever the same, in the window and in every report.
//!
//! `assets/theme/categories.ron` says which hue a group or a well-known category has; other categories are shades of their
//! group's hue, chosen by their names.

use super::rgb::Rgb;
use super::theme::Ink;
use crate::model::Category;
use crate::report::view::{Label, LabelKind};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static HUES: LazyLock<Hues> = LazyLock::new(|| {
    ron::from_str(include_str!("../../../../assets/theme/categories.ron"))
        .expect("the tests read the hues in assets")
});

/// How a shade lies to its group's hue: turned by a part of the circle, and mixed with white (above zero) or black. Little
/// black, or nothing is left of the hue on a dark ground.
const SHADES: [(f32, f32); 7] =
    [(0.0, 0.0), (0.03, 0.32), (-0.03, -0.24), (-0.05, 0.17), (0.05, -0.12), (0.01, 0.5), (-0.01, -0.36)];

/// With this basis the names of our own categories hardly ever share a shade.
const BASIS: u32 = 18_754;

/// What a line or a band is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// That of a category.
    Category(CategoryHue),
    /// What is about all, or about what no region explains.
    All,
    /// Categories that share a band.
    Others,
}

/// The hue of a category on a light and on a dark ground, for ever the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryHue {
    dark: Rgb,
    light: Rgb,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hues {
    groups: BTreeMap<String, CategoryHue>,
    categories: Vec<Known>,
    /// For groups that are not listed.
    others: Vec<CategoryHue>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    group: String,
    name: String,
    dark: Rgb,
    light: Rgb,
}

impl CategoryHue {
    /// The hue of a category with these names.
    pub fn of_category(group: &str, name: &str) -> Self {
        HUES.hue_of(group, name)
    }

    /// Red, green and blue on a dark ground.
    pub const fn on_dark(self) -> [u8; 3] {
        self.dark.channels()
    }

    /// Red, green and blue on a light ground.
    pub const fn on_light(self) -> [u8; 3] {
        self.light.channels()
    }
}

impl Hue {
    /// The hue of a category.
    pub fn of_category(category: &Category) -> Self {
        Self::named(&category.group, &category.name)
    }

    /// The hue of a category with these names.
    pub fn named(group: &str, name: &str) -> Self {
        Self::Category(CategoryHue::of_category(group, name))
    }

    pub(crate) fn ink(self) -> Ink {
        match self {
            Self::Category(CategoryHue { dark, light }) => Ink { light, dark },
            Self::All => super::ink(|theme| theme.text),
            Self::Others => super::ink(|theme| theme.others),
        }
    }
}

impl From<&Label> for Hue {
    fn from(label: &Label) -> Self {
        match label.kind {
            LabelKind::Category | LabelKind::Reserved => Self::named(&label.group, &label.name),
            LabelKind::Sum | LabelKind::Unattributed => Self::All,
        }
    }
}

impl Hues {
    fn hue_of(&self, group: &str, name: &str) -> CategoryHue {
        let known = self.categories.iter().find(|known| known.group == group && known.name == name);
        if let Some(&Known { dark, light, .. }) = known {
            return CategoryHue { dark, light };
        }
        let unknown = || self.others[place(group, self.others.len())];
        let hue = self.groups.get(group).copied().unwrap_or_else(unknown);
        let shade = SHADES[place(name, SHADES.len())];
        CategoryHue { dark: shaded(hue.dark, shade), light: shaded(hue.light, shade) }
    }
}

fn shaded(hue: Rgb, (turn, shade): (f32, f32)) -> Rgb {
    let end = if shade < 0.0 { Rgb::BLACK } else { Rgb::WHITE };
    hue.turned(turn).towards(end, shade.abs())
}

/// A place that depends on nothing but the text: FNV-1a with a basis of our own. Its lowest bits mix badly.
fn place(text: &str, places: usize) -> usize {
    let mix = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    (text.bytes().fold(BASIS, mix) >> 7) as usize % places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far two colours lie apart: 0 to 441.
    fn distance(one: Rgb, other: Rgb) -> f32 {
        let squares = one.channels().into_iter().zip(other.channels());
        squares.map(|(one, other)| (f32::from(one) - f32::from(other)).powi(2)).sum::<f32>().sqrt()
    }

    #[test]
    fn categories_have_their_hues() {
        let check = |group, name, dark: &str| assert_eq!(HUES.hue_of(group, name).dark.to_string(), dark);
        check("Named", "PageList", "#9784e0");
        check("Shared memory", "shared anonymous", "#3da39a");
        check("Graphics", "IOSurface", "#3da39a");
        check("Graphics", "IOAccelerator", "#5b98cf");
        check("Malloc", "heap", "#bf9f58");
        check("Files", "code", "#a38b7c");
        // A name that nobody knows has a colour of its own for ever.
        check("Somewhere", "something", "#697799");
    }

    #[test]
    fn every_group_of_the_rules_has_a_hue() {
        let rules = include_str!("../../../../assets/categories.ron");
        let tags = include_str!("../../../../assets/macos_tags.ron");
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
            for ground in [hue.dark, hue.light] {
                let shades = SHADES.map(|shade| shaded(ground, shade));
                for (nth, &one) in shades.iter().enumerate() {
                    for &other in &shades[nth + 1..] {
                        let apart = distance(one, other);
                        assert!(apart >= 20.0, "{group}: {one} and {other}: {apart:.0}");
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
}
