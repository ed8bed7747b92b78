//! Strandline: what stays in memory after every cycle, and what it is worth.
//!
//! The core of the profiler. It knows no window: the headless tool in this package and the desktop program in `ui/` both
//! stand on its public interface. ARCHITECTURE.md has the map; the modules, in the order in which a reading of the
//! kernel becomes a number:
//!
//! - [`units`] and [`model`]: the words;
//! - [`source`], with [`platform`] and [`categories`] behind it: what is mapped now, and what it uses;
//! - [`signature`]: what a program of macOS says of itself; [`recognition`]: which allocators and runtimes live in a process;
//! - [`tracking`]: which of it is the same as before;
//! - [`session`]: the thread that asks, and the recording that grows;
//! - [`trace_file`]: the recording on disk;
//! - [`import`]: what other tools have said, as a recording;
//! - [`analysis`] and [`report`]: what it means, and how it is told; [`charts`]: as pictures;
//! - [`export`]: it as data for other programs;
//! - [`anonymise`]: the same without what tells of its user;
//! - [`verify`]: whether a look says what the kernel says;
//! - [`gate`]: whether it keeps within a budget;
//! - [`launch`]: commands that are started to be recorded;
//! - [`files`]: how a file is created;
//! - [`own_files`]: where we keep ours.

pub mod units;

pub mod model;

pub mod categories;

pub mod source;

mod proc_text;

#[doc(hidden)]
pub use proc_text::read_as_every_file;

pub mod signature;

pub mod recognition;

pub mod platform;

pub mod tracking;

pub mod files;

pub mod trace_file;

pub mod session;

pub mod import;

pub mod analysis;

pub mod verify;

pub mod gate;

mod markup;

pub mod charts;

pub mod report;

pub mod export;

pub mod anonymise;

pub mod launch;

pub mod own_files;

pub mod cli;
