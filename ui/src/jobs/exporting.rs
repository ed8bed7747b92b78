//! Writes a recording, or two that are compared, in another form.

use crate::state::{Export, Exported, ExportedComparison, Part, RunId};
use crossbeam_channel::{Receiver, bounded};
use std::io;
use std::path::{Path, PathBuf};
use strandline::analysis::{Assessment, Comparison, Measured, RowName, Subject, Window};
use strandline::anonymise::{Anonymiser, Names};
use strandline::files::private_temporary_directory;
use strandline::model::{Annotations, Category, Trace, Wording};
use strandline::session::Waker;
use strandline::trace_file::{self, Existing, copy_trace, is_being_written, is_trace};

/// What the two are called where nothing shall tell of their user.
const NAMELESS: [&str; 2] = ["before", "after"];

/// What is exported, and where to.
pub(crate) struct ExportingOf {
    /// The recording that was on screen.
    pub(crate) run: RunId,
    /// As what.
    pub(crate) export: Export,
    /// What it is.
    pub(crate) what: WhatExported,
    /// Names that the machine knows and that are left out where names are.
    pub(crate) names: Names,
    /// The file that it gets.
    pub(crate) to: PathBuf,
}

/// One recording, or two.
pub(crate) enum WhatExported {
    Recording {
        file: Filed,
        /// What reports are about.
        window: Window,
        /// What a chart of the cycles is about.
        judged: Option<Subject>,
        write: fn(&Exported<'_>, &Path) -> Result<(), String>,
    },
    Comparison {
        sides: [ComparedSide; 2],
        /// What a chart is about.
        row: Option<RowName>,
        write: fn(&ExportedComparison<'_>, &Path) -> Result<(), String>,
    },
}

/// A recording as it lies on the disk.
pub(crate) struct Filed {
    pub(crate) path: PathBuf,
    /// Its marks as they are now, if they are other than in that file.
    pub(crate) annotations: Option<Annotations>,
}

/// One of two that are compared.
pub(crate) struct ComparedSide {
    pub(crate) name: String,
    pub(crate) file: Filed,
    pub(crate) part: Part,
}

/// An export under way.
pub(crate) struct Exporting(Receiver<(ExportingOf, Result<(), String>)>);

impl Exporting {
    pub(crate) fn start(what: ExportingOf, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        std::thread::Builder::new().name("export".to_owned()).spawn(move || {
            let result = what.export();
            let _nobody_waits = outbox.send((what, result));
            waker();
        })?;
        Ok(Self(answer))
    }

    /// What was exported and whether that worked, once it is known.
    pub(crate) fn done(&self) -> Option<(ExportingOf, Result<(), String>)> {
        self.0.try_recv().ok()
    }
}

impl ExportingOf {
    /// The file gets its name when all of it is there. A recording, which could not be had again, is no place for another
    /// form.
    fn export(&self) -> Result<(), String> {
        if is_being_written(&self.to) {
            return Err("a recording is being written there; choose another name".to_owned());
        }
        if self.export.form.ending != "strand" && is_trace(&self.to) {
            return Err("there is a recording; choose another name".to_owned());
        }
        match &self.what {
            WhatExported::Recording { file, window, judged, write } => file.with_marks(|from| {
                self.worded(from, |trace, wording| {
                    let (window, judged) = (*window, *judged);
                    write(&Exported { trace, from, wording, window, judged }, &self.to)
                })
            }),
            WhatExported::Comparison { sides, row, write } => self.compared(sides, |comparison, wording| {
                let row = row.as_ref().map(|row| reworded(row, wording));
                write(&ExportedComparison { comparison, row: row.as_ref() }, &self.to)
            }),
        }
    }

    /// Reads a recording, in other words where they are wanted.
    fn worded(
        &self,
        from: &Path,
        write: impl FnOnce(&Trace, Option<&dyn Wording>) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut trace = trace_file::open(from).map_err(|error| error.to_string())?.trace;
        let wording = self.export.is_anonymised.then(|| Anonymiser::of(&[&trace], &self.names));
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
        write: impl FnOnce(&Comparison, Option<&dyn Wording>) -> Result<(), String>,
    ) -> Result<(), String> {
        let [one, other] = sides;
        let mut traces = [one.file.read()?, other.file.read()?];
        let is_anonymised = self.export.is_anonymised;
        let wording = is_anonymised.then(|| Anonymiser::of(&[&traces[0], &traces[1]], &self.names));
        let wording = wording.as_ref().map(|wording| wording as &dyn Wording);
        if let Some(wording) = wording {
            for trace in &mut traces {
                trace.reword(wording);
            }
        }
        let measured = [0, 1].map(|nth| {
            let name = if is_anonymised { NAMELESS[nth] } else { &sides[nth].name };
            measured(name, &traces[nth], sides[nth].part)
        });
        write(&Comparison::of(&measured[0].side(), &measured[1].side()), wording)
    }
}

impl Filed {
    /// Hands over a file with the marks as they are now: its own, or one that is made for that.
    fn with_marks(&self, then: impl FnOnce(&Path) -> Result<(), String>) -> Result<(), String> {
        let Some(annotations) = &self.annotations else { return then(&self.path) };
        let directory = private_temporary_directory().map_err(|error| error.to_string())?;
        let marked = directory.path().join("marked.strand");
        copy_trace(&self.path, &marked, annotations, Existing::Keep).map_err(|error| error.to_string())?;
        then(&marked)
    }

    fn read(&self) -> Result<Trace, String> {
        let mut trace = trace_file::open(&self.path).map_err(|error| error.to_string())?.trace;
        if let Some(annotations) = &self.annotations {
            trace.annotations = annotations.clone();
        }
        Ok(trace)
    }
}

/// As the window measures what stands at a letter.
fn measured<'a>(name: &str, trace: &'a Trace, part: Part) -> Measured<'a> {
    let window = part.window(trace);
    let assessment =
        if part.is_whole() { Assessment::of(trace, None) } else { Assessment::within(trace, window) };
    Measured { name: name.to_owned(), trace, window, assessment }
}

/// What a row is called in other words.
fn reworded(row: &RowName, wording: Option<&dyn Wording>) -> RowName {
    let (Some(wording), RowName::Category { group, name }) = (wording, row) else { return row.clone() };
    let mut category = Category::counted(group, name);
    wording.category(&mut category);
    RowName::Category { group: category.group, name: category.name }
}
