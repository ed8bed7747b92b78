//! Reads what was opened, dropped or pasted: traces, traces as text, and what other tools have said.

use super::without_name;
use crate::state::{Document, Progress};
use crate::system::System;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::import::{ImportError, Text};
use strandline::record::session::Waker;
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

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The traces.
    pub(crate) traces: Vec<Document>,
    /// What other tools have said.
    pub(crate) texts: Vec<Text>,
    /// Why something is left out.
    pub(crate) refusals: Vec<String>,
}

/// Something that is being read.
pub(crate) struct Reading {
    progress: Receiver<Progress>,
    answer: Receiver<Found>,
}

impl Reading {
    pub(crate) fn start(inputs: Vec<Input>, system: Arc<dyn System>, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        let (telling, progress) = bounded(1);
        std::thread::Builder::new().name("read files".to_owned()).spawn(move || {
            let mut reader = Reader { found: Found::default(), system, telling, waker, name: String::new() };
            for input in inputs {
                if let Err(refusal) = reader.take(input) {
                    reader.found.refusals.push(refusal);
                }
            }
            let Reader { found, waker, .. } = reader;
            let _nobody_waits = outbox.send(found);
            waker();
        })?;
        Ok(Self { progress, answer })
    }

    /// How far it has come, if that is news.
    pub(crate) fn progress(&self) -> Option<Progress> {
        self.progress.try_iter().last()
    }

    /// What was found, once everything is read.
    pub(crate) fn done(&self) -> Option<Found> {
        self.answer.try_recv().ok()
    }
}

/// The thread that reads.
struct Reader {
    found: Found,
    system: Arc<dyn System>,
    telling: Sender<Progress>,
    waker: Waker,
    /// What is being read, as the user is told.
    name: String,
}

impl Reader {
    /// Reads one of the inputs; an error is for the user.
    fn take(&mut self, input: Input) -> Result<(), String> {
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
                let unreadable = |error: io::Error| format!("{} cannot be read: {error}", path.display());
                let file = File::open(&path).map_err(unreadable)?;
                let len = file.metadata().map_or(0, |metadata| metadata.len());
                self.read(file, len, &path)
            }
        }
    }

    /// What it is shows in how it begins.
    fn read(&mut self, mut input: impl Read, len: u64, path: &Path) -> Result<(), String> {
        let unreadable = |error: io::Error| format!("{} cannot be read: {error}", path.display());
        let mut head = Vec::new();
        input.by_ref().take(TEXT_BEGINS.len() as u64).read_to_end(&mut head).map_err(unreadable)?;
        let (is_as_text, is_trace) = (trace_file::is_text(&head), head.starts_with(b"strandline trace "));
        let telling =
            Telling { name: self.name.clone(), to: self.telling.clone(), waker: self.waker.clone() };
        let whole = Counted { input: Cursor::new(head).chain(input), read: 0, len, telling };
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
            return Err(ImportError::Refused { text: self.name.clone(), foreign }.to_string());
        }
        self.found.texts.push(text);
        Ok(())
    }

    /// A trace as text becomes a recording that is gone when it is closed as it was: the text is still there.
    fn import_trace(&mut self, input: impl Read, path: &Path) -> Result<(), String> {
        let files = self.system.files()?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let would_be = unused_stem(files.state_directory(), &stem);
        let held = without_name(&would_be, |to| {
            trace_file::import_text(BufReader::new(input), path, to, Existing::Keep).map(drop)
        })?;
        let opened = held.read().map_err(|error| error.to_string())?;
        self.found.traces.push(Document::opened(opened, held, false).passing(would_be));
        Ok(())
    }

    /// It is held before it is read: what is shown is what lies there.
    fn open(&mut self, path: &Path) -> Result<(), String> {
        let held = HeldTrace::open(path).map_err(|error| error.to_string())?;
        let opened = held.read().map_err(|error| error.to_string())?;
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

/// Tells how far the reading of one input has come.
struct Telling {
    name: String,
    to: Sender<Progress>,
    waker: Waker,
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    read: u64,
    len: u64,
    telling: Telling,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let before = self.read;
        self.read += count as u64;
        if before / STEP != self.read / STEP {
            let percent = (self.len > 0).then(|| (self.read.saturating_mul(100) / self.len).min(100));
            let what = format!("Reading {}", self.telling.name);
            // A window that has not seen the last news yet gets the next ones.
            let _nobody_looks = self.telling.to.try_send(Progress { what, percent });
            (self.telling.waker)();
        }
        Ok(count)
    }
}
