//! What to do next, for who records for the first time.

use super::{Document, Phase, RecordTarget};
use strandline::analysis::{CERTAIN_CYCLES, LEAST_CYCLES, Verdict};
use strandline::model::MarkRole;

/// What to do next, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub text: String,
    /// How many cycles count, of how many that make it certain; nothing where that is not the matter.
    pub cycles: Option<(usize, usize)>,
}

/// What the advice depends on.
#[derive(Clone, Debug, Default)]
struct Standing<'a> {
    name: &'a str,
    /// Whether more is to come.
    is_live: bool,
    origin: Origin,
    needs_saving: bool,
    marks: usize,
    has_baseline: bool,
    /// Cycles that were closed, and those of them that count.
    closed: usize,
    counted: usize,
    overall: Verdict,
}

/// Where a recording comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Origin {
    /// From a file.
    #[default]
    Opened,
    /// From one text of another tool.
    Text,
    /// From a process, which can be recorded once more.
    Process,
    /// From a built-in target, which opens, closes and marks by itself.
    Demo,
}

impl Advice {
    /// The advice for a recording; nothing where there is nothing to say.
    pub fn find(document: &Document) -> Option<Self> {
        let annotations = &document.trace.annotations;
        let verdicts = document.figures.assessed.verdicts();
        let (name, _) = document.target();
        Standing {
            name: &name,
            is_live: document.is_live() && document.phase != Phase::Stopping,
            origin: match &document.recorded {
                None if document.imported.as_ref().is_some_and(|of| of.texts.all().len() == 1) => {
                    Origin::Text
                }
                None => Origin::Opened,
                Some(RecordTarget::Demo(_)) => Origin::Demo,
                Some(_) => Origin::Process,
            },
            needs_saving: document.needs_saving(),
            marks: annotations.marks().len(),
            has_baseline: annotations.mark_with_role(MarkRole::Baseline).is_some(),
            closed: document.figures.assessed.closed(),
            counted: verdicts.cycles,
            overall: verdicts.overall(),
        }
        .advice()
    }
}

