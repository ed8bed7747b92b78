//! What may be behind the growth, with commands to go on from there.

use super::evidence::name_of;
use crate::analysis::{Measure, Subject};
use crate::report::Summary;
use crate::report::markup::Element;
use crate::report::render::page::named;

/// The hints, under the category that they are about.
pub(super) fn hints(summary: &Summary<'_>) -> Vec<Element> {
    let mut inside = Vec::new();
    for hints in summary.assessment.hints.chunk_by(|one, next| one.category == next.category) {
        let category = name_of(summary, Subject::Category(hints[0].category, Measure::Stayed));
        inside.push(Element::new("h3").child(named(&category)));
        let hint = |hint: &crate::analysis::Hint| {
            let line = Element::new("li").text(&*hint.text);
            let command = hint.command.as_deref();
            line.children(
                command.map(|command| Element::new("pre").child(Element::new("code").text(command))),
            )
        };
        inside.push(Element::new("ul").class("plain").children(hints.iter().map(hint)));
    }
    inside
}
