//! What each category did in the window.

use super::grid::{Cell, Grid};
use crate::analysis::{Counted, Figures, Judged, Known, Metric, Subject};
use crate::model::units::{About, Bytes};
use crate::model::{Category, CategoryId};
use crate::report::Summary;
use crate::report::charts::Hue;
use crate::report::markup::Element;
use crate::report::render::page::{named, note};
use crate::report::verdicts::rate;

/// So many categories are listed.
const MOST: usize = 120;

const COLUMNS: [(&str, bool); 11] = [
    ("Category", true),
    ("Persistent", false),
    ("#", false),
    ("Transient ≥", false),
    ("# ≥", false),
    ("Grown", false),
    ("Footprint", false),
    ("Mapped", false),
    ("Mappings", false),
    ("Δ / cycle", false),
    ("Verdict", true),
];

/// The categories, those of which most stayed first.
pub(super) fn table(summary: &Summary<'_>) -> Vec<Element> {
    let shown = shown(summary);
    let is_shown = |nth: &usize| shown[*nth];
    let filtered = |cells: Vec<Cell>| {
        let cells = cells.into_iter().enumerate().filter(|(nth, _)| is_shown(nth));
        cells.map(|(_, cell)| cell).collect::<Vec<_>>()
    };
    let columns = COLUMNS.into_iter().enumerate().filter(|(nth, _)| is_shown(nth));
    let mut grid = Grid::new(columns.map(|(_, column)| column), MOST);
    let total = |subject| matches!(subject, Subject::Total(_));
    let (known, figures) = Known::of_all(&summary.trace.recording, &summary.growth);
    let heading = Cell::name([Element::new("span").text("All")]);
    grid.whole(filtered(cells(heading, (known, &figures), worst(summary, total))));
    for (category, row) in summary.rows() {
        if row.figures.is_empty() {
            continue;
        }
        let is_own = |subject| matches!(subject, Subject::Category(id, _) if id == row.category);
        let figures = (Known::of_row(&summary.trace.recording, row, category), &row.figures);
        let row = (row.counted, filtered(cells(name(category), figures, worst(summary, is_own))));
        match row {
            (true, cells) => grid.add(cells),
            (false, cells) => grid.add_as("aside", cells),
        }
    }
    let mut inside = grid.done("What grew");
    inside.push(note(
        "Persistent: mapped bytes that were born in the window and are there at its end. Transient: born and gone; a lower \
         bound, since what lives shorter than a tick is not seen. Grown: what older regions gained in footprint. \
         Footprint is dirty and swapped. Mappings are entries of the system's list. Address space without access right \
         stands in brackets: of it All has what is used, and the mappings.",
    ));
    inside
}

/// Which of the columns are shown: of texts of other tools those in which some row has anything, since they do not tell what
/// came and went.
fn shown(summary: &Summary<'_>) -> [bool; COLUMNS.len()] {
    let has_any = |bytes: fn(&Figures) -> Bytes| {
        summary.growth.rows.iter().any(|row| bytes(&row.figures) > Bytes::ZERO)
    };
    let is_recorded = !summary.trace.recording.is_imported();
    let persistent = is_recorded || has_any(|figures| figures.persistent.bytes);
    let transient = is_recorded || has_any(|figures| figures.transient.bytes);
    let mut shown = [true; COLUMNS.len()];
    [shown[1], shown[2]] = [persistent; 2];
    [shown[3], shown[4]] = [transient; 2];
    shown[5] = is_recorded || has_any(|figures| figures.grown);
    shown
}

/// With the dot of its colour.
pub(super) fn dot(hue: Hue) -> Element {
    Element::new("span").class("dot").with("style", format!("background: {}", hue.ink().of_page()))
}

fn name(category: &Category) -> Cell {
    let name = category.to_string();
    let name = if category.is_counted() { name } else { format!("({name})") };
    Cell::name([dot(Hue::of_category(category)), named(&name)])
}

/// The worst that is said of a subject, whichever of its figures it is about.
fn worst<'a>(summary: &'a Summary<'_>, is_own: impl Fn(Subject) -> bool) -> Option<&'a Judged> {
    summary.assessment.verdicts.rows.iter().find(|row| is_own(row.subject))
}

fn cells(name: Cell, (known, figures): (Known, &Figures), judged: Option<&Judged>) -> Vec<Cell> {
    let [persistent, persistent_count] = counted(figures.persistent);
    let [transient, transient_count] = counted(figures.transient);
    let judged = judged.map(|row| {
        let slope = row.judgement.evidence.slope.median;
        [Cell::figure(rate(row.subject.measure(), slope), slope), Cell::verdict(row.judgement.verdict)]
    });
    let [slope, verdict] =
        judged.unwrap_or_else(|| [Cell::none(), Cell::from_element(Element::new("td").with("data-key", -1))]);
    let mappings = figures.after.mappings.get();
    let mappings = mappings.map_or_else(Cell::none, |count| Cell::figure(count.to_string(), count as f64));
    let (grown, footprint) = (figures.grown(), figures.after.about(Metric::Footprint));
    let where_known = |(is_known, cell): (bool, Cell)| if is_known { cell } else { Cell::none() };
    let shown = [
        (known.births, persistent),
        (known.births, persistent_count),
        (known.births, transient),
        (known.births, transient_count),
        (known.footprint, bytes(grown)),
        (known.footprint, bytes(footprint)),
        (known.mapped, bytes(figures.after.mapped)),
        (true, mappings),
    ];
    std::iter::once(name).chain(shown.map(where_known)).chain([slope, verdict]).collect()
}

pub(super) fn bytes(size: impl Into<About>) -> Cell {
    let size = size.into();
    Cell::figure(size.to_string(), size.bytes.get() as f64)
}

fn counted(counted: Counted) -> [Cell; 2] {
    [bytes(counted.bytes), Cell::figure(counted.count.to_string(), counted.count as f64)]
}

/// The colour of a category of this recording.
pub(super) fn hue_of(summary: &Summary<'_>, id: CategoryId) -> Hue {
    summary.trace.recording.category(id).map_or(Hue::Others, Hue::of_category)
}
