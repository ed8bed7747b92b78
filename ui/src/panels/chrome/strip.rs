//! What stays, in one line: the verdict as soon as there is one, until then what was kept so far. Below it what to do next.

use super::HEIGHT;
use crate::command::Command;
use crate::panels::{verdict_sign, words};
use crate::state::{Advice, Document, ViewChange};
use crate::theme::{Icon, Tokens, fonts};
use crate::widgets::{Part, fitting_line};
use eframe::egui::{
    Align2, CursorIcon, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use strandline::analysis::{Doubt, Judged, Verdict, Verdicts};
use strandline::model::Recording;
use strandline::report::view::{Label, Quantity, portions};

/// Space at both sides.
const PAD: f32 = 11.0;

/// A dot for each cycle takes so much.
const DOT: f32 = 10.0;

/// The button that takes the advice away.
const BUTTON: f32 = 18.0;

pub(super) fn verdict_strip_ui(
    ui: &mut Ui,
    document: &Document,
    gives_advice: bool,
    commands: &mut Vec<Command>,
) {
    let headline = &document.figures.headline;
    if headline.sentence.is_empty() {
        return;
    }
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    if rect.width() < 4.0 * PAD {
        return;
    }
    let verdicts = document.figures.assessed.verdicts();
    let leading = verdicts.leading().filter(|_| verdicts.overall() > Verdict::TooFewCycles);
    ground(ui, rect, verdicts.overall());
    match leading {
        Some(judged) => verdict_ui(ui, rect, document, judged, commands),
        None => headline_ui(ui, rect, document, &response),
    }
    let advice = Advice::find(document).filter(|_| gives_advice);
    below_ui(ui, rect, document, leading, advice.as_ref(), commands);
}

fn ground(ui: &Ui, rect: Rect, verdict: Verdict) {
    let tokens = Tokens::in_force(ui);
    let (fill, line) = match verdict {
        Verdict::Leak => (tokens.verdict_soft, tokens.verdict_soft),
        _ => (tokens.panel, tokens.line),
    };
    ui.painter().rect(rect, 5.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if verdict == Verdict::Leak {
        ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 1.0, tokens.verdict);
    }
}

/// Middles of both lines.
fn lines(rect: Rect) -> [f32; 2] {
    [rect.top() + 13.0, rect.top() + 29.0]
}

/// What stayed so far, in a sentence.
fn headline_ui(ui: &Ui, rect: Rect, document: &Document, response: &Response) {
    let headline = &document.figures.headline;
    let color = Tokens::in_force(ui).strong;
    let font = fonts::semibold(fonts::BODY);
    let forms = [&headline.sentence, &headline.brief].map(|text| vec![(text.clone(), font.clone(), color)]);
    let left = pos2(rect.left() + PAD, lines(rect)[0]);
    fitting_line(ui, left, rect.right() - PAD - left.x, &forms);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &headline.sentence));
}

/// The row that says most; a click shows its cycles.
fn verdict_ui(ui: &Ui, rect: Rect, document: &Document, judged: &Judged, commands: &mut Vec<Command>) {
    let recording = &document.trace.recording;
    let verdict = judged.judgement.verdict;
    let tokens = Tokens::in_force(ui);
    let line = Rect::from_min_max(rect.min, pos2(rect.right(), rect.top() + 21.0));
    let response = ui.interact(line, ui.scope_id().with("verdict"), Sense::click());
    let ink = verdict_sign::ink(&tokens, verdict);
    let left = pos2(rect.left() + PAD + 1.0, lines(rect)[0]);
    verdict_sign::sign(verdict).paint(ui.painter(), left + vec2(6.0, 0.0), ink);
    let left = left + vec2(20.0, 0.0);
    let forms = match verdict {
        Verdict::Steady => steady_forms(recording, document.figures.assessed.verdicts(), &tokens),
        _ => forms(recording, judged, &tokens),
    };
    fitting_line(ui, left, rect.right() - PAD - left.x, &forms);
    let words: String = forms[0].iter().map(|(text, ..)| text.as_str()).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Verdict: {words}")));
    let response = response.on_hover_cursor(CursorIcon::PointingHand).on_hover_ui(|ui| {
        ui.label(words);
        for line in basis(judged) {
            ui.label(line);
        }
    });
    if response.clicked() {
        commands.push(Command::View(ViewChange::Verdict(judged.subject)));
    }
}

/// That nothing grows, or what a single cycle brought: nothing to be alarmed at, in quiet colours.
fn steady_forms(recording: &Recording, verdicts: &Verdicts, tokens: &Tokens) -> [Vec<Part>; 4] {
    let word = (format!("{}  ", Verdict::Steady.name()), fonts::semibold(fonts::BODY), tokens.weak);
    let quiet = |text: String| vec![word.clone(), (text, fonts::regular(fonts::BODY), tokens.weak)];
    let rows = verdicts.rows.iter().filter(|row| row.judgement.doubt == Some(Doubt::OneStep));
    let steps = rows.filter_map(|row| Some((row, row.judgement.evidence.step?)));
    let long = match steps.max_by(|one, other| one.1.bytes.total_cmp(&other.1.bytes)) {
        None => quiet(format!("nothing grows in {} cycles", verdicts.cycles)),
        Some((row, step)) => {
            let brought = Quantity::rate(row.subject.measure(), step.bytes);
            let name = Label::of_subject(recording, row.subject).to_string();
            quiet(format!("nothing grows on, but one cycle brought {brought}: {name}"))
        }
    };
    [long.clone(), long, quiet("nothing grows on".to_owned()), quiet(String::new())]
}

