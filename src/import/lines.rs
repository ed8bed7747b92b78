//! A text of unknown origin as clean lines, in bounded memory.
//!
//! Texts come from terminals, mails and issue trackers: with colours, byte order marks, in UTF-16, with the line ends of
//! other systems. What people put around a line is taken off in [`wrapping`](super::wrapping).

use encoding_rs::{UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// What lies behind so many bytes of a line is not looked at: no tool prints such lines, and memory is bounded.
pub(super) const LONGEST_LINE: usize = 64 << 10;

/// Reads a text line by line.
pub(super) struct Lines<R> {
    input: R,
    raw: Vec<u8>,
    text: String,
    number: u64,
}

/// One line, clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its number in the text, from 1.
    pub(super) number: u64,
    /// What it says, without line end; blanks at its beginning are kept.
    pub(super) text: &'a str,
    /// Whether it was longer than is looked at.
    pub(super) is_cut: bool,
}

impl Line<'_> {
    /// The same line with other words.
    pub(super) const fn with(self, text: &str) -> Line<'_> {
        Line { number: self.number, text, is_cut: self.is_cut }
    }
}

impl<R: BufRead> Lines<R> {
    /// The lines of a text in UTF-8, or nearly so.
    pub(super) fn new(input: R) -> Self {
        Self { input, raw: Vec::new(), text: String::new(), number: 0 }
    }

    /// The next line; nothing behind the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.raw.clear();
        let (mut has_line, mut is_cut) = (false, false);
        loop {
            let piece = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                piece => piece?,
            };
            if piece.is_empty() {
                break;
            }
            has_line = true;
            let end = piece.iter().position(|&letter| letter == b'\n');
            let (line, used) = (&piece[..end.unwrap_or(piece.len())], end.map_or(piece.len(), |end| end + 1));
            let room = LONGEST_LINE - self.raw.len();
            is_cut |= line.len() > room;
            self.raw.extend_from_slice(&line[..line.len().min(room)]);
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !has_line {
            return Ok(None);
        }
        self.number += 1;
        clean(&self.raw, &mut self.text);
        Ok(Some(Line { number: self.number, text: self.text.trim_end(), is_cut }))
    }
}

/// The text as UTF-8, whether it is UTF-8 or UTF-16, with or without byte order mark.
pub(super) fn in_utf8<'a>(mut input: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut head = Vec::new();
    input.by_ref().take(2).read_to_end(&mut head)?;
    let is_letter = |byte: u8| byte.is_ascii() && byte != 0;
    // Every tool prints ASCII first, of which UTF-16 makes one byte that is zero and one that is not.
    let encoding = match head[..] {
        [letter, 0] if is_letter(letter) => Some(UTF_16LE),
        [0, letter] if is_letter(letter) => Some(UTF_16BE),
        _ => None,
    };
    let mut builder = DecodeReaderBytesBuilder::new();
    let decoder = builder.encoding(encoding).bom_override(true).strip_bom(true).utf8_passthru(true);
    Ok(Box::new(BufReader::new(decoder.build(Cursor::new(head).chain(input)))))
}

/// Takes away what a terminal or an editor has put between the letters.
fn clean(raw: &[u8], into: &mut String) {
    into.clear();
    let text = String::from_utf8_lossy(raw);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => skip_escape(&mut letters),
            // The blank of web pages.
            '\t' | '\u{a0}' => into.push(' '),
            '\u{feff}' => {}
            _ if letter.is_control() => {}
            _ => into.push(letter),
        }
    }
}

/// Skips what follows an escape: `[31m`, or `]0;title` up to a bell. (ECMA-48, 5.4; xterm's control sequences, OSC.)
fn skip_escape(letters: &mut std::str::Chars<'_>) {
    match letters.next() {
        Some('[') => drop(letters.find(|letter| ('@'..='~').contains(letter))),
        Some(']') => drop(letters.find(|letter| matches!(letter, '\u{7}' | '\u{1b}'))),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(raw: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(in_utf8(raw).unwrap());
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            assert_eq!(line.number, all.len() as u64 + 1);
            all.push(line.text.to_owned());
        }
        all
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn what_the_tool_printed_is_left() {
        let check = |raw: &[u8], expected: &[&str]| assert_eq!(lines(raw), expected);
        check(b"", &[]);
        check(b"a\r\n  b  \r\n\nc", &["a", "  b", "", "c"]);
        check(b"\xef\xbb\xbfa\n", &["a"]);
        check(b"\x1b[1;31mred\x1b[0m and \x1b]0;title\x07plain\n", &["red and plain"]);
        check("a\u{a0}b\tc".as_bytes(), &["a b c"]);
        check(b"\xff\xfe", &[]);
        check(b"a\xffb", &["a\u{fffd}b"]);
    }

    #[test]
    fn utf_16_is_read_with_and_without_its_mark() {
        let text = "one\r\ntwo ▸ \u{1f30a}\n".repeat(3000);
        let expected = ["one", "two ▸ \u{1f30a}"].repeat(3000);
        for marked in [text.clone(), format!("\u{feff}{text}")] {
            assert_eq!(lines(&utf16(&marked, u16::to_le_bytes)), expected);
            assert_eq!(lines(&utf16(&marked, u16::to_be_bytes)), expected);
        }
        assert_eq!(lines(b"\xff\xfea\0b"), ["a\u{fffd}"], "cut in the middle of a letter");
    }

    #[test]
    fn a_long_line_is_cut_and_what_follows_is_read() {
        let long = [vec![b'x'; 3 * LONGEST_LINE], b"\nnext\n".to_vec()].concat();
        let mut lines = Lines::new(&*long);
        let line = lines.next().unwrap().unwrap();
        assert_eq!((line.text.len(), line.is_cut), (LONGEST_LINE, true));
        assert_eq!(lines.next().unwrap(), Some(Line { number: 2, text: "next", is_cut: false }));
    }
}
