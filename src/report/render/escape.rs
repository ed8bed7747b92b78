//! Names from outside as text in Markdown: a category can be called `|</td><script>`, or `@everyone`.

use std::fmt::Write;

/// Has no width and is no letter: what stands on either side of it is no mention, no number of an issue and no address.
const NOTHING: &str = "&#8203;";

/// Text that shows as it is in GitHub's Markdown, also in the cell of a table.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (place, letter) in text.char_indices() {
        match letter {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => shown.extend(['\\', letter]),
            // Whatever else begins a new line or hides is shown as its number.
            _ if letter.is_control() => {
                // Writing to a string cannot fail.
                let _written = write!(shown, "\\{}", letter.escape_unicode());
            }
            _ => shown.push(letter),
        }
        if is_live(&text[..place], &text[place..]) {
            shown.push_str(NOTHING);
        }
    }
    shown
}

/// Whether the letter between what is before and what begins with it makes a mention, the number of an issue, a formula or
/// an address.
fn is_live(before: &str, from: &str) -> bool {
    let is_www = || before.len() >= 3 && before.as_bytes()[before.len() - 3..].eq_ignore_ascii_case(b"www");
    match from.chars().next() {
        Some('@' | '#' | '$') => true,
        Some(':') => from.starts_with("://"),
        Some('.') => is_www(),
        _ => false,
    }
}

/// Text as a block of code that nothing inside can end.
pub(in crate::report) fn fenced(text: &str, language: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_text() {
        let check = |name, expected| assert_eq!(escaped(name), expected, "{name}");
        check("Memory ▸ glibc arenas", "Memory ▸ glibc arenas");
        check("a|b", "a\\|b");
        check("<img src=x>", "&lt;img src=x&gt;");
        check("&amp;", "&amp;amp;");
        check("`*_[x](y)~", "\\`\\*\\_\\[x\\](y)\\~");
        check("@all #1 $x$", "@&#8203;all #&#8203;1 $&#8203;x$&#8203;");
        check("http://x: Www.x.y", "http:&#8203;//x: Www.&#8203;x.y");
        check("9.5 MiB", "9.5 MiB");
        check("a\nb", "a\\\\u{a}b");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fenced("x\n", "text"), "```text\nx\n```");
        assert_eq!(fenced("a ```` b", ""), "`````\na ```` b\n`````");
    }

    proptest! {
        #[test]
        fn nothing_breaks_a_cell(name in "\\PC{0,40}|[|<>\\n\\r\\\\`@]{0,20}") {
            let shown = escaped(&name);
            prop_assert!(!shown.contains(['\n', '\r', '<', '>']), "{shown}");
            let letters: Vec<char> = shown.chars().collect();
            for (nth, &letter) in letters.iter().enumerate().filter(|(_, letter)| **letter == '|') {
                let backslashes = letters[..nth].iter().rev().take_while(|&&before| before == '\\').count();
                prop_assert!(backslashes % 2 == 1, "{letter} in {shown}");
            }
        }
    }
}
