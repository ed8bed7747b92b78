//! The texts of Apple's tools.
//!
//! Grammar by what the tools print from OS X 10.9 to macOS 26; there is no specification.

pub(super) mod footprint;
pub(super) mod footprint_json;
pub(super) mod header;
pub(super) mod heap;
pub(super) mod labels;
pub(super) mod listing;
pub(super) mod stacks;
pub(super) mod summary;
