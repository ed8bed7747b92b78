//! The report as one page to be opened in a browser, kept, and sent: the verdict first, then pictures, tables, and what
//! it all rests on. Nothing is loaded, and nothing but the sorting of tables takes a script.

mod compare;

mod pictures;

mod verdict;

#[cfg(test)]
mod tests;

#[cfg(test)]
mod compare_tests;

pub use compare::compare_html;

use super::Summary;
use super::render::html::{section_element, table_elements};
use super::render::page::{named, page, section};
use super::sections;
use super::view::{Section, composition_sentence, level_change_sentence, marks_table};
use crate::analysis::Composition;
use crate::report::markup::{Element, shortened};

/// The whole report as a page.
pub fn html(summary: &Summary<'_>) -> String {
    let target = summary.trace.recording.target();
    let name = shortened(target.map_or("no target", |target| &*target.name), 60);
    let (title, sections) = if let Some(composition) = &summary.composition {
        (format!("{name} – Strandline"), one_snapshot(summary, composition))
    } else {
        let verdict = summary.assessment.verdicts.overall().name();
        (format!("{name}: {verdict} – Strandline"), window(summary))
    };
    page(&title, header(summary), sections.into_iter().flatten().collect())
}

fn window(summary: &Summary<'_>) -> Vec<Option<Element>> {
    let headline = summary.levels.as_ref().map(|change| level_change_sentence(change).to_string());
    vec![
        Some(verdict::verdict(summary)),
        element(sections::levels(summary).map(|section| section.below(headline))),
        section("Over time", pictures::over_time(summary)),
        section("Over the cycles", pictures::over_cycles(summary)),
        element(sections::why(summary)),
        element(sections::growth(summary)),
        element(sections::authors(summary)),
        element(sections::sizes(summary)),
        element(sections::cycles(summary)),
        element(sections::evidence(summary, usize::MAX)),
        element(sections::heap(summary)),
        element(sections::unattributed(summary)),
        element(sections::reclaimable(summary)),
        element(sections::notes(summary)),
        element(sections::trust(summary)),
        element(sections::call_stacks(summary)),
        element(sections::warnings(summary)),
        element(sections::recorded(summary)),
        section("Marks", marks(summary)),
    ]
}

/// What is there, and no growth.
fn one_snapshot(summary: &Summary<'_>, composition: &Composition) -> Vec<Option<Element>> {
    vec![
        element(sections::composition(summary, composition)),
        element(sections::findings(composition)),
        element(sections::asked(composition)),
        element(sections::call_stacks(summary)),
        element(sections::warnings(summary)),
        element(sections::recorded(summary)),
    ]
}

fn element(section: Option<Section>) -> Option<Element> {
    section_element(&section?)
}

/// Every mark of the recording, to be unfolded.
fn marks(summary: &Summary<'_>) -> Vec<Element> {
    let table = table_elements(&marks_table(summary.trace));
    let count = format!("{} marks", summary.trace.annotations.marks().len());
    let details = Element::new("details").child(Element::new("summary").text(count));
    if table.is_empty() { table } else { vec![details.children(table)] }
}

fn header(summary: &Summary<'_>) -> Element {
    let recording = &summary.trace.recording;
    let heading = match summary.target() {
        Some((name, about)) => {
            let about = Element::new("small").text(format!("  {about}"));
            Element::new("h1").child(named(&name)).child(about)
        }
        None => Element::new("h1").text("No target"),
    };
    let range = summary.window.range(recording);
    let cycles = &summary.assessment.cycles;
    let counted = match (cycles.cycles.len(), cycles.warmup.len()) {
        (0, 0) => String::new(),
        (1, 0) => "1 cycle that counts. ".to_owned(),
        (counted, 0) => format!("{counted} cycles that count. "),
        (counted, warmup) => format!("{counted} cycles that count, after {warmup} to warm up. "),
    };
    let window = match &summary.composition {
        Some(composition) => {
            format!("One snapshot: {}.", composition_sentence(recording, composition))
        }
        None => format!(
            "{counted}Window {} to {}, {:.1} s, {}.",
            range.from,
            range.to,
            range.duration().as_secs_f64(),
            summary.looks(),
        ),
    };
    let words = Element::new("div").child(heading).child(Element::new("p").class("about").text(window));
    Element::new("header").child(words)
}
