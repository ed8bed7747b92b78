//! Reads one text: JSON as a whole, anything else line by line.

use super::apple::footprint_json::Document;
use super::foreign;
use super::lines::{Lines, in_utf8};
use super::parts::Parts;
use super::scanner::Scanner;
use super::text::Text;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// JSON is held as a whole; footprint's of an hour of samples is smaller.
const LONGEST_JSON: u64 = 64 << 20;

/// So much of a text tells whether it is JSON.
const HEAD: u64 = 4 << 10;

impl Text {
    /// Reads a text; only the reading itself can fail.
    pub fn read<'a>(name: impl Into<String>, input: impl Read + 'a) -> io::Result<Self> {
        let mut input = in_utf8(input)?;
        let mut head = Vec::new();
        input.by_ref().take(HEAD).read_to_end(&mut head)?;
        let begins = json_begins(&head);
        let mut whole = BufReader::new(Cursor::new(head).chain(input));
        let mut text = match begins {
            Some(place) => {
                whole.consume(place);
                read_json(whole)?
            }
            None => read_lines(whole)?,
        };
        text.name = name.into();
        Ok(text)
    }
}

/// Where in the head of a text its JSON begins, if it is such; a code fence may stand before it.
fn json_begins(head: &[u8]) -> Option<usize> {
    let mut place = 0;
    loop {
        let rest = &head[place..];
        place += rest.len() - rest.trim_ascii_start().len();
        match head.get(place)? {
            b'{' => return Some(place),
            b'`' => place += head[place..].iter().position(|&letter| letter == b'\n')?,
            _ => return None,
        }
    }
}

fn read_lines(input: impl BufRead) -> io::Result<Text> {
    let mut lines = Lines::new(input);
    let mut parts = Parts::default();
    while let Some(line) = lines.next()? {
        parts.take(line);
    }
    Ok(parts.finish())
}

/// Reads JSON: one value, or of a crash report two. Where that tells nothing, the strings in it may: they are read as
/// lines.
fn read_json(input: impl Read) -> io::Result<Text> {
    let mut whole = Vec::new();
    input.take(LONGEST_JSON).read_to_end(&mut whole)?;
    let text = read_documents(&whole);
    if !text.captures.is_empty() {
        return Ok(text);
    }
    let mut lines = read_lines(&*whole)?;
    if lines.captures.is_empty() {
        return Ok(text);
    }
    lines.notes.extend(text.notes);
    Ok(lines)
}

fn read_documents(whole: &[u8]) -> Text {
    let mut text = Text::default();
    let documents = serde_json::Deserializer::from_slice(whole).into_iter::<Document>();
    for document in documents {
        match document {
            Ok(document) => take_document(&document, &mut text),
            Err(error) => {
                let breaks_off = error.is_eof().then_some("breaks off");
                let what = breaks_off.unwrap_or("makes no sense any more");
                text.notes
                    .push(format!("the JSON {what} in line {}; what follows is left out", error.line()));
                break;
            }
        }
    }
    if text.captures.is_empty() {
        text.foreign.push(foreign::JSON);
    }
    text
}

fn take_document(document: &Document, into: &mut Text) {
    let (captures, has_errors) = document.captures();
    into.captures.extend(captures);
    if has_errors {
        into.note("footprint met errors: its figures may be incomplete");
    }
    if let Some(summary) = &document.region_summary {
        let mut lines = Lines::new(summary.as_bytes());
        let (process, taken) = document.crashed();
        let mut scanner = Scanner::of_crash_report(process, taken);
        while let Ok(Some(line)) = lines.next() {
            scanner.take(line);
        }
        into.captures.extend(scanner.finish().captures);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_may_stand_in_a_fence() {
        let check = |head: &str, expected| assert_eq!(json_begins(head.as_bytes()), expected, "{head:?}");
        check("{", Some(0));
        check(" \n {", Some(3));
        check("```json\n{", Some(8));
        check("```", None);
        check("a {", None);
        check("", None);
    }
}
