//! What should be known of imported figures, in words.

use super::choosing::ChosenCapture;
use crate::import::capture::{Capture, CapturedProcess, CapturedRow, Family, Format};
use crate::import::figures::{Rounded, UsageFigures};
use crate::import::text::Text;
use crate::model::TotalKind;
use crate::model::units::Bytes;
use std::collections::BTreeMap;

/// So many rows whose count of regions changed are told.
const MOST_COUNTS: usize = 6;

/// What the texts say of themselves, and what of them was not understood.
pub(super) fn of_texts(texts: &[Text]) -> Vec<String> {
    let mut notes = Vec::new();
    for text in texts {
        notes.extend(text.notes.iter().chain(&text.evidence).map(|note| format!("{}: {note}", text.name)));
        if text.unread.count > 0 {
            notes.push(format!("{}: {}", text.name, text.unread));
        }
    }
    notes
}

/// What the captures tell, and what they cannot.
pub(super) fn of_captures(texts: &[Text], captures: &[ChosenCapture<'_>]) -> Vec<String> {
    let family = captures.first().map(|taken| taken.capture.format.family());
    let mut notes: Vec<String> = family.and_then(limits).map(str::to_owned).into_iter().collect();
    let figures: Vec<_> = captures.iter().flat_map(|taken| figures_of(taken.capture)).collect();
    if !figures.is_empty()
        && figures.iter().all(|figures| figures.resident.is_none() && figures.footprint().is_none())
    {
        notes.push("the text has sizes of address space alone: what is used is not known".to_owned());
    }
    notes.extend(captures.iter().filter_map(|taken| totals_alone(&texts[taken.text].name, taken.capture)));
    let incomplete = captures.iter().filter_map(|taken| missing(&texts[taken.text].name, taken.capture));
    notes.extend(incomplete);
    if figures.iter().any(|figures| figures.resident.is_some() && figures.dirty.is_none()) {
        notes.push("the text does not tell what is dirty or swapped: the footprint is not known".to_owned());
    }
    if captures.len() > 1 && captures.iter().all(|taken| taken.capture.process == CapturedProcess::default())
    {
        notes.push("no text says of which process it is: they are taken for moments of one".to_owned());
    }
    notes.extend(counts(texts, captures));
    notes.extend(malloc(texts, captures));
    notes
}

fn figures_of(capture: &Capture) -> impl Iterator<Item = UsageFigures> {
    let of_rows = capture.rows.iter().map(|row| row.figures);
    of_rows.chain(capture.regions.iter().map(|region| region.figures))
}

/// A head without the table that stands below it in the tool's output.
fn totals_alone(name: &str, capture: &Capture) -> Option<String> {
    let is_short =
        !matches!(capture.format.family(), Family::Rollup | Family::Totals) && !capture.has_rows_or_regions();
    is_short.then(|| format!("{name}: it has totals alone: no regions, no categories"))
}

/// Rows that do not add up to the total that the text states, by more than they are rounded.
fn missing(name: &str, capture: &Capture) -> Option<String> {
    let size = |row: &CapturedRow| match capture.format {
        Format::Footprint | Format::FootprintJson => row.figures.footprint(),
        Format::AndroidMeminfo => row.figures.resident,
        _ => row.mapped,
    };
    let stated = size(capture.total.as_ref()?)?;
    let listed = || Rounded { bytes: capture.listed(), quantum: Bytes::new(stated.bytes.get() / 100) };
    let sum = capture.rows.iter().filter_map(size).reduce(|sum, size| sum + size);
    let sum = sum.or_else(|| (!capture.regions.is_empty()).then(listed))?;
    let (reported, said) = (sum.bytes, stated.bytes);
    let which = if reported.get() < said.get() / 2 { "most" } else { "some" };
    let note = || {
        format!("{name}: its rows add up to {reported}, its total says {said}: {which} rows are not there")
    };
    (!sum.may_equal(stated) && reported < said).then(note)
}

/// What a tool does not tell.
fn limits(family: Family) -> Option<&'static str> {
    match family {
        Family::Vmmap | Family::Maps | Family::CrashReport | Family::AndroidMeminfo => None,
        Family::NumaMaps => {
            Some("numa_maps tells no address space and nothing that is swapped: /proc/PID/smaps tells more")
        }
        Family::Totals => Some("status, ps and top have totals alone: no regions, no categories"),
        Family::Footprint => Some(
            "footprint does not tell address space, nor what is resident where it has no column of what is swapped",
        ),
        Family::Pmap => Some(
            "pmap tells file names without their folders, and little of what is used: /proc/PID/smaps tells more",
        ),
        Family::Rollup => Some("smaps_rollup has sums alone: no regions, no categories"),
    }
}

/// Rows whose count of regions changed from the first text to the last, those that changed most first.
fn counts(texts: &[Text], captures: &[ChosenCapture<'_>]) -> Vec<String> {
    let [first, .., last] = captures else { return Vec::new() };
    let rows_of = |taken: &ChosenCapture<'_>| -> BTreeMap<String, CapturedRow> {
        taken.capture.rows.iter().map(|row| (row.label.clone(), row.clone())).collect()
    };
    let (before, after) = (rows_of(first), rows_of(last));
    let size = |row: &CapturedRow| row.mapped.map_or(Bytes::ZERO, |size| size.bytes);
    let mut changed = Vec::new();
    for (label, row) in &after {
        let old = before.get(label).cloned().unwrap_or_default();
        let (Some(then), Some(now)) = (old.count.or(Some(0)), row.count) else { continue };
        let grown = size(row) - size(&old);
        if now > then && grown > Bytes::ZERO {
            let each = Bytes::new(grown.get() / (now - then));
            let (before, after) = (&texts[first.text].name, &texts[last.text].name);
            let regions = if then == 1 { "region" } else { "regions" };
            let more = now - then;
            let text = format!(
                "{label}: {then} {regions} in {before}, {now} in {after}; what is more ({more}) has {each} each on average"
            );
            changed.push((grown, text));
        }
    }
    changed.sort_by_key(|&(grown, _)| std::cmp::Reverse(grown));
    changed.into_iter().take(MOST_COUNTS).map(|(_, text)| text).collect()
}

/// Whether it is malloc's at all, where heap or leaks of the same process tell what malloc holds.
fn malloc(texts: &[Text], captures: &[ChosenCapture<'_>]) -> Option<String> {
    let pid = captures.iter().find_map(|taken| taken.capture.process.pid);
    let mut heaps = texts.iter().flat_map(|text| &text.heaps).filter(|heap| heap.nodes > 0);
    let heap = heaps.rfind(|heap| heap.pid.is_none() || pid.is_none() || heap.pid == pid)?;
    let totals = captures.iter().flat_map(|taken| &taken.capture.totals);
    let footprint =
        totals.filter(|(kind, _)| *kind == TotalKind::PhysFootprint).map(|(_, size)| size.bytes).max()?;
    let percent = heap.bytes.get() as f64 * 100.0 / footprint.get().max(1) as f64;
    let verdict = if percent < 50.0 {
        "most of it is not malloc's, and heap and leaks cannot show it"
    } else {
        "malloc is where to look, with heap and leaks"
    };
    Some(format!(
        "malloc holds {} in {} blocks, {percent:.0} % of a footprint of {footprint}: {verdict}",
        heap.bytes, heap.nodes
    ))
}
