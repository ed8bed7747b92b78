//! Every region that ever lived, as a table.

use super::table::Table;
use crate::model::{Certainty, Place, Recording, Region, RegionState, Space, UsageQuality};
use crate::report::markup::cell;
use std::io::{self, Write};

/// The columns. Sizes are bytes, moments are nanoseconds since the recording began; a cell is empty where there is nothing
/// to say.
const COLUMNS: [&str; 21] = [
    "id",
    "parent",
    "group",
    "name",
    "tag",
    "label",
    "protection",
    "space",
    "start",
    "bytes",
    "first_bytes",
    "born_ns",
    "split_off_ns",
    "died_ns",
    "identity",
    "resident",
    "dirty",
    "swapped",
    "usage",
    "lazy_free",
    "mappings",
];

/// Writes a row for each region: where it lies, or lay before it died, and what it used at last.
pub fn regions(recording: &Recording, into: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::begin(into, &COLUMNS)?;
    for (id, region) in recording.regions().iter().enumerate() {
        let last = recording.history(&region).next().unwrap_or_default();
        table.row(&cells(recording, id, &region, &last))?;
    }
    table.end()
}

fn cells(recording: &Recording, id: usize, region: &Region, last: &RegionState) -> [String; COLUMNS.len()] {
    let category = recording.category(region.class.category);
    let part = |get: fn(&crate::model::Category) -> &String| {
        category.map(|category| cell(get(category))).unwrap_or_default()
    };
    let tag = |id| recording.tag(id).map(|tag| cell(&tag.name)).unwrap_or_default();
    let time = |snapshot| recording.time_of(snapshot).nanos().to_string();
    let is_piece = region.since != region.birth;
    let (space, start) = place(region.place);
    [
        id.to_string(),
        region.parent.map_or_else(String::new, |parent| parent.0.to_string()),
        part(|category| &category.group),
        part(|category| &category.name),
        tag(region.identity.tag),
        tag(region.class.label),
        region.class.protection.to_string(),
        space,
        start,
        region.last_len().get().to_string(),
        region.first_len.get().to_string(),
        time(region.birth),
        if is_piece { time(region.since) } else { String::new() },
        region.death.map_or_else(String::new, time),
        certainty(region.certainty()).to_owned(),
        last.usage.resident.get().to_string(),
        last.usage.dirty.get().to_string(),
        last.usage.swapped.get().to_string(),
        quality(last.quality).to_owned(),
        last.usage.lazy_free.get().to_string(),
        last.mappings.map(|count| count.to_string()).unwrap_or_default(),
    ]
}

/// On which line of bytes, and from where: an address, or the offset in an object.
fn place(place: Place) -> (String, String) {
    let start = place.range().start.to_string();
    match place.space() {
        Space::Address => ("address".to_owned(), start),
        Space::Object(id) => (format!("object {}", id.0), start),
        Space::Aggregate(_) => ("row".to_owned(), String::new()),
    }
}

const fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Inferred => "inferred",
    }
}

const fn quality(quality: UsageQuality) -> &'static str {
    match quality {
        UsageQuality::Unknown => "unknown",
        UsageQuality::Estimated => "estimated",
        UsageQuality::Exact => "exact",
    }
}
