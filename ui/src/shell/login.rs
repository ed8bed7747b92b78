//! Where commands are looked for and run, if we were started from the desktop.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;
#[cfg(target_os = "macos")]
use std::thread::Builder;
use strandline::platform::lacks_login_environment;
use strandline::platform::launch::login_path;
use strandline::storage::own_files::expanded;

static PATH: OnceLock<Option<OsString>> = OnceLock::new();

/// `PATH` as the user's login shell has it; nothing where we have it ourselves, or it cannot be told.
pub(crate) fn search_path() -> Option<OsString> {
    PATH.get_or_init(ask).clone()
}

/// Asks the shell before somebody needs the answer.
#[cfg(target_os = "macos")]
pub(super) fn prepare() {
    // Without a thread it is asked when it is needed.
    let _asked_later = Builder::new().name("login shell".to_owned()).spawn(search_path);
}

/// Where a command runs that does not say it: at home, since the desktop starts us in `/`; nothing for where we are.
pub(crate) fn working_folder() -> Option<PathBuf> {
    lacks_login_environment().then(|| expanded("~")).filter(|home| home.is_dir())
}

fn ask() -> Option<OsString> {
    let shell = || std::env::var_os("SHELL").unwrap_or_else(|| "/bin/zsh".into());
    if lacks_login_environment() { login_path(&shell()) } else { None }
}
