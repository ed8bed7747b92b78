//! The presentation: what reports and the window show, as plain values without markup. A figure is written in one place
//! ([`Quantity`]), a row named in one ([`Label`]), a table laid out in one ([`Table`], from a list of [`Fields`]).
//!
//! Values are made from those of [`analysis`](crate::analysis) and hold nothing of the recording. What draws them (a
//! terminal, Markdown, a page, a grid of the window) knows nothing of memory.

mod quantity;

mod heap;

mod label;

mod table;

mod section;

mod growth;

mod composition;

mod levels;

mod cycles;

mod verdicts;

mod trust;

mod compare;

mod compare_headline;

mod check;

pub use check::{check_table, check_warnings, limit_words, measured, outcome_line, outcome_word};
pub use compare::{
    comparable_table, compare_levels_table, compare_rows_table, compare_table, compare_title,
    differing_lines, retained_lines, retained_tables, retained_title, side_names, sides_table,
};
pub use compare_headline::{compare_sentences, step_sentences};
pub use composition::{composition_sentence, composition_table, unexplained};
pub use cycles::{born_table, cycles_table};
pub use growth::{
    Sizes, growth_notes, growth_rows, growth_table, reclaimable_table, sizes_table, unattributed_table,
};
pub use heap::{heap_classes_table, heap_table, heap_trust, requests};
pub use label::{Label, LabelKind, metric_title};
pub use levels::{level_change_sentence, level_change_table};
pub use quantity::{Bound, Quantity, Sign, UNKNOWN, Unit};
pub use section::{Advice, Block, Fact, Folded, Section, Sentence};
pub use table::{Align, Cell, CellMark, Column, Fields, Row, RowKind, SortKey, Table, Tone};
pub use trust::{advice, marks_table, own_cost, recording_facts, trust_sentences, warning_lines};
pub use verdicts::{
    evidence_notes, evidence_table, portions, short_portions, steady_sentence, verdict_reasons,
    verdict_sentence, verdicts_table,
};
