//! A recording on screen: under way, or over.

use super::Figures;
use std::path::PathBuf;
use strandline::model::{Recording, RecordingStart, Trace};
use strandline::session::{End, Event};
use strandline::trace_file::Opened;
use strandline::units::Timestamp;

/// A trace, where it lies, and what is shown of it.
#[derive(Debug)]
pub struct Document {
    /// All that was measured, and the marks.
    pub trace: Trace,
    /// Its file.
    pub path: PathBuf,
    /// How far it has come.
    pub phase: Phase,
    /// What else the reader should know, the latest last.
    pub notes: Vec<String>,
    /// What is drawn.
    pub figures: Figures,
}

/// How far a recording has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It grows.
    Recording,
    /// It rests.
    Paused,
    /// It was told to end, and takes its last look.
    Stopping,
    /// It is over; says how it ended.
    Ended(String),
    /// It was read from a file; says what kind of recording it was.
    Opened(String),
}

impl Document {
    /// A recording that begins.
    pub fn begin(start: RecordingStart, path: PathBuf) -> Self {
        let trace = Trace { recording: Recording::new(start), ..Trace::default() };
        Self { trace, path, phase: Phase::Recording, notes: Vec::new(), figures: Figures::default() }
    }

    /// A trace that was read.
    pub fn opened(opened: Opened, path: PathBuf) -> Self {
        let lasted = lasted(&opened.trace.recording);
        let phase = Phase::Opened(if opened.complete {
            format!("A recording that lasted {lasted}")
        } else {
            format!("A recording that was cut off after {lasted}")
        });
        Self { trace: opened.trace, path, phase, notes: opened.warnings, figures: Figures::default() }
    }

    /// Takes in what the sampler tells.
    pub fn apply(&mut self, event: Event) {
        let Trace { recording, annotations } = &mut self.trace;
        match event {
            Event::Delta(delta) => {
                if let Err(error) = recording.append(&delta) {
                    self.note(format!("a snapshot does not fit the recording: {error}"));
                }
            }
            Event::Epoch(epoch) => recording.begin_epoch(epoch),
            Event::Mark(mark) => annotations.add_mark(mark),
            Event::Warning(warning) => {
                self.notes.push(warning.text.clone());
                recording.warn(warning);
            }
            Event::Ended(end) => self.end(&end),
        }
    }

    /// Adds something that the reader should know, unless it was the last thing said.
    pub fn note(&mut self, text: String) {
        if self.notes.last() != Some(&text) {
            self.notes.push(text);
        }
    }

    fn end(&mut self, end: &End) {
        self.phase = Phase::Ended(format!("Recording ended after {}: {}", end.at, end.cause));
        if let Some(error) = &end.write_error {
            self.note(format!("the file lacks the end of this recording: {error}"));
        }
    }

    /// Whether more is to come.
    pub const fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Recording | Phase::Paused | Phase::Stopping)
    }

    /// The time of the last snapshot.
    pub fn now(&self) -> Timestamp {
        self.trace.recording.time_of(self.trace.recording.last_snapshot())
    }

    /// The name of the target and its pid.
    pub fn target(&self) -> (String, String) {
        match self.trace.recording.target() {
            Some(target) => (target.name.clone(), format!("pid {}", target.pid)),
            None => ("no target".to_owned(), String::new()),
        }
    }
}

fn lasted(recording: &Recording) -> Timestamp {
    recording.time_of(recording.last_snapshot())
}
