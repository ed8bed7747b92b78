//! Import of other tools' texts, through the public interface: texts of every kind, broken ones, and the collection of
//! real ones where it lies beside the project.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "import/bad_input.rs"]
mod bad_input;
#[path = "import/corpus.rs"]
mod corpus;
#[path = "import/faults.rs"]
mod faults;
#[path = "import/kinds.rs"]
mod kinds;
mod mutating;
#[path = "import/pasted.rs"]
mod pasted;
#[path = "import/program.rs"]
mod program;
#[path = "import/series.rs"]
mod series;

use std::path::PathBuf;
use strandline::import::Text;

/// A text of ours.
fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

/// A text of ours, read.
fn text(name: &str) -> Text {
    let stem = name.split('.').next().unwrap_or_default();
    let file = std::fs::File::open(fixture(name)).expect("the fixture is there");
    Text::read(stem, file).expect("files can be read")
}
