//! The arguments of the command line. Scripts rely on them: names and meanings are stable.

use super::cycles::CycleArguments;
use super::doctor::DoctorArguments;
use super::files::{Out, Replacing};
use super::stacks::SymbolicateArguments;
use super::values::{ExportFormat, ExportedTable, duration, interval, parse_kind, share};
use super::verify::VerifyArguments;
use crate::platform::demo::TargetKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use std::{ffi::OsString, path::PathBuf, time::Duration};

/// Strandline shows the memory that stays after every cycle, and what it is worth.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// All that can be said, for whoever writes it down: manuals, completions.
pub fn command() -> clap::Command {
    Arguments::command().name("strandline")
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List processes by footprint, and tell which of them may be recorded
    List(ListArguments),
    /// Record a process, by pid or name, or a command
    Record(RecordArguments),
    /// Set a mark in a running recording, and wait until it is set
    Mark(MarkArguments),
    /// Tell what stayed, what came and went, and what is there
    Report(ReportArguments),
    /// Compare recordings, or parts of one: what a cycle adds before and after
    Compare(CompareArguments),
    /// Hold a recording against a budget: exit 0 within, 1 over, 2 not enough evidence, 3 error
    Check(CheckArguments),
    /// Make a trace of what other tools have said: vmmap, footprint, crash reports, pmap, and files of /proc
    Import(ImportArguments),
    /// Give a recording out as data: as text that imports again, as tables, for the Firefox Profiler
    Export(ExportArguments),
    /// Record a built-in target that leaks in a known way, and hold the numbers against what it knows
    Demo(DemoArguments),
    /// Check what recording needs, on this machine and for one process
    Doctor(DoctorArguments),
    /// Hold one complete look at a process against the kernel's own figures: exit 0 agrees, 1 differs, 3 error
    Verify(VerifyArguments),
    /// macOS: sign a program or an app so that it invites debuggers, keeping its other entitlements
    Sign(SignArguments),
    /// Name the functions behind the stacks of a recording, from the files that are here
    Symbolicate(SymbolicateArguments),
    /// Be a built-in target (for `demo`)
    #[command(hide = true)]
    Target(TargetArguments),
    /// Do as standard input says (for tests)
    #[command(hide = true)]
    Puppet,
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Only processes whose name or command holds this text
    pub(super) filter: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("whom").required(true).args(["pid", "name", "run"]))]
pub(super) struct RecordArguments {
    /// The process with this id
    #[arg(long)]
    pub(super) pid: Option<u32>,
    /// The only process of this name
    #[arg(long)]
    pub(super) name: Option<String>,
    /// This command, which is started in a process group of its own and ended with the recording
    #[arg(last = true, value_name = "CMD")]
    pub(super) run: Vec<OsString>,
    /// The trace file to write; an older trace is replaced with the first snapshot [default: a new NAME-PID.strand]
    #[arg(short, long, value_name = "F.strand")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) replacing: Replacing,
    #[command(flatten)]
    pub(super) pace: Pace,
    /// End after this time [default: when the target exits, or on Ctrl-C]
    #[arg(long, value_parser = duration, value_name = "TIME")]
    pub(super) duration: Option<Duration>,
    /// Record the stack of each call that maps or unmaps memory, too (Linux)
    #[arg(long)]
    pub(super) stacks: bool,
    /// Do not count at marks what malloc's memory holds; the target then never stands still for it (Linux)
    #[arg(long)]
    pub(super) no_heap: bool,
    #[command(flatten)]
    pub(super) cycles: CycleArguments,
}

/// How often, and at which price.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Pace {
    /// Time between two ticks
    #[arg(long, value_parser = interval, default_value = "100ms", value_name = "TIME")]
    pub(super) interval: Duration,
    /// Share of one core that recording may use, marks aside
    #[arg(long, value_parser = share, default_value = "5%", value_name = "PERCENT")]
    pub(super) budget_cpu: f64,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("where").required(true).args(["pid", "socket"]))]
