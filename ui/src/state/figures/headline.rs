//! What stayed, in a sentence: the first thing that somebody reads.

use strandline::analysis::{CategoryGrowth, Composition, Growth, Known, Umbrella};
use strandline::model::units::{Bytes, capitalised};
use strandline::model::{CategoryId, MarkRole, Recording, Trace};
use strandline::report::view::composition_sentence;

/// A sentence about the category that keeps most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    pub sentence: String,
    /// The same where there is little room.
    pub brief: String,
    /// Of which time that is said.
    pub span: String,
    /// The category that it is about.
    pub category: Option<CategoryId>,
}

impl Headline {
    /// The headline over the growth of a window; of a single text, over its `composition`.
    pub fn new(trace: &Trace, growth: &Growth, composition: &Composition) -> Self {
        let recording = &trace.recording;
        if recording.is_one_text() {
            return Self::of_one_text(recording, composition);
        }
        if !Known::of_umbrella(recording, Umbrella::All).births {
            return Self::of_sums(recording, growth);
        }
        let cycles = closed_inside(trace, growth);
        let top = growth.rows.iter().filter(|row| row.counted).max_by_key(|row| row.figures.persistent.bytes);
        let top = top.filter(|row| row.figures.persistent.bytes > Bytes::ZERO);
        let (sentence, brief) = match top {
            Some(row) => sentences(recording, row, cycles),
            None => nothing_new(growth.total.grown),
        };
        let range = growth.window.range(recording);
        let span = format!("Born after {} and still there at {}", range.from, range.to);
        Self { sentence, brief, span, category: top.map(|row| row.category) }
    }
}

impl Headline {
    /// Of a process that is known by its totals: what stayed is not known, but what grew.
    fn of_sums(recording: &Recording, growth: &Growth) -> Self {
        let sentence = match growth.total.grown {
            Bytes::ZERO => "The footprint has not grown".to_owned(),
            grown => format!("The footprint grew by {grown}"),
        };
        let range = growth.window.range(recording);
        let span = format!("From {} to {}; only the totals are known", range.from, range.to);
        Self { brief: sentence.clone(), sentence, span, category: None }
    }

    /// Of a single text, what is there.
    fn of_one_text(recording: &Recording, composition: &Composition) -> Self {
        let sentence = composition_sentence(recording, composition).capitalised();
        let brief = capitalised(&format!("{} {}", composition.metric.name(), composition.whole));
        let span = "One text: what was there when it was taken".to_owned();
        Self { sentence, brief, span, category: composition.leading().map(|row| row.category) }
    }
}

/// Without new memory, what was there may have grown: pages that are written for the first time.
fn nothing_new(grown: Bytes) -> (String, String) {
    let sentence = match grown {
        Bytes::ZERO => "Nothing has stayed".to_owned(),
        grown => format!("Nothing new has stayed; what was there grew by {grown}"),
    };
    (sentence.clone(), sentence)
}

/// The long form and the short one. The mean does not say that every cycle keeps something: a cache that has filled keeps
/// nothing more.
fn sentences(recording: &Recording, row: &CategoryGrowth, cycles: u32) -> (String, String) {
    let Some(category) = recording.category(row.category) else { return Default::default() };
    let kept = row.figures.persistent;
    let regions = if kept.count == 1 { "region" } else { "regions" };
    let each = match cycles {
        0 | 1 => String::new(),
        cycles => {
            let average = Bytes::new(kept.bytes.get() / u64::from(cycles));
            format!(": on average {average} per cycle")
        }
    };
    let keeps = format!("{} keeps {}", category.name, kept.bytes);
    (format!("{keeps} in {} {regions}{each}", kept.count), format!("{keeps}{each}"))
}

/// How many cycles were closed in the window.
fn closed_inside(trace: &Trace, growth: &Growth) -> u32 {
    let range = growth.window.range(&trace.recording);
    let closed = trace.annotations.marks().iter().filter(|mark| matches!(mark.role, MarkRole::Closed(_)));
    let inside = closed.filter(|mark| range.from < mark.at && mark.at <= range.to).count();
    u32::try_from(inside).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::analysis::GrowthFigures;
    use strandline::model::{Category, SnapshotDelta};

    #[test]
    fn what_stayed_is_not_told_where_only_totals_are_known() {
        let mut trace = Trace::default();
        let new_categories = vec![Category::counted("Totals", "anonymous")];
        trace.recording.append(&SnapshotDelta { new_categories, ..SnapshotDelta::default() }).unwrap();
        let actual = |kib| {
            let total = GrowthFigures { grown: Bytes::from_kib(kib), ..GrowthFigures::default() };
            Headline::new(&trace, &Growth { total, ..Growth::default() }, &Composition::default()).sentence
        };
        assert_eq!(actual(0), "The footprint has not grown");
        assert_eq!(actual(624), "The footprint grew by 624 KiB");
    }

    #[test]
    fn without_new_memory_it_tells_what_grew() {
        assert_eq!(nothing_new(Bytes::ZERO).0, "Nothing has stayed");
        let grown = "Nothing new has stayed; what was there grew by 624 KiB";
        assert_eq!(nothing_new(Bytes::from_kib(624)).0, grown);
    }
}
