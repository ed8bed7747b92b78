//! Where our own files live, and how they are called.

use crate::categories::Rules;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use std::error::Error;
use std::path::{Path, PathBuf};

fn strategy() -> Result<impl AppStrategy, Box<dyn Error>> {
    Ok(choose_app_strategy(AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "strandline".to_owned(),
        app_name: "strandline".to_owned(),
    })?)
}

/// Where recordings are kept that nobody named: `$XDG_STATE_HOME/strandline`.
pub(super) fn state_directory() -> Result<PathBuf, Box<dyn Error>> {
    let strategy = strategy()?;
    let directory = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    std::fs::create_dir_all(&directory)
        .map_err(|error| format!("the state directory {} cannot be made: {error}", directory.display()))?;
    Ok(directory)
}

/// The category rules in force: the user's, from `categories.ron` in the configuration directory, before our own.
pub(super) fn rules() -> Result<Rules, Box<dyn Error>> {
    let path = strategy()?.config_dir().join("categories.ron");
    let built_in = Rules::built_in();
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let own = Rules::parse(&text).map_err(|error| format!("{error}: {}", path.display()))?;
            Ok(built_in.preceded_by(own))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(built_in),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display()).into()),
    }
}

/// A name for a trace that nobody named, in the current directory; never that of a file which is there.
pub(super) fn unused_name(process: &str, pid: u32) -> PathBuf {
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let process: String = process.chars().map(plain).collect();
    unused_in(Path::new(""), &format!("{process}-{pid}"))
}

/// The path of a trace in `directory` that begins with `stem` and is not there yet.
pub(super) fn unused_in(directory: &Path, stem: &str) -> PathBuf {
    let first = directory.join(format!("{stem}.strand"));
    let numbered = (2..10_000).map(|number| directory.join(format!("{stem}-{number}.strand")));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

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
