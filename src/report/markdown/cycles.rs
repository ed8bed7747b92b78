//! The table that people otherwise make by hand, with one line for each time that they close the window.

use crate::analysis::{CycleFigures, CycleSeries, Level, Metric, Subject};
use crate::model::CategoryId;
use crate::model::units::Bytes;
use crate::report::Summary;
use crate::report::table::{MOST_LISTED, Table, count, left_out, printable};

/// So many categories have columns.
const CATEGORIES: usize = 3;

/// A line for each closing mark: the footprint of all, then of each category that leads its level, and what was born in the
/// cycle and is still there at the end of the recording.
pub(super) fn section(summary: &Summary<'_>) -> Vec<String> {
    let cycles = &summary.assessment.cycles;
    if cycles.all().next().is_none() {
        return Vec::new();
    }
    let leading = leading(summary);
    let mut header =
        ["Cycle", "*All*: footprint", "change", "regions", "mappings"].map(str::to_owned).to_vec();
    for &(id, _) in &leading {
        let name = summary.trace.recording.category(id).map(ToString::to_string).unwrap_or_default();
        header.extend([printable(&name), "of it born here and still there".to_owned()]);
    }
    let mut table = Table::new(header);
    let mut columns: Vec<_> = leading.iter().map(|(_, series)| series.all()).collect();
    let rows = cycles.all().zip(cycles.total.all()).enumerate();
    for (nth, (cycle, total)) in rows.take(MOST_LISTED) {
        let figures: Vec<_> = columns.iter_mut().filter_map(Iterator::next).collect();
        if nth == 0 {
            table.add("before".to_owned(), before(total, &figures));
        }
        let warmup = if nth < cycles.warmup.len() { " (warm-up)" } else { "" };
        table.add(format!("{}{warmup}", cycle.number), after(total, &figures));
    }
    let mut lines = table.markdown();
    let left_out = left_out(cycles.all().count(), "cycles");
    lines.extend(left_out.into_iter().flat_map(|line| [String::new(), line]));
    lines.extend([
        String::new(),
        "Footprint is dirty and swapped bytes at the closing mark; regions are all that are there then, mappings the entries \
         of the system's list; what was born and is still there at the end of the recording is in mapped bytes."
            .to_owned(),
    ]);
    lines
}

fn shown(level: &Level) -> String {
    level.about(Metric::Footprint).to_string()
}

fn before(total: &CycleFigures, categories: &[&CycleFigures]) -> Vec<String> {
    let mut cells = vec![shown(&total.before), String::new()];
    cells.extend([total.before.regions.to_string(), count(total.before.mappings)]);
    for figures in categories {
        cells.extend([shown(&figures.before), String::new()]);
    }
    cells
}

fn after(total: &CycleFigures, categories: &[&CycleFigures]) -> Vec<String> {
    let (before, after) = (total.before.footprint(), total.after.footprint());
    let mut cells = vec![shown(&total.after), after.since(before).to_string()];
    cells.extend([total.after.regions.to_string(), count(total.after.mappings)]);
    for figures in categories {
        cells.extend([shown(&figures.after), figures.surviving().to_string()]);
    }
    cells
}

/// The categories that the verdicts put first, then those of which most is still there.
pub(in crate::report) fn leading<'a>(summary: &'a Summary<'_>) -> Vec<(CategoryId, &'a CycleSeries)> {
    let cycles = &summary.assessment.cycles;
    let judged = summary.assessment.verdicts.rows.iter().filter_map(|row| match row.subject {
        Subject::Category(id, _) if row.judgement.evidence.slope.median > 0.0 => Some(id),
        _ => None,
    });
    let kept = |id: &CategoryId| {
        cycles.categories[id].all().map(CycleFigures::surviving).fold(Bytes::ZERO, |sum, kept| sum + kept)
    };
    let mut others: Vec<_> = cycles.categories.keys().copied().filter(|id| kept(id) > Bytes::ZERO).collect();
    others.sort_by_key(|id| std::cmp::Reverse(kept(id)));
    let mut leading: Vec<CategoryId> = Vec::new();
    for id in judged.chain(others) {
        if leading.len() < CATEGORIES && !leading.contains(&id) {
            leading.push(id);
        }
    }
    leading.into_iter().filter_map(|id| Some((id, cycles.categories.get(&id)?))).collect()
}
