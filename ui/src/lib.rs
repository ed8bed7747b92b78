//! The window of Strandline.
//!
//! Each frame has two halves. [`App::receive`] drains what the threads have to tell and applies the commands of the frame
//! before; [`App::show`] reads the state, draws it, and pushes commands. In reading order:
//!
//! - [`state`]: what is shown, without any painting;
//! - [`command`]: what can be done about it;
//! - `panels`, `widgets` and `theme`: how it looks;
//! - `live` and `jobs`: what runs beside the window;
//! - [`system`]: the machine, which tests replace;
//! - [`shell`]: the desktop around the window: a Mac's menu bar, and what it asks of a window.

pub mod state;

pub mod command;

mod theme;

mod widgets;

mod panels;

pub mod shell;

pub mod system;

mod jobs;

mod live;

mod app;

mod update;

mod arguments;

mod signals;

mod window;

pub use app::{App, Start};
pub use arguments::Arguments;
pub use window::run;
