//! The folders of our own files.
//!
//! On Linux they are those of the XDG base directories. On a Mac they are one folder in `~/Library/Application Support`,
//! unless a variable of those names another; what an older version has left in their places is moved there.

use super::OwnFilesError;
use crate::platform;
use crate::platform::files::{make_private_directory, unused_neighbour};
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

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
        // One that is no absolute path counts for nothing: the specification says so.
        let is_named = variable(name).is_some_and(|path| Path::new(&path).is_absolute());
        if is_named || move_all(before, &own).is_err() { before.to_owned() } else { own.clone() }
    };
    Places { state: place("XDG_STATE_HOME", &before.state), config: place("XDG_CONFIG_HOME", &before.config) }
}

/// Moves what is in one folder into another: all of it, or where that cannot be, nothing. A part would hide the rest.
fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    let mut moved = Vec::new();
    let outcome = move_into(from, to, &mut moved);
    if outcome.is_err() {
        for (before, now) in moved.into_iter().rev() {
            let _stays_there = fs::rename(now, before);
        }
    }
    outcome
}

/// Notes each move. What has a name that is taken gets another one; folders of one name are joined.
fn move_into(from: &Path, to: &Path, moved: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    make_private_directory(to)?;
    for entry in entries {
        let before = entry?.path();
        let named = to.join(before.file_name().unwrap_or_default());
        if named.is_dir() && before.is_dir() {
            move_into(&before, &named, moved)?;
            continue;
        }
        let now = if named.symlink_metadata().is_ok() { unused_neighbour(&named) } else { named };
        match fs::rename(&before, &now) {
            Ok(()) => moved.push((before, now)),
            // Another of our programs begins at the same time.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    let _another_was_quicker = fs::remove_dir(from);
    Ok(())
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
        assert_eq!(places, Places { state: before(home).state, config: own.clone() });
        let relative = |_: &str| Some(OsString::from("elsewhere"));
        let places = in_library(home, &before(home), relative);
        assert_eq!(places, Places { state: own.clone(), config: own });
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
        // A name that is taken hides nothing.
        fs::create_dir_all(old.state.join("bin")).unwrap();
        for name in ["a.strand", "b.strand", "bin/7-a.strand"] {
            fs::write(old.state.join(name), "another").unwrap();
        }
        let places = in_library(home, &old, |_| None);
        assert_eq!(places, Places { state: own.clone(), config: own.clone() });
        for name in ["a-2.strand", "b.strand", "bin/7-a.strand"] {
            assert_eq!(fs::read_to_string(own.join(name)).unwrap(), "another", "{name}");
        }
        assert_eq!(fs::read_to_string(own.join("a.strand")).unwrap(), "a");
        assert!(!old.state.exists());
    }

    #[test]
    fn what_cannot_be_moved_whole_stays_where_it_is() {
        let desk = tempfile::tempdir().unwrap();
        let (home, old) = (desk.path(), before(desk.path()));
        let own = home.join("Library/Application Support/Strandline");
        let names = ["a.strand", "bin/7-b.strand", "z.strand"];
        fs::create_dir_all(old.state.join("bin")).unwrap();
        for name in names {
            fs::write(old.state.join(name), name).unwrap();
        }
        let check = |why: &str| {
            assert_eq!(in_library(home, &old, |_| None).state, old.state, "{why}");
            for name in names {
                assert_eq!(fs::read_to_string(old.state.join(name)).unwrap(), name, "{why}");
            }
        };
        fs::create_dir_all(own.parent().unwrap()).unwrap();
        fs::write(&own, "").unwrap();
        check("a file is in the way");
        fs::remove_file(&own).unwrap();
        // Only Linux has a folder that is surely on another disk.
        let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
        fs::create_dir(&own).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), own.join("bin")).unwrap();
        check("a part of it lies on another disk");
        assert_eq!(fs::read_dir(&own).unwrap().count(), 1, "what was moved is back");
    }
}
