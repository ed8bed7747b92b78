//! Letters that our fonts have.

/// A text of the core as it can be drawn: the fonts lack the sign between the two levels of a category.
pub(crate) fn drawable(text: &str) -> String {
    text.replace('▸', "›")
}
