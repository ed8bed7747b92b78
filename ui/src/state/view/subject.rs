//! What a row of the summary stands for.

use strandline::model::CategoryId;

/// What is selected in the summary; the tracks, the regions and the inspector are about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Everything that counts as memory.
    #[default]
    All,
    /// One of the other rows above the categories, by its label.
    Umbrella(&'static str),
    /// The categories of one group.
    Group(String),
    /// One category.
    Category(CategoryId),
}
