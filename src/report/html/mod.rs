//! The report as one page to be opened in a browser, kept, and sent: the verdict first, then pictures, tables, and what
//! it all rests on. Nothing is loaded, and nothing but the sorting of tables takes a script.

mod compare;

mod cycles;

mod evidence;

mod facts;

mod grid;

mod growth;

mod page;

mod pictures;

mod sign;

mod sizes;

mod why;

#[cfg(test)]
mod tests;

pub use compare::{compare_html, trend_html};

use self::page::{named, page, section};
use super::Summary;
use super::summary::RECLAIMABLE;
use crate::markup::{Element, shortened};

/// The whole report as a page.
pub fn html(summary: &Summary<'_>) -> String {
    let target = summary.trace.recording.target();
    let name = target.map_or("no target", |target| &*target.name);
    let verdict = summary.assessment.verdicts.overall().name();
    let title = format!("{}: {verdict} – Strandline", shortened(name, 60));
    let sections = [
        Some(evidence::verdict(summary)),
        section("Over time", pictures::over_time(summary)),
        section("Over the cycles", pictures::over_cycles(summary)),
        section("Why", why::hints(summary)),
        section("What grew", growth::table(summary)),
        section("What stayed, by size of region", sizes::table(summary)),
        section("Cycle by cycle", cycles::table(summary)),
        section("Evidence", evidence::table(summary)),
        section("Unattributed", growth::unattributed(summary)),
        section(RECLAIMABLE, growth::reclaimable(summary)),
        section("How far it can be trusted", facts::trust(summary)),
        section("Warnings", facts::warnings(summary)),
        section("What was recorded", facts::facts(summary)),
        section("Marks", facts::marks(summary)),
    ];
    page(&title, header(summary), sections.into_iter().flatten().collect())
}

fn header(summary: &Summary<'_>) -> Element {
    let recording = &summary.trace.recording;
    let heading = match recording.target() {
        Some(target) => {
            let about = format!("  pid {}, {}", target.pid, target.os);
            Element::new("h1").child(named(&target.name)).child(Element::new("small").text(about))
        }
        None => Element::new("h1").text("No target"),
    };
    let range = summary.window.range(recording);
    let cycles = &summary.assessment.cycles;
    let counted = match (cycles.cycles.len(), cycles.warmup.len()) {
        (0, 0) => String::new(),
        (counted, warmup) => format!("{counted} cycles that count, after {warmup} to warm up. "),
    };
    let window = format!(
        "{counted}Window {} to {}, {:.1} s, {} ticks.",
        range.from,
        range.to,
        range.duration().as_secs_f64(),
        summary.window.ticks(recording),
    );
    let words = Element::new("div").child(heading).child(Element::new("p").class("about").text(window));
    Element::new("header").child(words)
}
