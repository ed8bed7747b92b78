//! The levels of one row over the cycles, A and B on one scale: round points are A's, square ones B's.

use super::told;
use crate::panels::cycles::told as verdicts;
use crate::panels::level_axes::LevelAxes;
use crate::state::Letter;
use crate::state::figures::{Outcome, Overlay, row_name, row_names};
use crate::theme::{Tokens, category_color, fonts};
use crate::widgets::hatch;
use eframe::egui::{
    Align2, Color32, CornerRadius, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use strandline::analysis::{CompareCell, CompareRow, Measure, RowName, SideSummary, Verdict};

/// Around the plot: for the scale, the title, what stands at the ends of the lines, and the names of the cycles.
const MARGINS: [f32; 4] = [72.0, 56.0, 98.0, 30.0];

/// Narrower plots have no room for words below them.
const ROOMY: f32 = 320.0;

/// Points nearer to each other are not drawn one by one.
const NEAREST: f32 = 12.0;

/// Where the points of both are nearer than this, A's is a ring around B's.
const ALIKE: f32 = 6.0;

/// Texts at the ends of the lines lie so far apart at least.
const APART: f32 = 15.0;

pub(super) fn row_chart_ui(ui: &mut Ui, row: &CompareRow, sides: &[SideSummary]) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let overlay = Overlay::new(row, sides);
    let words = format!("Levels of {}: {}", row_name(&row.name), in_words(row));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let [left, top, right, bottom] = MARGINS;
    let plot = Rect::from_min_max(rect.min + vec2(left, top), rect.max - vec2(right, bottom));
    let painter = ui.painter_at(rect);
    let ground = overlay.lines.iter().flatten().find(|&&(cycle, _)| cycle >= 0).map(|&(_, level)| level);
    let ends = [f64::from(overlay.first), f64::from(overlay.last.max(overlay.first + 1))];
    let axes = LevelAxes::new(plot, ends, overlay.levels(), ground);
    title_ui(ui, &painter, rect, row, axes.ground);
    if plot.width() < 60.0 || plot.height() < 40.0 {
        return;
    }
    let tokens = Tokens::in_force(ui);
    scale(&painter, &axes, row.measure, &tokens);
    names(&painter, &axes, &overlay, sides, &tokens);
    let inks =
        [(Letter::A, row.first()), (Letter::B, row.last())].map(|(letter, cell)| ink(letter, cell, &tokens));
    let lines = overlay.lines.each_ref().map(|levels| {
        levels.iter().map(|&(cycle, level)| axes.at(f64::from(cycle), level)).collect::<Vec<_>>()
    });
    for (points, ink) in lines.iter().zip(inks) {
        painter.add(Shape::line(points.clone(), Stroke::new(2.0, ink)));
    }
    circles(&painter, &lines, inks[0], &tokens);
    squares(&painter, &lines[1], inks[1], &tokens);
    end_labels(&painter, &axes, &overlay, row, &tokens);
}

/// For who does not see it.
fn in_words(row: &CompareRow) -> String {
    let told = |letter: Letter, cell: &CompareCell| match (cell.levels.first(), cell.levels.last()) {
        (Some(&first), Some(&last)) => {
            let [first, last] = [first, last].map(|level| verdicts::amount(row.measure, level));
            format!("{} {first} to {last}", letter.name())
        }
        _ => format!("not in {}", letter.name()),
    };
    format!("{}, {}", told(Letter::A, row.first()), told(Letter::B, row.last()))
}

/// A leak has its colour; of the others B, which is how it is now, stands out.
const fn ink(letter: Letter, cell: &CompareCell, tokens: &Tokens) -> Color32 {
    match (cell.verdict, letter) {
        (Verdict::Leak, _) => tokens.verdict,
        (_, Letter::A) => tokens.weak,
        (_, Letter::B) => tokens.strong,
    }
}

fn title_ui(ui: &Ui, painter: &Painter, rect: Rect, row: &CompareRow, ground: f64) {
    let tokens = Tokens::in_force(ui);
    let mut at = pos2(rect.left() + 14.0, rect.top() + 20.0);
    if let RowName::Category { group, name } = &row.name {
        let place = Rect::from_center_size(at + vec2(4.0, 0.0), vec2(9.0, 9.0));
        painter.rect_filled(place, CornerRadius::same(3), category_color(ui, group, name));
        at.x += 16.0;
    }
    let (_, name) = row_names(&row.name);
    let drawn = painter.text(at, Align2::LEFT_CENTER, name, fonts::semibold(fonts::LEAD), tokens.strong);
    let outcome = Outcome::new(row);
    let ink = if outcome.is_change() { tokens.text } else { tokens.weak };
    let words = format!("{}  {}", told::sign(outcome), outcome.name());
    let beside = pos2(drawn.right() + 16.0, at.y);
    painter.text(beside, Align2::LEFT_CENTER, words, fonts::regular(fonts::BODY), ink);
    let measure = row.measure;
    let below = if ground > 0.0 {
        format!("{} at each closing mark, as against {}", measure.name(), verdicts::amount(measure, ground))
    } else {
        format!("{} at each closing mark", measure.name())
    };
    let below_at = pos2(rect.left() + 14.0, at.y + 17.0);
    painter.text(below_at, Align2::LEFT_CENTER, below, fonts::regular(fonts::SMALL), tokens.weak);
}

