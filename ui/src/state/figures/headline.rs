//! What stayed, in a sentence: the first thing that somebody reads.

use strandline::analysis::{CategoryGrowth, Growth};
use strandline::model::{CategoryId, MarkRole, Recording, Trace};
use strandline::units::Bytes;

/// A sentence about the category that keeps most, and what to do next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    /// What stayed.
    pub sentence: String,
    /// What that means, or how to learn more.
    pub coach: String,
    /// The category that it is about.
    pub category: Option<CategoryId>,
}

impl Headline {
    /// The headline over the growth of a window.
    pub fn of(trace: &Trace, growth: &Growth) -> Self {
        let Trace { recording, annotations } = trace;
        let cycles = closed_inside(trace, growth);
        let top = growth.rows.iter().filter(|row| row.counted).max_by_key(|row| row.figures.persistent.bytes);
        let top = top.filter(|row| row.figures.persistent.bytes > Bytes::ZERO);
        let sentence = match top {
            Some(row) => sentence(recording, row, cycles),
            None => "Nothing has stayed".to_owned(),
        };
        let coach = if annotations.marks().is_empty() {
            "Open and close a window in the program, then press M; do that a few times".to_owned()
        } else {
            let range = growth.window.range(recording);
            format!("Born after {} and still there at {}", range.from, range.to)
        };
        Self { sentence, coach, category: top.map(|row| row.category) }
    }
}

fn sentence(recording: &Recording, row: &CategoryGrowth, cycles: u32) -> String {
    let Some(category) = recording.category(row.category) else { return String::new() };
    let kept = row.figures.persistent;
    let regions = if kept.count == 1 { "region" } else { "regions" };
    let each = match cycles {
        0 | 1 => String::new(),
        cycles => {
            let average = Bytes::new(kept.bytes.get() / u64::from(cycles));
            format!(": {average} for each of {cycles} cycles")
        }
    };
    format!("{} keeps {} in {} {regions}{each}", category.name, kept.bytes, kept.count)
}

/// How many cycles were closed in the window.
fn closed_inside(trace: &Trace, growth: &Growth) -> u32 {
    let range = growth.window.range(&trace.recording);
    let closed = trace.annotations.marks().iter().filter(|mark| matches!(mark.role, MarkRole::Closed(_)));
    let inside = closed.filter(|mark| range.from < mark.at && mark.at <= range.to).count();
    u32::try_from(inside).unwrap_or(u32::MAX)
}
