//! A recording on screen: under way, or over.

use super::figures::{Span, SummaryColumn, Wait};
use super::{Edit, Figures, History, Imported, Mode, Order, RunId, Subject, View};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use strandline::analysis::{self, Beginning, Judged, Window};
use strandline::model::units::Timestamp;
use strandline::model::{Annotations, Recording, RecordingStart, Trace};
use strandline::platform::demo::TargetKind;
use strandline::record::session::{End, EndCause, Event, Unwritten};
use strandline::storage::trace_file::{HeldTrace, Opened};

/// A trace, where it lies, and what is shown of it.
#[derive(Debug)]
pub struct Document {
    /// Which one of the window's recordings it is.
    pub run: RunId,
    /// All that was measured, and the marks.
    pub trace: Trace,
    /// The name of its file.
    pub path: PathBuf,
    /// That file: nobody takes it away while it is shown.
    pub held: Option<Arc<HeldTrace>>,
    /// Who keeps that file.
    pub keeping: Keeping,
    /// Whether the marks are other than in its file.
    pub is_edited: bool,
    /// The marks as they are in its file.
    pub filed: Annotations,
    /// Marks that could not be written to its file: they are not tried again.
    pub unfiled: Option<Annotations>,
    /// How far it has come.
    pub phase: Phase,
    /// What was recorded, if that was in this window.
    pub recorded: Option<RecordTarget>,
    /// What it was made of, if it was made of texts in this window.
    pub imported: Option<Imported>,
    /// What is in memory only, since the disk was full: saving writes it.
    pub unwritten: Option<Unwritten>,
    /// Whether the message about its end is not shown, or not any more.
    pub hides_end: bool,
    /// What else the reader should know, the latest last.
    pub notes: Vec<String>,
    /// What was done with the marks.
    pub history: History,
    /// How many marks the recording has set since it began.
    pub marks_set: usize,
    /// How it is looked at.
    pub view: View,
    pub figures: Figures,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordTarget {
    /// A process that runs.
    Process(u32),
    /// A built-in target.
    Demo(TargetKind),
    /// A command, given as one line.
    Command(String),
}

/// Who keeps the file of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nobody: it was made of texts and not changed since. It has no name yet, and is gone with its window.
    Passing,
    /// The state directory, until it is saved or given up.
    #[default]
    Unsaved,
    /// The user, who has named it.
    Saved,
}

/// How far a recording has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Recording,
    Paused,
    /// It was told to end, and takes its last look.
    Stopping,
    /// It is over; says how it ended.
    Ended(String),
    /// It was read from a file; says what kind of recording it was.
    Opened(String),
}

impl Phase {
    /// Whether more is to come.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Recording | Self::Paused | Self::Stopping)
    }
}

impl Document {
    /// A recording that begins.
    pub fn begin(start: RecordingStart, path: PathBuf) -> Self {
        let trace = Trace { recording: Recording::new(start), ..Trace::default() };
        Self::new(trace, path, Phase::Recording)
    }

    /// A trace that was read, with its file. One that lay in the state directory was never saved.
    pub fn opened(opened: Opened, held: HeldTrace, is_saved: bool) -> Self {
        let recording = &opened.trace.recording;
        let lasted = lasted(recording);
        let phase = Phase::Opened(match (opened.complete, recording.is_imported()) {
            (true, true) if recording.is_one_text() => "Made of one text".to_owned(),
            (true, true) => format!("Made of texts of {} moments", recording.snapshots().len()),
            (true, false) => format!("A recording that lasted {lasted}"),
            (false, _) => format!("A recording that was cut off after {lasted}"),
        });
        let path = held.path().to_owned();
        let held = Some(Arc::new(held));
        let keeping = if is_saved { Keeping::Saved } else { Keeping::Unsaved };
        // A whole recording that nobody warned of needs no banner.
        let hides_end = opened.complete && !recording.is_imported() && opened.warnings.is_empty();
        Self { keeping, held, hides_end, notes: opened.warnings, ..Self::new(opened.trace, path, phase) }
    }

