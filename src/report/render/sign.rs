//! The sign of each verdict: they differ in outline, so that they can be told apart without colour.

use crate::analysis::Verdict;
use crate::report::markup::Element;

/// A small picture; the word stands beside it.
pub(in crate::report) fn sign(verdict: Verdict) -> Element {
    let path = Element::new("path").with("stroke", "currentColor").with("stroke-width", 1.5);
    let path = match verdict {
        Verdict::Leak => path.with("d", "M1 13V10H5V6H9V2H14V13Z").with("fill", "currentColor"),
        Verdict::Suspect => path.with("d", "M1 13V10H5V6H9V2H14V13Z").with("fill", "none"),
        Verdict::Settles => path.with("d", "M1 14C2 5 6 3 14 3").with("fill", "none"),
        Verdict::Steady => path.with("d", "M1 8H14").with("fill", "none"),
        Verdict::TooFewCycles => path
            .with("d", "M2.5 8h.01M7.5 8h.01M12.5 8h.01")
            .with("fill", "none")
            .with("stroke-linecap", "round"),
    };
    let svg = Element::new("svg").class("sign").with("viewBox", "0 0 15 15").with("aria-hidden", "true");
    svg.child(path)
}
