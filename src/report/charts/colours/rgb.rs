//! One colour.

use serde::de::{Deserialize, Deserializer, Error};
use std::fmt;

/// Red, green and blue, as screens have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rgb([u8; 3]);

impl Rgb {
    /// The colour written as `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let channel = |nth: usize| u8::from_str_radix(&digits[2 * nth..2 * nth + 2], 16).ok();
        Some(Self([channel(0)?, channel(1)?, channel(2)?]))
    }

    /// Red, green and blue.
    pub(super) const fn channels(self) -> [u8; 3] {
        self.0
    }

    /// So far towards another: 0 is this one, 1 the other.
    pub(super) fn towards(self, other: Self, part: f32) -> Self {
        let mixed = |nth: usize| {
            let (from, to) = (f32::from(self.0[nth]), f32::from(other.0[nth]));
            byte(from + (to - from) * part)
        };
        Self([mixed(0), mixed(1), mixed(2)])
    }

    /// Turned by a part of the circle of hues; as bright and as strong as before, in linear light.
    pub(super) fn turned(self, turn: f32) -> Self {
        let [red, green, blue] = self.0.map(linear);
        let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
        let range = most - least;
        if range <= 0.0 {
            return self;
        }
        let place = if red >= green && red >= blue {
            (green - blue) / range
        } else if green >= blue {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
        let place = (place / 6.0 + turn).rem_euclid(1.0) * 6.0;
        // Each channel rises from the least to the most and falls again, a third of the circle after the other.
        let channel = |shift: f32| {
            let way = (place + shift).rem_euclid(6.0);
            let part = way.min(4.0 - way).clamp(0.0, 1.0);
            gamma(most - range * part)
        };
        Self([channel(5.0), channel(3.0), channel(1.0)])
    }

    pub(super) const WHITE: Self = Self([255; 3]);

    pub(super) const BLACK: Self = Self([0; 3]);
}

fn linear(channel: u8) -> f32 {
    let channel = f32::from(channel) / 255.0;
    if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

fn gamma(light: f32) -> u8 {
    let channel = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    byte(channel * 255.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a colour is written as #rrggbb"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        let check = |text, expected: Option<&str>| {
            assert_eq!(Rgb::parse(text).map(|rgb| rgb.to_string()).as_deref(), expected);
        };
        check("#9784e0", Some("#9784e0"));
        check("9784e0", None);
        check("#9784e", None);
        check("#97éé0", None);
    }

    #[test]
    fn a_turn_is_by_the_circle() {
        let check = |text: &str, turn, expected: &str| {
            assert_eq!(Rgb::parse(text).unwrap().turned(turn).to_string(), expected, "{text} by {turn}");
        };
        check("#ff0000", 1.0 / 3.0, "#00ff00");
        check("#ff0000", -1.0 / 3.0, "#0000ff");
        check("#8000ff", 0.0, "#8000ff");
        check("#777777", 0.4, "#777777");
    }
}