    /// A trace that was made of texts, with its file.
    pub fn imported(trace: Trace, held: HeldTrace, imported: Imported) -> Self {
        let notes = trace.recording.warnings().iter().map(|warning| warning.text.clone()).collect();
        let phase = Phase::Opened(match imported.texts.all() {
            [text] => format!("Imported: {}", text.recognised_as()),
            texts => format!("Imported from {} texts", texts.len()),
        });
        let path = held.path().to_owned();
        let held = Some(Arc::new(held));
        Self { notes, held, imported: Some(imported), ..Self::new(trace, path, phase) }
    }

    /// The same, as long as nobody changes it: its file has no name, and `would_be` is what it gets then.
    #[must_use]
    pub fn passing(self, would_be: PathBuf) -> Self {
        Self { keeping: Keeping::Passing, path: would_be, ..self }
    }

    fn new(trace: Trace, path: PathBuf, phase: Phase) -> Self {
        // Nothing can have grown in a single snapshot: it is shown by what is there.
        let is_single = trace.recording.snapshots().len() == 1;
        let mode = if is_single { Mode::Composition } else { Mode::default() };
        let footprint = Order { column: SummaryColumn::Footprint.number(), is_ascending: false };
        let summary_order = if is_single { footprint } else { View::default().summary_order };
        Self {
            run: RunId::default(),
            filed: trace.annotations.clone(),
            trace,
            path,
            held: None,
            keeping: Keeping::default(),
            is_edited: false,
            unfiled: None,
            phase,
            recorded: None,
            imported: None,
            unwritten: None,
            hides_end: false,
            notes: Vec::new(),
            history: History::default(),
            marks_set: 0,
            view: View { mode, summary_order, ..View::default() },
            figures: Figures::default(),
        }
    }

    /// Takes in what the sampler tells.
    pub fn apply(&mut self, event: Event) {
        if let Err(error) = event.apply_to(&mut self.trace) {
            self.note(format!("a snapshot does not fit the recording: {error}"));
        }
        match event {
            Event::Delta(_) | Event::Epoch(_) | Event::Calls(_) | Event::Heap(..) => {}
            Event::Mark(mark) => {
                self.marks_set += 1;
                self.history.remember(Edit::Add(mark));
            }
            Event::Warning(warning) => self.notes.push(warning.text),
            Event::Ended(end) => self.end(end),
        }
    }

    /// Adds something that the reader should know, unless it was the last thing said.
    pub fn note(&mut self, text: String) {
        if self.notes.last() != Some(&text) {
            self.notes.push(text);
        }
    }

    /// The sampler is gone without a last word, which is a mistake of ours: what it has told and written is there.
    pub fn break_off(&mut self) {
        self.phase = Phase::Ended(format!("Recording broke off after {}: the sampler failed", self.now()));
        self.is_recorded();
        self.note("what was recorded until then is here and in its file".to_owned());
    }

    /// Its file is whole: from now on it is shown.
    fn is_recorded(&mut self) {
        self.filed = self.trace.annotations.clone();
        self.held = HeldTrace::open(&self.path).ok().map(Arc::new);
    }

    fn end(&mut self, end: End) {
        self.is_recorded();
        self.phase = Phase::Ended(format!("Recording ended after {}: {}", end.at, end.cause));
        if let Some(error) = &end.write_error {
            self.note(format!("its file lacks the end of this recording, save it elsewhere: {error}"));
        }
        self.unwritten = end.unwritten;
        // Who has stopped it knows that it ended.
        self.hides_end = end.cause == EndCause::Stopped && self.notes.is_empty();
    }

    /// Does something with the marks that can be undone.
    pub fn edit(&mut self, edit: Edit) {
        let is_changed = self.history.perform(edit, &mut self.trace.annotations);
        self.note_change(is_changed);
    }

    /// Takes the last edit back.
    pub fn undo(&mut self) {
        let is_changed = self.history.undo(&mut self.trace.annotations);
        self.note_change(is_changed);
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) {
        let is_changed = self.history.redo(&mut self.trace.annotations);
        self.note_change(is_changed);
    }

