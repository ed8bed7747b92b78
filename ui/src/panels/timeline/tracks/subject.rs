//! What is selected: what stayed, what came and went, and the line between them.

use super::footprint::color;
use super::head::{self, Head};
use super::{grid, plot, scale_labels};
use crate::panels::timeline::axis::Scale;
use crate::panels::timeline::scene::Scene;
use crate::state::Subject;
use crate::state::figures::{Parts, highest, of_subject};
use crate::theme::fonts;
use crate::widgets::{Layer, Stack, StepLine};
use eframe::egui::{Align2, Color32, Id, Rect, Ui, pos2, vec2};
use strandline::analysis::Verdict;
use strandline::model::units::{About, Bytes};
use strandline::model::{Mark, MarkRole, SnapshotIndex};
use strandline::report::view::Quantity;

const MEANING: &str = "Dirty and swapped bytes of what is selected. Solid: alive at the end of the range (or now); light: \
    gone by then; the line between them is what the tide leaves. Behind the end of the range the two are not told apart";

pub(super) fn subject_track_ui(ui: &mut Ui, head: Rect, body: Rect, scene: &Scene<'_>) {
    let chart = scene.figures.chart();
    let tokens = scene.tokens;
    let solid = subject_color(ui, scene);
    let light = tokens.transient(solid);
    let scale = Scale::up_to(highest(&chart.level));
    grid(ui, body, scale, scene);
    let layers =
        vec![Layer { color: solid, tops: &chart.persistent }, Layer { color: light, tops: &chart.level }];
    // What is left after each tide has the colour of its verdict where that is a leak.
    let is_leak =
        scene.document.figures.assessed.word_on(&scene.document.view.subject) == Some(Verdict::Leak);
    let color_of_line = if is_leak { tokens.verdict } else { tokens.strong };
    plot(ui, body, "subject", scene, 0.0..=scale.top(), move |plot| {
        plot.add(Stack::new(&chart.edges, layers));
        let line = &chart.persistent[..chart.reported];
        plot.add(StepLine::with_halo(&chart.edges, line, color_of_line, tokens.canvas));
    });
    scene.overlay(ui, body);
    scale_labels(ui, body, scale, scene);
    steps(ui, body, scale, scene);
    head_ui(ui, head, scene, solid, light);
}

fn head_ui(ui: &Ui, head: Rect, scene: &Scene<'_>, solid: Color32, light: Color32) {
    let subject = &scene.document.view.subject;
    let level = scene.figures.level_of(scene.recording, subject, scene.at);
    let parts = scene.figures.parts_at(scene.recording, subject, scene.at);
    let name = name(scene);
    let mut head = Head::new(ui, head, scene, &name, &level.to_string(), MEANING);
    if !scene.knows_births() {
        return;
    }
    let Some(Parts { persistent, transient }) = parts else {
        if scene.figures.is_behind(scene.at) {
            head.note("behind the range");
        }
        return;
    };
    let has_estimates = scene.figures.is_estimate(scene.recording, subject, scene.at);
    if head.room() >= 2 {
        let lines = [(solid, "persistent", persistent), (light, "transient", transient)];
        for (ink, word, bytes) in lines {
            let bytes = About { bytes, is_estimate: has_estimates && bytes > Bytes::ZERO };
            let place = head.next_line();
            let label = format!("{name}: {bytes} {word}");
            head::accessible_label(ui, place, Id::unique(("subject", word)), &label);
            head.line(ink, &[word], &bytes.to_string(), false);
        }
    } else {
        head.note("persistent · transient");
    }
}

fn name(scene: &Scene<'_>) -> String {
    match &scene.document.view.subject {
        Subject::All => "All memory".to_owned(),
        Subject::Umbrella(label) => (*label).to_owned(),
        Subject::Group(group) => group.clone(),
        Subject::Category(id) => scene.recording.category(*id).map_or_else(String::new, |it| it.name.clone()),
    }
}

/// That of the category, or of the first one of a group; what is of many groups has none.
fn subject_color(ui: &Ui, scene: &Scene<'_>) -> Color32 {
    let subject = &scene.document.view.subject;
    match subject {
        Subject::All | Subject::Umbrella(_) => scene.tokens.weak,
        Subject::Group(_) | Subject::Category(_) => {
            let first = of_subject(scene.recording, subject).next();
            color(ui, scene, first.map(|(id, _)| id))
        }
    }
}

/// Behind each closed cycle, how much more stayed than at the one before; where there is room.
fn steps(ui: &Ui, body: Rect, scale: Scale, scene: &Scene<'_>) {
    let painter = ui.painter_at(body);
    let subject = &scene.document.view.subject;
    let persistent =
        |at: SnapshotIndex| Some(scene.figures.parts_at(scene.recording, subject, at)?.persistent);
    // Behind the end of the range nothing is persistent.
    let end = scene.document.view.range.map_or(scene.document.now(), |range| range.to);
    let counts = |mark: &&Mark| {
        let is_step = matches!(mark.role, MarkRole::Closed(_) | MarkRole::Baseline);
        is_step && mark.at <= end && !scene.is_warm_up(mark)
    };
    let marks: Vec<&Mark> = scene.marks_in_sight().iter().filter(counts).collect();
    for (nth, pair) in marks.windows(2).enumerate() {
        let x = scene.axis.x(pair[1].at) + 5.0;
        let until = marks.get(nth + 2).map_or(scene.axis.x(end), |next| scene.axis.x(next.at));
        if until - x < 44.0 {
            continue;
        }
        let levels = [pair[0], pair[1]].map(|mark| persistent(scene.recording.snapshot_at(mark.at)));
        let [Some(before), Some(after)] = levels else { continue };
        let kept = after.since(before);
        let text = Quantity::byte_change(kept).to_string();
        let y = scale.y(body, after.get() as f64);
        let is_inside = body.bottom() - y >= 22.0;
        let (color, place) = if is_inside {
            (scene.tokens.canvas, pos2(x, y + 12.0))
        } else {
            (scene.tokens.text, pos2(x, (y - 11.0).max(body.top() + 8.0)))
        };
        let text = painter.layout_no_wrap(text, fonts::semibold(fonts::SMALL), color);
        if text.size().x > until - x - 3.0 {
            continue;
        }
        let start = Align2::LEFT_CENTER.anchor_size(place, text.size()).min;
        if !is_inside {
            let ground = Rect::from_min_size(start, text.size()).expand2(vec2(3.0, 0.0));
            painter.rect_filled(ground, 3.0, scene.tokens.canvas.gamma_multiply(0.6));
        }
        painter.galley(start, text, color);
    }
}
