//! One paste that holds the output of several tools of one process: the rows of each, as one table.

use crate::classify::categories::Rules;
use crate::import::apple::labels::meaning;
use crate::import::capture::{Capture, CapturedRow, Format};
use crate::import::figures::{Rounded, UsageFigures};
use crate::import::text::Text;
use crate::model::units::Bytes;
use crate::model::{Category, TotalKind};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The texts, where each has rows of vmmap and of footprint about one moment, with those rows put together; of a list
/// that stands there as `maps` and as `smaps`, the latter.
pub(super) fn join_tools<'a>(texts: &'a [Text], rules: &Rules) -> Cow<'a, [Text]> {
    if !texts.iter().any(|text| text.captures.len() > 1) {
        return Cow::Borrowed(texts);
    }
    let mut texts = texts.to_vec();
    let of_text = |text: &Text| match &*text.captures {
        // Evidence alone.
        [] => Some(Vec::new()),
        captures => joined(captures, rules),
    };
    let joined: Option<Vec<_>> = texts.iter().map(of_text).collect();
    if let Some(joined) = joined {
        for (text, captures) in texts.iter_mut().zip(joined) {
            text.captures = captures;
            text.note("the rows of vmmap and footprint are put together: of each category the finer figures are taken");
        }
    }
    for text in &mut texts {
        drop_what_is_repeated(&mut text.captures);
    }
    Cow::Owned(texts)
}

/// The rows of both tools as captures of vmmap; nothing where there are not as many of the one as of the other.
fn joined(captures: &[Capture], rules: &Rules) -> Option<Vec<Capture>> {
    let of = |format: Format| captures.iter().filter(move |capture| capture.format == format);
    let (maps, footprints): (Vec<_>, Vec<_>) =
        (of(Format::Vmmap).collect(), of(Format::Footprint).chain(of(Format::FootprintJson)).collect());
    let is_pair = |(map, footprint): (&&Capture, &&Capture)| {
        map.process.may_be(&footprint.process) && map.regions.is_empty() && !footprint.rows.is_empty()
    };
    let fits =
        !maps.is_empty() && maps.len() == footprints.len() && maps.iter().zip(&footprints).all(is_pair);
    fits.then(|| {
        maps.into_iter().zip(footprints).map(|(map, footprint)| both(map, footprint, rules)).collect()
    })
}

fn both(map: &Capture, footprint: &Capture, rules: &Rules) -> Capture {
    let (of_map, of_footprint) = (by_category(&map.rows, rules), by_category(&footprint.rows, rules));
    let mut rows = Vec::new();
    for (category, row) in &of_map {
        rows.push(of_footprint.get(category).map_or_else(|| row.clone(), |other| finer(row, other)));
    }
    rows.extend(
        of_footprint
            .iter()
            .filter(|(category, _)| !of_map.contains_key(*category))
            .map(|(_, row)| row.clone()),
    );
    let physical = |capture: &Capture| {
        capture.totals.iter().find(|(kind, _)| *kind == TotalKind::PhysFootprint).copied()
    };
    let stated =
        [physical(map), physical(footprint)].into_iter().flatten().min_by_key(|(_, size)| size.quantum);
    let most = stated.map_or(u64::MAX, |(_, size)| size.bytes.get() + size.bytes.get() / 50);
    let sum = |rows: &[CapturedRow]| {
        rows.iter().filter_map(|row| row.figures.footprint()).map(|size| size.bytes).sum::<Bytes>()
    };
    // More than there is: labels that look like two kinds of memory are one.
    let is_too_much = sum(&rows).get() > most.max(sum(&map.rows).get());
    let process = if map.process.pid.is_some() { &map.process } else { &footprint.process };
    Capture {
        process: process.clone(),
        rows: if is_too_much { map.rows.clone() } else { rows },
        totals: stated.into_iter().collect(),
        ..map.clone()
    }
}

/// The rows of each category as one.
fn by_category(rows: &[CapturedRow], rules: &Rules) -> BTreeMap<String, CapturedRow> {
    let mut sums: BTreeMap<String, CapturedRow> = BTreeMap::new();
    let sum = |one: Option<Rounded>, other: Option<Rounded>| match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (known, None) | (None, known) => known,
    };
    for row in rows {
        let category: Category = meaning(&row.label, rules).category;
        match sums.entry(category.to_string()) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(row.clone());
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let whole = entry.get_mut();
                whole.mapped = sum(whole.mapped, row.mapped);
                whole.figures = whole.figures.plus(row.figures);
                whole.count = whole.count.zip(row.count).map(|(one, other)| one + other);
            }
        }
    }
    sums
}

/// One category as both tools have it: address space and what is swapped by vmmap, the sum of dirty and swapped by whoever
/// rounds it less.
fn finer(map: &CapturedRow, footprint: &CapturedRow) -> CapturedRow {
    let (coarse, fine) = (map.figures.footprint(), footprint.figures.footprint());
    let is_finer = fine.is_some_and(|fine| coarse.is_none_or(|coarse| fine.quantum < coarse.quantum));
    let mut row = CapturedRow { count: map.count.or(footprint.count), ..map.clone() };
    if let Some(fine) = fine.filter(|_| is_finer) {
        let swapped =
            row.figures.swapped.map(|swapped| Rounded { bytes: swapped.bytes.min(fine.bytes), ..swapped });
        let dirty = swapped.map(|swapped| Rounded { bytes: fine.bytes - swapped.bytes, ..swapped });
        row.figures = UsageFigures { dirty, swapped, footprint: Some(fine), ..row.figures };
    }
    row
}

/// Takes out `maps` where `smaps` tells the same mappings.
fn drop_what_is_repeated(captures: &mut Vec<Capture>) {
    let starts = |capture: &Capture| {
        capture.regions.iter().filter_map(|region| region.range).map(|range| range.start).collect::<Vec<_>>()
    };
    let reported: Vec<_> =
        captures.iter().filter(|capture| capture.format == Format::Smaps).map(starts).collect();
    if !reported.is_empty() {
        captures.retain(|capture| capture.format != Format::Maps || !reported.contains(&starts(capture)));
    }
}
