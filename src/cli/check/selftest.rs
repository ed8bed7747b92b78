//! `check --selftest`: a built-in leak must fail the budget, and the same target without the leak must pass.

use crate::analysis::Assessment;
use crate::analysis::gate::{Budget, Check, CheckRow, Outcome, check};
use crate::cli::console;
use crate::platform::files::private_temporary_directory;
use crate::storage::trace_file;
use jiff::civil::Date;
use std::error::Error;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What both are held against.
const BUDGET: &str = include_str!("../../../assets/budgets/selftest.ron");

/// No suppression is in the budget, so that any day will do.
const DAY: Date = Date::constant(2026, 1, 1);

/// Records the built-in target with its leak and without, as a user does, and holds both against a budget.
pub(super) fn run() -> Result<(), Box<dyn Error>> {
    console::say("self-test: recording a built-in leak, and the same program without it");
    let directory = private_temporary_directory()?;
    let (leaking, mended) = (directory.path().join("leaking.strand"), directory.path().join("mended.strand"));
    // Both at once: most of the time they rest.
    let recordings = [record(&leaking, &[])?, record(&mended, &["--fixed"])?];
    for recording in recordings {
        let output = recording.wait_with_output()?;
        if !output.status.success() {
            let reported = String::from_utf8_lossy(&output.stderr);
            return Err(
                format!("the self-test failed: a recording did not succeed: {}", reported.trim()).into()
            );
        }
    }
    let budget = Budget::parse(BUDGET)?;
    expect("a leak", &verdict(&leaking, &budget)?, Outcome::Over)?;
    expect("no leak", &verdict(&mended, &budget)?, Outcome::Within)?;
    console::say("self-test: the leak was found, and its mended twin passed");
    Ok(())
}

fn record(trace: &Path, arguments: &[&str]) -> std::io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["demo", "surfaces", "--headless", "--cycles", "8", "--out"]).arg(trace).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()
}

fn verdict(trace: &Path, budget: &Budget) -> Result<Check, Box<dyn Error>> {
    let opened = trace_file::open(trace)?;
    Ok(check(&opened.trace, &Assessment::assess(&opened.trace, None), budget, DAY))
}

/// Each limit must come to this: not the first that happens to.
fn expect(what: &str, check: &Check, expected: Outcome) -> Result<(), String> {
    let is_other = |row: &&CheckRow| row.outcome != expected;
    match check.rows.iter().find(is_other) {
        None if !check.rows.is_empty() => Ok(()),
        None => Err(format!("the self-test failed: nothing of {what} was recorded")),
        Some(row) => Err(format!(
            "the self-test failed: of {what}, {} ({}) came to {}, not {}",
            row.name,
            row.metric,
            row.outcome.json_name(),
            expected.json_name()
        )),
    }
}
