//! Traces whose files go with their holders.

use super::JobError;
use std::path::Path;
use strandline::platform::files::{folder_of, private_temporary_directory_in};
use strandline::storage::trace_file::{HeldTrace, WriteError};

/// Makes a trace without a name; `would_be` is the name that it would have, in the folder in which it lies.
pub(super) fn without_name(
    would_be: &Path,
    write: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<HeldTrace, JobError> {
    let directory =
        private_temporary_directory_in(folder_of(would_be)).map_err(JobError::NoTemporaryFiles)?;
    let path = directory.path().join("passing.strand");
    write(&path)?;
    Ok(HeldTrace::open_unnamed(&path)?)
}
