//! Reports on a recording: text for people, Markdown for bug reports, a page for the browser, JSON and CSV for scripts.
//! Numbers come from [`analysis`](crate::analysis) alone.

pub mod charts;

pub mod svg;

pub mod export;

pub(crate) mod markup;

pub mod view;

mod render;

mod summary;

mod stacks;

mod authors;

mod sections;

mod text;

mod markdown;

mod json;

mod csv;

mod html;

mod check;

mod compare;

#[cfg(test)]
mod tests;

pub use self::csv::csv;
pub use check::{Amount, CheckFigures, RowFigures, check_junit, check_markdown, check_text};
pub use compare::{
    CellFigures, ClassFigures, CompareDetails, CompareReport, CompareRowFigures, PeakFigures, PerSide,
    PointFigures, RetainedFigures, SideFigures, StepFigures, compare_markdown, compare_text,
};
pub use html::{compare_html, html};
pub use json::{
    AuthorFigures, CategoryFigures, ComposedFigures, CompositionFigures, CostFigures, CycleCounts,
    FindingFigures, FrameFigures, HeapClassFigures, HeapFigures, HeapMarkFigures, HintFigures, JsonReport,
    LevelChangeFigures, LevelFigures, PlaceFigures, QuantumFigures, RateFigures, StackFigures, TargetFigures,
    TrustFigures, VerdictFigures, VerdictWord, WindowFigures,
};
pub use markdown::markdown;
pub use render::csv::{pasted_text, table_text};
pub use stacks::{frame_line, stack_headline};
pub use summary::{Summary, verdict_line};
pub use text::text;
pub use view::outcome_line;
