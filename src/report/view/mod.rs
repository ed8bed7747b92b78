//! The presentation: what reports and the window show, as plain values without markup. A figure is written in one place
//! ([`Quantity`]), a row named in one ([`Label`]), a table laid out in one ([`Table`], from a list of [`Fields`]).
//!
//! Values are made from those of [`analysis`](crate::analysis) and hold nothing of the recording. What draws them (a
//! terminal, Markdown, a page, a grid of the window) knows nothing of memory.

mod quantity;

mod label;

mod table;

mod section;

mod growth;

mod check;

pub use check::{check_table, check_warnings, limit_words, measured, outcome_line, outcome_word};
pub use growth::{reclaimable_table, unattributed_table};
pub use label::{Label, LabelKind, change_label};
pub use quantity::{Bound, Quantity, Sign, UNKNOWN, Unit};
pub use section::{Advice, Block, Fact, Folded, Section, Sentence};
pub use table::{Align, Cell, Column, Fields, Mark, Row, RowKind, SortKey, Table, Tone, WIDE};
