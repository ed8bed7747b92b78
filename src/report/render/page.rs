//! What is around every report: a page that needs nothing else, neither network nor fonts nor scripts.

use crate::report::charts::ink;
use crate::report::markup::Element;

const STYLE: &str = include_str!("style.css");

/// Sorts tables. All else works without it.
const SCRIPT: &str = include_str!("sort.js");

/// Nothing may be loaded, sent or embedded; the one script that may run is ours, by its SHA-256.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
     script-src 'sha256-zLEFFE0MzlqNiRfzaEaF2FX/8VAJDD9n5u1OJVRjp4s='; base-uri 'none'; form-action 'none'";

pub(in crate::report) fn page(title: &str, header: Element, sections: Vec<Element>) -> String {
    let meta = |name, content| Element::new("meta").with("name", name).with("content", content);
    let policy = Element::new("meta").with("http-equiv", "Content-Security-Policy").with("content", POLICY);
    let head = Element::new("head")
        .child(Element::new("meta").with("charset", "utf-8"))
        .child(policy)
        .child(meta("viewport", "width=device-width, initial-scale=1"))
        .child(meta("generator", concat!("Strandline ", env!("CARGO_PKG_VERSION"))))
        .child(Element::new("title").text(title))
        .child(Element::new("style").written(STYLE));
    let made = format!(
        "Made by Strandline {}. Sizes are in binary units: 1 MiB is 1,048,576 bytes.",
        env!("CARGO_PKG_VERSION")
    );
    let body = Element::new("body")
        .child(header.child(schemes()))
        .child(Element::new("main").children(sections))
        .child(Element::new("footer").text(made))
        .child(Element::new("script").written(SCRIPT));
    let html = Element::new("html").with("lang", "en").with("style", colours()).child(head).child(body);
    format!("<!DOCTYPE html>\n{}\n", html.to_markup())
}

/// A title over what belongs to it; nothing where there is nothing.
pub(in crate::report) fn section(title: &str, inside: Vec<Element>) -> Option<Element> {
    let heading = Element::new("h2").text(title);
    (!inside.is_empty()).then(|| Element::new("section").child(heading).children(inside))
}

/// A chart in its frame; a wide one scrolls where there is no room.
pub(in crate::report) fn figure(chart: Element, is_wide: bool) -> Element {
    let figure = Element::new("figure").child(chart);
    if is_wide { figure.class("wide").with("tabindex", 0) } else { figure }
}

/// A remark.
pub(in crate::report) fn note(text: impl Into<String>) -> Element {
    Element::new("p").class("note").text(text)
}

/// A name from outside: whichever way its letters run, what stands beside it stays there.
pub(in crate::report) fn named(name: &str) -> Element {
    Element::new("bdi").text(crate::report::markup::shortened(name, LONGEST_NAME))
}

/// Longer names are cut: a page is to be read.
const LONGEST_NAME: usize = 160;

/// Light, dark, or as the system has it: without a script.
fn schemes() -> Element {
    let choices = [("auto", "Auto"), ("light", "Light"), ("dark", "Dark")];
    let choice = |(id, word): (&'static str, &'static str)| {
        let input = Element::new("input").with("type", "radio").with("name", "scheme").with("id", id);
        let input = if id == "auto" { input.with("checked", "checked") } else { input };
        Element::new("label").child(input).text(word)
    };
    Element::new("fieldset").with("aria-label", "Colours").children(choices.map(choice))
}

/// The colours of the theme, by their use.
fn colours() -> String {
    let named = [
        ("canvas", ink(|theme| theme.canvas)),
        ("panel", ink(|theme| theme.panel)),
        ("header", ink(|theme| theme.header)),
        ("line", ink(|theme| theme.line)),
        ("grid", ink(|theme| theme.grid)),
        ("strong", ink(|theme| theme.strong)),
        ("text", ink(|theme| theme.text)),
        ("weak", ink(|theme| theme.weak)),
        ("select", ink(|theme| theme.select)),
        ("focus", ink(|theme| theme.focus)),
        ("verdict", ink(|theme| theme.verdict)),
        ("verdict-soft", ink(|theme| theme.verdict_soft)),
    ];
    named.map(|(name, ink)| format!("--{name}: {}", ink.of_page())).join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, Engine};
    use sha2::{Digest, Sha256};

    #[test]
    fn the_policy_knows_the_script() {
        let hash = BASE64_STANDARD.encode(Sha256::digest(SCRIPT));
        assert!(POLICY.contains(&format!("'sha256-{hash}'")), "it is {hash}");
    }
}
