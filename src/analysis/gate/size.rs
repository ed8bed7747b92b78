//! Sizes as people write them: `"1 MiB"`, `"64 KiB"`, `0`.

use crate::model::units::Bytes;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// What each unit is worth. Those of ten (MB) are left out: they are seldom meant.
const UNITS: [(&str, f64); 5] = [
    ("B", 1.0),
    ("KiB", 1024.0),
    ("MiB", 1024.0 * 1024.0),
    ("GiB", 1024.0 * 1024.0 * 1024.0),
    ("TiB", 1024.0 * 1024.0 * 1024.0 * 1024.0),
];

/// More cannot be addressed.
const LARGEST: f64 = 9_007_199_254_740_992.0;

const TOO_LARGE: &str = "a size is at most 8192 TiB";

/// A size in a file: text with a unit, or a number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size(pub(super) Bytes);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SizeVisitor)
    }
}

struct SizeVisitor;

impl Visitor<'_> for SizeVisitor {
    type Value = Size;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a size such as \"64 KiB\" or \"1.5 MiB\", or a number of bytes")
    }

    fn visit_u64<E: Error>(self, bytes: u64) -> Result<Size, E> {
        if bytes as f64 > LARGEST { Err(E::custom(TOO_LARGE)) } else { Ok(Size(Bytes::new(bytes))) }
    }

    fn visit_i64<E: Error>(self, bytes: i64) -> Result<Size, E> {
        let bytes = u64::try_from(bytes).map_err(|_negative| E::custom("a size is not below zero"))?;
        self.visit_u64(bytes)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Size, E> {
        parse_size(text).map(Size).map_err(E::custom)
    }
}

/// Reads a size with its unit, such as `64 KiB`; says what is wrong with any other text.
pub fn parse_size(text: &str) -> Result<Bytes, String> {
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = &text[number.len()..];
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|&(_, factor)| factor);
    let value = Some(number.trim()).filter(|number| number.chars().all(is_number));
    let value = value.and_then(|number| number.parse::<f64>().ok());
    let (Some(factor), Some(value)) = (factor, value) else {
        return Err(format!(
            "{text:?} is no size; write a number and B, KiB, MiB, GiB or TiB, such as \"64 KiB\""
        ));
    };
    let bytes = (value * factor).round();
    if bytes > LARGEST {
        return Err(TOO_LARGE.to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "its range was looked at")]
    let bytes = bytes as u64;
    Ok(Bytes::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> Option<u64> {
        ron::from_str::<Size>(text).ok().map(|size| size.0.get())
    }

    #[test]
    fn sizes_have_a_unit_or_are_bytes() {
        let check = |text, bytes| assert_eq!(size(text), bytes, "{text}");
        check("0", Some(0));
        check("4096", Some(4096));
        check("\"64 KiB\"", Some(64 << 10));
        check("\"64KiB\"", Some(64 << 10));
        check("\"1.5 MiB\"", Some(3 << 19));
        check("\"2 TiB\"", Some(2 << 40));
        check("\"512 B\"", Some(512));
        check("\"9 PiB\"", None);
        check("\"9000 TiB\"", None);
        for wrong in
            ["-1", "1.5", "\"64\"", "\"MiB\"", "\"64 MB\"", "\"-1 KiB\"", "\"1e9 B\"", "\"\"", "true"]
        {
            check(wrong, None);
        }
        check("99999999999999999999999", None);
        check("18446744073709551615", None);
    }
}
