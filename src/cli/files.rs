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

/// Writes a picture to a file, or to standard output for `-` unless a person looks at it.
pub(super) fn write_picture(path: &Path, picture: &[u8]) -> Result<(), Box<dyn Error>> {
    use std::io::{IsTerminal, Write};
    if path != Path::new("-") {
        return std::fs::write(path, picture)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()).into());
    }
    let mut output = std::io::stdout();
    if output.is_terminal() {
        return Err("a picture is nothing for a terminal; name a file with --out".into());
    }
    Ok(output.write_all(picture)?)
}