/// The longest form first: word, name, rate, how often, in which portions.
fn forms(recording: &Recording, judged: &Judged, tokens: &Tokens) -> [Vec<Part>; 4] {
    let (verdict, evidence) = (judged.judgement.verdict, &judged.judgement.evidence);
    let plain = |text: String| (text, fonts::regular(fonts::BODY), tokens.text);
    let ink = verdict_sign::ink(tokens, verdict);
    let word = (format!("{}  ", verdict.name()), fonts::semibold(fonts::BODY), ink);
    let label = Label::of_subject(recording, judged.subject);
    let name = label.short();
    let group = if label.name.is_empty() { String::new() } else { format!("{} ▸ ", label.group) };
    let bold = |text: String, color| (text, fonts::semibold(fonts::BODY), color);
    let name = bold(name.to_owned(), tokens.strong);
    let measure = judged.subject.measure();
    let unit = measure.per_cycle();
    let rate = Quantity::rate(measure, evidence.slope.median);
    let rate = match verdict {
        Verdict::Settles => {
            plain(format!("  grew in {} of {} cycles and stopped", evidence.grew_in, evidence.of))
        }
        Verdict::Leak => bold(format!("  {rate} {unit}"), tokens.verdict),
        _ => bold(format!("  {rate} {unit}"), tokens.strong),
    };
    let often = match verdict {
        Verdict::Settles => String::new(),
        _ => format!("  ·  in {} of {} cycles", evidence.grew_in, evidence.of),
    };
    let quantum = judged.quantum.as_ref().filter(|_| verdict != Verdict::Settles);
    let portions = quantum.map(|quantum| format!("  ·  {}", portions(quantum))).unwrap_or_default();
    let all =
        vec![word.clone(), plain(group), name.clone(), rate.clone(), plain(format!("{often}{portions}"))];
    let short = vec![word.clone(), name.clone(), rate.clone(), plain(format!("{often}{portions}"))];
    let shorter = vec![word.clone(), name.clone(), rate.clone(), plain(often)];
    [all, short, shorter, vec![word, name, rate]]
}

/// What the verdict rests on, for who hovers.
fn basis(judged: &Judged) -> [String; 2] {
    let (evidence, measure) = (&judged.judgement.evidence, judged.subject.measure());
    let rate = |figure| Quantity::rate(measure, figure);
    let (p, threshold) = (Quantity::probability(evidence.p_value), Quantity::probability(evidence.threshold));
    [
        format!(
            "{}: between {} and {} per cycle",
            measure.name(),
            rate(evidence.slope.low),
            rate(evidence.slope.high)
        ),
        format!("p {p}, threshold {threshold}"),
    ]
}

/// What speaks against a leak, what to do next, or which time it is about: the second line.
fn below_ui(
    ui: &mut Ui,
    rect: Rect,
    document: &Document,
    leading: Option<&Judged>,
    advice: Option<&Advice>,
    commands: &mut Vec<Command>,
) {
    let tokens = Tokens::in_force(ui);
    let suspect = leading.filter(|judged| judged.judgement.verdict == Verdict::Suspect);
    let doubt = suspect.and_then(|judged| judged.judgement.doubt).filter(|doubt| *doubt != Doubt::FewCycles);
    let reported = suspect.filter(|_| doubt.is_some()).and_then(|judged| judged.judgement.doubt_text());
    let reason = reported.map(|reported| format!("{}. ", words::sentence(&reported))).unwrap_or_default();
    let (text, color) = match advice {
        Some(advice) => (format!("{reason}{}", advice.text), tokens.text),
        None if reason.is_empty() => (document.figures.headline.span.clone(), tokens.weak),
        None => (reason, tokens.text),
    };
    let mut room = Rect::from_min_max(pos2(rect.left() + PAD, rect.top() + 21.0), rect.max);
    room.set_right(rect.right() - PAD);
    if advice.is_some() {
        room.set_right(rect.right() - BUTTON - 4.0);
        dismiss_ui(
            ui,
            Rect::from_center_size(pos2(rect.right() - 12.0, lines(rect)[1]), vec2(BUTTON, BUTTON)),
            commands,
        );
    }
    let dots = advice.and_then(|advice| advice.cycles);
    if let Some((done, of)) = dots.filter(|&(_, of)| room.width() > 260.0 + of as f32 * DOT) {
        room.set_right(room.right() - of as f32 * DOT - 8.0);
        dots_ui(ui, pos2(room.right() + 8.0, lines(rect)[1]), done, of, &tokens);
    }
    let response = ui.interact(room, ui.scope_id().with("advice"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    let part = (text.clone(), fonts::regular(fonts::SMALL), color);
    let left = pos2(room.left(), lines(rect)[1]);
    if fitting_line(ui, left, room.width(), &[vec![part]]) {
        response.on_hover_text(text);
    }
}

fn dismiss_ui(ui: &Ui, place: Rect, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let response = ui.interact(place, ui.scope_id().with("dismiss advice"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Hide the advice"));
    let color = if response.hovered() { tokens.strong } else { tokens.weak };
    ui.painter().text(
        place.center(),
        Align2::CENTER_CENTER,
        Icon::Close.glyph(),
        fonts::icons(fonts::SMALL),
        color,
    );
    if response.on_hover_text("Hide the advice; “Advice” in the palette brings it back").clicked() {
        commands.push(Command::ToggleAdvice);
    }
}

/// A dot for each cycle that is wanted, filled for those that are there.
fn dots_ui(ui: &Ui, left: Pos2, done: usize, of: usize, tokens: &Tokens) {
    for nth in 0..of {
        let center = left + vec2(DOT * (nth as f32 + 0.4), 0.0);
        if nth < done {
            ui.painter().circle_filled(center, 3.2, tokens.strong);
        } else {
            ui.painter().circle_stroke(center, 2.8, Stroke::new(1.2, tokens.weak));
        }
    }
}
