//! What is there at one snapshot, as a table: a row for each category, with its share as a bar.

use super::Summary;
use super::table::{Table, UNKNOWN, printable};
use crate::analysis::{Composition, CompositionRow, Metric};
use crate::model::Recording;
use crate::model::units::{Bytes, grouped};

/// The longest bar in letters.
const LONGEST_BAR: usize = 16;

/// A column behind the name of the category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Metric(Metric),
    Share,
    Regions,
    MeanRegion,
}

impl Column {
    /// Those in which a row tells anything, the figure that the rows are ordered by first.
    pub(super) fn shown_for(composition: &Composition) -> Vec<Self> {
        let order = [Metric::Footprint, Metric::Resident, Metric::Swapped, Metric::Mapped];
        let first = composition.metric;
        let tells = |metric: &Metric| {
            composition.rows.iter().any(|row| row.get(*metric).is_some_and(|bytes| bytes > Bytes::ZERO))
        };
        let others = order.into_iter().filter(|&metric| metric != first).filter(tells);
        let mut columns = vec![Self::Metric(first), Self::Share];
        columns.extend(others.map(Self::Metric));
        if composition.rows.iter().any(|row| row.regions().is_some()) {
            columns.extend([Self::Regions, Self::MeanRegion]);
        }
        columns
    }

    /// Its title.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Metric(Metric::Footprint) => "Footprint",
            Self::Metric(Metric::Resident) => "Resident",
            Self::Metric(Metric::Dirty) => "Dirty",
            Self::Metric(Metric::Swapped) => "Swapped",
            Self::Metric(Metric::Mapped) => "Mapped",
            Self::Share => "Share",
            Self::Regions => "Regions",
            Self::MeanRegion => "Mean region",
        }
    }

    /// The figure of a row in words, and as a number where it has one.
    pub(super) fn cell(self, composition: &Composition, row: &CompositionRow) -> (String, Option<f64>) {
        let bytes = |bytes: Option<Bytes>| {
            (
                bytes.map_or(UNKNOWN.to_owned(), |bytes| bytes.to_string()),
                bytes.map(|bytes| bytes.get() as f64),
            )
        };
        match self {
            Self::Metric(metric) => bytes(row.get(metric)),
            Self::Share => {
                let share = composition.share(row);
                (share.map_or(String::new(), |share| format!("{:.1} %", share * 100.0)), share)
            }
            Self::Regions => {
                let count = row.regions();
                (count.map_or(UNKNOWN.to_owned(), grouped), count.map(|count| count as f64))
            }
            Self::MeanRegion => bytes(row.mean_region()),
        }
    }

    /// The figure of all counted categories in words.
    pub(super) fn whole(self, composition: &Composition) -> String {
        let bytes = |bytes: Option<Bytes>| bytes.map_or(UNKNOWN.to_owned(), |bytes| bytes.to_string());
        match self {
            Self::Metric(metric) if metric == composition.metric => composition.whole.to_string(),
            Self::Metric(metric) => bytes(composition.get(metric)),
            Self::Share | Self::MeanRegion => String::new(),
            Self::Regions => grouped(composition.total.regions),
        }
    }
}

/// So many rows of memory are shown at least, and all that have this share; of what is no memory so many, and as many as
/// have it.
const LEAST_SHARE: f64 = 0.001;
const LEAST_ROWS: usize = 12;
const MOST_RESERVED: usize = 5;

/// The rows to show, and a sentence on those that are left out.
pub(super) fn shown(composition: &Composition) -> (Vec<&CompositionRow>, Option<String>) {
    let (mut nth, mut reserved) = (0, 0);
    let is_shown = |row: &&CompositionRow| {
        let share = composition.share(row);
        if row.counted {
            nth += 1;
            let is_large = share.is_none_or(|share| share >= LEAST_SHARE);
            return is_large && row.level.mapped > Bytes::ZERO || nth <= LEAST_ROWS;
        }
        reserved += 1;
        reserved <= MOST_RESERVED || share.is_some_and(|share| share >= LEAST_SHARE)
    };
    let (shown, others): (Vec<_>, Vec<_>) = composition.rows.iter().partition(is_shown);
    let metric = composition.metric;
    let bytes: Bytes = others.iter().filter_map(|row| row.part_of_total(metric)).sum();
    let rest = format!("and {} more with {bytes} of {} together", others.len(), metric.name());
    (shown, (!others.is_empty()).then_some(rest))
}

