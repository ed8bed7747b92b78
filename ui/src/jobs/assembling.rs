//! Makes a recording of texts.

use crate::state::Import;
use crate::system::System;
use crossbeam_channel::{Receiver, bounded};
use std::borrow::Cow;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use strandline::import::{Series, Text};
use strandline::model::Trace;
use strandline::own_files::unused_path;
use strandline::session::Waker;
use strandline::trace_file::{Existing, Writer};

/// Texts as a recording that nobody has saved.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// The recording.
    pub(crate) trace: Trace,
    /// Its file in the state directory.
    pub(crate) path: PathBuf,
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
    let write = |series: &Series| {
        let writer = Writer::create(&path, Existing::Keep, &series.start)?;
        writer.write_whole(&series.deltas, &series.warnings, &series.annotations)
    };
    write(&series).map_err(|error| error.to_string())?;
    Ok(Assembled { trace: series.into_trace(), path, texts: texts.into_owned() })
}
