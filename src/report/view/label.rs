//! What rows are called.

use super::Sentence;
use crate::analysis::{Metric, RowName, Subject, UnattributedKind};
use crate::model::{Category, CategoryId, Recording};
use crate::report::markup::printable_line;
use std::fmt;

/// The name of a row. [`Display`](fmt::Display) writes it: `*All*`, `Graphics ▸ IOSurface`, `Unattributed ▸ resident`;
/// address space that is no memory in brackets, and nothing in it steers a terminal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The upper level; all there is of a group and of a sum over many categories.
    pub group: String,
    /// The lower level; may be empty.
    pub name: String,
    pub kind: LabelKind,
}

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// A sum over many categories: `*All*`, `*Dirty*`, a group.
    Sum,
    /// A category: it has a colour of its own.
    Category,
    /// A category of address space without access right: no memory, and in no total.
    Reserved,
    /// What the system counts and no region explains.
    Unattributed,
}

impl Label {
    pub fn all() -> Self {
        Self::sum("*All*")
    }

    /// A sum over many categories.
    pub fn sum(name: impl Into<String>) -> Self {
        Self { group: name.into(), name: String::new(), kind: LabelKind::Sum }
    }

    /// A category.
    pub fn category(category: &Category) -> Self {
        let kind = if category.is_counted() { LabelKind::Category } else { LabelKind::Reserved };
        Self { group: category.group.clone(), name: category.name.clone(), kind }
    }

    /// A category of a recording.
    pub fn of_id(recording: &Recording, id: CategoryId) -> Self {
        recording.category(id).map_or_else(|| Self::sum(""), Self::category)
    }

    /// What the system counts and no region explains.
    pub fn unattributed(what: &str) -> Self {
        Self { group: "Unattributed".to_owned(), name: what.to_owned(), kind: LabelKind::Unattributed }
    }

    pub fn of_subject(recording: &Recording, subject: Subject) -> Self {
        match subject {
            Subject::Total(_) => Self::all(),
            Subject::Unattributed(kind) => Self::unattributed(UnattributedKind::name(kind)),
            Subject::Category(id, _) => Self::of_id(recording, id),
        }
    }

    pub fn of_row(name: &RowName) -> Self {
        match name {
            RowName::Total => Self::all(),
            RowName::Category { group, name } => {
                Self { group: group.clone(), name: name.clone(), kind: LabelKind::Category }
            }
            RowName::Unattributed(kind) => Self::unattributed(kind.name()),
        }
    }

    /// The same, of memory or not.
    #[must_use]
    pub fn counted(self, is_counted: bool) -> Self {
        let kind = match self.kind {
            LabelKind::Category if !is_counted => LabelKind::Reserved,
            kind => kind,
        };
        Self { kind, ..self }
    }

    /// The lower level, or all there is: where there is little room.
    pub fn short(&self) -> &str {
        if self.name.is_empty() { &self.group } else { &self.name }
    }

    /// Whether it names one category, which has a colour.
    pub const fn is_category(&self) -> bool {
        matches!(self.kind, LabelKind::Category | LabelKind::Reserved)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, name, kind } = self;
        let whole = if name.is_empty() { group.clone() } else { format!("{group} ▸ {name}") };
        let whole = printable_line(&whole);
        f.pad(&if *kind == LabelKind::Reserved { format!("({whole})") } else { whole })
    }
}

/// What a metric is called above a column.
pub fn metric_title(metric: Metric) -> String {
    Sentence::new(metric.name()).capitalised()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CategoryRole;

    #[test]
    fn each_kind_of_row_has_one_name() {
        let check = |label: Label, expected| assert_eq!(label.to_string(), expected);
        let category = Category::counted("Graphics", "IOSurface");
        let reserved =
            Category { role: CategoryRole::Reserved, ..Category::counted("Reserved", "No access") };
        check(Label::all(), "*All*");
        check(Label::category(&category), "Graphics ▸ IOSurface");
        check(Label::category(&reserved), "(Reserved ▸ No access)");
        check(Label::of_row(&RowName::Total), "*All*");
        check(
            Label::of_subject(&Recording::default(), Subject::Unattributed(UnattributedKind::Resident)),
            "Unattributed ▸ resident",
        );
        let row = RowName::Category { group: "Reserved".to_owned(), name: "No access".to_owned() };
        check(Label::of_row(&row).counted(false), "(Reserved ▸ No access)");
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        let label = Label::category(&Category::counted("a", "\u{1b}[2J\n\u{202e}"));
        assert_eq!(label.to_string(), "a ▸ \\u001b[2J\\u000a\\u202e");
    }
}
