//! Sections in GitHub's Markdown. Whatever stands in them is text there.

use super::escape::{escaped, fenced};
use super::text::text_of;
use crate::report::view::{Align, Block, Section, Table};

/// A report: a bold headline, what else stands above, then sections with a heading each; with a line end behind each line.
pub(in crate::report) fn report(
    headline: &str,
    above: &[String],
    sections: impl IntoIterator<Item = Section>,
) -> String {
    let mut lines = vec![format!("**{}**", escaped(headline))];
    lines.extend(above.iter().flat_map(|line| [String::new(), escaped(line)]));
    for section in sections {
        lines.push(String::new());
        if !section.title.is_empty() {
            lines.extend([format!("### {}", escaped(&section.title)), String::new()]);
        }
        let blocks: Vec<Vec<String>> = section.blocks.iter().map(block).collect();
        lines.extend(blocks.join(&String::new()));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn block(block: &Block) -> Vec<String> {
    let list =
        |lines: &mut dyn Iterator<Item = String>| lines.map(|line| format!("- {}", escaped(&line))).collect();
    match block {
        Block::Table(table) => {
            let explanation = Some(table.explanation()).filter(|text| !text.is_empty());
            let notes = table.notes.iter().cloned().chain(explanation);
            let notes = notes.flat_map(|note| [String::new(), escaped(&note)]);
            table_lines(table).into_iter().chain(notes).collect()
        }
        Block::Facts(facts) => list(&mut facts.iter().map(|fact| format!("{}: {}", fact.name, fact.value))),
        Block::Prose(sentences) => list(&mut sentences.iter().map(ToString::to_string)),
        Block::Lines(lines) => list(&mut lines.iter().cloned()),
        Block::Notes(notes) => vec![escaped(&notes.join(" "))],
        Block::Advice(advice) => {
            let step = |(text, command): &(String, Option<String>)| {
                let command = command.as_deref().map(|command| fenced(command, ""));
                let command =
                    command.iter().flat_map(|command| command.lines()).map(|line| format!("  {line}"));
                [format!("- {}", escaped(text))].into_iter().chain(command).collect::<Vec<_>>()
            };
            let about = [format!("**{}**", escaped(&advice.about)), String::new()];
            about.into_iter().chain(advice.steps.iter().flat_map(step)).collect()
        }
        Block::Folded(folded) => folded_text(&folded.headline, &folded.lines.join("\n")),
    }
}

/// Text below a headline that unfolds it.
pub(in crate::report) fn folded_text(headline: &str, text: &str) -> Vec<String> {
    let summary = format!("<details><summary>{}</summary>", escaped(headline));
    vec![summary, String::new(), fenced(text, "text"), String::new(), "</details>".to_owned()]
}

fn table_lines<K>(table: &Table<K>) -> Vec<String> {
    let shown: Vec<usize> = (0..table.columns.len()).filter(|&nth| !table.columns[nth].is_wide).collect();
    let line = |cells: &mut dyn Iterator<Item = String>| {
        cells.fold("|".to_owned(), |line, cell| line + " " + &cell + " |")
    };
    let titles = line(&mut shown.iter().map(|&nth| escaped(&table.columns[nth].title)));
    let rule = line(&mut shown.iter().map(|&nth| {
        let rule = if table.columns[nth].align == Align::Left { "---" } else { "---:" };
        rule.to_owned()
    }));
    let rows =
        table.rows.iter().map(|row| line(&mut shown.iter().map(|&nth| escaped(&text_of(&row.cells[nth])))));
    [titles, rule].into_iter().chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::view::{Cell, Fields, Quantity};

    #[test]
    fn cells_are_text() {
        let table = Fields::default()
            .text_column("name", "", |&(name, _): &(&str, usize)| Cell::text(name))
            .figures("n", "", |(_, count)| Some(Quantity::count(*count)))
            .table("Things", [("a|b", 1)]);
        assert_eq!(table_lines(&table), ["| name | n |", "| --- | ---: |", "| a\\|b | 1 |"]);
    }
}
