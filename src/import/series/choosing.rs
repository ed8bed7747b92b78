//! Which captures of the texts belong together.

use crate::import::capture::{Capture, CapturedProcess, Family};
use crate::import::error::ImportError;
use crate::import::text::Text;
use std::collections::BTreeSet;

/// A capture, and the text it is from.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChosenCapture<'a> {
    /// The place of the text.
    pub(super) text: usize,
    pub(super) capture: &'a Capture,
}

/// Chooses the captures of one process and one tool, and puts them in order; says how.
pub(super) fn choose(
    texts: &[Text],
    pid: Option<u32>,
) -> Result<(Vec<ChosenCapture<'_>>, Vec<String>), ImportError> {
    for text in texts {
        let has_evidence = texts.len() > 1 && !(text.heaps.is_empty() && text.evidence.is_empty());
        if text.captures.is_empty() && !has_evidence {
            return Err(ImportError::Refused { text: text.name.clone(), foreign: text.refusal() });
        }
    }
    let captures = texts.iter().enumerate();
    let captures = captures.flat_map(|(place, text)| {
        text.captures.iter().map(move |capture| ChosenCapture { text: place, capture })
    });
    let captures: Vec<_> = captures.collect();
    if captures.is_empty() {
        // Evidence of malloc alone.
        let text = texts.first().map_or_else(String::new, |text| text.name.clone());
        return Err(ImportError::Refused { text, foreign: texts.first().and_then(Text::refusal) });
    }
    let shared = shared_process(texts).filter(|_| pid.is_none() && processes(texts).len() > 1);
    let captures = of_one_process(captures, pid.or(shared.as_ref().and_then(|process| process.pid)))?;
    let (mut captures, mut notes) = of_one_tool(captures, texts)?;
    notes
        .extend(shared.map(|process| {
            format!("of the processes that the texts are about, {process} is in all of them")
        }));
    notes.extend(put_in_order(&mut captures));
    Ok((captures, notes))
}

/// The processes that texts are about, in the order in which they are first named: [`ImportedSeries::assemble`] takes one of them.
///
/// [`ImportedSeries::assemble`]: super::ImportedSeries::assemble
pub fn processes<'a>(texts: impl IntoIterator<Item = &'a Text>) -> Vec<CapturedProcess> {
    distinct(texts.into_iter().flat_map(|text| &text.captures))
}

/// The one process that each of several texts is about, though some are about others too.
pub fn shared_process(texts: &[Text]) -> Option<CapturedProcess> {
    let mut with_captures = texts.iter().filter(|text| !text.captures.is_empty()).peekable();
    let first = with_captures.next()?;
    with_captures.peek()?;
    let others: Vec<_> = with_captures.collect();
    let is_in = |process: &CapturedProcess, text: &Text| {
        text.captures.iter().any(|capture| capture.process.pid.is_some() && capture.process.may_be(process))
    };
    let named = processes([first]).into_iter().filter(|process| process.pid.is_some());
    let mut shared = named.filter(|process| others.iter().all(|text| is_in(process, text)));
    let only = shared.next()?;
    shared.next().is_none().then_some(only)
}

fn distinct<'a>(captures: impl Iterator<Item = &'a Capture>) -> Vec<CapturedProcess> {
    let mut processes: Vec<CapturedProcess> = Vec::new();
    for capture in captures {
        if !processes.iter().any(|known| known.may_be(&capture.process)) {
            processes.push(capture.process.clone());
        }
    }
    processes
}

fn of_one_process(
    captures: Vec<ChosenCapture<'_>>,
    pid: Option<u32>,
) -> Result<Vec<ChosenCapture<'_>>, ImportError> {
    let processes = distinct(captures.iter().map(|taken| taken.capture));
    let names: Vec<String> = processes.iter().map(ToString::to_string).collect();
    let Some(pid) = pid else {
        let is_one = processes.len() <= 1;
        let names = if is_one { by_memory_end(&captures) } else { names };
        return if names.len() > 1 { Err(ImportError::SeveralProcesses(names)) } else { Ok(captures) };
    };
    let is_chosen = |taken: &ChosenCapture<'_>| taken.capture.process.pid.is_none_or(|found| found == pid);
    let chosen: Vec<_> = captures.into_iter().filter(is_chosen).collect();
    if chosen.is_empty() { Err(ImportError::NoSuchProcess { pid, there_are: names }) } else { Ok(chosen) }
}

/// Processes that no text names, told apart by where their memory ends.
fn by_memory_end(captures: &[ChosenCapture<'_>]) -> Vec<String> {
    let unnamed = captures.iter().filter(|taken| taken.capture.process.pid.is_none());
    let ends: BTreeSet<_> = unnamed.filter_map(|taken| taken.capture.memory_end).collect();
    ends.into_iter().map(|end| format!("a process whose memory ends at {end}")).collect()
}

/// The captures of the most telling tool that every text has.
fn of_one_tool<'a>(
    captures: Vec<ChosenCapture<'a>>,
    texts: &[Text],
) -> Result<(Vec<ChosenCapture<'a>>, Vec<String>), ImportError> {
    let families: BTreeSet<Family> = captures.iter().map(|taken| taken.capture.format.family()).collect();
    let with_captures: BTreeSet<usize> = captures.iter().map(|taken| taken.text).collect();
    let is_everywhere = |family: &Family| {
        let of = captures.iter().filter(|taken| taken.capture.format.family() == *family);
        of.map(|taken| taken.text).collect::<BTreeSet<_>>() == with_captures
    };
    let says_more_than_totals = |family: &Family| {
        let mut of = captures.iter().filter(|taken| taken.capture.format.family() == *family);
        of.all(|taken| taken.capture.has_rows_or_regions())
    };
    let everywhere: Vec<_> = families.iter().copied().filter(is_everywhere).collect();
    let most_telling = everywhere.iter().copied().find(says_more_than_totals);
    let Some(chosen) = most_telling.or_else(|| everywhere.first().copied()) else {
        let name =
            |taken: &ChosenCapture<'_>| format!("{}: {}", texts[taken.text].name, taken.capture.format);
        let names: BTreeSet<_> = captures.iter().map(name).collect();
        return Err(ImportError::SeveralTools(names.into_iter().collect()));
    };
    let others = families.into_iter().filter(|&family| family != chosen);
    let notes = others
        .map(|other| format!("the texts hold {other} too; {chosen} tells more and is what was imported"));
    let notes = notes.collect();
    let captures = captures.into_iter().filter(|taken| taken.capture.format.family() == chosen).collect();
    Ok((captures, notes))
}

/// By their dates where all have one, else as they were given.
fn put_in_order(captures: &mut [ChosenCapture<'_>]) -> Option<String> {
    if captures.len() < 2 {
        return None;
    }
    if captures.iter().any(|taken| taken.capture.taken.is_none()) {
        return Some(
            "not every text says when it was taken: they stand in the order given, a second apart".to_owned(),
        );
    }
    let is_sorted = captures.is_sorted_by_key(|taken| taken.capture.taken);
    captures.sort_by_key(|taken| taken.capture.taken);
    (!is_sorted).then(|| "the texts are in the order of their dates, which is not the order given".to_owned())
}
