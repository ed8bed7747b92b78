//! Who mapped what stayed: the stacks of calls behind the growth of each category.

use super::markup::printable_line as printable;
use super::summary::Summary;
use super::view::{Block, Folded};
use crate::analysis::{Author, Authors, CodePlace, Counted, FirstTouch, Subject, Verdict, own_places};
use crate::model::units::{Bytes, grouped};
use crate::model::{CallLog, CategoryId};
use std::cmp::Reverse;
use std::collections::HashMap;

/// What stands above them in every form.
pub(super) const TITLE: &str = "Who mapped what stayed";

/// So many categories, stacks of each, and places of each stack are listed.
const MOST_CATEGORIES: usize = 6;
const MOST_STACKS: usize = 5;
const MOST_PLACES: usize = 30;

/// Stacks with less than this share of what was touched in a category, in percent, are not listed.
const SMALLEST_SHARE: f64 = 1.0;

/// So many places of the program itself stand for a stack in one line.
const IN_ONE_LINE: usize = 5;

/// The heaviest stack of the category that the verdict is about, in a clause: `48 of 48 calls kept by grow ← append`, or
/// `97 % ± 1 % of 19.8 MiB first touched by grow`.
pub(super) fn heaviest(summary: &Summary<'_>, category: CategoryId) -> Option<String> {
    let authors = summary.authors.as_ref()?;
    let log = summary.trace.recording.calls();
    let mapped = || {
        let heaviest = authors.of_category(category).next()?;
        Some(format!("{} kept by {}", share(authors, heaviest), in_one_line(log, heaviest.stack)))
    };
    let touched = || {
        let touches = touches_by_own_code(log, authors, category);
        let heaviest = touches.first()?;
        let all = touched_bytes(&touches);
        let (share, error) = (percent(heaviest.bytes, all), percent(heaviest.error, all));
        let who = in_one_line(log, heaviest.stack);
        Some(format!("{share:.0} % ± {error:.0} % of {all} first touched by {who}"))
    };
    if is_handed_out(summary, category) { touched().or_else(mapped) } else { mapped().or_else(touched) }
}

/// Whether memory of a category is mapped in advance, and handed out to code that does not call the system for it.
fn is_handed_out(summary: &Summary<'_>, category: CategoryId) -> bool {
    let category = summary.trace.recording.category(category);
    category.is_some_and(|category| category.group == "Malloc" && category.name != "large malloc")
}

/// First touches in a category, those of most bytes first. Stacks that differ only in libraries above the program's own code are
/// one: an allocator touches its memory here and there.
fn touches_by_own_code(log: &CallLog, authors: &Authors, category: CategoryId) -> Vec<FirstTouch> {
    let mut places = HashMap::new();
    let mut touches: Vec<FirstTouch> = Vec::new();
    for touch in authors.touches_in(category) {
        let code = CodePlace::of_stack(log, touch.stack);
        let own = code.iter().position(CodePlace::is_own).unwrap_or(0);
        let own: Vec<_> = code[own..].iter().map(|place| (place.name(), place.line())).collect();
        let place = *places.entry(own).or_insert(touches.len());
        match touches.get_mut(place) {
            Some(sum) => sum.add(touch),
            None => touches.push(*touch),
        }
    }
    touches.sort_by_key(|touch| Reverse(touch.bytes));
    touches
}

fn touched_bytes(touches: &[FirstTouch]) -> Bytes {
    touches.iter().map(|touch| touch.bytes).sum()
}

fn percent(part: Bytes, whole: Bytes) -> f64 {
    100.0 * part.get() as f64 / whole.get().max(1) as f64
}

/// "18 of 18 calls": those of a stack, of all whose memory stayed in the category.
fn share(authors: &Authors, author: &Author) -> String {
    let all = author.category.map_or(0, |category| kept(authors, category).count);
    format!("{} of {} calls", grouped(author.kept.count), grouped(all))
}