fn scale(painter: &Painter, axes: &LevelAxes, measure: Measure, tokens: &Tokens) {
    for level in axes.lines(measure) {
        let y = axes.at(axes.first, level).y;
        painter.hline(axes.plot.x_range(), y, Stroke::new(1.0, tokens.grid));
        let at = pos2(axes.plot.left() - 8.0, y);
        let text = axes.line_label(measure, level);
        painter.text(at, Align2::RIGHT_CENTER, text, fonts::regular(fonts::SMALL), tokens.weak);
    }
    painter.hline(axes.plot.x_range(), axes.plot.bottom(), Stroke::new(1.0, tokens.line));
}

/// The names of the cycles, as many as have room; the warm-up is hatched.
fn names(painter: &Painter, axes: &LevelAxes, overlay: &Overlay, sides: &[SideSummary], tokens: &Tokens) {
    if overlay.first < 0 {
        let warmup = axes.plot.with_max_x(axes.at(0.0, 0.0).x);
        hatch(painter, warmup, tokens.grid, 7.0);
        let text = painter.layout_no_wrap("warm-up".to_owned(), fonts::regular(fonts::SMALL), tokens.weak);
        if text.size().x + 12.0 < warmup.width() {
            painter.galley(warmup.left_top() + vec2(6.0, 3.0), text, tokens.weak);
        }
    }
    let mut free_from = f32::NEG_INFINITY;
    for cycle in overlay.first..=overlay.last {
        let is_short = cycle == overlay.first && axes.plot.width() < ROOMY;
        let name = if is_short { "0".to_owned() } else { overlay.name(cycle, sides) };
        let text = painter.layout_no_wrap(name, fonts::regular(fonts::SMALL), tokens.weak);
        let left = axes.at(f64::from(cycle), 0.0).x - text.size().x / 2.0;
        if left > free_from {
            free_from = left + text.size().x + 4.0;
            painter.galley(pos2(left, axes.plot.bottom() + 6.0), text, tokens.weak);
        }
    }
}

/// A's points; rings where B's lie on them.
fn circles(painter: &Painter, [points, others]: &[Vec<Pos2>; 2], color: Color32, tokens: &Tokens) {
    for &at in apart_enough(points) {
        let near = &others[others.partition_point(|other| other.x < at.x - ALIKE)..];
        if near.first().is_some_and(|other| other.distance(at) < ALIKE) {
            painter.circle_stroke(at, 8.0, Stroke::new(1.5, color));
        } else {
            painter.circle(at, 4.5, color, Stroke::new(1.5, tokens.canvas));
        }
    }
}

/// B's points.
fn squares(painter: &Painter, points: &[Pos2], color: Color32, tokens: &Tokens) {
    for &at in apart_enough(points) {
        let square = Rect::from_center_size(at, vec2(8.0, 8.0));
        painter.rect(square, 0.0, color, Stroke::new(1.5, tokens.canvas), StrokeKind::Outside);
    }
}

/// Those points that are drawn one by one.
fn apart_enough(points: &[Pos2]) -> impl Iterator<Item = &Pos2> {
    let mut last = f32::NEG_INFINITY;
    points.iter().filter(move |at| {
        let is_apart = at.x - last >= NEAREST;
        if is_apart {
            last = at.x;
        }
        is_apart
    })
}

/// Which line is whose, and what a cycle adds to it.
fn end_labels(painter: &Painter, axes: &LevelAxes, overlay: &Overlay, row: &CompareRow, tokens: &Tokens) {
    let cells = row.ends();
    let end = |letter: Letter| {
        let &(cycle, level) = overlay.lines[letter.index()].last()?;
        Some(axes.at(f64::from(cycle), level))
    };
    let heights = apart(Letter::ALL.map(|letter| end(letter).map(|end| end.y)));
    for letter in Letter::ALL {
        let cell = cells[letter.index()];
        let (Some(end), Some(y)) = (end(letter), heights[letter.index()]) else { continue };
        let text = format!("{}  {}", letter.name(), verdicts::change(row.measure, cell.per_cycle.median));
        let at = pos2(end.x + 12.0, y);
        let ink = ink(letter, cell, tokens);
        painter.text(at, Align2::LEFT_CENTER, text, fonts::semibold(fonts::SMALL), ink);
    }
}

/// Moves two heights away from each other where they are too near.
fn apart(heights: [Option<f32>; 2]) -> [Option<f32>; 2] {
    let [Some(one), Some(other)] = heights else { return heights };
    let missing = (APART - (one - other).abs()).max(0.0) / 2.0;
    let (up, down) = (-missing, missing);
    if one <= other { [Some(one + up), Some(other + down)] } else { [Some(one + down), Some(other + up)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_at_the_ends_do_not_meet() {
        let check = |heights: [f32; 2], expected: [f32; 2]| {
            assert_eq!(apart(heights.map(Some)), expected.map(Some));
        };
        check([10.0, 100.0], [10.0, 100.0]);
        check([50.0, 50.0], [42.5, 57.5]);
        check([55.0, 50.0], [60.0, 45.0]);
        assert_eq!(apart([Some(1.0), None]), [Some(1.0), None]);
    }
}
