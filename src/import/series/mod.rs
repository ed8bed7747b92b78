//! Several texts as one trace: a snapshot for each moment that they tell of, and a mark for each text.

mod charging;
mod choosing;
mod describing;
mod granularity;
mod joining;
mod notes;
mod observing;
mod rounding;

use super::capture::Capture;
use super::error::ImportError;
use super::scanner::stacks_left_out;
use super::text::Text;
use crate::classify::categories::Rules;
use crate::model::units::{Bytes, Timestamp};
use crate::model::{
    Annotations, Circumstances, LoggedStacks, Mark, MarkRole, Os, Recording, RecordingStart, Rounding,
    SnapshotDelta, SnapshotKind, Target, Trace, Warning,
};
use crate::record::tracking::Tracker;
use choosing::{ChosenCapture, choose};
pub use choosing::{processes, shared_process};
use joining::join_tools;
use observing::Observer;
use std::time::{Duration, SystemTime};

/// Texts without dates stand so far apart.
const STEP: Duration = Duration::from_secs(1);

/// So many call stacks of all texts are kept, those with the most bytes.
const MOST_STACKS: usize = 20_000;

/// What the texts are to each other, where there are several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roles {
    /// The first is the baseline, and each of the others closes a cycle.
    #[default]
    Cycles,
    /// The first is the baseline; of the others every first is taken while the thing under test is open, every second
    /// when it is closed again.
    OpenAndClosed,
    /// Moments, no more.
    Moments,
}

/// What of the texts is imported, and as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The process, where the texts are about several.
    pub pid: Option<u32>,
    /// What the texts are to each other.
    pub roles: Roles,
}

/// Texts as a recording.
#[derive(Clone, Debug)]
pub struct ImportedSeries {
    pub start: RecordingStart,
    pub deltas: Vec<SnapshotDelta>,
    /// The call stacks that the texts hold.
    pub stacks: LoggedStacks,
    /// A mark for each text, named after it.
    pub annotations: Annotations,
    /// What should be known of it.
    pub warnings: Vec<Warning>,
}

impl ImportedSeries {
    /// Makes a recording of texts.
    pub fn assemble(texts: &[Text], rules: &Rules, choice: Choice) -> Result<Self, ImportError> {
        let joined = join_tools(texts, rules);
        let texts = &*joined;
        let (captures, mut said) = choose(texts, choice.pid)?;
        let moments = moments(&captures);
        let last = moments.last().copied().unwrap_or_default();
        let mut observer = Observer::new(rules, &captures);
        let mut tracker = Tracker::in_pages(page_size(&captures));
        let deltas = captures.iter().zip(&moments);
        let mut deltas: Vec<_> =
            deltas.map(|(taken, &at)| snapshot(taken.capture, at, &mut observer, &mut tracker)).collect();
        if let Some(first) = deltas.first_mut().filter(|_| !observer.runtimes.is_empty()) {
            first.runtimes = Some(observer.runtimes);
        }
        said.extend(notes::of_texts(texts));
        said.extend(observer.take_notes());
        said.extend(notes::of_captures(texts, &captures));
        let (stacks, left_out) = stacks(texts, &captures, &moments);
        said.extend(stacks_left_out(left_out).map(|said| format!("all texts together: {said}")));
        Ok(Self {
            start: start(texts, &captures, &moments, observer.steps.rounding()),
            deltas,
            stacks,
            annotations: marks(texts, &captures, &moments, choice.roles),
            warnings: said.into_iter().map(|text| Warning { at: last, text }).collect(),
        })
    }

    /// The same as a trace in memory.
    ///
    /// # Panics
    ///
    /// Never: the tracker's deltas fit each other.
    pub fn into_trace(self) -> Trace {
        let mut recording = Recording::new(self.start);
        for delta in &self.deltas {
            recording.append(delta).expect("the tracker's deltas fit each other");
        }
        recording.add_logged_stacks(self.stacks);
        self.warnings.into_iter().for_each(|warning| recording.warn(warning));
        Trace { recording, annotations: self.annotations }
    }
}

