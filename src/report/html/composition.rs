//! What is there at one snapshot: a row for each category, with a bar.

use super::grid::{Cell, Grid};
use super::growth::dot;
use crate::analysis::Composition;
use crate::report::Summary;
use crate::report::charts::Hue;
use crate::report::composition::{Column, name, shown, unattributed};
use crate::report::markup::Element;
use crate::report::render::page::{named, note};
use crate::report::table::UNKNOWN;

/// So many categories are listed.
const MOST: usize = 120;

/// The categories, the largest first.
pub(super) fn table(summary: &Summary<'_>, composition: &Composition) -> Vec<Element> {
    let recording = &summary.trace.recording;
    let columns = Column::shown_for(composition);
    let titles = [("Category", true)].into_iter().chain(columns.iter().map(|column| (column.title(), false)));
    let mut grid = Grid::new(titles.chain([("", true)]), MOST);
    let all = columns.iter().map(|column| Cell::plain(column.whole(composition)));
    let heading = Cell::name([Element::new("span").text("All")]);
    grid.whole([heading].into_iter().chain(all).chain([Cell::text("")]).collect());
    let (rows, others) = shown(composition);
    for row in rows {
        let hue = recording.category(row.category).map_or(Hue::Others, Hue::of_category);
        let heading = Cell::name([dot(hue), named(&name(recording, row))]);
        let cells = columns.iter().map(|column| match column.cell(composition, row) {
            (text, Some(key)) => Cell::figure(text, key),
            (text, None) if text == UNKNOWN => Cell::none(),
            (text, None) => Cell::text(text),
        });
        let cells = [heading].into_iter().chain(cells).chain([bar(composition.share(row), hue)]).collect();
        if row.counted { grid.add(cells) } else { grid.add_as("aside", cells) }
    }
    if let Some((rest, share)) = unattributed(composition) {
        let cells = columns.iter().map(|column| match column {
            Column::Metric(metric) if *metric == composition.metric => {
                Cell::figure(rest.to_string(), rest.get() as f64)
            }
            Column::Share => Cell::figure(format!("{:.1} %", share * 100.0), share),
            _ => Cell::none(),
        });
        let heading = Cell::name([Element::new("span").text("Unattributed")]);
        grid.add([heading].into_iter().chain(cells).chain([bar(Some(share), Hue::Others)]).collect());
    }
    let mut inside = grid.done("What is there");
    inside.extend(others.map(|others| note(format!("{others}."))));
    let figure = composition.metric.name();
    inside.push(note(format!(
        "Shares are of the {figure}. {UNKNOWN} stands where the text does not tell a figure. Address space without access \
         right stands in brackets: of it All has only what is used."
    )));
    inside
}

fn bar(share: Option<f64>, hue: Hue) -> Cell {
    let percent = share.unwrap_or(0.0).clamp(0.0, 1.0) * 100.0;
    let style = format!("width: {percent:.2}%; background: {}", hue.ink().of_page());
    let bar = Element::new("span").class("bar").with("style", style);
    let cell = Element::new("td").class("bars").with("data-key", percent);
    Cell::from_element(if percent > 0.0 { cell.child(bar) } else { cell })
}
