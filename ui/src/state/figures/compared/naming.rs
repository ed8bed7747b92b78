//! What rows of a comparison are called.

use strandline::analysis::RowName;

/// The group and the name of a row; the group may be empty.
pub fn row_names(name: &RowName) -> (&str, &str) {
    match name {
        RowName::Total => ("", "*All*"),
        RowName::Category { group, name } => (group, name),
        RowName::Unattributed(kind) => ("Unattributed", kind.name()),
    }
}
