//! How large the regions are that stayed: the portions in which a leak comes.

use super::grid::{Cell, Grid};
use super::growth::{bytes, dot, hue_of};
use crate::analysis::SizeClass;
use crate::model::CategoryId;
use crate::report::Summary;
use crate::report::charts::Hue;
use crate::report::markup::Element;
use crate::report::render::page::{named, note};
use std::cmp::Reverse;

/// So many sizes are listed.
const MOST: usize = 24;

/// The sizes of which most bytes stayed, of all categories.
pub(super) fn table(summary: &Summary<'_>) -> Vec<Element> {
    let all = summary.sizes.iter().flat_map(|(&id, classes)| classes.iter().map(move |class| (id, class)));
    let is_counted =
        |id| summary.trace.recording.category(id).is_some_and(crate::model::Category::is_counted);
    let mut stayed: Vec<(CategoryId, &SizeClass)> =
        all.filter(|&(id, class)| class.persistent.count > 0 && is_counted(id)).collect();
    stayed.sort_by_key(|&(id, class)| (Reverse(class.persistent.bytes), id, class.len));
    let most = stayed.first().map_or(1.0, |(_, class)| class.persistent.bytes.get() as f64);
    let columns =
        [("Category", true), ("Size of each", false), ("#", false), ("Stayed", false), ("Share", true)];
    let mut grid = Grid::new(columns, MOST);
    let has_merged = stayed.iter().take(MOST).any(|(_, class)| !class.certain);
    for (id, class) in stayed {
        let name = summary.trace.recording.category(id).map(ToString::to_string).unwrap_or_default();
        let hue = hue_of(summary, id);
        let count = class.persistent.count;
        let mark = if class.certain { "" } else { "*" };
        grid.add(vec![
            Cell::name([dot(hue), named(&name)]),
            bytes(class.len),
            Cell::figure(format!("{count}{mark}"), count as f64),
            bytes(class.persistent.bytes),
            bar(hue, class.persistent.bytes.get() as f64, most),
        ]);
    }
    let mut inside = grid.done("What stayed, by size of region");
    if has_merged {
        inside.push(note(
            "* Anonymous memory has no name, and neighbours are one: these are runs of bytes, each of which may be \
             several mappings.",
        ));
    }
    inside
}

/// A bar as long as its part of the longest.
fn bar(hue: Hue, size: f64, longest: f64) -> Cell {
    let percent = 100.0 * size / longest.max(1.0);
    let style = format!("width: {percent:.1}%; background: {}", hue.ink().of_page());
    let bar = Element::new("span").class("bar").with("style", style);
    Cell::from_element(Element::new("td").class("bars").with("data-key", size).child(bar))
}
