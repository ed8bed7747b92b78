//! What other tools have said of a process, as a trace: vmmap, footprint, crash reports, `maps`, `smaps`, `smaps_rollup`,
//! `numa_maps`, `status`, pmap, ps, top, `dumpsys meminfo`.
//!
//! Most evidence arrives as text that somebody pasted. [`Text::read`] finds what is in such a text; [`ImportedSeries::assemble`]
//! makes a trace of several, a snapshot for each, with marks named after the files. A text is read in sections, and
//! nothing fails as a whole: what is not understood is counted by line, what is known and of no use is refused by name
//! ([`Foreign`]).
//!
//! Figures are rounded text. They are kept with their rounding ([`Rounded`]), and a difference that may be rounding alone
//! is none in the trace.

mod android;
mod apple;
mod capture;
mod dates;
mod error;
mod escaped;
mod figures;
mod foreign;
mod lines;
mod linux;
mod order;
mod parts;
mod prompt;
mod reading;
mod scanner;
mod series;
mod statistics;
mod tables;
mod text;
mod wrapping;

pub use apple::heap::Heap;
pub use capture::{Capture, CapturedProcess, CapturedRow, Family, FileBehind, Format, Listed};
pub use error::ImportError;
pub use figures::{Rounded, UsageFigures};
pub use foreign::Foreign;
pub use order::sort_by_name;
pub use series::{Choice, ImportedSeries, Roles, processes, shared_process};
pub use text::{LineRun, Text, Unread};
