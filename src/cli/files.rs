//! Files that commands write.

use super::console;
use crate::platform::files::{self, CreateError, Existing, Kind, NewFile, unused_neighbour};
use crate::storage::trace_file::{TRACE, WriteError, is_being_written, is_text, is_trace};
use clap::Args;
use std::error::Error;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Standard output, where a file is asked for.
const STANDARD_OUTPUT: &str = "-";

/// Where a command writes to.
#[derive(Clone, Debug, Args)]
pub(super) struct Out {
    /// Where to write it; - is standard output
    #[arg(id = "out", short, long, default_value = STANDARD_OUTPUT, value_name = "FILE")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) replacing: Replacing,
}

impl Out {
    /// Whether it is no file.
    pub(super) fn is_standard_output(&self) -> bool {
        self.path.as_os_str() == STANDARD_OUTPUT
    }
}

/// What gives way to the file that is written.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Replacing {
    /// Replace a file that is there, whatever it is [default: an empty one, or one of the same kind]
    #[arg(long)]
    force: bool,
}

impl Replacing {
    pub(super) const fn existing(self) -> Existing {
        if self.force { Existing::Force } else { Existing::Replace }
    }
}

/// Pages of ours.
pub(super) const PAGE: Kind = Kind {
    name: "page of Strandline",
    is_one: |head| holds(head, b"<meta name=\"generator\" content=\"Strandline "),
};

/// Figures of ours as JSON, of any schema.
pub(super) const JSON: Kind =
    Kind { name: "JSON file of Strandline", is_one: |head| head.starts_with(b"{\n  \"schema\": ") };

/// Test results of ours.
pub(super) const TEST_RESULTS: Kind = Kind {
    name: "file of test results",
    is_one: |head| holds(head, b"<testsuites><testsuite name=\"strandline check\""),
};

/// Tables of ours: none but ours begins with such a line.
pub(super) const TABLE: Kind = Kind {
    name: "table of Strandline",
    is_one: |head| TABLES_BEGIN.iter().any(|line| head.starts_with(line.as_bytes())),
};

/// How the tables of `report` and `export` begin.
const TABLES_BEGIN: [&str; 3] =
    ["cycle,is_warmup,closed_s,group,", "time_ns,mark,cycle,group,", "id,parent,group,name,tag,"];

/// Profiles of ours for the Firefox Profiler.
pub(super) const PROFILE: Kind = Kind {
    name: "profile of Strandline",
    is_one: |head| head.starts_with(b"{") && holds(head, b"(memory, by Strandline)\""),
};

/// Traces as text.
pub(super) const TEXT_TRACE: Kind = Kind { name: "trace as text", is_one: is_text };

/// What cannot be told from other files: texts, pictures.
pub(super) const OTHER: Kind = Kind { name: "file known to be of Strandline", is_one: |_head| false };

fn holds(head: &[u8], part: &[u8]) -> bool {
    head.windows(part.len()).any(|window| window == part)
}

/// Writes a text for people to a file, or to standard output for `-`.
pub(super) fn write_text(out: &Out, kind: Kind, text: &str) -> Result<(), Box<dyn Error>> {
    write_as_it_comes(out, kind, |into| Ok(into.write_all(console::printable(text).as_bytes())?))
}

/// Writes to a file, or to standard output for `-`, what need not be in memory as a whole. A file gets its name when all
/// of it is there; a recording, which could not be had again, is not written over.
pub(super) fn write_as_it_comes(
    out: &Out,
    kind: Kind,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let path = &out.path;
    if path == Path::new(STANDARD_OUTPUT) {
        let mut into = BufWriter::new(io::stdout().lock());
        let written = write(&mut into).and_then(|()| Ok(into.flush()?));
        return written.map_err(|error| unwritten("standard output", error));
    }
    if is_trace(path) {
        return Err(format!("{} is a recording and stays; give another name", path.display()).into());
    }
    files::write(path, out.replacing.existing(), kind, write).map_err(|error| {
        match error.downcast::<CreateError>().map(|refusal| *refusal) {
            Ok(refusal) if refusal.can_be_replaced() => with_remedy(&refusal, path),
            Ok(refusal @ CreateError::NotAFile { .. }) => {
                format!("{refusal}, or - for standard output").into()
            }
            Ok(refusal) => refusal.to_string().into(),
            Err(error) => unwritten(&path.display().to_string(), error),
        }
    })
}

/// The system's error with the name of what could not be written. A reader that has gone is told as it is: it is none.
fn unwritten(name: &str, error: Box<dyn Error>) -> Box<dyn Error> {
    match error.downcast::<io::Error>() {
        Ok(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            format!("{name} cannot be written: {error}").into()
        }
        Ok(error) => error,
        Err(other) => other,
    }
}

/// Why a trace cannot be written, with what to do about it on the command line.
pub(super) fn refused(error: WriteError, path: &Path) -> Box<dyn Error> {
    if error.can_be_replaced() { with_remedy(&error, path) } else { error.into() }
}

fn with_remedy(refusal: &dyn Error, path: &Path) -> Box<dyn Error> {
    let free = unused_neighbour(path);
    format!("{refusal}; --force replaces it, {} is free", free.display()).into()
}

/// Whether two paths lead to one file.
pub(super) fn are_one(one: &Path, other: &Path) -> bool {
    let real = [one, other].map(Path::canonicalize);
    one == other || matches!(real, [Ok(one), Ok(other)] if one == other)
}

/// Writes a picture to a file, or to standard output for `-` unless a person looks at it.
pub(super) fn write_picture(out: &Out, kind: Kind, picture: &[u8]) -> Result<(), Box<dyn Error>> {
    if out.path == Path::new(STANDARD_OUTPUT) && io::stdout().is_terminal() {
        return Err("a picture is nothing for a terminal; name a file with --out".into());
    }
    write_as_it_comes(out, kind, |into| Ok(into.write_all(picture)?))
}

/// Refuses what no trace can be written to, before a command is started for it.
pub(super) fn check_trace(path: &Path, replacing: Replacing) -> Result<(), Box<dyn Error>> {
    refuse_standard_output(path)?;
    let begun = NewFile::beside(path, replacing.existing(), TRACE).map_err(WriteError::from);
    let in_use = || if is_being_written(path) { Err(WriteError::InUse(path.to_owned())) } else { Ok(()) };
    begun.and_then(|_removed_again| in_use()).map_err(|error| refused(error, path))
}

/// Refuses `-` where a trace is to be written: it grows in its file, and is no text.
pub(super) fn refuse_standard_output(path: &Path) -> Result<(), Box<dyn Error>> {
    if path == Path::new(STANDARD_OUTPUT) {
        return Err("a trace is not for standard output; name a file with -o".into());
    }
    Ok(())
}
