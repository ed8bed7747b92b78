//! The charts that can be named on the command line.

use crate::analysis::{Judged, Subject};
use crate::model::{Category, CategoryId};
use crate::report::Summary;
use crate::report::charts::{Chart, OverTime, cycle_chart};

/// The chart that is asked for: `footprint`, a category, `cycles` or `cycles:CATEGORY`. A category is called by its two
/// names, `Malloc ▸ heap` or `Malloc/heap`, or by the lower one where that is enough.
pub(super) fn asked_for(summary: &Summary<'_>, asked: &str) -> Result<Chart, String> {
    if asked == "footprint" {
        return Ok(over_time(summary).footprint());
    }
    let judged = match asked.split_once(':') {
        Some(("cycles", category)) => Some(judged_category(summary, category)?),
        _ if asked == "cycles" => {
            let leading = summary.assessment.verdicts.leading();
            Some(leading.ok_or("no cycle changed anything: there is nothing to draw over the cycles")?)
        }
        _ => None,
    };
    match judged {
        Some(judged) => Ok(cycle_chart(&summary.trace.recording, &summary.assessment.cycles, judged)),
        None => over_category(summary, category_named(summary, asked)?),
    }
}

fn over_time<'a>(summary: &'a Summary<'_>) -> OverTime<'a> {
    OverTime::measure(summary.trace, summary.window, &summary.assessment)
}

fn over_category(summary: &Summary<'_>, id: CategoryId) -> Result<Chart, String> {
    over_time(summary).category(id).ok_or_else(|| "this category never had any footprint".to_owned())
}

fn judged_category<'a>(summary: &'a Summary<'_>, asked: &str) -> Result<&'a Judged, String> {
    let id = category_named(summary, asked)?;
    let is_own = |judged: &&Judged| matches!(judged.subject, Subject::Category(own, _) if own == id);
    let mut rows = summary.assessment.verdicts.rows.iter();
    rows.find(is_own).ok_or_else(|| format!("no cycle changed {asked}: there is nothing to draw"))
}

fn category_named(summary: &Summary<'_>, asked: &str) -> Result<CategoryId, String> {
    let categories = || (0..).map(CategoryId).zip(summary.trace.recording.categories());
    let is_whole = |category: &Category| {
        category.to_string() == asked || format!("{}/{}", category.group, category.name) == asked
    };
    if let Some((id, _)) = categories().find(|(_, category)| is_whole(category)) {
        return Ok(id);
    }
    let called: Vec<_> = categories().filter(|(_, category)| category.name == asked).collect();
    match called[..] {
        [(id, _)] => Ok(id),
        [] => Err(format!("there is no category {asked:?}; there are {}", listed(categories()))),
        _ => Err(format!("{asked:?} may be {}", listed(called.into_iter()))),
    }
}

fn listed<'a>(categories: impl Iterator<Item = (CategoryId, &'a Category)>) -> String {
    let names: Vec<_> = categories
        .map(|(_, category)| format!("{:?}", format!("{}/{}", category.group, category.name)))
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Window;
    use crate::analysis::tests::scenario::{ANONYMOUS, HEAP, Scenario};
    use crate::model::MarkRole;

    /// Eight cycles that each leave a page.
    fn leak() -> Scenario {
        let mut scenario = Scenario::new();
        scenario.map(0, 64, HEAP).touch(0, 8).tick();
        scenario.mark("warm", MarkRole::Baseline);
        for cycle in 1..=8 {
            let at = 1000 * u64::from(cycle);
            scenario.map(at, 20, ANONYMOUS).touch(at, 20).tick();
            scenario.mark("closed", MarkRole::Closed(cycle));
        }
        scenario
    }

    fn check(asked: &str, expected: Result<&str, &str>) {
        let trace = leak().trace;
        let window = Window::resolve(&trace, None, None).unwrap();
        let summary = Summary::measure(&trace, window, None);
        match (asked_for(&summary, asked), expected) {
            (Ok(chart), Ok(name)) => assert_eq!(chart.name(), name, "{asked}"),
            (Err(error), Err(expected)) => assert!(error.starts_with(expected), "{asked}: {error}"),
            (found, expected) => panic!("{asked}: {found:?} and not {expected:?}"),
        }
    }

    #[test]
    fn a_chart_has_a_name() {
        let leaking = leak().trace.recording.categories()[ANONYMOUS].to_string();
        let [group, name] = leaking.split(" ▸ ").collect::<Vec<_>>()[..] else { panic!("{leaking}") };
        check("footprint", Ok("Footprint: over time"));
        check(name, Ok(&format!("{leaking}: over time")));
        check(&leaking, Ok(&format!("{leaking}: over time")));
        check(&format!("{group}/{name}"), Ok(&format!("{leaking}: over time")));
        check("cycles", Ok(&format!("{leaking}: levels over the cycles")));
        check(&format!("cycles:{name}"), Ok(&format!("{leaking}: levels over the cycles")));
        check("nowhere", Err("there is no category \"nowhere\"; there are "));
    }
}