/// The call stacks of all texts, and how many are left out. One that tells of no memory is of the moment of the last.
fn stacks(texts: &[Text], captures: &[ChosenCapture<'_>], moments: &[Timestamp]) -> (LoggedStacks, usize) {
    let mut all = LoggedStacks::default();
    for (place, text) in texts.iter().enumerate().filter(|(_, text)| !text.stacks.is_empty()) {
        let of_text = captures.iter().rposition(|taken| taken.text == place);
        let at = of_text.or(captures.len().checked_sub(1)).map(|place| moments[place]).unwrap_or_default();
        all.take_in(text.stacks.clone().taken_at(at));
    }
    let left_out = all.keep_largest(MOST_STACKS);
    (all, left_out)
}

/// One capture as a snapshot. Every one is complete, as that of a mark.
fn snapshot(
    capture: &Capture,
    at: Timestamp,
    observer: &mut Observer<'_>,
    tracker: &mut Tracker,
) -> SnapshotDelta {
    let mut delta =
        SnapshotDelta { at, kind: SnapshotKind::Barrier, usage_complete: true, ..SnapshotDelta::default() };
    observer.observe(capture);
    delta.totals = observer.observed.totals;
    tracker.observe(&observer.observed.spans, &observer.observed.mapped, &mut delta);
    tracker.observe_unmapped(&observer.observed.unmapped, &mut delta);
    if !observer.tells_usage_of_rows {
        // What a text does not tell is not zero.
        delta.usage.clear();
    }
    tracker.take_readings(&observer.readings, &mut delta);
    observer.tell_new_words(&mut delta);
    delta
}

/// When each capture was taken, counted from the first.
fn moments(captures: &[ChosenCapture<'_>]) -> Vec<Timestamp> {
    let dates: Option<Vec<SystemTime>> = captures.iter().map(|taken| taken.capture.taken).collect();
    let first = dates.as_ref().and_then(|dates| dates.first().copied());
    let nth = |nth: usize| match (&dates, first) {
        (Some(dates), Some(first)) => dates[nth].duration_since(first).unwrap_or_default(),
        _ => STEP * u32::try_from(nth).unwrap_or(u32::MAX),
    };
    let mut moments: Vec<Timestamp> = Vec::with_capacity(captures.len());
    for place in 0..captures.len() {
        let at = Timestamp::after(nth(place));
        // Two of one second are two all the same: each has a mark of its own.
        let earliest = moments.last().map_or(0, |last| last.nanos().saturating_add(1));
        moments.push(at.max(Timestamp::from_nanos(earliest)));
    }
    moments
}

fn start(
    texts: &[Text],
    captures: &[ChosenCapture<'_>],
    moments: &[Timestamp],
    rounding: &Rounding,
) -> RecordingStart {
    let first_known =
        |get: fn(&Capture) -> Option<String>| captures.iter().find_map(|taken| get(taken.capture));
    let any = captures.iter().map(|taken| taken.capture);
    let is_apple = any.clone().any(|capture| capture.format.is_apple());
    let launched = any.clone().find_map(|capture| capture.process.launched);
    let since_1970 = |moment: SystemTime| moment.duration_since(SystemTime::UNIX_EPOCH).ok();
    let span = moments.last().copied().unwrap_or_default().since_start();
    let steps = u32::try_from(moments.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
    RecordingStart {
        target: Target {
            pid: any.clone().find_map(|capture| capture.process.pid).unwrap_or_default(),
            start_time: launched.and_then(since_1970).map_or(0, |since| since.as_secs()),
            name: first_known(|capture| capture.process.name.clone())
                .unwrap_or_else(|| texts.first().map_or_else(String::new, |text| text.name.clone())),
            command: String::new(),
            page_size: page_size(captures),
            os: if is_apple { Os::MacOs } else { Os::Linux },
            os_release: first_known(|capture| capture.os_release.clone()).unwrap_or_default(),
        },
        started: captures.first().and_then(|taken| taken.capture.taken).unwrap_or(SystemTime::UNIX_EPOCH),
        interval: (span / steps).max(Duration::from_millis(1)),
        recorder: concat!("strandline ", env!("CARGO_PKG_VERSION"), " import").to_owned(),
        rounding: rounding.clone(),
        circumstances: Circumstances::default(),
        most_mappings: None,
    }
}

/// The size of a page, as far as the texts tell or it is known of their system.
fn page_size(captures: &[ChosenCapture<'_>]) -> Bytes {
    let mut captures = captures.iter().map(|taken| taken.capture);
    let is_apple = captures.clone().any(|capture| capture.format.is_apple());
    captures.find_map(|capture| capture.page_size).unwrap_or(Bytes::from_kib(if is_apple { 16 } else { 4 }))
}

/// A mark at the last capture of each text, and of each part of a text. A single text has no cycles, whatever it tells; the
/// sides of a diff are before and after.
fn marks(texts: &[Text], captures: &[ChosenCapture<'_>], moments: &[Timestamp], roles: Roles) -> Annotations {
    let origin = |taken: &ChosenCapture<'_>| (taken.text, taken.capture.part.clone());
    let is_last_of_text =
        |place: usize| captures[place + 1..].iter().all(|later| origin(later) != origin(&captures[place]));
    let ends: Vec<_> = (0..captures.len()).filter(|&place| is_last_of_text(place)).collect();
    let role = |nth: usize| {
        let number = u32::try_from(nth).unwrap_or(u32::MAX);
        match roles {
            _ if ends.len() < 2 => MarkRole::Note,
            Roles::Moments => MarkRole::Note,
            _ if nth == 0 => MarkRole::Baseline,
            Roles::Cycles => MarkRole::Closed(number),
            Roles::OpenAndClosed if nth % 2 == 1 => MarkRole::Open(number.div_ceil(2)),
            Roles::OpenAndClosed => MarkRole::Closed(number / 2),
        }
    };
    let name = |place: usize| {
        let taken = &captures[place];
        let part = taken.capture.part.as_deref();
        part.unwrap_or_else(|| texts[taken.text].name.as_str())
    };
    // Files of one name in several folders: a mark must be the only one of its name to be found by it.
    let label = |nth: usize, place: usize| {
        let before = ends[..nth].iter().filter(|&&earlier| name(earlier) == name(place)).count();
        if before == 0 { name(place).to_owned() } else { format!("{} ({})", name(place), before + 1) }
    };
    let mark = |(nth, &place): (usize, &usize)| Mark {
        at: moments[place],
        label: label(nth, place),
        role: role(nth),
        cost: Duration::ZERO,
    };
    ends.iter().enumerate().map(mark).collect()
}
