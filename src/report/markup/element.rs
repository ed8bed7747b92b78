//! One element, with what is inside it.

use super::escape::push_escaped;
use std::fmt::Display;

/// Elements that have no content in HTML.
const EMPTY: [&str; 4] = ["br", "col", "input", "meta"];

/// An element of HTML or SVG. Names are ours; values and text may come from anywhere.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    inside: Vec<Node>,
}

#[derive(Clone, Debug)]
enum Node {
    Element(Element),
    Text(String),
    /// Our own style or script.
    Written(&'static str),
}

impl Element {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), inside: Vec::new() }
    }

    /// With an attribute.
    pub(crate) fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// With the class of a style.
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.with("class", class)
    }

    /// With text at its end.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.inside.push(Node::Text(text.into()));
        self
    }

    /// With an element at its end.
    pub(crate) fn child(mut self, child: Self) -> Self {
        self.inside.push(Node::Element(child));
        self
    }

    /// With elements at its end.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.inside.extend(children.into_iter().map(Node::Element));
        self
    }

    /// With a style or a script of our own, as it is.
    pub(crate) fn written(mut self, source: &'static str) -> Self {
        self.inside.push(Node::Written(source));
        self
    }

    pub(crate) fn to_markup(&self) -> String {
        let mut markup = String::new();
        self.push_to(&mut markup);
        markup
    }

    fn push_to(&self, markup: &mut String) {
        markup.extend(["<", self.name]);
        for (name, value) in &self.attributes {
            markup.extend([" ", name, "=\""]);
            push_escaped(markup, value);
            markup.push('"');
        }
        if EMPTY.contains(&self.name) {
            markup.push_str("/>");
            return;
        }
        markup.push('>');
        for node in &self.inside {
            match node {
                Node::Element(element) => element.push_to(markup),
                Node::Text(text) => push_escaped(markup, text),
                Node::Written(source) => markup.push_str(source),
            }
        }
        markup.extend(["</", self.name, ">"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_close() {
        let row =
            Element::new("p").class("a").text("1 < 2").child(Element::new("br")).child(Element::new("b"));
        assert_eq!(row.to_markup(), "<p class=\"a\">1 &lt; 2<br/><b></b></p>");
        assert_eq!(Element::new("style").written("a > b {}").to_markup(), "<style>a > b {}</style>");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_text(text in "\\PC{0,40}|[<>&\"'\\]a-z/!-]{0,30}") {
            let markup = Element::new("p").with("title", &text).text(text.clone()).to_markup();
            let document = roxmltree::Document::parse(&markup).unwrap();
            let root = document.root_element();
            prop_assert_eq!(root.children().count(), usize::from(!text.is_empty()));
            let steers = |letter: char| letter.escape_default().next() == Some('\\') && !letter.is_ascii();
            if !text.contains(steers) {
                prop_assert_eq!(root.text().unwrap_or_default(), &text);
                prop_assert_eq!(root.attribute("title"), Some(&*text));
            }
        }
    }
}
