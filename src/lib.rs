//! Strandline: what stays in memory after every cycle of a program, and whether that is a leak.
//!
//! This is the core of the profiler. The headless tool in this package and the window in `ui/` both stand on its public
//! interface. ARCHITECTURE.md has the map; the modules in the order in which a reading of the kernel becomes a figure:
//!
//! - [`model`]: what a trace is, and its [units](model::units);
//! - [`classify`]: which category a mapping belongs to, which allocators and runtimes live in a process;
//! - [`heap`]: what the memory of malloc holds;
//! - [`source`]: what can be asked "what is mapped, and what does it use?";
//! - [`platform`]: the sources of Linux and macOS, and everything else that asks the system;
//! - [`storage`]: traces on disk, and our own files;
//! - [`symbols`]: from places in code to functions and source lines;
//! - [`record`]: regions followed over time, and the thread that records them;
//! - [`import`]: the texts of other tools, read as a recording;
//! - [`analysis`]: growth, cycles, verdicts, comparisons;
//! - [`report`]: the same as text, tables, charts and data;
//! - [`cli`]: the commands of the headless tool.
//!
//! A trace is read, measured and judged in three steps; `examples/cycles.rs` also records one.
//!
//! ```no_run
//! use strandline::analysis::Window;
//! use strandline::report::{Summary, verdict_line};
//! use strandline::storage::trace_file;
//!
//! let trace = trace_file::open("terminal.strand".as_ref())?.trace;
//! let window = Window::resolve(&trace, Some("baseline"), None)?;
//! println!("{}", verdict_line(&Summary::measure(&trace, window, None)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod model;

pub mod classify;

pub mod heap;

pub mod source;

pub mod platform;

pub mod storage;

pub mod symbols;

pub mod record;

pub mod import;

pub mod analysis;

pub mod report;

pub mod cli;

#[doc(hidden)]
pub use source::proc_text::read_as_every_file;
