//! Sections as elements of a page.

use super::page::{named, note, section};
use super::sign::sign;
use crate::analysis::Verdict;
use crate::report::charts::Hue;
use crate::report::markup::Element;
use crate::report::view::{
    Align, Block, Cell, CellMark, Column, Fact, Row, RowKind, Section, Sentence, SortKey, Table, Tone,
    UNKNOWN,
};

/// So many rows of a table are shown: a page is to be read.
const MOST_ROWS: usize = 120;

/// Longer words may take several lines.
const LONG: usize = 40;

/// Below every figure. The least number there is would take three hundred digits.
const BELOW_ALL: &str = "-1e300";

/// A section with its title.
pub(in crate::report) fn section_element(part: &Section) -> Option<Element> {
    section(&part.title, part.blocks.iter().flat_map(block).collect())
}

/// The elements of a piece of a section.
pub(in crate::report) fn block(block: &Block) -> Vec<Element> {
    match block {
        Block::Table(table) => table_elements(table),
        Block::Facts(facts) => vec![facts_element(facts)],
        Block::Prose(sentences) => list(sentences.iter().map(Sentence::clause)),
        Block::Lines(lines) => list(lines.iter().map(String::as_str)),
        Block::Notes(notes) => vec![note(notes.join(" "))],
        Block::Advice(advice) => {
            let step = |(text, command): &(String, Option<String>)| {
                let code = |command: &String| Element::new("pre").child(Element::new("code").text(command));
                Element::new("li").child(isolated(text)).children(command.as_ref().map(code))
            };
            let steps = Element::new("ul").class("plain").children(advice.steps.iter().map(step));
            vec![Element::new("h3").child(named(&advice.about)), steps]
        }
        Block::Folded(folded) => {
            let headline = Element::new("summary").text(&folded.headline);
            let lines = Element::new("pre").text(folded.lines.join("\n"));
            vec![Element::new("details").child(headline).child(lines)]
        }
    }
}

fn list<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Element> {
    let items: Vec<_> = lines.map(|line| Element::new("li").child(isolated(line))).collect();
    if items.is_empty() { items } else { vec![Element::new("ul").class("plain").children(items)] }
}

/// Text with names from outside: whichever way their letters run, what stands beside it stays there.
fn isolated(text: &str) -> Element {
    Element::new("bdi").text(text)
}

fn facts_element(facts: &[Fact]) -> Element {
    let pair =
        |fact: &Fact| [Element::new("dt").text(fact.name), Element::new("dd").child(named(&fact.value))];
    Element::new("dl").children(facts.iter().flat_map(pair))
}

/// A table that can be sorted by each of its columns, what is said below it, and a remark on what was left out; nothing
/// where there are no rows.
pub(in crate::report) fn table_elements<K>(table: &Table<K>) -> Vec<Element> {
    if table.rows.is_empty() {
        return Vec::new();
    }
    let head = |column: &Column| {
        let head = Element::new("th").with("scope", "col").text(&*column.title);
        let tooltip = column.tooltip();
        let head = if tooltip.is_empty() { head } else { head.with("title", tooltip) };
        if column.align == Align::Left { head.class("text") } else { head }
    };
    let is_total = |row: &&Row<K>| row.kind == RowKind::Total;
    let lines = |rows: &mut dyn Iterator<Item = &Row<K>>| -> Vec<Element> {
        rows.map(|row| row_element(&table.columns, row)).collect()
    };
    let totals = lines(&mut table.rows.iter().filter(is_total));
    let others = lines(&mut table.rows.iter().filter(|row| !is_total(row)).take(MOST_ROWS));
    let left_out = table.rows.len() - totals.len() - others.len();
    let totals = (!totals.is_empty()).then(|| Element::new("tbody").class("whole").children(totals));
    let element = Element::new("table")
        .class("sortable")
        .child(Element::new("thead").child(Element::new("tr").children(table.columns.iter().map(head))))
        .children(totals)
        .child(Element::new("tbody").children(others));
    let frame = Element::new("div").class("scroll").with("tabindex", 0).with("role", "region");
    let remark = (left_out > 0).then(|| {
        format!("{left_out} more rows are left out here; all of them are in strandline report --format csv and json.")
    });
    let frame = frame.with("aria-label", &table.title).child(element);
    let explanation = Some(table.explanation()).filter(|text| !text.is_empty());
    let notes = table.notes.iter().cloned().chain(remark).chain(explanation);
    [frame].into_iter().chain(notes.map(note)).collect()
}

fn row_element<K>(columns: &[Column], row: &Row<K>) -> Element {
    let hue = row.cells.first().map_or(Hue::Others, |cell| match &cell.mark {
        CellMark::Name(label) => Hue::from(label),
        _ => Hue::Others,
    });
    let cells = columns.iter().zip(&row.cells).enumerate();
    let line = Element::new("tr")
        .children(cells.map(|(nth, (column, cell))| cell_element(nth == 0, column, cell, hue)));
    match row.kind {
        RowKind::Plain | RowKind::Total => line,
        RowKind::Aside => line.class("aside"),
        RowKind::First => line.class("counts-from"),
    }
}

fn cell_element(is_head: bool, column: &Column, cell: &Cell, hue: Hue) -> Element {
    let element = if is_head { Element::new("th").with("scope", "row") } else { Element::new("td") };
    let element = match cell.sort {
        SortKey::Text => element,
        SortKey::Number(key) => element.with("data-key", key),
        SortKey::Unknown => element.with("data-key", BELOW_ALL),
    };
    let element = match (is_head, class(column, cell)) {
        (true, _) | (_, "") => element,
        (false, class) => element.class(class),
    };
    match &cell.mark {
        CellMark::Name(label) => {
            let dot = label.is_category().then(|| dot(hue));
            element.children(dot).child(named(&cell.text))
        }
        CellMark::Verdict(verdict) => element.child(sign(*verdict)).text(format!(" {}", cell.text)),
        CellMark::Bar(part) => element.children((*part > 0.0).then(|| bar(*part, hue))),
        CellMark::None | CellMark::Change(_) if column.align == Align::Left && cell.text != UNKNOWN => {
            element.child(named(&cell.text))
        }
        CellMark::None | CellMark::Change(_) => element.text(&cell.text),
    }
}

fn class(column: &Column, cell: &Cell) -> &'static str {
    match (&cell.mark, column.align) {
        (CellMark::Bar(_), _) => "bars",
        (CellMark::Verdict(Verdict::Leak), _) => "text leak",
        (_, Align::Left) if cell.text.chars().count() > LONG => "text words",
        (_, Align::Left) => "text",
        (_, Align::Right) if cell.tone == Tone::Faint && cell.sort != SortKey::Unknown => "zero",
        (_, Align::Right) => "",
    }
}

fn dot(hue: Hue) -> Element {
    Element::new("span").class("dot").with("style", format!("background: {}", hue.ink().of_page()))
}

fn bar(part: f64, hue: Hue) -> Element {
    let style = format!("width: {:.2}%; background: {}", 100.0 * part, hue.ink().of_page());
    Element::new("span").class("bar").with("style", style)
}
