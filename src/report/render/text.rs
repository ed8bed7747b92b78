//! Sections as lines for a terminal.

use crate::report::view::{Align, Block, Cell, CellMark, Section, Table};
use textwrap::{Options, WordSeparator, WrapAlgorithm, wrap};
use unicode_width::UnicodeWidthStr;

/// Prose fills so many columns, the indent of a section included.
const COLUMNS: usize = 100;

/// The body of a section with a title is set in by so many columns.
const INDENT: usize = 2;

/// The longest bar in letters.
const LONGEST_BAR: usize = 16;

/// A report: lines at its head, then sections with an empty line before each; with a line end behind each line.
pub(in crate::report) fn report(head: Vec<String>, sections: impl IntoIterator<Item = Section>) -> String {
    let mut lines = head;
    for section in sections {
        lines.push(String::new());
        let indent = if section.title.is_empty() { 0 } else { INDENT };
        lines.extend(Some(section.title).filter(|title| !title.is_empty()));
        lines.extend(section.blocks.iter().flat_map(block).map(|line| indented(&line, indent)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The lines of a piece of a section.
pub(in crate::report) fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Table(table) => table_lines(table).into_iter().chain(table.notes.iter().cloned()).collect(),
        Block::Facts(facts) => facts.iter().map(|fact| format!("{}: {}", fact.name, fact.value)).collect(),
        Block::Prose(sentences) => {
            sentences.iter().flat_map(|sentence| wrapped(sentence.clause(), 0)).collect()
        }
        Block::Lines(lines) => lines.clone(),
        Block::Notes(notes) => wrapped(&notes.join(" "), 0),
        Block::Advice(advice) => {
            let step = |(text, command): &(String, Option<String>)| {
                let command = command.as_ref().map(|command| indented(command, 3 * INDENT));
                wrapped(text, INDENT).into_iter().chain(command).collect::<Vec<_>>()
            };
            [advice.about.clone()].into_iter().chain(advice.steps.iter().flat_map(step)).collect()
        }
        Block::Folded(folded) => {
            let lines = folded.lines.iter().map(|line| indented(line, INDENT));
            [folded.headline.clone()].into_iter().chain(lines).collect()
        }
    }
}

/// A table in columns: the titles, then a line for each row.
pub(in crate::report) fn table_lines<K>(table: &Table<K>) -> Vec<String> {
    let shown: Vec<usize> = (0..table.columns.len()).filter(|&nth| !table.columns[nth].is_wide).collect();
    let titles = shown.iter().map(|&nth| table.columns[nth].title.to_string()).collect();
    let rows = table.rows.iter().map(|row| shown.iter().map(|&nth| text_of(&row.cells[nth])).collect());
    let lines: Vec<Vec<String>> = std::iter::once(titles).chain(rows).collect();
    let width = |nth: usize| lines.iter().map(|line| line[nth].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..shown.len()).map(width).collect();
    let padded = |(nth, cell): (usize, &String)| {
        let space = " ".repeat(widths[nth] - cell.width());
        match table.columns[shown[nth]].align {
            Align::Left => format!("{cell}{space}"),
            Align::Right => format!("{space}{cell}"),
        }
    };
    let line = |cells: &Vec<String>| {
        cells.iter().enumerate().map(padded).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    lines.iter().map(line).collect()
}

/// The text of a cell; a bar is drawn by letters.
pub(super) fn text_of(cell: &Cell) -> String {
    match cell.mark {
        CellMark::Bar(part) => format!("{}{}", cell.text, bar(part)),
        CellMark::None | CellMark::Name(_) | CellMark::Verdict(_) | CellMark::Change(_) => cell.text.clone(),
    }
}

/// A part of one as a bar, to an eighth of a letter.
fn bar(part: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 128")]
    let eighths = (part.clamp(0.0, 1.0) * (LONGEST_BAR * 8) as f64).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

fn indented(line: &str, indent: usize) -> String {
    format!("{}{line}", " ".repeat(indent))
}

/// Prose in lines that have room within a section; all but the first are set in by two more. Long words stay whole.
fn wrapped(text: &str, indent: usize) -> Vec<String> {
    let (first, others) = (" ".repeat(indent), " ".repeat(indent + INDENT));
    let options = Options::new(COLUMNS - INDENT)
        .initial_indent(&first)
        .subsequent_indent(&others)
        .word_separator(WordSeparator::AsciiSpace)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    wrap(text, options).into_iter().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::view::{Fields, Quantity};

    fn table() -> Table {
        Fields::default()
            .text_column("name", "", |&(name, _): &(&str, usize)| Cell::text(name))
            .figures("n", "", |(_, count)| Some(Quantity::count(*count).at_least()))
            .text_column("", "", |(_, count)| Cell::bar(*count as f64 / 8.0))
            .text_column("wide", "", |_| Cell::text("never on a terminal"))
            .wide()
            .table("Things", [("▸", 1), ("日本", 4)])
    }

    #[test]
    fn figures_stand_to_the_right_and_wide_letters_take_two_columns() {
        assert_eq!(table_lines(&table()), ["name    n", "▸     ≥ 1  ██", "日本  ≥ 4  ████████"]);
    }

    #[test]
    fn bars_grow_by_eighths() {
        let check = |part, expected: &str| assert_eq!(bar(part), expected);
        check(0.0, "");
        check(1.0, "████████████████");
        check(1.0 / 128.0, "▏");
        check(2.0, "████████████████");
    }

    #[test]
    fn prose_fills_the_columns_and_no_more() {
        let lines = wrapped(&"a tide of words ".repeat(20), 2);
        let widths: Vec<_> = lines.iter().map(|line| line.width()).collect();
        assert!(widths.iter().all(|&width| width <= COLUMNS - INDENT), "{widths:?}");
        assert!(widths[..widths.len() - 1].iter().all(|&width| width > COLUMNS - 10), "{widths:?}");
        assert_eq!(lines.join(" ").split_whitespace().count(), 80);
        assert_eq!(wrapped("one", 0), ["one"]);
        assert_eq!(wrapped(&"x".repeat(200), 1).len(), 1);
    }

    #[test]
    fn a_section_is_set_in_below_its_title() {
        let section = |title: &str| Section::new(title, [Block::Lines(vec!["tide".to_owned()])]);
        let sections = [section("Warnings"), section("")].into_iter().flatten();
        assert_eq!(report(vec!["head".to_owned()], sections), "head\n\nWarnings\n  tide\n\ntide\n");
    }
}
