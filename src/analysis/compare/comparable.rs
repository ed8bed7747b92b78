//! Whether recordings can be compared: what else differs between them.

use super::names::stripped;
use super::{Alignment, Side, SideFollower};
use crate::analysis::Limit;
use crate::model::units::Bytes;
use crate::model::{Category, CategoryId, Recording, RecordingStart, TagId, Target};
use std::collections::{BTreeMap, BTreeSet};

/// A tag that has a smaller part of the mapped bytes does not matter.
const MATTERS: f64 = 0.01;

/// So many tags or categories are named.
const NAMES: usize = 4;

/// Fewer ticks in a hundred that were left out are not worth a word.
const SKIPPED_PERCENT: f64 = 1.0;

/// One point in which two recordings should agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparable {
    /// What it is: "System", "Interval".
    pub what: &'static str,
    /// In the first.
    pub before: String,
    /// In the second.
    pub after: String,
    /// What it means where they differ; a sentence without full stop.
    pub note: &'static str,
}

impl Comparable {
    /// Whether they agree.
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }

    /// All points, in the order in which they matter.
    pub(super) fn points(
        sides: &[Side<'_>; 2],
        followers: [&SideFollower; 2],
        alignment: Alignment,
    ) -> Vec<Self> {
        let pair = |Point { what, values, note }| {
            let mut values = values.into_iter();
            Some(Self { what, before: values.next()?, after: values.next()?, note })
        };
        points(sides, &followers, alignment).into_iter().filter_map(pair).collect()
    }
}

/// One point in which recordings should agree.
pub(super) struct Point {
    pub(super) what: &'static str,
    /// In each of them.
    pub(super) values: Vec<String>,
    pub(super) note: &'static str,
}

