//! What is there at one snapshot: a row for each category, with its share as a bar.

use super::{Cell, Fields, Label, Quantity, RowKind, Sentence, Table, metric_title};
use crate::analysis::{Composition, CompositionRow, Metric};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording};

/// So many rows of memory are shown at least, and all that have this share; of what is no memory so many, and as many as
/// have it.
const LEAST_SHARE: f64 = 0.001;
const LEAST_ROWS: usize = 12;
const MOST_RESERVED: usize = 5;

/// What the system counts and no row explains, and its share, where it is above nothing.
pub fn unexplained(composition: &Composition) -> Option<(Bytes, f64)> {
    let rest = u64::try_from(composition.unattributed?.get()).ok().filter(|&rest| rest > 0)?;
    Some((Bytes::new(rest), rest as f64 / composition.whole.get().max(1) as f64))
}

/// The whole in one line: `footprint 919.0 MiB, of which 32.0 MiB is in no row: Graphics ▸ IOSurface has 43 % of it`.
pub fn composition_sentence(recording: &Recording, composition: &Composition) -> Sentence {
    let rest = unexplained(composition).map(|(rest, _)| format!(", of which {rest} is in no row"));
    let whole = format!("{} {}{}", composition.metric.name(), composition.whole, rest.unwrap_or_default());
    let whole = match composition.footprint.filter(|_| composition.metric != Metric::Footprint) {
        Some(footprint) => format!("footprint {footprint}, which the text does not divide; {whole}"),
        None => whole,
    };
    let leading = composition.leading().and_then(|row| Some((row.category, composition.share(row)?)));
    Sentence::new(match leading {
        Some((id, share)) => {
            format!("{whole}: {} has {} of it", Label::of_id(recording, id), Quantity::share(share))
        }
        None => whole,
    })
}

struct ComposedRow {
    label: Label,
    /// In the metrics of the table's columns.
    bytes: Vec<Option<Bytes>>,
    share: Option<f64>,
    regions: Option<usize>,
    mean_region: Option<Bytes>,
}

/// The categories, the largest first. Keys are categories; the total and what no row explains have none.
pub fn composition_table(recording: &Recording, composition: &Composition) -> Table<Option<CategoryId>> {
    let metrics = shown_metrics(composition);
    let mut fields = Fields::<ComposedRow>::default().text_column(
        "Category",
        "address space without access right stands in brackets: of it *All* has only what is used",
        |row| Cell::name(&row.label),
    );
    for (nth, metric) in metrics.iter().enumerate() {
        fields = fields.figures(metric_title(*metric), "", move |row| row.bytes[nth].map(Quantity::bytes));
        if nth == 0 {
            fields = fields.cells("Share", "", |row| {
                row.share.map_or_else(Cell::empty, |share| Cell::figure(Some(Quantity::share(share))))
            });
        }
    }
    if composition.rows.iter().any(|row| row.regions().is_some()) {
        fields = fields.figures("Regions", "", |row| row.regions.map(Quantity::count)).cells(
            "Mean region",
            "",
            |row| {
                let is_total = row.label == Label::all();
                if is_total { Cell::empty() } else { Cell::figure(row.mean_region.map(Quantity::bytes)) }
            },
        );
    }
    let fields = fields.text_column("", "", |row| Cell::bar(row.share.unwrap_or(0.0)));
    let (shown, left_out) = shown_rows(composition);
    let total = (None, RowKind::Total, total_row(composition, &metrics));
    let rows = shown.into_iter().map(|row| {
        let kind = if row.counted { RowKind::Plain } else { RowKind::Aside };
        let composed = ComposedRow {
            label: Label::of_id(recording, row.category).counted(row.counted),
            bytes: metrics.iter().map(|&metric| row.get(metric)).collect(),
            share: composition.share(row),
            regions: row.regions(),
            mean_region: row.mean_region(),
        };
        (Some(row.category), kind, composed)
    });
    let rest = unexplained(composition).map(|(rest, share)| {
        let bytes = metrics.iter().map(|&metric| (metric == composition.metric).then_some(rest)).collect();
        let label = Label::unattributed("");
        let row = ComposedRow { label, bytes, share: Some(share), regions: None, mean_region: None };
        (None, RowKind::Plain, row)
    });
    let table = fields.keyed("What is there", std::iter::once(total).chain(rows).chain(rest));
    left_out.into_iter().fold(table, Table::with_note)
}

fn total_row(composition: &Composition, metrics: &[Metric]) -> ComposedRow {
    let bytes = |&metric: &Metric| {
        if metric == composition.metric { Some(composition.whole) } else { composition.get(metric) }
    };
    let bytes = metrics.iter().map(bytes).collect();
    let regions = Some(composition.total.regions);
    ComposedRow { label: Label::all(), bytes, share: None, regions, mean_region: None }
}

/// Those in which a row has anything, the one that the rows are ordered by first.
fn shown_metrics(composition: &Composition) -> Vec<Metric> {
    let has_any = |metric: &Metric| {
        let mut bytes = composition.rows.iter().filter_map(|row| row.get(*metric));
        *metric != composition.metric && bytes.any(|bytes| bytes > Bytes::ZERO)
    };
    let others = [Metric::Footprint, Metric::Resident, Metric::Swapped, Metric::Mapped];
    std::iter::once(composition.metric).chain(others.into_iter().filter(has_any)).collect()
}

/// The rows to show, and a sentence on those that are left out.
fn shown_rows(composition: &Composition) -> (Vec<&CompositionRow>, Option<String>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Level;
    use crate::model::Usage;

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
            let (rows, others) = shown_rows(&composition);
            assert_eq!((rows.len(), others.as_deref()), expected);
        };
        check(0, (6, Some("and 4 more with 0 B of footprint together")));
        check(512, (6, Some("and 4 more with 2 KiB of footprint together")));
        check(1 << 12, (10, None));
    }
}
