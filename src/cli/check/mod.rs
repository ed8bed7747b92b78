//! `strandline check`: whether a recording keeps to a budget, as an exit code and one line for the log.

mod selftest;

use super::args::{CheckArguments, CheckFormat};
use super::{console, files, is_broken_pipe};
use crate::analysis::Assessment;
use crate::analysis::gate::{Budget, Check, Outcome, Recorded, check, check_against};
use crate::model::Trace;
use crate::platform::files::read_small_text;
use crate::report::{CheckFigures, check_junit, check_markdown, check_text, outcome_line};
use crate::storage::trace_file;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const WITHIN: u8 = 0;
const OVER: u8 = 1;
const NOT_ENOUGH_EVIDENCE: u8 = 2;
/// Something else went wrong, wrong usage too: no script shall take that for an answer.
pub(super) const TROUBLE: u8 = 3;

pub(super) fn run(arguments: &CheckArguments) -> ExitCode {
    match checked(arguments) {
        Ok(outcome) => ExitCode::from(code(outcome)),
        Err(error) => {
            console::error(&*error);
            ExitCode::from(TROUBLE)
        }
    }
}

const fn code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Within | Outcome::Suppressed | Outcome::Skipped => WITHIN,
        Outcome::Over => OVER,
        Outcome::Unknown => NOT_ENOUGH_EVIDENCE,
        Outcome::NoSuchThing => TROUBLE,
    }
}

fn checked(arguments: &CheckArguments) -> Result<Outcome, Box<dyn Error>> {
    // First what costs nothing: who has a budget that cannot be read shall not wait for the self-test.
    let budget = arguments.budget.as_deref().map(read_budget).transpose()?;
    if arguments.selftest {
        selftest::run()?;
    }
    let Some(path) = &arguments.trace else { return Ok(Outcome::Within) };
    let budget = budget.unwrap_or_default();
    let trace = open(path)?;
    let assessment = Assessment::assess(&trace, None);
    let check = match &arguments.against {
        None => check(&trace, &assessment, &budget, today()),
        Some(base) => {
            let base = open(base)?;
            let base = Recorded { trace: &base, assessment: &Assessment::assess(&base, None) };
            check_against(&Recorded { trace: &trace, assessment: &assessment }, &base, &budget, today())
        }
    };
    let kind = match arguments.format {
        CheckFormat::Text | CheckFormat::Md => files::OTHER,
        CheckFormat::Json => files::JSON,
        CheckFormat::Junit => files::TEST_RESULTS,
    };
    match files::write_text(&arguments.out, kind, &render(&check, arguments.format)) {
        // Whoever reads has gone; the exit code tells all the same.
        Err(error) if is_broken_pipe(&*error) => {}
        written => written?,
    }
    if !arguments.out.is_standard_output() {
        console::say(outcome_line(&check).clause());
    }
    Ok(check.outcome())
}

fn open(path: &Path) -> Result<Trace, Box<dyn Error>> {
    let opened = trace_file::open(path)?;
    opened.warnings.iter().for_each(|warning| console::warn(warning));
    Ok(opened.trace)
}

fn render(check: &Check, format: CheckFormat) -> String {
    match format {
        CheckFormat::Text => check_text(check),
        CheckFormat::Md => check_markdown(check),
        CheckFormat::Json => CheckFigures::new(check).to_text(),
        CheckFormat::Junit => check_junit(check),
    }
}

fn read_budget(path: &Path) -> Result<Budget, Box<dyn Error>> {
    let text =
        read_small_text(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Budget::parse(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// A budget is to mean the same on every machine: so the day is that of UTC.
fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}
