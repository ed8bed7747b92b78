//! `strandline demo`: records a built-in target and compares the figures with what the target knows.

use super::args::DemoArguments;
use super::recorder::{self, Plan, Recorder};
use super::{Outcome, console, files, stacks};
use crate::analysis::{Window, persistent_in};
use crate::model::Trace;
use crate::platform;
use crate::platform::demo::{Script, Truth};
use crate::platform::launch::DemoTarget;
use crate::report::view::Quantity;
use crate::report::{Summary, text, verdict_line};
use crate::storage::own_files;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Cycles before the first that counts: programs fill their caches then.
const WARMUP: u32 = 2;

pub(super) fn run(arguments: &DemoArguments) -> Outcome {
    arguments.out.as_deref().map_or(Ok(()), |out| files::check_trace(out, arguments.replacing))?;
    let rules = own_files::rules()?;
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => own_files::state_directory()?.join(format!("demo-{}.strand", arguments.kind)),
    };
    let mut target = DemoTarget::start(&script(arguments))
        .map_err(|error| format!("the built-in target cannot be started: {error}"))?;
    let recorder = Recorder::start(Plan {
        source: platform::attach(target.pid(), rules, &console::patience())?,
        out: out.clone(),
        existing: arguments.replacing.existing(),
        interval: arguments.pace.interval,
        budget: arguments.pace.budget_cpu,
        duration: None,
        calls: stacks::follow(arguments.stacks, target.pid()),
        heap: recorder::heap_counter(arguments.no_heap, target.pid()),
        launched: None,
    })?;
    console::say(&format!("recording the built-in target {} through its cycles", arguments.kind));
    let stop = recorder.stop_flag();
    let truth = target.await_truth(move || stop.store(true, Ordering::Relaxed))?;
    let (mut trace, end) = recorder.run()?;
    drop(target);
    let saved = recorder::settle(end, &out)?;
    stacks::name_functions(&mut trace.recording, &saved)?;
    let truth = truth.join().ok().flatten().ok_or("the target ended before it had told what it leaked")?;
    let window = Window::resolve(&trace, Some(&truth.since), Some(&truth.until))?;
    let summary = Summary::measure(&trace, window, None);
    console::print(&text(&summary))?;
    if truth.kind.is_told_in_blocks() {
        let (line, agrees) = held_against_blocks(&trace, &truth);
        console::print(&format!("\n{truth}\n{line}\nVerdict: {}.\n", verdict_line(&summary)))?;
        console::say(&format!("the trace is kept in {}", saved.display()));
        return Ok(if agrees && saved == out { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let measured = persistent_in(&trace.recording, window, &truth.category);
    let agrees = measured == truth.leaked_bytes;
    console::print(&format!(
        "\n{truth}\nStrandline recorded {} bytes ({measured}) born and alive in {}: {}.\nVerdict: {}.\n",
        measured.get(),
        truth.category,
        if agrees { "they agree to the byte" } else { "they DIFFER" },
        verdict_line(&summary)
    ))?;
    console::say(&format!("the trace is kept in {}", saved.display()));
    Ok(if agrees && saved == out { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The live blocks of malloc beside those that the target knows of; says whether they agree, or nothing was counted.
fn held_against_blocks(trace: &Trace, truth: &Truth) -> (String, bool) {
    let count = |label: &str| {
        let mark = trace.annotations.marks().iter().find(|mark| mark.label == label)?;
        trace.recording.heap().at(mark.at)
    };
    let Some((before, after)) = count(&truth.since).zip(count(&truth.until)) else {
        return ("The heap was not counted: nothing is held against that.".to_owned(), true);
    };
    let more = after.sums.live_blocks.cast_signed() - before.sums.live_blocks.cast_signed();
    let agrees = more == i64::from(truth.leaked_blocks);
    let line = format!(
        "Strandline counted {} live blocks: {}. Free, but kept by malloc: {}, of which malloc_trim gives back {}.",
        Quantity::count_change(more),
        if agrees { "they agree to the block" } else { "they DIFFER" },
        after.sums.free_returnable + after.sums.free_pinned,
        after.sums.free_returnable,
    );
    (line, agrees)
}

fn script(arguments: &DemoArguments) -> Script {
    let &DemoArguments { kind, cycles, fixed, untagged, .. } = arguments;
    Script { kind, cycles, warmup: WARMUP, fixed, untagged }
}
