//! How places, times and sizes are written, wherever they stand.

use std::time::Duration;
use strandline::analysis::RegionFacts;
use strandline::model::units::{About, Address, Bytes};
use strandline::model::{MappingCount, ObjectId, Place};

/// A size; nothing has no unit.
pub(super) fn size(size: impl Into<About>) -> String {
    let size = size.into();
    if size.bytes == Bytes::ZERO { "0".to_owned() } else { size.to_string() }
}

/// What memory is that was freed lazily.
pub(super) const RECLAIMABLE: &str =
    "Freed, but in memory until the system is short of it (MADV_FREE): in Resident, and in no footprint";

/// A clause that stands by itself.
pub(super) fn sentence(clause: &str) -> String {
    let mut signs = clause.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// How long something took: `12.5 s`, `2 min 05 s`, `3 h 20 min`.
pub(super) fn duration(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    let seconds = (time.as_millis() + 500) / 1000;
    match seconds {
        _ if tenths < 600 => format!("{}.{} s", tenths / 10, tenths % 10),
        ..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// How old a region is at least; exact where it was born in the recording.
pub(super) fn least_age(facts: &RegionFacts) -> String {
    let sign = if facts.is_older { "≥ " } else { "" };
    format!("{sign}{}", duration(facts.age))
}

/// The same, with the most that it can be: its process is no older.
pub(super) fn age(facts: &RegionFacts) -> String {
    let most = facts.age_at_most.map_or_else(String::new, |most| format!(", ≤ {}", duration(most)));
    format!("{}{most}", least_age(facts))
}

/// Where a region lies, as the system writes it.
pub(super) fn place(place: Place) -> String {
    match place {
        Place::Mapped(range) => range.to_string(),
        Place::Object(ObjectId(id), range) if range.start == Address::ZERO => format!("object {id:#x}"),
        Place::Object(ObjectId(id), range) => format!("object {id:#x} + {}", range.start),
        Place::Aggregate(..) => "no address".to_owned(),
    }
}

/// The mappings that make a region up: `3 × rw-p, 2 × r--p`.
pub(super) fn mappings(mappings: &[MappingCount]) -> String {
    mappings.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_precise_as_they_are_long() {
        let check = |millis, text| assert_eq!(duration(Duration::from_millis(millis)), text);
        check(12_540, "12.5 s");
        check(59_940, "59.9 s");
        check(59_960, "1 min 00 s");
        check(125_000, "2 min 05 s");
        check(3_600_000, "1 h 00 min");
        check(12_000_000, "3 h 20 min");
    }
}
