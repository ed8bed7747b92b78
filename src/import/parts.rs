//! The parts of a text that tell different things side by side: the two sides of a diff, the files that grep has gone
//! through. Each has a scanner of its own.

use super::capture::Capture;
use super::lines::Line;
use super::scanner::Scanner;
use super::text::{LineRun, Text, Unread};
use super::wrapping::{Side, Unwrapped, behind_mark, unwrap};

/// Files of grep that are told apart.
const MOST_FILES: usize = 64;

/// Runs of lines that are told, and letters of the first line of each.
const MOST_RUNS: usize = 200;
const MOST_LETTERS: usize = 80;

/// What is read of the parts of one text.
#[derive(Default)]
pub(super) struct Parts {
    whole: Scanner,
    /// What was before and what is after, where there are marks of a diff.
    sides: Option<Box<[Scanner; 2]>>,
    /// Whether we are between the marks of a unified diff, where lines without mark are on both sides.
    in_hunk: bool,
    files: Vec<(String, Scanner)>,
    unread: Unread,
    outline: Vec<LineRun>,
}

impl Parts {
    /// Takes a line.
    pub(super) fn take(&mut self, line: Line<'_>) {
        if line.text.is_empty() {
            return;
        }
        if line.text.starts_with("@@ ") || line.text.starts_with("+++ ") || line.text.starts_with("diff ") {
            self.in_hunk = true;
            self.sides.get_or_insert_default();
            return;
        }
        if line.text.starts_with("--- ") && !line.text.ends_with('-') {
            return;
        }
        let unwrapped = unwrap(line.text);
        let what = match unwrapped.file {
            Some(file) => self.file(file).and_then(|scanner| scanner.take(line.with(&unwrapped.text))),
            None => self.take_line(line, &unwrapped),
        };
        if what.is_none() {
            self.unread.add(line.number);
        }
        self.note(line, what);
    }

    /// Notes what a line was taken for.
    fn note(&mut self, line: Line<'_>, what: Option<&'static str>) {
        let has_room = self.outline.len() < MOST_RUNS;
        match self.outline.last_mut() {
            Some(last) if what == last.what || what == Some("") => last.last = line.number,
            _ if has_room && what != Some("") => {
                let begins = line.text.trim().chars().take(MOST_LETTERS).collect();
                self.outline.push(LineRun { first: line.number, last: line.number, what, begins });
            }
            _ => {}
        }
    }

    fn take_line(&mut self, line: Line<'_>, unwrapped: &Unwrapped<'_>) -> Option<&'static str> {
        let mut what = None;
        if unwrapped.side != Side::Before || !line.text.starts_with('<') {
            what = self.whole.take(line.with(&unwrapped.text));
        }
        let sides: &[usize] = match unwrapped.side {
            Side::Before => &[0],
            Side::After => &[1],
            Side::Neither if self.in_hunk => &[0, 1],
            Side::Neither => &[],
        };
        let marked = unwrapped.side != Side::Neither;
        let text = if marked { behind_mark(line.text) } else { line.text };
        for &side in sides {
            let sides = self.sides.get_or_insert_default();
            what = what.or(sides[side].take(line.with(&unwrap(text).text)));
        }
        what
    }

    /// The scanner of a file; nothing where there are too many.
    fn file(&mut self, name: &str) -> Option<&mut Scanner> {
        let place = self.files.iter().position(|(known, _)| known == name);
        let place = place.or_else(|| {
            (self.files.len() < MOST_FILES).then(|| {
                self.files.push((name.to_owned(), Scanner::default()));
                self.files.len() - 1
            })
        })?;
        Some(&mut self.files[place].1)
    }

    /// The text has ended.
    pub(super) fn finish(self) -> Text {
        let mut text = self.whole.finish();
        text.unread = self.unread;
        text.outline = self.outline;
        for (name, scanner) in self.files {
            let of_file = scanner.finish();
            let captures = of_file.captures.into_iter().map(|capture| in_file(&name, capture));
            text.take_in(Text { captures: captures.collect(), ..of_file });
        }
        let Some(sides) = self.sides else { return text };
        let [before, after] = *sides;
        let [before, after] = [before.finish(), after.finish()];
        let is_of_memory = |side: &Text| side.captures.iter().any(Capture::has_rows_or_regions);
        match [is_of_memory(&before), is_of_memory(&after)] {
            [true, true] => {
                text.captures.clear();
                text.foreign.clear();
                text.note("it is a diff: only what differs, and what stands around it, is there");
                text.take_in(one_side("before", before));
                text.take_in(one_side("after", after));
            }
            [true, false] if text.captures.is_empty() => text.take_in(before),
            [false, true] if text.captures.is_empty() => text.take_in(after),
            _ => {}
        }
        text
    }
}

fn one_side(name: &'static str, mut text: Text) -> Text {
    for capture in &mut text.captures {
        capture.part = Some(name.to_owned());
        capture.is_elided = true;
    }
    text
}

/// A capture of one file; the folder of `/proc` names its process.
fn in_file(name: &str, mut capture: Capture) -> Capture {
    let behind = name.strip_prefix("/proc/").and_then(|rest| rest.split('/').next());
    let pid = behind.and_then(|pid| pid.parse().ok());
    capture.process.pid = capture.process.pid.or(pid);
    let last = name.rsplit('/').next().unwrap_or(name);
    capture.part = Some(if pid.is_some() { name.to_owned() } else { last.to_owned() });
    capture
}