impl Standing<'_> {
    fn advice(&self) -> Option<Advice> {
        let text = if self.is_live { self.while_it_grows() } else { self.when_it_is_over()? };
        let is_counting = self.is_live && (1..CERTAIN_CYCLES).contains(&self.counted);
        Some(Advice { text, cycles: is_counting.then_some((self.counted, CERTAIN_CYCLES)) })
    }

    fn while_it_grows(&self) -> String {
        let is_demo = self.origin == Origin::Demo;
        let once_more = if is_demo { "" } else { ". Open and close again, then press M" };
        match self.counted {
            0 => self.first_steps(),
            few if few < LEAST_CYCLES => {
                format!("Cycle {few} of {CERTAIN_CYCLES} (first verdict at {LEAST_CYCLES}){once_more}")
            }
            some if some < CERTAIN_CYCLES => {
                format!("Cycle {some} of {CERTAIN_CYCLES} (verdict certain at {CERTAIN_CYCLES}){once_more}")
            }
            _ if is_demo => "The demo ends by itself".to_owned(),
            _ => match self.overall {
                Verdict::Leak => "Leak confirmed. Stop, fix it, then record again to compare".to_owned(),
                Verdict::Suspect => "More cycles tell more; or stop, and look at what stayed".to_owned(),
                _ => "No leak so far: stop, or go on to find a smaller one".to_owned(),
            },
        }
    }

    /// Until the first cycle that counts.
    fn first_steps(&self) -> String {
        let Self { name, origin, has_baseline, closed, .. } = self;
        match (origin, has_baseline, closed) {
            (Origin::Demo, ..) => "The demo opens, closes and marks by itself: watch what stays".to_owned(),
            (_, true, _) => {
                format!("Growth counts from the baseline on: open and close a window in {name}, then press M")
            }
            (_, _, 0) => format!("Open and close a window in {name}, then press M"),
            _ => "The first cycles warm up: do it again and press M, or press B to count from here on"
                .to_owned(),
        }
    }

    fn when_it_is_over(&self) -> Option<String> {
        if self.origin == Origin::Text {
            return Some(
                "One text is one moment: paste or drop a later one of the same process to see what stays"
                    .to_owned(),
            );
        }
        let can_repeat = self.origin != Origin::Opened;
        let text = match (self.closed, can_repeat) {
            (0, true) => {
                "No cycle was marked: record again, and press M each time a window is closed".to_owned()
            }
            (0, false) if self.marks > 0 => {
                "No cycle is marked: the menus of the flags can let their marks close one".to_owned()
            }
            (_, false) => return None,
            (_, true) if self.counted < LEAST_CYCLES => {
                format!(
                    "{} cycles count, a verdict needs {LEAST_CYCLES}: record again for longer",
                    self.counted
                )
            }
            (_, true) if self.overall < Verdict::Suspect => return None,
            _ if self.needs_saving => "Save it, fix the program, then record again".to_owned(),
            _ => "Fix the program, then record again: both recordings stay in this window".to_owned(),
        };
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: Standing<'_> = Standing {
        name: "ghostty",
        is_live: true,
        origin: Origin::Process,
        needs_saving: true,
        marks: 0,
        has_baseline: false,
        closed: 0,
        counted: 0,
        overall: Verdict::TooFewCycles,
    };

    fn check(standing: &Standing<'_>, text: &str, cycles: Option<(usize, usize)>) {
        assert_eq!(standing.advice(), Some(Advice { text: text.to_owned(), cycles }), "{standing:?}");
    }

    fn counted(counted: usize, overall: Verdict) -> Standing<'static> {
        Standing { marks: counted + 2, closed: counted + 2, counted, overall, ..LIVE }
    }

    #[test]
    fn while_it_grows_the_next_step_is_told() {
        check(&LIVE, "Open and close a window in ghostty, then press M", None);
        let demo = Standing { origin: Origin::Demo, ..LIVE };
        check(&demo, "The demo opens, closes and marks by itself: watch what stays", None);
        let warm = "The first cycles warm up: do it again and press M, or press B to count from here on";
        check(&counted(0, Verdict::TooFewCycles), warm, None);
        let based = Standing { has_baseline: true, ..LIVE };
        let based_text =
            "Growth counts from the baseline on: open and close a window in ghostty, then press M";
        check(&based, based_text, None);
        let few = "Cycle 3 of 8 (first verdict at 5). Open and close again, then press M";
        check(&counted(3, Verdict::TooFewCycles), few, Some((3, 8)));
        let some = "Cycle 7 of 8 (verdict certain at 8)";
        check(&Standing { origin: Origin::Demo, ..counted(7, Verdict::Suspect) }, some, Some((7, 8)));
        check(&counted(8, Verdict::Leak), "Leak confirmed. Stop, fix it, then record again to compare", None);
        check(&counted(9, Verdict::Settles), "No leak so far: stop, or go on to find a smaller one", None);
    }

    #[test]
    fn when_it_is_over_the_way_back_is_told() {
        let over = |standing: Standing<'static>| Standing { is_live: false, ..standing };
        let none = "No cycle was marked: record again, and press M each time a window is closed";
        check(&over(LIVE), none, None);
        let opened = Standing { origin: Origin::Opened, marks: 3, ..over(LIVE) };
        check(&opened, "No cycle is marked: the menus of the flags can let their marks close one", None);
        let text = Standing { origin: Origin::Text, marks: 1, ..over(LIVE) };
        let one = "One text is one moment: paste or drop a later one of the same process to see what stays";
        check(&text, one, None);
        let few = "2 cycles count, a verdict needs 5: record again for longer";
        check(&over(counted(2, Verdict::TooFewCycles)), few, None);
        let leak = over(counted(8, Verdict::Leak));
        check(&leak, "Save it, fix the program, then record again", None);
        let saved = Standing { needs_saving: false, ..leak.clone() };
        check(&saved, "Fix the program, then record again: both recordings stay in this window", None);
        assert_eq!(over(counted(8, Verdict::Steady)).advice(), None);
        assert_eq!(Standing { origin: Origin::Opened, ..leak }.advice(), None);
    }
}
