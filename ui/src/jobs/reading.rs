//! Reads what was opened, dropped or pasted: traces, traces as text, and what other tools have said.

use super::paths::without_name;
use super::{JobError, Link, Panicked, Work};
use crate::state::{Document, Progress};
use crate::system::System;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::import::{ImportError, Text};
use strandline::storage::own_files::unused_stem;
use strandline::storage::trace_file::{self, Existing, HeldTrace, TEXT_BEGINS};

/// How far it has come is told each time that so much was read.
const STEP: u64 = 1 << 20;

/// What is to be read.
#[derive(Debug)]
pub(crate) enum Input {
    /// A file.
    File(PathBuf),
    /// What was on the clipboard.
    Pasted(String),
}

#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) traces: Vec<Document>,
    /// What other tools have said.
    pub(crate) texts: Vec<Text>,
    /// Why something is left out.
    pub(crate) refusals: Vec<JobError>,
}

impl Found {
    /// Why something is left out, a line each.
    pub(crate) fn refusal(&self) -> Option<String> {
        let lines: Vec<_> = self.refusals.iter().map(ToString::to_string).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

impl From<Panicked> for Found {
    fn from(error: Panicked) -> Self {
        Self { refusals: vec![error.into()], ..Self::default() }
    }
}

/// Files and texts that are to be read.
pub(crate) struct ReadInputs {
    pub(crate) inputs: Vec<Input>,
    pub(crate) system: Arc<dyn System>,
}

impl Work for ReadInputs {
    const THREAD: &'static str = "read files";
    type Message = Progress;
    type Output = Found;
    type Error = Panicked;

    fn run(&mut self, link: &Link<Progress>) -> Result<Found, Panicked> {
        let mut reader = Reader { found: Found::default(), system: &*self.system, link, name: String::new() };
        for input in self.inputs.drain(..) {
            if let Err(refusal) = reader.take(input) {
                reader.found.refusals.push(refusal);
            }
        }
        Ok(reader.found)
    }
}

struct Reader<'a> {
    found: Found,
    system: &'a dyn System,
    link: &'a Link<Progress>,
    /// What is being read, as the user is told.
    name: String,
}

impl Reader<'_> {
    fn take(&mut self, input: Input) -> Result<(), JobError> {
        match input {
            Input::Pasted(text) => {
                let name = "pasted text";
                name.clone_into(&mut self.name);
                let len = text.len() as u64;
                self.read(Cursor::new(text.into_bytes()), len, Path::new(name))
            }
            Input::File(path) => {
                self.name = path.display().to_string();
                if path.extension().is_some_and(|extension| extension == "strand") {
                    return self.open(&path);
                }
                let file = File::open(&path).map_err(|error| JobError::Unreadable(path.clone(), error))?;
                let len = file.metadata().map_or(0, |metadata| metadata.len());
                self.read(file, len, &path)
            }
        }
    }

    /// What it is shows in how it begins.
    fn read(&mut self, mut input: impl Read, len: u64, path: &Path) -> Result<(), JobError> {
        let unreadable = |error: io::Error| JobError::Unreadable(path.to_owned(), error);
        let mut head = Vec::new();
        input.by_ref().take(TEXT_BEGINS.len() as u64).read_to_end(&mut head).map_err(unreadable)?;
        let (is_as_text, is_trace) = (trace_file::is_text(&head), head.starts_with(b"strandline trace "));
        let (name, link) = (self.name.clone(), self.link);
        let whole = Counted { input: Cursor::new(head).chain(input), read: 0, len, name, link };
        if is_as_text {
            return self.import_trace(whole, path);
        }
        if is_trace {
            return self.open(path);
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = Text::read(name, whole).map_err(unreadable)?;
        if text.captures.is_empty() && text.heaps.is_empty() {
            let foreign = text.refusal();
            return Err(ImportError::Refused { text: self.name.clone(), foreign }.into());
        }
        self.found.texts.push(text);
        Ok(())
    }

    /// A trace as text becomes a recording that is gone when it is closed as it was: the text is still there.
    fn import_trace(&mut self, input: impl Read, path: &Path) -> Result<(), JobError> {
        let files = self.system.files()?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let would_be = unused_stem(files.state_directory(), &stem);
        let held = without_name(&would_be, |to| {
            trace_file::import_text(BufReader::new(input), path, to, Existing::Keep).map(drop)
        })?;
        let opened = held.read()?;
        self.found.traces.push(Document::opened(opened, held, false).passing(would_be));
        Ok(())
    }

    /// It is held before it is read: what is shown is what lies there.
    fn open(&mut self, path: &Path) -> Result<(), JobError> {
        let held = HeldTrace::open(path)?;
        let opened = held.read()?;
        let files = self.system.files();
        let is_our_own = files.as_ref().is_ok_and(|files| files.is_unsaved(path));
        if let Ok(files) = files {
            // That a list does not show it is no reason not to open it.
            let _not_in_the_list = files.remember(path);
        }
        self.found.traces.push(Document::opened(opened, held, !is_our_own));
        Ok(())
    }
}

/// Counts what is read, and tells how far that has come.
struct Counted<'a, R> {
    input: R,
    read: u64,
    len: u64,
    name: String,
    link: &'a Link<Progress>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let before = self.read;
        self.read += count as u64;
        if before / STEP != self.read / STEP {
            let percent = (self.len > 0).then(|| (self.read.saturating_mul(100) / self.len).min(100));
            self.link.tell(Progress { what: format!("Reading {}", self.name), percent });
        }
        Ok(count)
    }
}
