//! Texts as people paste them, where a collection of them lies beside the project: each with a figure that is right.

use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};
use strandline::analysis::Window;
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportedSeries, Text};
use strandline::report::{JsonReport, Summary};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/faults/imports");
    if !folder.is_dir() {
        eprintln!("no collection of texts at {}: nothing to hold against it", folder.display());
        return None;
    }
    Some(folder)
}

/// A text as the report of it in JSON, or why there is none.
pub(crate) fn report(path: &Path) -> Result<Value, String> {
    let name = path.file_stem().unwrap().to_string_lossy();
    let text = Text::read(&*name, File::open(path).unwrap()).unwrap();
    let pid = text.captures.first().and_then(|capture| capture.process.pid);
    let choice = Choice { pid, ..Choice::default() };
    let series =
        ImportedSeries::assemble(&[text], &Rules::built_in(), choice).map_err(|error| error.to_string())?;
    let trace = series.into_trace();
    let summary = Summary::measure(&trace, Window::whole(&trace.recording), None);
    serde_json::from_str(&JsonReport::new(&summary).to_text()).map_err(|error| error.to_string())
}

/// The sum of a figure over the categories of a name (`*`: all that is memory); nothing where none of them tells it.
pub(crate) fn figure(report: &Value, name: &str, metric: &str) -> Option<u64> {
    let is_meant = |row: &&Value| {
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_lowercase();
        let (group, own) = (word("group"), word("name"));
        if name == "*" { group != "reserved" } else { group == name || own == name || own.contains(name) }
    };
    let rows = report["categories"].as_array().unwrap().iter().filter(is_meant);
    rows.filter_map(|row| row["live"][metric].as_u64()).reduce(|sum, more| sum + more)
}

#[test]
fn every_text_has_the_figure_that_is_right() {
    let Some(folder) = folder() else { return };
    let list = std::fs::read_to_string(folder.join("expected.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<_> = line.split('\t').collect();
        let [file, verb, wanted, value, tolerance, ..] = cells[..] else { panic!("{line}") };
        let found = report(&folder.join(file));
        let said = match (verb, &found, wanted.split_once('/')) {
            ("refused", Err(_), _) | ("import", Ok(_), None) => continue,
            ("import", Ok(report), Some((name, metric))) => {
                let (value, tolerance): (u64, u64) = (value.parse().unwrap(), tolerance.parse().unwrap());
                let figure = figure(report, name, metric);
                // What is not there is nothing unattributed.
                let is_right =
                    figure.unwrap_or(u64::from(name != "unattributed") << 63).abs_diff(value) <= tolerance;
                eprintln!(
                    "{file:<34} {wanted:<24} {value:>14} {figure:>14?}",
                    figure = figure.unwrap_or_default()
                );
                if is_right {
                    continue;
                }
                format!("{figure:?}")
            }
            (_, found, _) => format!("{found:?}"),
        };
        wrong.push(format!("{file}: {wanted} is {said}, and should be {value}"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
