//! The desktop around the window: what it asks of the window, and what it shows of it beside the window itself.
//!
//! On a Mac that is a menu bar, the Dock, the title bar's dot and file, and an end that somebody asks for elsewhere. Other
//! desktops have none of it.

mod desk;
mod login;
#[cfg(target_os = "macos")]
mod mac;
mod message;
#[cfg(not(target_os = "macos"))]
mod plain;

pub(crate) use desk::lines_now;
pub use desk::{Desk, LineNow, Request, Shown, TextEdit};
pub(crate) use login::{search_path, working_folder};
pub use message::Message;

#[cfg(target_os = "macos")]
pub(crate) use mac::{desk, keep_awake, run};
#[cfg(not(target_os = "macos"))]
pub(crate) use plain::{desk, keep_awake, run};
