//! What is on screen in other forms, for other programs and for people.

mod comparison;
mod error;
mod recording;

pub use comparison::{COMPARISON_FORMS, ExportedComparison};
pub use error::ExportError;
pub use recording::{Exported, FORMS};

use std::io;
use std::path::{Path, PathBuf};
use strandline::platform::files::{self, Existing, Kind};
use strandline::report::svg::png;

/// Pixels of a picture for each of its points: sharp on any screen.
const SCALE: f32 = 2.0;

#[derive(Debug)]
pub struct Form {
    /// What it is called.
    pub name: &'static str,
    /// What the names of its files end with.
    pub ending: &'static str,
    /// What it is good for.
    pub meaning: &'static str,
    pub write: Write,
}

/// Where an export goes.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    pub path: &'a Path,
    /// What becomes of one that is there.
    pub existing: Existing,
}

/// Writes a form to a file; says why not, without the path.
#[derive(Clone, Copy, Debug)]
pub enum Write {
    /// Of a recording.
    Recording(fn(&Exported<'_>, Destination<'_>) -> Result<(), ExportError>),
    /// Of two that are compared.
    Comparison(fn(&ExportedComparison<'_>, Destination<'_>) -> Result<(), ExportError>),
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.is_of_comparison() == other.is_of_comparison()
    }
}

impl Eq for Form {}

impl Form {
    /// Whether it is a form of two that are compared.
    pub const fn is_of_comparison(&self) -> bool {
        matches!(self.write, Write::Comparison(_))
    }
}

/// An export that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    pub form: &'static Form,
    /// Whether names of users, paths and command lines are left out.
    pub is_anonymised: bool,
    /// Whether, then, of all names only those of the system's libraries stay.
    pub is_strict: bool,
}

impl Export {
    /// What is offered first: of a recording, or of two that are compared.
    pub fn first(is_of_comparison: bool) -> Self {
        let form = if is_of_comparison { &COMPARISON_FORMS[0] } else { &FORMS[0] };
        Self { form, is_anonymised: false, is_strict: false }
    }

    /// The forms from which this one is chosen.
    pub const fn forms(self) -> &'static [Form] {
        if self.form.is_of_comparison() { COMPARISON_FORMS } else { FORMS }
    }

    /// What the dialogs about it are called.
    pub const fn title(self) -> &'static str {
        if self.form.is_of_comparison() { "Export the comparison" } else { "Export the recording" }
    }

    /// The path with the form's ending, unless it has one.
    #[must_use]
    pub fn ended(self, path: PathBuf) -> PathBuf {
        if path.extension().is_some() { path } else { path.with_extension(self.form.ending) }
    }
}

fn picture(to: Destination<'_>, svg: &str) -> Result<(), ExportError> {
    let picture = png(svg, SCALE)?;
    create(to, |into| Ok(into.write_all(&picture)?))
}

fn text(to: Destination<'_>, text: &str) -> Result<(), ExportError> {
    create(to, |into| Ok(into.write_all(text.as_bytes())?))
}

/// Of which kind a file is plays no part where any gives way, or none.
fn create(
    to: Destination<'_>,
    write: impl FnOnce(&mut dyn io::Write) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    const ANY: Kind = Kind { name: "file", is_one: |_head| true };
    files::write(to.path, to.existing, ANY, write)
}
