//! Writes a recording, or two that are compared, in another form.

use super::{JobError, Link, Work};
use crate::state::{Destination, Export, ExportError, Exported, ExportedComparison, Part, RunId};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::analysis::{Alignment, Comparison, RowName, Side, Subject, Window};
use strandline::classify::categories::own_words;
use strandline::model::{Annotations, Category, Trace, Wording};
use strandline::platform::files::private_temporary_directory;
use strandline::storage::anonymise::{Anonymiser, Names};
use strandline::storage::trace_file::{self, Existing, HeldTrace, is_trace, is_used};

/// What the names of traces end with.
const TRACE_ENDING: &str = "strand";

/// What the two are called where nothing shall tell of their user.
const NAMELESS: [&str; 2] = ["before", "after"];

/// What is exported, and where to.
pub(crate) struct WriteExport {
    /// The recording that was on screen.
    pub(crate) run: RunId,
    pub(crate) export: Export,
    pub(crate) what: WhatExported,
    /// Names that the machine knows and that are left out where names are.
    pub(crate) names: Names,
    /// The file that it gets.
    pub(crate) to: PathBuf,
    /// What becomes of one that is there.
    pub(crate) existing: Existing,
}

/// One recording, or two.
pub(crate) enum WhatExported {
    Recording {
        file: Filed,
        /// What reports are about.
        window: Window,
        /// What a chart of the cycles is about.
        judged: Option<Subject>,
        write: fn(&Exported<'_>, Destination<'_>) -> Result<(), ExportError>,
    },
    Comparison {
        sides: [ComparedSide; 2],
        /// What a chart is about.
        row: Option<RowName>,
        write: fn(&ExportedComparison<'_>, Destination<'_>) -> Result<(), ExportError>,
    },
}

/// A recording as it lies on the disk.
pub(crate) struct Filed {
    pub(crate) held: Arc<HeldTrace>,
    /// Its marks as they are now.
    pub(crate) annotations: Annotations,
    /// Whether they are other than in that file.
    pub(crate) is_edited: bool,
}

/// One of two that are compared.
pub(crate) struct ComparedSide {
    pub(crate) name: String,
    pub(crate) file: Filed,
    pub(crate) part: Part,
}

impl Work for WriteExport {
    const THREAD: &'static str = "export";
    type Message = Infallible;
    type Output = ();
    type Error = JobError;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<(), JobError> {
        if self.existing == Existing::Keep && self.to.symlink_metadata().is_ok() {
            return Err(ExportError::AlreadyExists.into());
        }
        Ok(self.refusal().map_or_else(|| self.write(), Err)?)
    }
}

impl WriteExport {
    /// Why what lies there is not replaced, whatever the user says: a recording, which could not be had again, is no place
    /// for another form.
    fn refusal(&self) -> Option<ExportError> {
        if is_used(&self.to) {
            return Some(ExportError::InUse);
        }
        let is_lost = self.export.form.ending != TRACE_ENDING && is_trace(&self.to);
        is_lost.then_some(ExportError::IsRecording)
    }

    /// The file gets its name when all of it is there.
    fn write(&self) -> Result<(), ExportError> {
        let to = Destination { path: &self.to, existing: self.existing };
        match &self.what {
            WhatExported::Recording { file, window, judged, write } => file.with_marks(|from| {
                self.worded(from, |trace, wording| {
                    let (window, judged) = (*window, *judged);
                    write(&Exported { trace, from, wording, window, judged }, to)
                })
            }),
            WhatExported::Comparison { sides, row, write } => self.compared(sides, |comparison, wording| {
                let row = row.as_ref().map(|row| reworded(row, wording));
                write(&ExportedComparison { comparison, row: row.as_ref() }, to)
            }),
        }
    }

    fn anonymiser(&self, traces: &[&Trace]) -> Anonymiser {
        if self.export.is_strict {
            Anonymiser::strict(traces, &own_words(), str::to_owned)
        } else {
            Anonymiser::new(traces, &self.names)
        }
    }

    /// Reads a recording, in other words where they are wanted.
    fn worded(
        &self,
        from: &Path,
        write: impl FnOnce(&Trace, Option<&dyn Wording>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut trace = trace_file::open(from)?.trace;
        let wording = self.export.is_anonymised.then(|| self.anonymiser(&[&trace]));
        let wording = wording.as_ref().map(|wording| wording as &dyn Wording);
        if let Some(wording) = wording {
            trace.reword(wording);
        }
        write(&trace, wording)
    }

    /// Compares both anew: what is called alike in both still is, in other words too.
    fn compared(
        &self,
        sides: &[ComparedSide; 2],
        write: impl FnOnce(&Comparison, Option<&dyn Wording>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let [one, other] = sides;
        let mut traces = [one.file.read()?, other.file.read()?];
        let is_anonymised = self.export.is_anonymised;
        let wording = is_anonymised.then(|| self.anonymiser(&[&traces[0], &traces[1]]));
        let wording = wording.as_ref().map(|wording| wording as &dyn Wording);
        if let Some(wording) = wording {
            for trace in &mut traces {
                trace.reword(wording);
            }
        }
        let sides = [0, 1].map(|nth| {
            let name = if is_anonymised { NAMELESS[nth] } else { &sides[nth].name };
            let (trace, part) = (&traces[nth], sides[nth].part);
            if part.is_whole() {
                Side::whole(name, trace)
            } else {
                Side::part(name, trace, part.window(trace))
            }
        });
        write(&Comparison::between(&sides, Alignment::Cycles), wording)
    }
}

impl Filed {
    /// Hands over a file with the marks as they are now: its own, or one that is made for that.
    fn with_marks(&self, then: impl FnOnce(&Path) -> Result<(), ExportError>) -> Result<(), ExportError> {
        if !self.is_edited && self.held.is_in_place() {
            return then(self.held.path());
        }
        let directory = private_temporary_directory()?;
        let marked = directory.path().join("marked.strand");
        self.held.copy_to(&marked, Existing::Keep, &self.annotations)?;
        then(&marked)
    }

    fn read(&self) -> Result<Trace, ExportError> {
        let mut trace = self.held.read()?.trace;
        trace.annotations = self.annotations.clone();
        Ok(trace)
    }
}

/// What a row is called in other words.
fn reworded(row: &RowName, wording: Option<&dyn Wording>) -> RowName {
    let (Some(wording), RowName::Category { group, name }) = (wording, row) else { return row.clone() };
    let mut category = Category::counted(group, name);
    wording.category(&mut category);
    RowName::Category { group: category.group, name: category.name }
}