#[command(group = clap::ArgGroup::new("role").args(["baseline", "open", "closed"]))]
pub(super) struct MarkArguments {
    /// What to call it [default: what it means]
    pub(super) label: Option<String>,
    /// It ends the warm-up: growth counts from here
    #[arg(long)]
    pub(super) baseline: bool,
    /// It says that what cycle N opens is open
    #[arg(long, value_name = "N")]
    pub(super) open: Option<u32>,
    /// It closes cycle N; no cycle is closed twice
    #[arg(long, value_name = "N")]
    pub(super) closed: Option<u32>,
    /// In the recording of the process with this id
    #[arg(long)]
    pub(super) pid: Option<u32>,
    /// In the recording that listens at this socket
    #[arg(long)]
    pub(super) socket: Option<PathBuf>,
    /// How long the recorder may take to answer
    #[arg(long, value_parser = duration, default_value = "5s", value_name = "TIME")]
    pub(super) timeout: Duration,
}

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The trace file
    #[arg(value_name = "F.strand")]
    pub(super) trace: PathBuf,
    /// Where the window begins: a mark's label, or a time such as 12.5s [default: the baseline, or the beginning]
    #[arg(long, value_name = "MARK")]
    pub(super) from: Option<String>,
    /// Where the window ends [default: the last closed cycle, or the end]
    #[arg(long, value_name = "MARK")]
    pub(super) to: Option<String>,
    /// The form
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Without names of users and machines, paths, command lines; =strict: no names but those of the system's libraries
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "usual", value_name = "FORM")]
    pub(super) anonymise: Option<Anonymity>,
    /// Which chart, for svg and png: footprint, a category (its own footprint over time), cycles (the levels of what leads),
    /// or cycles:CATEGORY [default: footprint]
    #[arg(long, value_name = "WHAT")]
    pub(super) chart: Option<String>,
    /// Charts for a dark ground
    #[arg(long)]
    pub(super) dark: bool,
    #[command(flatten)]
    pub(super) out: Out,
}

/// What is left out for strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Anonymity {
    /// What tells of the user: names of people and machines, paths, command lines
    Usual,
    /// All names but those of the system's libraries
    Strict,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for the terminal
    Text,
    /// Markdown, to be pasted into a bug report
    Md,
    /// JSON, schema 1
    Json,
    /// The cycles as one table, a row for each cycle, category and metric
    Csv,
    /// A page for the browser: one file, with charts
    Html,
    /// One chart, as SVG
    Svg,
    /// One chart, as a picture in PNG
    Png,
}

#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// The trace files, in the order of time; F.strand@FROM..TO is a part of one, @FROM..TO alone refers to the preceding file
    #[arg(required = true, num_args = 2.., value_name = "F.strand[@FROM..TO]")]
    pub(super) traces: Vec<String>,
    /// Where those begin that name no part: a mark's label, or a time such as 12.5s
    #[arg(long, value_name = "MARK")]
    pub(super) from: Option<String>,
    /// Where they end
    #[arg(long, value_name = "MARK")]
    pub(super) to: Option<String>,
    /// What is compared
    #[arg(long, value_enum, default_value_t = AlignBy::Cycles)]
    pub(super) align: AlignBy,
    /// The form
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub(super) format: CompareFormat,
    /// Without names of users and machines, paths and command lines; recordings have numbers in the place of names; =strict:
    /// of all names only those of the system's libraries stay
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "usual", value_name = "FORM")]
    pub(super) anonymise: Option<Anonymity>,
    #[command(flatten)]
    pub(super) out: Out,
}

/// What is compared of recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AlignBy {
    /// What a cycle adds, so that their lengths do not matter; over time where one has no cycles
    Cycles,
    /// What is more at the end of each than at its start, without verdicts
    Time,
}

/// The form of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CompareFormat {
    /// Tables for the terminal
    Text,
    /// Markdown, for a pull request
    Md,
    /// JSON, schema 1
    Json,
    /// A page for the browser, with charts
    Html,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("held_against").multiple(true).args(["budget", "against"]))]
#[command(override_usage = "strandline check [OPTIONS] F.strand --budget B.ron\n       \
                            strandline check [OPTIONS] F.strand --against BASE.strand [--budget B.ron]\n       \
                            strandline check --selftest")]
pub(super) struct CheckArguments {
    /// The trace file
    #[arg(value_name = "F.strand", required_unless_present = "selftest", requires = "held_against")]
    pub(super) trace: Option<PathBuf>,
    /// The budget that it is held against
    #[arg(long, value_name = "B.ron", requires = "trace")]
    pub(super) budget: Option<PathBuf>,
    /// An earlier trace: nothing may be new or worse since, unless the budget says what may change
    #[arg(long, value_name = "BASE.strand", requires = "trace")]
    pub(super) against: Option<PathBuf>,
    /// First record a built-in leak, and the same program without it: exit 3 if the leak is missed or its fixed twin fails
    #[arg(long)]
    pub(super) selftest: bool,
    /// The form
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(super) format: CheckFormat,
    #[command(flatten)]
    pub(super) out: Out,
}