    /// While it is recorded, changed marks go to its file at once.
    const fn note_change(&mut self, is_changed: bool) {
        self.is_edited |= is_changed && !self.is_live();
    }

    /// Marks that are to be written to its file; nothing where that is done, or was in vain.
    pub fn marks_to_file(&self) -> Option<&Annotations> {
        let marks = Some(&self.trace.annotations);
        marks.filter(|marks| self.is_edited && self.unfiled.as_ref() != Some(*marks))
    }

    /// The marks `wanted` are in its file, together with what another window has set there: `filed` are all of them.
    pub fn marks_are_filed(&mut self, wanted: &Annotations, filed: Annotations) {
        self.trace.annotations = Annotations::merged(wanted, &self.trace.annotations, &filed);
        self.filed = filed;
        self.is_edited = self.trace.annotations != self.filed;
        self.unfiled = None;
    }

    /// Whether something of it is in no file that the user has named, and would be missed.
    pub const fn needs_saving(&self) -> bool {
        matches!(self.keeping, Keeping::Unsaved) || self.is_edited
    }

    /// Whether the user has named its file.
    pub const fn is_saved(&self) -> bool {
        matches!(self.keeping, Keeping::Saved)
    }

    /// Whether nothing was measured: nobody misses it.
    pub fn is_empty(&self) -> bool {
        self.trace.recording.snapshots().is_empty()
    }

    /// What it is called in titles: the name of its file, or of its target until it is saved.
    pub fn name(&self) -> String {
        match (self.path.file_name().filter(|_| self.is_saved()), &self.recorded) {
            (Some(name), _) => name.to_string_lossy().into_owned(),
            (None, Some(RecordTarget::Demo(kind))) => format!("demo-{kind}"),
            (None, _) => self.target().0,
        }
    }

    /// What the tables are about: the selected range, else from where growth begins to count to the last snapshot.
    pub fn window(&self) -> Window {
        let recording = &self.trace.recording;
        if let Some(range) = self.view.range {
            return Window::new(recording.snapshot_at(range.from), recording.snapshot_at(range.to));
        }
        Window::new(Beginning::find(&self.trace).1, recording.last_snapshot())
    }

    /// The same window for what follows the recording: without a selected range it ends with the present, also when
    /// nothing more is to come. So nothing has to be followed anew when a recording ends.
    pub fn span(&self) -> Span {
        let window = self.window();
        Span { from: window.from, to: self.view.range.map(|_| window.to) }
    }

    /// The verdict that is looked at.
    pub fn judged(&self) -> Option<&Judged> {
        let (assessed, view) = (&self.figures.assessed, &self.view);
        let chosen = view.judged.and_then(|subject| assessed.judged(subject));
        let of_row = || match view.subject {
            Subject::Category(id) if view.is_subject_chosen => {
                let is_of_row =
                    |row: &&Judged| matches!(row.subject, analysis::Subject::Category(own, _) if own == id);
                assessed.verdicts().rows.iter().find(is_of_row)
            }
            _ => None,
        };
        let first = || assessed.verdicts().rows.first();
        chosen.or_else(of_row).or_else(|| assessed.verdicts().leading()).or_else(first)
    }

    /// Takes in what is new, apart from the tracks.
    pub fn refresh(&mut self, now: Instant) -> Wait {
        let span = self.span();
        let wait = self.figures.refresh(&self.trace, span, &self.view, now);
        let leading = match self.figures.assessed.verdicts().leading().map(|row| row.subject) {
            Some(analysis::Subject::Category(id, _)) => Some(id),
            _ => self.figures.headline.category,
        };
        if let Some(category) = leading.filter(|_| !self.is_live()) {
            self.view.suggest(Subject::Category(category));
        }
        if self.view.mode == Mode::Cycles
            && let Some(subject) = self.judged().map(|judged| judged.subject)
        {
            self.figures.assessed.draw(&self.trace.recording, subject);
        }
        wait
    }

    /// Whether more is to come.
    pub const fn is_live(&self) -> bool {
        self.phase.is_live()
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