fn kept(authors: &Authors, category: CategoryId) -> Counted {
    authors.of_category(category).fold(Counted::default(), |mut sum, author| {
        sum += author.kept;
        sum
    })
}

/// The first places that are the program's own, the callee first: `grow ← append`.
pub(super) fn in_one_line(log: &CallLog, stack: u32) -> String {
    let own = own_places(&CodePlace::of_stack(log, stack), IN_ONE_LINE);
    let names: Vec<_> = own.iter().map(|place| printable(&short(&place.name()))).collect();
    if names.is_empty() { "code that could not be found".to_owned() } else { names.join(" ← ") }
}

/// The name of a function without the path of its type and without what fills in for types: `PageList::grow`.
fn short(name: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for letter in name.split('(').next().unwrap_or(name).chars() {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let parts: Vec<_> = plain.split("::").filter(|part| !part.is_empty()).collect();
    let last = parts[parts.len().saturating_sub(2)..].join("::");
    if last.is_empty() { name.to_owned() } else { last }
}

/// A place in one line: `grow (program) page_list.zig:120`.
pub(super) fn place_line(place: &CodePlace<'_>) -> String {
    let mut line = printable(&place.name());
    if let Some(module) = place.module_name().filter(|_| place.function.is_some()) {
        line.extend([" (", &printable(module), ")"]);
    }
    if let (Some(function), Some(number)) = (place.function, place.line()) {
        line.extend([" ", &printable(&function.file), ":", &number.to_string()]);
    }
    line
}

/// The stacks of a category, heaviest first, and what is said of those that are left out.
pub(super) fn stacks_of(
    summary: &Summary<'_>,
    authors: &Authors,
    category: CategoryId,
) -> (Vec<Folded>, Option<String>) {
    let log = summary.trace.recording.calls();
    let all: Vec<_> = authors.of_category(category).collect();
    let (shown, others) = all.split_at(all.len().min(MOST_STACKS));
    let stack = |author: &&Author| {
        let places = CodePlace::of_stack(log, author.stack);
        let transient = match author.transient.bytes {
            Bytes::ZERO => String::new(),
            bytes => format!("; {bytes} came and went"),
        };
        Folded {
            headline: format!(
                "{} in {} by {}{transient}",
                author.kept.bytes,
                share(authors, author),
                in_one_line(log, author.stack)
            ),
            lines: without_runtime(&places).iter().take(MOST_PLACES).map(place_line).collect(),
        }
    };
    let rest: Bytes = others.iter().map(|author| author.kept.bytes).sum();
    let left_out = (!others.is_empty()).then(|| format!("and {rest} by {} other stacks", others.len()));
    (shown.iter().map(stack).collect(), left_out)
}

/// The stacks that touched first what is there in a category, heaviest first.
pub(super) fn touches_in(summary: &Summary<'_>, authors: &Authors, category: CategoryId) -> Vec<Folded> {
    let log = summary.trace.recording.calls();
    let touches = touches_by_own_code(log, authors, category);
    let all = touched_bytes(&touches);
    let stack = |touch: &FirstTouch| {
        let places = CodePlace::of_stack(log, touch.stack);
        let share = percent(touch.bytes, all);
        Folded {
            headline: format!(
                "{} ± {} ({share:.0} %) first touched by {}",
                touch.bytes,
                touch.error,
                in_one_line(log, touch.stack)
            ),
            lines: without_runtime(&places).iter().take(MOST_PLACES).map(place_line).collect(),
        }
    };
    let heavy = touches.iter().filter(|touch| percent(touch.bytes, all) >= SMALLEST_SHARE);
    heavy.take(MOST_STACKS).map(stack).collect()
}

/// The places down to the last that is the program's own: below are the C library's and the language's. A `main` behind these
/// is theirs too.
fn without_runtime<'a, 'b>(places: &'b [CodePlace<'a>]) -> &'b [CodePlace<'a>] {
    let is_last = |place: &CodePlace<'_>| place.is_own() && place.name() != "main";
    let Some(last) = places.iter().rposition(is_last) else { return places };
    let is_main = |place: &CodePlace<'_>| place.is_own();
    let end = last + 1 + usize::from(places.get(last + 1).is_some_and(is_main));
    &places[..end]
}

