//! The folders of our own files.
//!
//! On Linux they are those of the XDG base directories. On a Mac they are one folder in `~/Library/Application Support`,
//! unless a variable of those names another; what an older version has left in their places is moved there.

use super::OwnFilesError;
use crate::platform;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Where our own files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// Recordings, and what the program remembers.
    pub(super) state: PathBuf,
    /// What the user chose.
    pub(super) config: PathBuf,
}

impl Places {
    /// The user's.
    pub(super) fn of_user() -> Result<Self, OwnFilesError> {
        let no_home = |error: &dyn ToString| OwnFilesError::NoHome(error.to_string());
        let names = AppStrategyArgs {
            top_level_domain: "org".to_owned(),
            author: "strandline".to_owned(),
            app_name: "strandline".to_owned(),
        };
        let strategy = choose_app_strategy(names).map_err(|error| no_home(&error))?;
        let by_variables = Self {
            state: strategy.state_dir().unwrap_or_else(|| strategy.data_dir()),
            config: strategy.config_dir(),
        };
        if !platform::has_library() {
            return Ok(by_variables);
        }
        let home = etcetera::home_dir().map_err(|error| no_home(&error))?;
        Ok(in_library(&home, &by_variables, |name| std::env::var_os(name)))
    }
}

/// What lies in `~/Library`, with what lay elsewhere before.
fn in_library(home: &Path, before: &Places, variable: impl Fn(&str) -> Option<OsString>) -> Places {
    let own = home.join("Library/Application Support/Strandline");
    let place = |name: &str, before: &Path| {
        if variable(name).is_some() || !is_moved(before, &own) { before.to_owned() } else { own.clone() }
    };
    Places { state: place("XDG_STATE_HOME", &before.state), config: place("XDG_CONFIG_HOME", &before.config) }
}

/// Moves what is in one folder into another, where nothing has its name. Says whether nothing is left.
fn is_moved(from: &Path, to: &Path) -> bool {
    let Ok(entries) = fs::read_dir(from) else { return true };
    if platform::files::make_private_directory(to).is_err() {
        return false;
    }
    for entry in entries.flatten() {
        let place = to.join(entry.file_name());
        if place.symlink_metadata().is_err() {
            let _stays_behind = fs::rename(entry.path(), place);
        }
    }
    fs::remove_dir(from).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(home: &Path) -> Places {
        Places { state: home.join(".local/state/strandline"), config: home.join(".config/strandline") }
    }

    #[test]
    fn a_mac_has_one_folder_in_its_library() {
        let home = Path::new("/nowhere/Users/mira");
        let own = home.join("Library/Application Support/Strandline");
        let places = in_library(home, &before(home), |_| None);
        assert_eq!(places, Places { state: own.clone(), config: own.clone() });
        let state = |name: &str| (name == "XDG_STATE_HOME").then(|| OsString::from("/elsewhere"));
        let places = in_library(home, &before(home), state);
        assert_eq!(places, Places { state: before(home).state, config: own });
    }

    #[test]
    fn what_lies_in_the_old_places_is_found() {
        let desk = tempfile::tempdir().unwrap();
        let (home, own) = (desk.path(), desk.path().join("Library/Application Support/Strandline"));
        let old = before(home);
        fs::create_dir_all(old.state.join("bin")).unwrap();
        fs::create_dir_all(&old.config).unwrap();
        fs::write(old.state.join("a.strand"), "a").unwrap();
        fs::write(old.config.join("settings.ron"), "()").unwrap();
        for _ in 0..2 {
            let places = in_library(home, &old, |_| None);
            assert_eq!(places, Places { state: own.clone(), config: own.clone() });
            assert_eq!(fs::read_to_string(own.join("a.strand")).unwrap(), "a");
            assert!(own.join("bin").is_dir() && own.join("settings.ron").is_file());
        }
        // What cannot go there stays, and is used where it is.
        fs::create_dir_all(&old.state).unwrap();
        fs::write(old.state.join("a.strand"), "another").unwrap();
        let places = in_library(home, &old, |_| None);
        assert_eq!(places, Places { state: old.state.clone(), config: own });
        assert_eq!(fs::read_to_string(old.state.join("a.strand")).unwrap(), "another");
    }
}
