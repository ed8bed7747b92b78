//! A report inside a string of JSON: its lines are parted by `\n`.

/// The lines of a report that stands in one line as a string; nothing where it is none.
pub(super) fn lines(line: &str) -> Option<Vec<String>> {
    let start = line.trim_start();
    if !line.contains("\\n") || !start.starts_with(['"', '{', '[']) {
        return None;
    }
    // The quotes that do not belong to the report are those without a backslash: the key, the ends of the string.
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => end(&mut piece, &mut pieces),
            '\\' => match letters.next() {
                Some('n') => end(&mut piece, &mut pieces),
                Some('t') => piece.push(' '),
                Some('r') | None => {}
                Some('u') => {
                    let code: String = letters.by_ref().take(4).collect();
                    piece.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some(other) => piece.push(other),
            },
            _ => piece.push(letter),
        }
    }
    end(&mut piece, &mut pieces);
    Some(pieces)
}

fn end(piece: &mut String, pieces: &mut Vec<String>) {
    let line = std::mem::take(piece);
    // What is between strings: colons, commas, brackets.
    let is_between =
        line.chars().all(|letter| letter.is_ascii_punctuation() && letter != '-' || letter == ' ');
    if !is_between {
        pieces.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_become_lines() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(lines(text), Some(expected.iter().map(ToString::to_string).collect()), "{text}");
        };
        check(r#"  "vmSummary" : "A: 1\n\n  B  2\n---\n","#, &["vmSummary", "A: 1", "  B  2", "---"]);
        check(r#"{"a":"x \"y\"\nz"}"#, &["a", "x \"y\"", "z"]);
        check(r#""\u0041\tb\n"#, &["A b"]);
        assert_eq!(lines("no string\\n"), None);
        assert_eq!(lines("\"one line\""), None);
    }
}
