//! Text from outside as text in markup: a process can be called `</td><script>`, or turn the line around.

use std::borrow::Cow;
use std::fmt::Write;

/// Appends text so that it shows as it is, in an element or between the quotes of an attribute. What steers or hides is
/// shown as its number.
pub(super) fn push_escaped(markup: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            _ if is_odd(letter) => {
                // Writing to a string cannot fail.
                let _written = write!(markup, "{}", letter.escape_default());
            }
            _ => markup.push(letter),
        }
    }
}

/// Whether a letter steers what stands beside it, or is none at all.
fn is_odd(letter: char) -> bool {
    let is_no_letter = u32::from(letter) & 0xfffe == 0xfffe;
    let turns_around = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || turns_around || is_no_letter
}

/// Text for a terminal, where what steers or hides is shown as its number, as JSON writes it. Line breaks and tabs stay.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let steers = |letter| is_odd(letter) && !matches!(letter, '\n' | '\t');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if steers(letter) {
            // Writing to a string cannot fail.
            let _written = write!(plain, "\\u{:04x}", u32::from(letter));
        } else {
            plain.push(letter);
        }
    }
    Cow::Owned(plain)
}

/// Text that stands in a line of its own, or in a part of one: line breaks and tabs are shown as their numbers too.
pub(crate) fn printable_line(text: &str) -> String {
    printable(text).replace('\n', "\\u000a").replace('\t', "\\u0009")
}

/// Text of so many letters at most; what was cut off is marked by an ellipsis.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        let check = |text, expected: &str| assert_eq!(printable(text), expected);
        check("plain, ünïcode, 日本\n\tx", "plain, ünïcode, 日本\n\tx");
        check("x\u{1b}[2Jy\u{9b}1m\r\u{7}", "x\\u001b[2Jy\\u009b1m\\u000d\\u0007");
        check("a\u{202e}b\u{7f}", "a\\u202eb\\u007f");
        assert_eq!(printable_line("a\nb\tc\u{1b}"), "a\\u000ab\\u0009c\\u001b");
    }

    #[test]
    fn names_are_text() {
        let check = |text, expected| {
            let mut markup = String::new();
            push_escaped(&mut markup, text);
            assert_eq!(markup, expected, "{text:?}");
        };
        check("Memory ▸ glibc arenas", "Memory ▸ glibc arenas");
        check("</td><script>", "&lt;/td&gt;&lt;script&gt;");
        check("\" onload='x'", "&quot; onload=&#39;x&#39;");
        check("&amp;", "&amp;amp;");
        check("a\u{0}\u{1b}[2J\n", "a\\u{0}\\u{1b}[2J\\n");
        check("\u{202e}abc\u{2069}", "\\u{202e}abc\\u{2069}");
        check("\u{ffff}\u{1fffe}", "\\u{ffff}\\u{1fffe}");
        check("שלום", "שלום");
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        let check = |text, most, expected| assert_eq!(shortened(text, most), expected);
        check("tide", 4, "tide");
        check("tides", 4, "tid…");
        check("ééé", 2, "é…");
        check("", 0, "");
    }
}
