//! What rows of a comparison are called.

use strandline::analysis::RowName;
use strandline::report::view::Label;

/// The group and the name of a row; the group may be empty.
pub fn row_names(name: &RowName) -> (&str, &str) {
    match name {
        RowName::Total => ("", "*All*"),
        RowName::Category { group, name } => (group, name),
        RowName::Unattributed(kind) => ("Unattributed", kind.name()),
    }
}

/// Both names in one.
pub fn row_name(name: &RowName) -> String {
    Label::of_row(name).to_string()
}
