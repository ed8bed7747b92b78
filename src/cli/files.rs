//! What a command writes.

use std::error::Error;
use std::path::Path;

/// Writes text to a file, or to standard output for `-`.
pub(super) fn write_text(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    use std::io::Write;
    if path == Path::new("-") {
        std::io::stdout().write_all(text.as_bytes())?;
        return Ok(());
    }
    std::fs::write(path, text)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()).into())
}