/// What a row is called; what is no memory stands in brackets.
pub(super) fn name(recording: &Recording, row: &CompositionRow) -> String {
    let name = recording.category(row.category).map(ToString::to_string).unwrap_or_default();
    if row.counted { name } else { format!("({name})") }
}

/// What the system counts and no row explains, and its share, where it is above nothing.
pub(super) fn unattributed(composition: &Composition) -> Option<(Bytes, f64)> {
    let rest = u64::try_from(composition.unattributed?.get()).ok().filter(|&rest| rest > 0)?;
    Some((Bytes::new(rest), rest as f64 / composition.whole.get().max(1) as f64))
}

/// The whole in one line: `footprint 919.0 MiB, of which 32.0 MiB is in no row: Graphics ▸ IOSurface has 43 % of it`.
pub fn composition_headline(recording: &Recording, composition: &Composition) -> String {
    let rest = unattributed(composition).map(|(rest, _)| format!(", of which {rest} is in no row"));
    let whole = format!("{} {}{}", composition.metric.name(), composition.whole, rest.unwrap_or_default());
    let whole = match composition.footprint.filter(|_| composition.metric != Metric::Footprint) {
        Some(footprint) => format!("footprint {footprint}, which the text does not divide; {whole}"),
        None => whole,
    };
    let leading = composition.leading().and_then(|row| Some((name(recording, row), composition.share(row)?)));
    match leading {
        Some((name, share)) => format!("{whole}: {} has {:.0} % of it", printable(&name), share * 100.0),
        None => whole,
    }
}

/// The table for a terminal and for Markdown, and what is said below it.
pub(super) fn table(summary: &Summary<'_>, composition: &Composition) -> (Table, Option<String>) {
    let columns = Column::shown_for(composition);
    let titles = ["Category"].into_iter().chain(columns.iter().map(|column| column.title())).chain([""]);
    let mut table = Table::new(titles).ending_in_text();
    let all = columns.iter().map(|column| column.whole(composition)).chain([String::new()]);
    table.add("*All*".to_owned(), all);
    let (rows, others) = shown(composition);
    for row in rows {
        let cells = columns.iter().map(|column| column.cell(composition, row).0);
        let name = printable(&name(&summary.trace.recording, row));
        table.add(name, cells.chain([bar(composition.share(row).unwrap_or(0.0))]));
    }
    if let Some((rest, share)) = unattributed(composition) {
        let cells = columns.iter().map(|column| match column {
            Column::Metric(metric) if *metric == composition.metric => rest.to_string(),
            Column::Share => format!("{:.1} %", share * 100.0),
            _ => UNKNOWN.to_owned(),
        });
        let cells: Vec<_> = cells.chain([bar(share)]).collect();
        table.add("Unattributed".to_owned(), cells);
    }
    (table, others)
}

/// A share from 0 to 1 as a bar of letters, to an eighth of one.
fn bar(share: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 128")]
    let eighths = (share.clamp(0.0, 1.0) * (LONGEST_BAR * 8) as f64).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// What stands out, a sentence each.
pub(super) fn findings(composition: &Composition) -> Vec<String> {
    composition.findings.iter().map(|finding| printable(&finding.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Level;
    use crate::model::{CategoryId, Usage};

    #[test]
    fn what_is_left_out_is_summed_up_by_its_part_of_the_whole() {
        let row = |nth: u32, counted, dirty| {
            let usage = Usage { dirty: Bytes::new(dirty), ..Usage::default() };
            let level = Level { mapped: Bytes::from_kib(4), usage, ..Level::default() };
            CompositionRow { category: CategoryId(nth), counted, level, ..CompositionRow::default() }
        };
        let check = |of_reserved: u64, expected: (usize, Option<&str>)| {
            let reserved = (1..10).map(|nth| row(nth, false, of_reserved));
            let composition = Composition {
                metric: Metric::Footprint,
                whole: Bytes::new(1 << 20),
                rows: std::iter::once(row(0, true, 1 << 19)).chain(reserved).collect(),
                ..Composition::default()
            };
            let (rows, others) = shown(&composition);
            assert_eq!((rows.len(), others.as_deref()), expected);
        };
        check(0, (6, Some("and 4 more with 0 B of footprint together")));
        check(512, (6, Some("and 4 more with 2 KiB of footprint together")));
        check(1 << 12, (10, None));
    }

    #[test]
    fn bars_grow_by_eighths() {
        let check = |share, expected: &str| assert_eq!(bar(share), expected);
        check(0.0, "");
        check(1.0, "████████████████");
        check(0.5, "████████");
        check(1.0 / 128.0, "▏");
        check(2.0, "████████████████");
    }
}
