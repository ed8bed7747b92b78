//! Makes a recording of texts.

use super::without_name;
use crate::state::Import;
use crate::system::System;
use crossbeam_channel::{Receiver, bounded};
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::import::{Series, Text};
use strandline::model::Trace;
use strandline::record::session::Waker;
use strandline::storage::own_files::unused_path;
use strandline::storage::trace_file::{Existing, HeldTrace, Writer};

/// Texts as a recording that nobody has saved.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// The recording.
    pub(crate) trace: Trace,
    /// Its file.
    pub(crate) held: HeldTrace,
    /// What that would be called in the state directory, if it has no name.
    pub(crate) would_be: Option<PathBuf>,
    /// All of its texts, so that it can be made anew with one more.
    pub(crate) texts: Vec<Text>,
}

/// A recording that is being made of texts.
pub(crate) struct Assembling {
    /// What it is made of.
    pub(crate) import: Import,
    answer: Receiver<Result<Assembled, String>>,
}

impl Assembling {
    pub(crate) fn start(import: Import, system: Arc<dyn System>, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        let asked = import.clone();
        std::thread::Builder::new().name("assemble texts".to_owned()).spawn(move || {
            let _nobody_waits = outbox.send(assemble(&asked, &*system));
            waker();
        })?;
        Ok(Self { import, answer })
    }

    /// The recording, once it is there; says why there is none.
    pub(crate) fn done(&self) -> Option<Result<Assembled, String>> {
        self.answer.try_recv().ok()
    }
}

fn assemble(import: &Import, system: &dyn System) -> Result<Assembled, String> {
    let texts: Cow<'_, [Text]> = match &import.joins {
        None => Cow::Borrowed(import.texts.all()),
        Some(joined) => Cow::Owned([joined.texts.all(), import.texts.all()].concat()),
    };
    let rules = system.rules()?;
    let series = Series::assemble(&texts, &rules, import.choice).map_err(|error| error.to_string())?;
    let target = &series.start.target;
    let path = unused_path(system.files()?.state_directory(), &target.name, target.pid);
    let write = |to: &Path| {
        let writer = Writer::create(to, Existing::Keep, &series.start)?;
        writer.write_whole(&series.deltas, &series.stacks, &series.warnings, &series.annotations)
    };
    // A series that somebody put together is worth keeping. A text that was opened is still there.
    let (held, would_be) = if import.joins.is_some() {
        write(&path).map_err(|error| error.to_string())?;
        (HeldTrace::open(&path).map_err(|error| error.to_string())?, None)
    } else {
        (without_name(&path, write)?, Some(path))
    };
    Ok(Assembled { trace: series.into_trace(), held, would_be, texts: texts.into_owned() })
}
