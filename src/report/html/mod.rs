//! The report as one page to be opened in a browser, kept, and sent: the verdict first, then pictures, tables, and what
//! it all rests on. Nothing is loaded, and nothing but the sorting of tables takes a script.

mod compare;

mod composition;

mod cycles;

mod evidence;

mod facts;

mod grid;

mod growth;

mod levels;

mod pictures;

mod sizes;

mod stacks;

mod why;

#[cfg(test)]
mod tests;

pub use compare::compare_html;

use super::Summary;
use super::render::html::section_element;
use super::render::page::{named, page, section};
use super::summary::RECLAIMABLE;
use super::view::{Block, Section, reclaimable_table, unattributed_table};
use crate::analysis::Composition;
use crate::report::markup::{Element, shortened};

/// The whole report as a page.
pub fn html(summary: &Summary<'_>) -> String {
    let target = summary.trace.recording.target();
    let name = target.map_or("no target", |target| &*target.name);
    let verdict = summary.assessment.verdicts.overall().name();
    if let Some(composition) = &summary.composition {
        let title = format!("{} – Strandline", shortened(name, 60));
        return page(&title, header(summary), of_one_snapshot(summary, composition));
    }
    let title = format!("{}: {verdict} – Strandline", shortened(name, 60));
    let sections = [
        Some(evidence::verdict(summary)),
        section("Levels", levels::table(summary)),
        section("Over time", pictures::over_time(summary)),
        section("Over the cycles", pictures::over_cycles(summary)),
        section("Why", why::hints(summary)),
        section("What grew", growth::table(summary)),
        section("What stayed, by size of region", sizes::table(summary)),
        section("Cycle by cycle", cycles::table(summary)),
        section("Evidence", evidence::table(summary)),
        part("Unattributed", unattributed_table(&summary.unattributed)),
        part(RECLAIMABLE, reclaimable_table(summary.reclaimable())),
        section("How far it can be trusted", facts::trust(summary)),
        section("Call stacks", stacks::details(&summary.trace.recording)),
        section("Warnings", facts::warnings(summary)),
        section("What was recorded", facts::facts(summary)),
        section("Marks", facts::marks(summary)),
    ];
    page(&title, header(summary), sections.into_iter().flatten().collect())
}

fn part(title: &str, block: impl Into<Block>) -> Option<Element> {
    section_element(&Section::new(title, [block.into()])?)
}

/// What is told of a single snapshot: what is there, and no growth.
fn of_one_snapshot(summary: &Summary<'_>, composition: &Composition) -> Vec<Element> {
    let sections = [
        section("What is there", composition::table(summary, composition)),
        section("What stands out", list(&super::composition::findings(composition))),
        section("What to ask for next", list(&composition.asked)),
        section("Call stacks", stacks::details(&summary.trace.recording)),
        section("Warnings", facts::warnings(summary)),
        section("What was recorded", facts::facts(summary)),
    ];
    sections.into_iter().flatten().collect()
}

fn list(lines: &[String]) -> Vec<Element> {
    let items: Vec<_> = lines.iter().map(|line| Element::new("li").child(named(line))).collect();
    if items.is_empty() { items } else { vec![Element::new("ul").class("plain").children(items)] }
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
            format!("One snapshot: {}.", super::composition::composition_headline(recording, composition))
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