/// The form of what came of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// A table for the terminal
    Text,
    /// Markdown, for the summary of a CI run
    Md,
    /// JSON, schema 1
    Json,
    /// XML, for what shows test results: each limit is a test
    Junit,
}

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// The texts, one for each moment, or a trace as RON; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) texts: Vec<PathBuf>,
    /// The trace file to write; without it the report is printed, and nothing is kept
    #[arg(short, long, value_name = "F.strand")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) replacing: Replacing,
    /// Tell what each line was taken for
    #[arg(long)]
    pub(super) lines: bool,
    /// The process, where the texts are about several
    #[arg(long)]
    pub(super) pid: Option<u32>,
    /// What several texts are to each other
    #[arg(long, value_enum, default_value_t = MarksOf::Cycles)]
    pub(super) marks: MarksOf,
}

/// What several texts are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MarksOf {
    /// The first is the baseline, each of the others closes a cycle
    Cycles,
    /// Behind the baseline, open and closed take turns: two texts for each cycle
    OpenAndClosed,
    /// Moments, no more
    Moments,
}

#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// The trace file
    #[arg(value_name = "F.strand")]
    pub(super) trace: PathBuf,
    /// The form
    #[arg(long, value_enum)]
    pub(super) format: ExportFormat,
    /// Which table, of those that csv has [default: levels]
    #[arg(long, value_enum, value_name = "TABLE")]
    pub(super) what: Option<ExportedTable>,
    /// Without names of users and machines, paths, command lines; =strict: no names but those of the system's libraries
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "usual", value_name = "FORM")]
    pub(super) anonymise: Option<Anonymity>,
    #[command(flatten)]
    pub(super) out: Out,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct DemoArguments {
    /// Which target
    #[arg(default_value = "pagelist", value_parser = parse_kind())]
    pub(super) kind: TargetKind,
    /// The target without its leak
    #[arg(long)]
    pub(super) fixed: bool,
    /// Its memory without a tag: plain anonymous mappings
    #[arg(long)]
    pub(super) untagged: bool,
    /// Record the stack of each call that maps or unmaps memory, too (Linux)
    #[arg(long)]
    pub(super) stacks: bool,
    /// Do not count at marks what malloc's memory holds; the target then never stands still for it (Linux)
    #[arg(long)]
    pub(super) no_heap: bool,
    /// Without a window; this program has none, so it changes nothing here
    #[arg(long)]
    pub(super) headless: bool,
    /// Counted cycles; two more come before, to warm up
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(super) cycles: u32,
    /// Where to keep the trace [default: the state directory]
    #[arg(short, long, value_name = "F.strand")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) replacing: Replacing,
    #[command(flatten)]
    pub(super) pace: Pace,
}

#[derive(Debug, Args)]
pub(super) struct SignArguments {
    /// The program, or the bundle: Terminal.app
    pub(super) target: PathBuf,
    /// Leave it as it is, and sign a copy that is made here [default: in its place]
    #[arg(short, long, value_name = "COPY")]
    pub(super) out: Option<PathBuf>,
    #[arg(long, help = "Make it a debugger that may look at others, as Strandline itself must be")]
    pub(super) debugger: bool,
}

#[derive(Debug, Args)]
pub(super) struct TargetArguments {
    #[arg(value_parser = parse_kind())]
    pub(super) kind: TargetKind,
    #[arg(long)]
    pub(super) fixed: bool,
    #[arg(long)]
    pub(super) untagged: bool,
    #[arg(long, default_value_t = 8)]
    pub(super) cycles: u32,
    #[arg(long, default_value_t = 2)]
    pub(super) warmup: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn sign_takes_a_program_and_a_place_for_its_copy() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("strandline sign").is_err());
        let Command::Sign(sign) = parse("strandline sign Their.app --out copy").unwrap().command else {
            panic!("sign");
        };
        assert_eq!((sign.target, sign.out), (PathBuf::from("Their.app"), Some(PathBuf::from("copy"))));
    }

    #[test]
    fn a_mark_means_one_thing() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        for wrong in ["--open 1 --closed 1", "--baseline --closed 1", "--closed", "--closed x"] {
            assert!(parse(&format!("strandline mark --pid 1 {wrong}")).is_err(), "{wrong}");
        }
        let Command::Mark(mark) = parse("strandline mark --pid 1 --closed 3").unwrap().command else {
            panic!("mark");
        };
        assert_eq!((mark.closed, mark.open, mark.baseline, mark.label), (Some(3), None, false, None));
    }

    #[test]
    fn record_wants_to_know_whom() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("strandline record").is_err());
        assert!(parse("strandline record --pid 1 --name x").is_err());
        assert!(parse("strandline record --pid 1 -- sleep 5").is_err());
        let Command::Record(record) =
            parse("strandline record -o x.strand -- sleep --pid 5").unwrap().command
        else {
            panic!("record");
        };
        assert_eq!(record.run, ["sleep", "--pid", "5"]);
    }
}