/// The categories to list, by name.
pub(super) fn categories(summary: &Summary<'_>, authors: &Authors) -> Vec<(String, CategoryId)> {
    let recording = &summary.trace.recording;
    let named = |id: CategoryId| Some((printable(&recording.category(id)?.to_string()), id));
    authors.categories().into_iter().filter_map(named).take(MOST_CATEGORIES).collect()
}

/// What limits the figures.
pub(super) fn limits(summary: &Summary<'_>, authors: &Authors) -> Vec<String> {
    let log = summary.trace.recording.calls();
    let mut limits = Vec::new();
    if authors.lost > 0 {
        let lost = grouped(usize::try_from(authors.lost).unwrap_or(usize::MAX));
        limits.push(format!("{lost} calls were lost: all figures here are at least so large"));
    }
    if authors.touches.iter().any(|touch| touch.error > Bytes::ZERO) {
        limits.push(
            "what was first touched is an estimate by page faults of which some were sampled: ± is its error, 95 %"
                .to_owned(),
        );
    }
    if !authors.is_whole && authors.lost == 0 && !log.lost().is_empty() {
        limits.push("the last calls are missing".to_owned());
    }
    if log.since().is_some_and(|since| since > summary.window.range(&summary.trace.recording).from) {
        limits.push("calls were followed only from within the window on".to_owned());
    }
    if !log.is_symbolicated() {
        limits.push("no function has a name: run strandline symbolicate where the programs are".to_owned());
    }
    limits
}

/// The stacks of each category, each to be unfolded; nothing where calls were not followed.
pub(super) fn blocks(summary: &Summary<'_>) -> Vec<Block> {
    let Some(authors) = &summary.authors else { return Vec::new() };
    let mut blocks = Vec::new();
    for (name, category) in categories(summary, authors) {
        blocks.push(Block::Lines(vec![name]));
        let (stacks, left_out) = stacks_of(summary, authors, category);
        blocks.extend(stacks.into_iter().map(Block::Folded));
        blocks.push(Block::Notes(left_out.into_iter().collect()));
        blocks.extend(touches_in(summary, authors, category).into_iter().map(Block::Folded));
    }
    if blocks.is_empty() {
        blocks.push(Block::Lines(vec!["nothing that was mapped in the window stayed".to_owned()]));
    }
    blocks.push(Block::Notes(limits(summary, authors)));
    blocks
}

/// Who mapped what the verdict is about.
pub(super) fn heaviest_of_verdict(summary: &Summary<'_>) -> Option<String> {
    let rows = &summary.assessment.verdicts.rows;
    let loud = rows.iter().filter(|row| row.judgement.verdict > Verdict::Steady);
    let mut categories = loud.filter_map(|row| match row.subject {
        Subject::Category(id, _) => Some(id),
        _ => None,
    });
    let (id, text) = categories.find_map(|id| Some((id, heaviest(summary, id)?)))?;
    let category = summary.trace.recording.category(id)?;
    Some(format!("{}: {text}", printable(&category.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_in_one_line() {
        let check = |name, expected| assert_eq!(short(name), expected);
        check("a::b::PageList<M>::grow", "PageList::grow");
        check("<a::Terminals<M> as a::Action>::open", "open");
        check("std::vector<int, std::allocator<int>>::push_back(int&&)", "vector::push_back");
        check("grow", "grow");
        check("page_list.PageList.grow", "page_list.PageList.grow");
        check("a::{{closure}}", "a::{{closure}}");
        check("libc.so.6+0x12", "libc.so.6+0x12");
        check("<a>", "<a>");
    }
}
