//! Whether recordings can be compared: what else differs between them.

use super::names::stripped;
use super::{Alignment, Side, SideFollower};
use crate::analysis::TrustLimit;
use crate::model::units::Bytes;
use crate::model::{Category, CategoryId, Recording, RecordingStart, TagId, Target};
use std::collections::{BTreeMap, BTreeSet};

/// A tag that has a smaller part of the mapped bytes does not matter.
const MATTERS: f64 = 0.01;

/// So many tags or categories are named.
const NAMES: usize = 4;

/// Fewer ticks in a hundred that were left out are not worth a word.
const SKIPPED_PERCENT: f64 = 1.0;

/// One point in which recordings should agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparable {
    /// What it is: "System", "Interval".
    pub what: &'static str,
    /// Its value in each of them; empty where it is not known.
    pub values: Vec<String>,
    /// What it means where they differ; a sentence without full stop.
    pub note: &'static str,
}

impl Comparable {
    /// Whether all agree.
    pub fn is_same(&self) -> bool {
        self.values.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// What a point is called, how its value is read off a side, and what it means where the sides differ.
type Point = (&'static str, fn(&Side<'_>) -> String, &'static str);

const POINTS: [Point; 9] = [
    ("Target", |side| target(side, |target| target.name.clone()), "they are not of one program"),
    (
        "System",
        |side| target(side, |target| format!("{} {}", target.os, target.os_release.trim()).trim().to_owned()),
        "what the system itself maps may differ",
    ),
    (
        "Page size",
        |side| target(side, |target| target.page_size.to_string()),
        "what a program maps is rounded to other sizes",
    ),
    ("Cycles", cycles, "fewer cycles find only larger leaks, and only larger differences"),
    (
        "Interval",
        |side| start(side, |start| format!("{:?}", start.interval)),
        "what lives for a moment is seen more or less often; what is there at the marks is not",
    ),
    ("Skipped ticks", skipped, "what lived within a gap was not seen"),
    (
        "Recorded by",
        |side| start(side, |start| start.recorder.clone()),
        "versions may sort memory differently; what was imported is rounded",
    ),
    ("Limits of trust", limits, "growth is called suspect at most where there is one"),
    ("Length", length, "aligned by time, changes are over the whole of each and not made to one length"),
];

/// All points, in the order in which they matter.
pub(super) fn points(
    sides: &[Side<'_>],
    followers: &[&SideFollower],
    alignment: Alignment,
) -> Vec<Comparable> {
    let is_asked = |(what, ..): &&Point| match alignment {
        Alignment::Cycles => *what != "Length",
        Alignment::Time => *what != "Cycles",
    };
    let points = POINTS.iter().filter(is_asked).map(|&(what, value, note)| {
        let values = sides.iter().map(value).collect();
        Comparable { what, values, note }
    });
    let tags: Vec<_> =
        sides.iter().zip(followers).map(|(side, follower)| SideTags::new(side, follower)).collect();
    points.chain(other_categories(&tags)).chain(own_tags(&tags)).collect()
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
    let reasons = limits.map(|limit| TrustLimit::reason(*limit)).collect::<Vec<_>>().join(", ");
    if reasons.is_empty() { NONE.to_owned() } else { reasons }
}

fn length(side: &Side<'_>) -> String {
    format!("{:.1} s", side.window.range(&side.trace.recording).duration().as_secs_f64())
}

fn start(side: &Side<'_>, value: fn(&RecordingStart) -> String) -> String {
    let recording: &Recording = &side.trace.recording;
    recording.start().map(value).unwrap_or_default()
}

fn target(side: &Side<'_>, value: fn(&Target) -> String) -> String {
    side.trace.recording.target().map(value).unwrap_or_default()
}

/// The tags of what is there at the end of a side, without what never repeats.
#[derive(Default)]
struct SideTags {
    present: BTreeMap<String, Tagged>,
    mapped: Bytes,
    /// The tags of all that ever was there.
    ever: BTreeSet<String>,
}

#[derive(Default)]
struct Tagged {
    bytes: Bytes,
    categories: BTreeSet<String>,
}

impl SideTags {
    fn new(side: &Side<'_>, follower: &SideFollower) -> Self {
        let recording: &Recording = &side.trace.recording;
        let mut by_id: BTreeMap<TagId, (Bytes, BTreeSet<CategoryId>)> = BTreeMap::new();
        let ever = recording.tags().iter().map(|tag| stripped(&tag.to_string())).collect();
        let mut tags = Self { ever, ..Self::default() };
        for (region, state) in follower.present(recording) {
            if !recording.category(region.class.category).is_some_and(Category::is_counted) {
                continue;
            }
            let (bytes, categories) = by_id.entry(region.identity.tag).or_default();
            *bytes += state.len;
            tags.mapped += state.len;
            categories.insert(region.class.category);
        }
        for (id, (bytes, categories)) in by_id {
            let Some(tag) = recording.tag(id) else { continue };
            let tagged = tags.present.entry(stripped(&tag.to_string())).or_default();
            let names = categories.iter().filter_map(|&id| recording.category(id));
            tagged.categories.extend(names.map(|category| stripped(&category.to_string())));
            tagged.bytes += bytes;
        }
        tags
    }

    fn matters(&self, tagged: &Tagged) -> bool {
        tagged.bytes.get() as f64 >= MATTERS * self.mapped.get() as f64
    }
}

/// Tags that some sides have and others never had, where they matter. What is only gone by the end is no difference in names.
fn own_tags(sides: &[SideTags]) -> Option<Comparable> {
    let own = |side: &SideTags| {
        let is_missed = |tag: &str| sides.iter().any(|other| !other.ever.contains(tag));
        let tags = side.present.iter().filter(|(tag, tagged)| side.matters(tagged) && is_missed(tag));
        listed(tags.map(|(tag, _)| tag.clone()))
    };
    let values: Vec<_> = sides.iter().map(own).collect();
    let note = "what only one of them knows is compared with nothing";
    values.iter().any(|names| names != NONE).then_some(Comparable { what: "Tags of its own", values, note })
}

/// Tags whose memory is in other categories.
fn other_categories(sides: &[SideTags]) -> Option<Comparable> {
    let first = sides.first()?;
    let is_moved = |tag: &String| {
        let tagged: Vec<_> = sides.iter().filter_map(|side| side.present.get(tag)).collect();
        tagged.windows(2).any(|pair| pair[0].categories.is_disjoint(&pair[1].categories))
    };
    let moved: Vec<_> = first.present.keys().filter(|tag| is_moved(tag)).collect();
    let value = |side: &SideTags| {
        let categories = |tag: &&String| {
            let categories = side.present.get(*tag).map(|tagged| &tagged.categories).into_iter().flatten();
            format!("{tag}: {}", categories.cloned().collect::<Vec<_>>().join(", "))
        };
        listed(moved.iter().map(categories))
    };
    let note = "rules differ: rows of these names do not hold the same memory";
    let values = sides.iter().map(value).collect();
    (!moved.is_empty()).then_some(Comparable { what: "Categories", values, note })
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
