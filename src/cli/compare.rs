//! `strandline compare`: what has changed from one recording to another, or from one part of a recording to another.

use super::anonymity::anonymiser_of_compared;
use super::args::{AlignBy, Anonymity, CompareArguments, CompareFormat};
use super::{Outcome, console, files};
use crate::analysis::{Alignment, Comparison, Side, Window};
use crate::model::Trace;
use crate::report::{CompareReport, compare_html, compare_markdown, compare_text};
use crate::storage::trace_file;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(arguments: &CompareArguments) -> Outcome {
    let mut asked = parse_sides(&arguments.traces)?;
    let mut traces = open(&asked)?;
    // Marks are asked for by the names that they have.
    let windows: Vec<_> =
        asked.iter().map(|part| window(part, &traces, arguments)).collect::<Result<_, _>>()?;
    if let Some(form) = arguments.anonymise {
        anonymise(&mut asked, &mut traces, form);
    }
    let sides = asked.iter().zip(windows).map(|(SideArgument { name, path, .. }, window)| {
        let trace = &traces[path];
        window.map_or_else(|| Side::whole(name, trace), |window| Side::part(name, trace, window))
    });
    let sides: Vec<_> = sides.collect();
    let alignment = match arguments.align {
        AlignBy::Cycles => Alignment::Cycles,
        AlignBy::Time => Alignment::Time,
    };
    let kind = match arguments.format {
        CompareFormat::Text | CompareFormat::Md => files::OTHER,
        CompareFormat::Json => files::JSON,
        CompareFormat::Html => files::PAGE,
    };
    let comparison = Comparison::between(&sides, alignment);
    let report = match arguments.format {
        CompareFormat::Text => compare_text(&comparison),
        CompareFormat::Md => compare_markdown(&comparison),
        CompareFormat::Json => CompareReport::new(&comparison).to_text(),
        CompareFormat::Html => compare_html(&comparison),
    };
    files::write_text(&arguments.out, kind, &report)?;
    Ok(ExitCode::SUCCESS)
}

/// A trace, or a part of it: `F.strand@FROM..TO`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SideArgument {
    /// As it was written.
    name: String,
    path: PathBuf,
    /// The ends of the part; nothing where the default is meant.
    range: Option<[Option<String>; 2]>,
}

/// What the command line names. A part without a file is one of the file before it.
fn parse_sides(texts: &[String]) -> Result<Vec<SideArgument>, String> {
    let mut all: Vec<SideArgument> = Vec::with_capacity(texts.len());
    for text in texts {
        let mut part = SideArgument::parse(text);
        if part.path.as_os_str().is_empty() {
            let Some(before) = all.last() else {
                return Err(format!("{text}: which file? write F{text}"));
            };
            part.path.clone_from(&before.path);
            part.name = format!("{}{text}", part.path.display());
        }
        all.push(part);
    }
    Ok(all)
}

impl SideArgument {
    /// A file that is there is meant as it stands, whatever its name.
    fn parse(text: &str) -> Self {
        let whole = |path: &str| Self { name: path.to_owned(), path: PathBuf::from(path), range: None };
        if Path::new(text).exists() {
            return whole(text);
        }
        let ends = text.rsplit_once('@').and_then(|(path, range)| Some((path, range.split_once("..")?)));
        let Some((path, (from, to))) = ends else { return whole(text) };
        let end = |label: &str| (!label.is_empty()).then(|| label.to_owned());
        Self { name: text.to_owned(), path: PathBuf::from(path), range: Some([end(from), end(to)]) }
    }
}

/// Each file once.
fn open(asked: &[SideArgument]) -> Result<BTreeMap<PathBuf, Trace>, Box<dyn Error>> {
    let mut traces = BTreeMap::new();
    for SideArgument { path, .. } in asked {
        if !traces.contains_key(path) {
            let opened = trace_file::open(path)?;
            opened
                .warnings
                .iter()
                .for_each(|warning| console::warn(&format!("{}: {warning}", path.display())));
            traces.insert(path.clone(), opened.trace);
        }
    }
    Ok(traces)
}

/// Takes out what tells of the user; file names do too.
fn anonymise(asked: &mut [SideArgument], traces: &mut BTreeMap<PathBuf, Trace>, form: Anonymity) {
    let wording = anonymiser_of_compared(&traces.values().collect::<Vec<_>>(), form);
    for trace in traces.values_mut() {
        trace.reword(&wording);
    }
    for (number, part) in (1..).zip(asked) {
        part.name = format!("recording {number}");
    }
}

/// The part that is asked for; nothing where all of the trace is.
fn window(
    asked: &SideArgument,
    traces: &BTreeMap<PathBuf, Trace>,
    arguments: &CompareArguments,
) -> Result<Option<Window>, Box<dyn Error>> {
    let for_all = || [arguments.from.clone(), arguments.to.clone()];
    let [from, to] = asked.range.clone().unwrap_or_else(for_all);
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let window = Window::resolve(&traces[&asked.path], from.as_deref(), to.as_deref())
        .map_err(|error| format!("{}: {error}", asked.path.display()))?;
    Ok(Some(window))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_behind_its_file() {
        let check = |text: &str, path: &str, range: Option<[&str; 2]>| {
            let part = SideArgument::parse(text);
            let end = |label: &str| (!label.is_empty()).then(|| label.to_owned());
            assert_eq!((part.path.as_path(), part.range), (Path::new(path), range.map(|ends| ends.map(end))));
        };
        check("a.strand", "a.strand", None);
        check("a.strand@base..cycle 3", "a.strand", Some(["base", "cycle 3"]));
        check("a@b.strand@1s..2.5s", "a@b.strand", Some(["1s", "2.5s"]));
        check("a.strand@..x", "a.strand", Some(["", "x"]));
        check("a.strand@x..", "a.strand", Some(["x", ""]));
        check("a@b.strand", "a@b.strand", None);
        check("@x..y", "", Some(["x", "y"]));
        // A file that is there is that file.
        check("src", "src", None);
    }

    #[test]
    fn a_part_without_a_file_is_of_the_one_before() {
        let names = |texts: &[&str]| -> Result<Vec<(String, PathBuf)>, String> {
            let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
            Ok(parse_sides(&texts)?.into_iter().map(|part| (part.name, part.path)).collect())
        };
        let part = |name: &str| (name.to_owned(), PathBuf::from("a.strand"));
        let expected = vec![part("a.strand@..x"), part("a.strand@x..y")];
        assert_eq!(names(&["a.strand@..x", "@x..y"]), Ok(expected));
        assert_eq!(names(&["@..x", "a"]), Err("@..x: which file? write F@..x".to_owned()));
    }
}
