//! What a row of the summary stands for.

use strandline::analysis::Umbrella;
use strandline::model::{Category, CategoryId};

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
    Category(CategoryId),
}

impl Subject {
    /// Whether a category is part of it.
    pub fn holds(&self, id: CategoryId, category: &Category) -> bool {
        match self {
            Self::All => category.is_counted(),
            Self::Umbrella(label) => Umbrella::ALL
                .into_iter()
                .any(|umbrella| umbrella.label() == *label && umbrella.holds(category)),
            Self::Group(group) => category.group == *group,
            Self::Category(own) => id == *own,
        }
    }
}
