//! What can be said on the command line.

use crate::app::Start;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, ValueEnum};
use eframe::egui;
use std::path::PathBuf;
use strandline::platform::demo::TargetKind;

/// The window of Strandline: choose a process, record it, and see what stays. Without a display, use `strandline`.
#[derive(Debug, Parser)]
#[command(name = "strandline-app", version)]
#[command(group = clap::ArgGroup::new("what").args(["trace", "demo", "pid"]))]
pub struct Arguments {
    /// A trace to open
    #[arg(value_name = "F.strand")]
    pub trace: Option<PathBuf>,
    /// Record a built-in target that leaks in a known way
    #[arg(long, value_name = "TARGET", num_args = 0..=1, default_missing_value = "pagelist", value_parser = kinds())]
    pub demo: Option<TargetKind>,
    /// Record the process with this id
    #[arg(long)]
    pub pid: Option<u32>,
    /// Colours [default: as the system has them]
    #[arg(long, value_enum)]
    pub theme: Option<ThemeChoice>,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeChoice {
    /// Dark text on light ground
    Light,
    /// Light text on dark ground
    Dark,
}

impl Arguments {
    /// What to begin with.
    pub(crate) fn start(&self) -> Start {
        match (&self.trace, self.demo, self.pid) {
            (Some(path), ..) => Start::Open(path.clone()),
            (None, Some(kind), _) => Start::Demo(kind),
            (None, None, Some(pid)) => Start::Record(pid),
            (None, None, None) => Start::Chooser,
        }
    }

    pub(crate) fn theme(&self) -> egui::ThemePreference {
        match self.theme {
            Some(ThemeChoice::Light) => egui::ThemePreference::Light,
            Some(ThemeChoice::Dark) => egui::ThemePreference::Dark,
            None => egui::ThemePreference::System,
        }
    }
}

fn kinds() -> impl TypedValueParser<Value = TargetKind> {
    PossibleValuesParser::new(TargetKind::ALL.iter().map(|kind| kind.word()))
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
        check("strandline-app --demo", Start::Demo(TargetKind::PageList));
        check("strandline-app --demo cache --theme light", Start::Demo(TargetKind::Cache));
        check("strandline-app --pid 7", Start::Record(7));
        assert!(Arguments::try_parse_from(["strandline-app", "--pid", "7", "a.strand"]).is_err());
    }
}
