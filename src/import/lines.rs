//! A text of unknown origin as clean lines, in bounded memory.
//!
//! Texts come from terminals, mails and issue trackers: with colours, byte order marks, in UTF-16, with the line ends of
//! other systems. What people put around a line is taken off in [`wrapping`](super::wrapping).

use std::io::{self, BufRead, BufReader, Cursor, Read};

/// What lies behind so many bytes of a line is not looked at: no tool prints such lines, and memory is bounded.
pub(super) const LONGEST_LINE: usize = 64 << 10;

/// Bytes of UTF-16 that are turned at a time.
const PIECE: usize = 8 << 10;

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
    input.by_ref().take(3).read_to_end(&mut head)?;
    let is_letter = |byte: u8| byte.is_ascii() && byte != 0;
    let (skip, is_little) = match head[..] {
        [0xef, 0xbb, 0xbf] => (3, None),
        [0xff, 0xfe, ..] => (2, Some(true)),
        [0xfe, 0xff, ..] => (2, Some(false)),
        // Every tool prints ASCII first, of which UTF-16 makes one byte that is zero and one that is not.
        [letter, 0, ..] if is_letter(letter) => (0, Some(true)),
        [0, letter, ..] if is_letter(letter) => (0, Some(false)),
        _ => (0, None),
    };
    let whole = Cursor::new(head.split_off(skip)).chain(input);
    Ok(match is_little {
        None => Box::new(BufReader::new(whole)),
        Some(is_little) => Box::new(BufReader::new(Utf16 {
            input: whole,
            is_little,
            raw: Vec::new(),
            ready: Cursor::default(),
        })),
    })
}

/// Turns UTF-16 into UTF-8.
struct Utf16<R> {
    input: R,
    is_little: bool,
    /// What was read and not turned: half of a letter.
    raw: Vec<u8>,
    ready: Cursor<Vec<u8>>,
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let given = self.ready.read(into)?;
            if given > 0 || into.is_empty() {
                return Ok(given);
            }
            let read = self.input.by_ref().take(PIECE as u64).read_to_end(&mut self.raw)?;
            if self.raw.is_empty() {
                return Ok(0);
            }
            self.turn(read == 0);
        }
    }
}

impl<R> Utf16<R> {
    /// Turns what was read, but for the half of a letter at its end, unless nothing follows.
    fn turn(&mut self, is_end: bool) {
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair.get(1).copied().unwrap_or(0)];
            if self.is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        };
        let mut whole = if is_end { self.raw.len() } else { self.raw.len() & !1 };
        let last = whole.checked_sub(2).map(|place| unit(&self.raw[place..]));
        if !is_end && last.is_some_and(|last| (0xd800..0xdc00).contains(&last)) {
            whole -= 2;
        }
        let units = self.raw[..whole].chunks(2).map(unit);
        let letters = char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        self.ready = Cursor::new(letters.collect::<String>().into_bytes());
        self.raw.drain(..whole);
    }
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
        assert_eq!(lines(b"\xff\xfea\0b"), ["ab"], "cut in the middle of a letter");
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
