//! A row of a single text: what is there of it, with its share, its regions and their sizes.

use super::parts::{Card, SizeBar, fact, heading, remark};
use super::subject::{color, title_ui};
use crate::panels::words;
use crate::state::figures::SummaryRow;
use crate::state::{Document, Subject};
use crate::theme::{Tokens, weak};
use eframe::egui::{Color32, Ui};
use strandline::analysis::{Composition, CompositionRow, Metric};
use strandline::model::Untold;
use strandline::model::units::{Bytes, grouped};

/// So many sizes of regions have a bar.
const MOST_CLASSES: usize = 12;

const FIGURES: [(Metric, &str, &str); 5] = [
    (Metric::Footprint, "Footprint", "Dirty and swapped: what the memory costs"),
    (Metric::Dirty, "Dirty", "In memory and not to be dropped without loss; without what is swapped"),
    (Metric::Swapped, "Swapped", "Swapped out or compressed"),
    (Metric::Resident, "Resident", "In memory, clean or dirty; without what is swapped out"),
    (Metric::Mapped, "Mapped", "Address space, used or not"),
];

pub(super) fn inspector_ui(ui: &mut Ui, document: &Document) {
    let subject = &document.view.subject;
    let composition = document.figures.composition.composition();
    let Some(row) = document.figures.summary.row(subject) else {
        ui.label(weak(ui, "The text tells nothing of what is selected"));
        return;
    };
    let composed = match subject {
        Subject::Category(id) => composition.rows.iter().find(|row| row.category == *id),
        _ => None,
    };
    let color = color(ui, row);
    title_ui(ui, row, None, color);
    figure_ui(ui, composition, row, composed, color);
    facts_ui(ui, composition, row, composed);
    if *subject == Subject::All {
        whole_ui(ui, composition);
    }
    if let Some(composed) = composed.filter(|composed| !composed.classes.is_empty()) {
        classes_ui(ui, composed, color);
    }
}

/// The figure that the rows of the text are ordered by, and the share of this one in it.
fn figure_ui(
    ui: &mut Ui,
    composition: &Composition,
    row: &SummaryRow,
    composed: Option<&CompositionRow>,
    color: Color32,
) {
    let metric = composition.metric;
    let is_all = row.subject == Subject::All;
    let share_of = |bytes: Bytes| bytes.get() as f64 / composition.whole.get() as f64;
    let own = row.known.has(metric).then(|| row.figures.after.get(metric));
    let bytes = if is_all { Some(composition.whole) } else { own };
    let figure = bytes.map_or("–".to_owned(), |bytes| bytes.to_string());
    let share = match composed {
        Some(composed) => composition.share(composed),
        None => bytes.filter(|_| row.is_counted && !is_all && composition.whole > Bytes::ZERO).map(share_of),
    };
    let below = match share {
        Some(share) => format!("{:.1} % of {}", 100.0 * share, composition.whole),
        None if is_all && composition.stated.is_some() => {
            "As the system counts it for the process".to_owned()
        }
        None if is_all => "The sum of all categories".to_owned(),
        None if row.is_counted => "The text does not tell how much".to_owned(),
        None => "Address space without access right".to_owned(),
    };
    let tokens = Tokens::in_force(ui);
    Card { figure: &figure, unit: metric.name(), below: &below, edge: color }.card_ui(
        ui,
        tokens.header,
        tokens.strong,
    );
}

/// What the text tells, and nothing in the place of what it does not tell.
fn facts_ui(ui: &mut Ui, composition: &Composition, row: &SummaryRow, composed: Option<&CompositionRow>) {
    heading(ui, "Figures");
    let after = &row.figures.after;
    let mut untold = Vec::new();
    for (metric, name, meaning) in FIGURES {
        if row.known.has(metric) {
            fact(ui, name, &words::size(after.about(metric)), meaning);
        } else {
            untold.push(name.to_lowercase());
        }
    }
    if after.usage.lazy_free > Bytes::ZERO {
        fact(ui, "Reclaimable", &words::size(after.usage.lazy_free), words::RECLAIMABLE);
    }
    let untold_counts = composed.map_or(composition.untold, |composed| composed.untold);
    if !untold_counts.has(Untold::REGIONS) {
        fact(ui, "Regions", &grouped(after.regions), "As the text counts them");
    }
    if let Some(mean) = composed.and_then(CompositionRow::mean_region) {
        fact(ui, "Region, on average", &mean.to_string(), "What the regions have together, by their number");
    }
    if !untold.is_empty() {
        remark(ui, &format!("Not told by the text: {}", untold.join(", ")));
    }
}

/// What the system counts beside the categories: both figures, and what lies between them.
fn whole_ui(ui: &mut Ui, composition: &Composition) {
    let (Some(stated), Some(rest)) = (composition.stated, composition.unattributed) else { return };
    let metric = composition.metric.name();
    heading(ui, "Why the sum differs");
    fact(ui, "The process, by the system", &stated.to_string(), "The total that the text states");
    fact(ui, "All categories", &composition.total.get(composition.metric).to_string(), "The sum of the rows");
    fact(ui, "In no row", rest.to_string().trim_start_matches('+'), "What lies between the two");
    remark(
        ui,
        &format!(
            "The {metric} in tables and bars is that of the categories; shares are of the larger of the two"
        ),
    );
}

fn classes_ui(ui: &mut Ui, composed: &CompositionRow, color: Color32) {
    heading(ui, "Sizes of its regions");
    let most = composed.classes.iter().map(|class| class.count).max().unwrap_or(1).max(1) as f32;
    for (nth, class) in composed.classes.iter().take(MOST_CLASSES).enumerate() {
        let noun = if class.count == 1 { "region" } else { "regions" };
        let words = format!("{} {noun}, {}", grouped(class.count), class.bytes);
        let (name, kept) = (class.len.to_string(), class.count as f32 / most);
        SizeBar { name: &name, words: &words, kept, gone: 0.0, color, is_main: nth == 0 }.size_bar_ui(ui);
    }
    let others = composed.classes.len().saturating_sub(MOST_CLASSES);
    if others > 0 {
        remark(ui, &format!("and {others} other sizes"));
    }
}
