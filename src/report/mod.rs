//! How a recording is told: text for people, JSON for scripts. Numbers come from [`analysis`](crate::analysis) alone.

mod summary;

mod table;

mod text;

mod text_notes;

mod verdicts;

mod why;

mod trust;

mod json;

mod json_verdicts;

mod json_trust;

#[cfg(test)]
mod tests;

pub use json::{
    CategoryFigures, CostFigures, CycleFigures, JsonReport, LevelFigures, TargetFigures, WindowFigures,
};
pub use json_trust::{HintFigures, TrustFigures};
pub use json_verdicts::{QuantumFigures, RateFigures, VerdictFigures, VerdictWord};
pub use summary::Summary;
pub use text::text;
pub use verdicts::verdict_line;
