//! From what is known of a mapping to its category: rules as data, in `assets/categories.ron` and in files of the user's.
//!
//! A platform gathers [`MappingFact`]s (pure heuristics, each with its source) and the system's own name; the first rule that
//! fits decides. Nothing falls through: the last resort is "Other ▸ name".

mod macos_tags;
mod own_words;
mod rules;
mod wire;

pub use macos_tags::{MacosTag, macos_tag, macos_tag_labelled};
pub use own_words::own_words;
pub use rules::{Facts, MappingFact, Matched, Rule, Rules, Where};
pub use wire::RulesError;