impl Point {
    pub(super) fn is_same(&self) -> bool {
        self.values.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// What is looked at, how it is told, and what it means where it differs.
type Looked = (&'static str, fn(&Side<'_>) -> String, &'static str);

const LOOKED_AT: [Looked; 9] = [
    ("Target", |side| of_target(side, |target| target.name.clone()), "they are not of one program"),
    (
        "System",
        |side| {
            of_target(side, |target| format!("{} {}", target.os, target.os_release.trim()).trim().to_owned())
        },
        "what the system itself maps may differ",
    ),
    (
        "Page size",
        |side| of_target(side, |target| target.page_size.to_string()),
        "what a program maps is rounded to other sizes",
    ),
    ("Cycles", cycles, "fewer cycles find only larger leaks, and only larger differences"),
    (
        "Interval",
        |side| of_start(side, |start| format!("{:?}", start.interval)),
        "what lives for a moment is seen more or less often; what is there at the marks is not",
    ),
    ("Skipped ticks", skipped, "what lived within a gap was not seen"),
    (
        "Recorded by",
        |side| of_start(side, |start| start.recorder.clone()),
        "versions may sort memory differently; what was imported is rounded",
    ),
    ("Limits of trust", limits, "growth is called suspect at most where there is one"),
    ("Length", length, "aligned by time, changes are over the whole of each and not made to one length"),
];

/// All points, in the order in which they matter.
pub(super) fn points(sides: &[Side<'_>], followers: &[&SideFollower], alignment: Alignment) -> Vec<Point> {
    let is_asked = |(what, ..): &&Looked| match alignment {
        Alignment::Cycles => *what != "Length",
        Alignment::Time => *what != "Cycles",
    };
    let told = LOOKED_AT.iter().filter(is_asked).map(|&(what, tell, note)| {
        let values = sides.iter().map(tell).collect();
        Point { what, values, note }
    });
    let known: Vec<_> =
        sides.iter().zip(followers).map(|(side, follower)| Known::of(side, follower)).collect();
    told.chain(sorted_otherwise(&known)).chain(tags(&known)).collect()
}

fn cycles(side: &Side<'_>) -> String {
    let cycles = &side.assessment.cycles;
    format!("{} warm-up, {} counted", cycles.warmup.len(), cycles.cycles.len())
}

fn skipped(side: &Side<'_>) -> String {
    let recording: &Recording = &side.trace.recording;
    let (ticks, skipped) = (side.window.ticks(recording), side.window.skipped_ticks(recording));
    let percent = 100.0 * skipped as f64 / (ticks + skipped).max(1) as f64;
    if percent < SKIPPED_PERCENT { "few or none".to_owned() } else { format!("{percent:.0} %") }
}

fn limits(side: &Side<'_>) -> String {
    let limits = side.assessment.trust.limits.iter();
    let told = limits.map(|limit| Limit::reason(*limit)).collect::<Vec<_>>().join(", ");
    if told.is_empty() { "none".to_owned() } else { told }
}

fn length(side: &Side<'_>) -> String {
    format!("{:.1} s", side.window.range(&side.trace.recording).duration().as_secs_f64())
}

fn of_start(side: &Side<'_>, tell: fn(&RecordingStart) -> String) -> String {
    let recording: &Recording = &side.trace.recording;
    recording.start().map(tell).unwrap_or_default()
}

fn of_target(side: &Side<'_>, tell: fn(&Target) -> String) -> String {
    side.trace.recording.target().map(tell).unwrap_or_default()
}

/// The tags of what is there at the end of a side, without what never repeats.
#[derive(Default)]
struct Known {
    tags: BTreeMap<String, Tagged>,
    mapped: Bytes,
    /// The tags of all that ever was there.
    met: BTreeSet<String>,
}

#[derive(Default)]
struct Tagged {
    bytes: Bytes,
    categories: BTreeSet<String>,
}

impl Known {
    fn of(side: &Side<'_>, follower: &SideFollower) -> Self {
        let recording: &Recording = &side.trace.recording;
        let mut by_id: BTreeMap<TagId, (Bytes, BTreeSet<CategoryId>)> = BTreeMap::new();
        let met = recording.tags().iter().map(|tag| stripped(&tag.to_string())).collect();
        let mut known = Self { met, ..Self::default() };
        for (region, state) in follower.present(recording) {
            if !recording.category(region.class.category).is_some_and(Category::is_counted) {
                continue;
            }
            let (bytes, categories) = by_id.entry(region.identity.tag).or_default();
            *bytes += state.len;
            known.mapped += state.len;
            categories.insert(region.class.category);
        }
        for (id, (bytes, categories)) in by_id {
            let Some(tag) = recording.tag(id) else { continue };
            let tagged = known.tags.entry(stripped(&tag.to_string())).or_default();
            let names = categories.iter().filter_map(|&id| recording.category(id));
            tagged.categories.extend(names.map(|category| stripped(&category.to_string())));
            tagged.bytes += bytes;
        }
        known
    }

    fn matters(&self, tagged: &Tagged) -> bool {
        tagged.bytes.get() as f64 >= MATTERS * self.mapped.get() as f64
    }
}

/// What some call by a tag that others never met, where it matters. What is only gone by the end is no difference in names.
fn tags(known: &[Known]) -> Option<Point> {
    let only = |one: &Known| {
        let is_missed = |tag: &str| known.iter().any(|other| !other.met.contains(tag));
        let tags = one.tags.iter().filter(|(tag, tagged)| one.matters(tagged) && is_missed(tag));
        listed(tags.map(|(tag, _)| tag.clone()))
    };
    let values: Vec<_> = known.iter().map(only).collect();
    let note = "what only one of them knows is compared with nothing";
    values.iter().any(|names| names != NONE).then_some(Point { what: "Tags of its own", values, note })
}

/// Tags whose memory is in other categories.
fn sorted_otherwise(known: &[Known]) -> Option<Point> {
    let first = known.first()?;
    let is_moved = |tag: &String| {
        let of = |known: &'_ Known| known.tags.get(tag).map(|tagged| tagged.categories.clone());
        let all: Vec<_> = known.iter().filter_map(of).collect();
        all.windows(2).any(|pair| pair[0].is_disjoint(&pair[1]))
    };
    let moved: Vec<_> = first.tags.keys().filter(|tag| is_moved(tag)).collect();
    let told = |known: &Known| {
        let categories = |tag: &&String| {
            let categories = known.tags.get(*tag).map(|tagged| &tagged.categories).into_iter().flatten();
            format!("{tag}: {}", categories.cloned().collect::<Vec<_>>().join(", "))
        };
        listed(moved.iter().map(categories))
    };
    let note = "rules differ: rows of these names do not hold the same memory";
    let values = known.iter().map(told).collect();
    (!moved.is_empty()).then_some(Point { what: "Categories", values, note })
}

const NONE: &str = "none";

fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<_> = names.collect();
    let others = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    match others {
        _ if names.is_empty() => NONE.to_owned(),
        0 => names.join(", "),
        _ => format!("{} and {others} more", names.join(", ")),
    }
}
