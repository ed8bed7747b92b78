//! `strandline import`: makes a trace of the output of other tools.

use super::args::{ImportArguments, MarksOf};
use super::{Outcome, console, files};
use crate::analysis::Window;
use crate::import::{Choice, ImportError, ImportedSeries, Roles, Text, sort_by_name};
use crate::report::{self, Summary};
use crate::storage::own_files;
use crate::storage::trace_file::{self, TEXT_BEGINS, Writer};
use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(arguments: &ImportArguments) -> Outcome {
    if let Some(out) = &arguments.out {
        if arguments.texts.iter().any(|text| files::are_one(text, out)) {
            return Err(format!("{} would be written over; give another name with -o", out.display()).into());
        }
        files::refuse_standard_output(out)?;
    }
    let mut texts = Vec::new();
    for path in &in_order(&arguments.texts) {
        let mut input = open(path)?;
        let mut head = Vec::new();
        input
            .by_ref()
            .take(TEXT_BEGINS.len() as u64)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(path, &error))?;
        let is_trace = trace_file::is_text(&head);
        let whole = Cursor::new(head).chain(input);
        if is_trace {
            return import_trace(whole, path, arguments);
        }
        let text = Text::read(name_of(path), whole).map_err(|error| unreadable(path, &error))?;
        tell(path, &text);
        if arguments.lines {
            text.outline.iter().for_each(|run| console::say(&console::printable_line(&run.to_string())));
        }
        texts.push(text);
    }
    let categories = own_files::rules()?;
    let roles = match arguments.marks {
        MarksOf::Cycles => Roles::Cycles,
        MarksOf::OpenAndClosed => Roles::OpenAndClosed,
        MarksOf::Moments => Roles::Moments,
    };
    let series = ImportedSeries::assemble(&texts, &categories, Choice { pid: arguments.pid, roles })
        .map_err(|error| named(error, arguments))?;
    match &arguments.out {
        Some(out) => save(&series, out, arguments)?,
        None => print(series)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn save(series: &ImportedSeries, out: &Path, arguments: &ImportArguments) -> Result<(), Box<dyn Error>> {
    let writer = Writer::create(out, arguments.replacing.existing(), &series.start);
    let written = writer.and_then(|writer| {
        writer.write_whole(&series.deltas, &series.stacks, &series.warnings, &series.annotations)
    });
    written.map_err(|error| files::refused(error, out))?;
    for warning in &series.warnings {
        console::warn(&warning.text);
    }
    let snapshots = series.deltas.len();
    let noun = if snapshots == 1 { "snapshot" } else { "snapshots" };
    console::say(&format!("{}: {snapshots} {noun} of {}", out.display(), series.start.target.name));
    Ok(())
}

/// The report, where no file is asked for; warnings are in it.
fn print(series: ImportedSeries) -> Result<(), Box<dyn Error>> {
    let trace = series.into_trace();
    let window = Window::resolve(&trace, None, None)?;
    let report = report::text(&Summary::measure(&trace, window, None));
    Ok(console::print(&report)?)
}

/// The texts in the order in which they were taken: as they are named, but where a shell has listed them letter by letter,
/// by the numbers in their names.
fn in_order(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut paths = paths.to_vec();
    if paths.is_sorted() {
        sort_by_name(&mut paths);
        let is_other = |pair: &[PathBuf]| pair[0] > pair[1];
        if let [first, .., last] = paths.as_slice()
            && paths.windows(2).any(is_other)
        {
            let (first, last) = (shown(first), shown(last));
            console::say(&format!("the texts are taken by the numbers in their names: {first} … {last}"));
        }
    }
    paths
}

fn open(path: &Path) -> Result<Box<dyn Read>, Box<dyn Error>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path).map_err(|error| unreadable(path, &error))?))
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}", shown(path))
}

/// A mark is called as its file, without ending.
fn name_of(path: &Path) -> String {
    if path == Path::new("-") {
        return "standard input".to_owned();
    }
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}

fn shown(path: &Path) -> String {
    if path == Path::new("-") { name_of(path) } else { path.display().to_string() }
}

fn tell(path: &Path, text: &Text) {
    let moments = match text.captures.len() {
        0 | 1 => String::new(),
        several => format!(", {several} times"),
    };
    console::say(&format!("{}: {}{moments}", shown(path), text.recognised_as()));
}

/// The error with the path of the file, which tells more than the name of its mark.
fn named(error: ImportError, arguments: &ImportArguments) -> ImportError {
    match error {
        ImportError::Refused { text, foreign } => {
            let path = arguments.texts.iter().find(|path| name_of(path) == text);
            ImportError::Refused { text: path.map_or(text, |path| shown(path)), foreign }
        }
        other => other,
    }
}

/// Reads a trace as text back: the very same trace.
fn import_trace(input: impl Read, path: &Path, arguments: &ImportArguments) -> Outcome {
    if arguments.texts.len() > 1 {
        let path = path.display();
        return Err(format!("{path} is a whole trace as text; import it alone").into());
    }
    let existing = arguments.replacing.existing();
    let Some(out) = &arguments.out else {
        return Err(format!("{} is a whole trace as text; say with -o where it goes", path.display()).into());
    };
    let warnings = trace_file::import_text(BufReader::new(input), path, out, existing)
        .map_err(|error| files::refused(error, out))?;
    for warning in &warnings {
        console::warn(warning);
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &[&str], expected: &[&str]) {
        let given: Vec<_> = given.iter().map(PathBuf::from).collect();
        assert_eq!(in_order(&given), expected.iter().map(PathBuf::from).collect::<Vec<_>>());
    }

    #[test]
    fn a_shell_lists_ten_before_two_but_it_comes_behind_nine() {
        check(
            &["cycle-1.txt", "cycle-10.txt", "cycle-2.txt"],
            &["cycle-1.txt", "cycle-2.txt", "cycle-10.txt"],
        );
        check(&["a/1.txt", "a/11.txt", "a/9.txt", "b/1"], &["a/1.txt", "a/9.txt", "a/11.txt", "b/1"]);
        check(&["before", "cycle-1", "cycle-2"], &["before", "cycle-1", "cycle-2"]);
        check(&["2026-01-09", "2026-01-10"], &["2026-01-09", "2026-01-10"]);
        check(&["7", "70", "8"], &["7", "8", "70"]);
    }

    #[test]
    fn an_order_that_somebody_has_chosen_stays() {
        check(&["before", "after"], &["before", "after"]);
        check(&["10", "2", "1"], &["10", "2", "1"]);
        check(&["-"], &["-"]);
    }
}
