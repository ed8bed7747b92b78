//! What can be said on the command line.

use crate::app::Start;
use crate::state::ThemeChoice;
use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;
use strandline::platform::demo::TargetKind;

/// The window of Strandline: choose a process, record it, and see what stays. Without a display, use `strandline`.
#[derive(Debug, Parser)]
#[command(name = "strandline-app", version)]
#[command(group = clap::ArgGroup::new("what").args(["files", "demo", "pid"]))]
pub struct Arguments {
    /// A trace to open, or texts of vmmap, footprint, smaps or pmap, one for each moment
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Record a built-in target that leaks in a known way
    #[arg(long, value_name = "TARGET", num_args = 0..=1, default_missing_value = "pagelist", value_parser = kinds())]
    pub demo: Option<TargetKind>,
    /// Record the process with this id
    #[arg(long)]
    pub pid: Option<u32>,
    /// Colours [default: as chosen the last time]
    #[arg(long, value_name = "COLOURS", value_parser = themes())]
    pub theme: Option<ThemeChoice>,
}

impl Arguments {
    /// What to begin with.
    pub(crate) fn start(&self) -> Start {
        match (self.files.as_slice(), self.demo, self.pid) {
            ([], None, None) => Start::Chooser,
            ([], None, Some(pid)) => Start::Record(pid),
            ([], Some(kind), _) => Start::Demo(kind),
            ([path], ..) => Start::Open(path.clone()),
            (paths, ..) => Start::OpenAll(paths.to_owned()),
        }
    }
}

fn themes() -> impl TypedValueParser<Value = ThemeChoice> {
    PossibleValuesParser::new(["system", "dark", "light"]).map(|word| match word.as_str() {
        "dark" => ThemeChoice::Dark,
        "light" => ThemeChoice::Light,
        _ => ThemeChoice::System,
    })
}

fn kinds() -> impl TypedValueParser<Value = TargetKind> {
    PossibleValuesParser::new(TargetKind::ALL.iter().map(|kind| kind.name()))
        .try_map(|word| word.parse::<TargetKind>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_begin_has_its_words() {
        let check = |line: &str, start| {
            let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(arguments.start(), start, "{line}");
        };
        check("strandline-app", Start::Chooser);
        check("strandline-app a.strand", Start::Open("a.strand".into()));
        check("strandline-app a.txt b.txt", Start::OpenAll(vec!["a.txt".into(), "b.txt".into()]));
        check("strandline-app --demo", Start::Demo(TargetKind::PageList));
        check("strandline-app --demo cache --theme light", Start::Demo(TargetKind::Cache));
        check("strandline-app --pid 7", Start::Record(7));
        assert!(Arguments::try_parse_from(["strandline-app", "--pid", "7", "a.strand"]).is_err());
    }
}
