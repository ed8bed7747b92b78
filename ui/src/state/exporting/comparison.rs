//! The forms of two recordings that are compared.

use super::{Destination, ExportError, Form, Write, picture, text};
use strandline::analysis::{Comparison, RowName};
use strandline::report::charts::{Palette, overlay_chart};
use strandline::report::svg::svg;
use strandline::report::{CompareReport, compare_html, compare_markdown};

/// A comparison that is exported, in the words in which it leaves the house.
#[derive(Clone, Copy, Debug)]
pub struct ExportedComparison<'a> {
    pub comparison: &'a Comparison,
    /// What a chart is about; else the row that says most.
    pub row: Option<&'a RowName>,
}

/// All of them; the first is offered first.
pub static COMPARISON_FORMS: &[Form] = &[
    form("Markdown", "md", "What has changed, for a pull request", |what, to| {
        text(to, &compare_markdown(what.comparison))
    }),
    form("HTML", "html", "The comparison as one page for any browser, with charts", |what, to| {
        text(to, &compare_html(what.comparison))
    }),
    form("JSON", "json", "The figures of the comparison, for scripts", |what, to| {
        text(to, &CompareReport::new(what.comparison).to_text())
    }),
    form("Chart of both, SVG", "svg", "The levels of the selected row over the cycles", |what, to| {
        text(to, &overlay(what)?)
    }),
    form("Chart of both, PNG", "png", "The same as a picture", |what, to| picture(to, &overlay(what)?)),
];

/// Writes it to a file that nobody looks at yet; says why not, without the path.
type WriteComparison = fn(&ExportedComparison<'_>, Destination<'_>) -> Result<(), ExportError>;

const fn form(
    name: &'static str,
    ending: &'static str,
    meaning: &'static str,
    write: WriteComparison,
) -> Form {
    Form { name, ending, meaning, write: Write::Comparison(write) }
}

fn overlay(what: &ExportedComparison<'_>) -> Result<String, ExportError> {
    let chosen = what.row.and_then(|name| what.comparison.row(name));
    let row = chosen.or_else(|| what.comparison.leading()).zip(what.comparison.ends());
    let (row, sides) = row.ok_or(ExportError::NothingRecorded)?;
    Ok(svg(&overlay_chart(row, sides), Palette::Light))
}
