//! What a row is about, in each of the recordings.

use super::SideFollower;
use crate::analysis::compare::names::stripped;
use crate::analysis::compare::{RowName, Side};
use crate::analysis::{Measure, Subject, UnattributedKind};
use crate::model::{Category, CategoryId};
use std::collections::BTreeMap;

/// What a row is about, in one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All categories.
    Total,
    /// The categories of one name; several where they differ by what never repeats.
    Categories(Vec<CategoryId>),
    /// What no region explains.
    Unattributed(UnattributedKind),
}

/// The categories of all sides under the names that they are compared by.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis::compare) struct Categories(BTreeMap<(String, String), Known>);

/// A category as the sides know it.
#[derive(Clone, Debug)]
struct Known {
    /// The one name that it has everywhere; nothing where there are several.
    name: Option<(String, String)>,
    /// Those that are compared, side by side.
    ids: Vec<Vec<CategoryId>>,
}

impl Categories {
    /// Finds those that are the same in several recordings.
    pub(in crate::analysis::compare) fn new(sides: &[Side<'_>], followers: &[&SideFollower]) -> Self {
        let mut known: BTreeMap<(String, String), Known> = BTreeMap::new();
        for (nth, (side, follower)) in sides.iter().zip(followers).enumerate() {
            let categories = (0..).map(CategoryId).zip(side.trace.recording.categories());
            let is_compared =
                |(id, category): &(_, &Category)| category.is_counted() || follower.spans().knows(*id);
            for (id, category) in categories.filter(is_compared) {
                let name = (category.group.clone(), category.name.clone());
                let entry = known.entry(key(category)).or_insert_with(|| Known {
                    name: Some(name.clone()),
                    ids: vec![Vec::new(); sides.len()],
                });
                entry.ids[nth].push(id);
                if entry.name.as_ref() != Some(&name) {
                    entry.name = None;
                }
            }
        }
        Self(known)
    }

    /// What a category is called in the rows.
    pub(in crate::analysis::compare) fn name_of(&self, category: &Category) -> RowName {
        let key = key(category);
        let known = self.0.get(&key).and_then(|known| known.name.clone());
        let (group, name) = known.unwrap_or(key);
        RowName::Category { group, name }
    }

    /// Each of them, by name, as a part of each side.
    pub(super) fn parts(&self) -> impl Iterator<Item = (RowName, Vec<Part>)> {
        self.0.iter().map(|(key, known)| {
            let (group, name) = known.name.clone().unwrap_or_else(|| key.clone());
            let parts = known.ids.iter().cloned().map(Part::Categories).collect();
            (RowName::Category { group, name }, parts)
        })
    }
}

fn key(category: &Category) -> (String, String) {
    (stripped(&category.group), stripped(&category.name))
}

impl Part {
    /// What its levels are the sum of.
    pub(super) fn subjects(&self, measure: Measure) -> Vec<Subject> {
        match self {
            Self::Total => vec![Subject::Total(measure)],
            Self::Categories(ids) => ids.iter().map(|&id| Subject::Category(id, measure)).collect(),
            Self::Unattributed(kind) => vec![Subject::Unattributed(*kind)],
        }
    }

    /// Whether a verdict is about this part, or about a category that is in it.
    pub(super) fn has(&self, subject: Subject) -> bool {
        match (self, subject) {
            (Self::Total, Subject::Total(_)) => true,
            (Self::Categories(ids), Subject::Category(id, _)) => ids.contains(&id),
            (Self::Unattributed(kind), Subject::Unattributed(other)) => *kind == other,
            _ => false,
        }
    }
}
