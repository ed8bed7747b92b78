//! The arguments about cycles, and the plan that they describe.

use super::{Action, Aim, Plan};
use crate::analysis::gate::parse_size;
use crate::cli::values::duration;
use crate::model::units::Bytes;
use clap::Args;
use std::ffi::OsString;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(next_help_heading = "Cycles without clicking")]
#[command(group = clap::ArgGroup::new("action").args(["each", "open"]))]
#[command(group = clap::ArgGroup::new("extent").args(["cycles", "until_sure"]).multiple(true))]
pub(in crate::cli) struct CycleArguments {
    /// Go through so many cycles that count, with a mark at each, then end and report what each left behind
    #[arg(long, value_name = "N", requires = "action", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    cycles: Option<u32>,
    /// End as soon as a leak is certain, or that none matters; with --cycles N after N cycles at most [default: 20]
    #[arg(long, requires = "action")]
    until_sure: bool,
    /// With --until-sure: less growth per cycle does not matter
    #[arg(long, value_name = "SIZE", requires = "until_sure", value_parser = parse_size, default_value = "64 KiB")]
    least_leak: Bytes,
    /// What makes up a cycle: a command for `sh -c`, which has the target's pid as `$STRANDLINE_PID` and the number of the
    /// cycle as `$STRANDLINE_CYCLE`
    #[arg(long, value_name = "COMMAND", requires = "extent")]
    each: Option<OsString>,
    /// The first half of a cycle, in place of --each: opens what is closed again; a mark is set behind it too
    #[arg(long, value_name = "COMMAND", requires = "extent", requires = "close")]
    open: Option<OsString>,
    /// The second half of a cycle
    #[arg(long, value_name = "COMMAND", requires = "open", conflicts_with = "each")]
    close: Option<OsString>,
    /// The target is quiet when it has mapped and unmapped nothing for this long; then the mark is set
    #[arg(long, value_name = "TIME", requires = "extent", value_parser = duration, default_value = "500ms")]
    settle: Duration,
    /// Cycles before the first that counts: programs fill their caches then
    #[arg(long, value_name = "N", requires = "extent", value_parser = clap::value_parser!(u32).range(0..=10_000))]
    #[arg(default_value_t = 2)]
    warmup: u32,
    /// A command that takes longer is ended with all that it started, and the cycles with it
    #[arg(long, value_name = "TIME", requires = "extent", value_parser = duration, default_value = "60s")]
    timeout: Duration,
}

impl CycleArguments {
    /// The cycles that are meant, if any. `interval` is the time between two ticks.
    pub(in crate::cli) fn plan(&self, interval: Duration) -> Result<Option<Plan>, String> {
        let action = match (&self.each, &self.open, &self.close) {
            (Some(each), ..) => Action::Each(each.clone()),
            (None, Some(open), Some(close)) => Action::OpenClose { open: open.clone(), close: close.clone() },
            _ => return Ok(None),
        };
        let cycles = self.cycles.unwrap_or(Aim::MOST_CYCLES);
        if self.until_sure && cycles < Aim::FIRST_LOOK {
            return Err(format!("--until-sure takes {} cycles or more (--cycles)", Aim::FIRST_LOOK));
        }
        Ok(Some(Plan {
            action,
            warmup: self.warmup,
            cycles,
            aim: self.until_sure.then_some(Aim { most_cycles: cycles, least_leak: self.least_leak }),
            settle: self.settle,
            interval,
            timeout: self.timeout,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        cycles: CycleArguments,
    }

    fn parse(words: &[&str]) -> Result<Option<Plan>, String> {
        let line = Line::try_parse_from(["record"].iter().chain(words));
        let line = line.map_err(|error| error.to_string())?;
        line.cycles.plan(Duration::from_millis(100))
    }

    #[test]
    fn cycles_have_one_action() {
        let plan = |action, cycles, warmup| Plan {
            action,
            warmup,
            cycles,
            aim: None,
            settle: Duration::from_millis(500),
            interval: Duration::from_millis(100),
            timeout: Duration::from_mins(1),
        };
        assert_eq!(parse(&[]), Ok(None));
        let each = Action::Each("kill -USR1 1".into());
        assert_eq!(parse(&["--cycles", "8", "--each", "kill -USR1 1"]), Ok(Some(plan(each, 8, 2))));
        let halves = Action::OpenClose { open: "o".into(), close: "c".into() };
        let words = ["--cycles", "3", "--open", "o", "--close", "c", "--warmup", "0"];
        assert_eq!(parse(&words), Ok(Some(plan(halves, 3, 0))));
    }

    #[test]
    fn cycles_go_on_until_it_is_sure() {
        let check = |words: &[&str], most_cycles, kib| {
            let plan = parse(words).unwrap().unwrap();
            let aim = Aim { most_cycles, least_leak: Bytes::from_kib(kib) };
            assert_eq!((plan.cycles, plan.aim), (most_cycles, Some(aim)), "{words:?}");
        };
        check(&["--until-sure", "--each", "e"], 20, 64);
        check(&["--until-sure", "--each", "e", "--warmup", "0", "--least-leak", "1 MiB"], 20, 1024);
        check(&["--until-sure", "--cycles", "8", "--open", "o", "--close", "c"], 8, 64);
    }

    #[test]
    fn what_does_not_go_together_is_named() {
        let check = |words: &[&str], named: &str| {
            let refusal = parse(words).unwrap_err();
            assert!(refusal.contains(named), "{words:?}: {refusal}");
        };
        check(&["--cycles", "8"], "--each <COMMAND>|--open <COMMAND>");
        check(&["--each", "true"], "--cycles <N>");
        check(&["--cycles", "8", "--open", "o"], "--close <COMMAND>");
        check(&["--cycles", "8", "--close", "c"], "--open <COMMAND>");
        check(&["--cycles", "8", "--each", "e", "--close", "c"], "cannot be used with");
        check(&["--cycles", "8", "--each", "e", "--open", "o", "--close", "c"], "cannot be used with");
        check(&["--settle", "1s"], "--cycles <N>");
        check(&["--warmup", "1"], "--cycles <N>");
        check(&["--timeout", "1s"], "--cycles <N>");
        check(&["--until-sure"], "--each <COMMAND>|--open <COMMAND>");
        check(&["--until-sure", "--cycles", "7", "--each", "e"], "takes 8 cycles or more");
        check(&["--cycles", "8", "--each", "e", "--least-leak", "1 MiB"], "--until-sure");
        check(&["--until-sure", "--each", "e", "--least-leak", "1 MB"], "is no size");
        check(&["--cycles", "0", "--each", "e"], "0 is not in 1..=10000");
    }
}
