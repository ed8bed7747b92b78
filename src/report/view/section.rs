//! What a report is made of beside tables: sections of facts, sentences and lists.

use super::Table;
use std::fmt;

/// A part of a report below a title.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its title; may be empty.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A table, with what is said below it.
    Table(Table),
    /// Names and their values.
    Facts(Vec<Fact>),
    /// Sentences, each a paragraph.
    Prose(Vec<Sentence>),
    /// Lines that stay as they are.
    Lines(Vec<String>),
    /// Remarks about what stands above them, one behind the other.
    Notes(Vec<String>),
    /// What to know about one thing, and what to do.
    Advice(Advice),
    /// Lines that can be folded away where the form has that.
    Folded(Folded),
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: &'static str,
    /// As it is read.
    pub value: String,
    /// What it means, in a sentence; may be empty.
    pub hint: &'static str,
}

/// What to know about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What it is about.
    pub about: String,
    /// A sentence each, and what to run, which stays on one line.
    pub steps: Vec<(String, Option<String>)>,
}

/// Lines below a headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    pub headline: String,
    /// Shown where it is unfolded.
    pub lines: Vec<String>,
}

/// A sentence. [`Display`](fmt::Display) writes it as a clause, as it stands behind a colon: without a capital letter
/// and full stop of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(String);

impl Sentence {
    /// A sentence of this clause.
    pub fn new(clause: impl Into<String>) -> Self {
        Self(clause.into())
    }

    pub fn clause(&self) -> &str {
        &self.0
    }

    /// With a capital letter at its start, and without a full stop.
    pub fn capitalised(&self) -> String {
        let mut letters = self.0.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// With a capital letter at its start, and a full stop.
    pub fn whole(&self) -> String {
        let text = self.capitalised();
        if text.is_empty() || text.ends_with(['.', '!', '?']) { text } else { text + "." }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Section {
    /// A section of these pieces; nothing where none of them says anything.
    pub fn new(title: impl Into<String>, blocks: impl IntoIterator<Item = Block>) -> Option<Self> {
        let blocks: Vec<_> = blocks.into_iter().filter(|block| !block.is_empty()).collect();
        (!blocks.is_empty()).then(|| Self { title: title.into(), blocks })
    }

    /// The same section below some lines.
    #[must_use]
    pub fn below(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.blocks.insert(0, Block::Lines(lines.into_iter().collect()));
        self
    }
}

impl Block {
    /// Whether it says nothing.
    pub const fn is_empty(&self) -> bool {
        match self {
            Self::Table(table) => table.rows.is_empty(),
            Self::Facts(facts) => facts.is_empty(),
            Self::Prose(sentences) => sentences.is_empty(),
            Self::Lines(lines) | Self::Notes(lines) => lines.is_empty(),
            Self::Advice(advice) => advice.steps.is_empty(),
            Self::Folded(_) => false,
        }
    }
}

impl<K> From<Table<K>> for Block {
    fn from(table: Table<K>) -> Self {
        Self::Table(table.without_keys())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_becomes_a_sentence() {
        let check = |clause, whole: &str| assert_eq!(Sentence::new(clause).whole(), whole);
        check("nothing grows in 8 cycles", "Nothing grows in 8 cycles.");
        check("It does.", "It does.");
        check("ärger", "Ärger.");
        check("", "");
    }

    #[test]
    fn a_section_without_anything_in_it_is_none() {
        assert_eq!(Section::new("Warnings", [Block::Lines(Vec::new())]), None);
        let section =
            Section::new("Warnings", [Block::Lines(Vec::new()), Block::Notes(vec!["x".to_owned()])]);
        assert_eq!(section.unwrap().blocks.len(), 1);
    }
}
