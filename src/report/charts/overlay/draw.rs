//! The picture.

use super::{Overlay, OverlaySide};
use crate::report::charts::colours::{Ink, Palette, ink};
use crate::report::charts::drawing::{Anchor, Frame, LEAD, Path, Place, Sheet, Type};
use crate::report::charts::scale::Scale;
use crate::report::charts::words::{amount, change};
use crate::report::markup::Element;

const SIZE: Place = [480.0, 270.0];

/// Where the levels are drawn; to the right of it the lines have their names.
const PLOT: Frame = Frame { left: 68.0, top: 50.0, right: 372.0, bottom: 242.0 };

/// Labels closer than this would lie on each other.
const LABELS_APART: f64 = 15.0;

/// No more points have a shape of their own; beyond that a line says as much.
const MOST_POINTS: usize = 60;

pub(in crate::report::charts) fn drawn(overlay: &Overlay, palette: Palette) -> Element {
    let mut sheet = Sheet::new(SIZE, palette);
    let all = overlay.sides().into_iter().flat_map(|side| &side.levels).map(|&(_, level)| level);
    let [first, last] = overlay.ends();
    let axes = Axes { scale: Scale::around(all, Some(0.0)), first, last: last.max(first + 1) };
    sheet.rect(Frame { left: 0.0, top: 0.0, right: SIZE[0], bottom: SIZE[1] }, ink(|theme| theme.canvas));
    head(&mut sheet, overlay);
    warm_up(&mut sheet, &axes);
    ground(&mut sheet, overlay, &axes);
    side(&mut sheet, &overlay.before, &axes, ink(|theme| theme.weak), false);
    side(&mut sheet, &overlay.after, &axes, ink(|theme| theme.strong), true);
    labels(&mut sheet, overlay, &axes);
    sheet.finish(&format!("{}: both over the cycles", overlay.name), &overlay.description())
}

struct Axes {
    scale: Scale,
    /// Where the longer warm-up begins.
    first: i32,
    /// Where the longer recording ends.
    last: i32,
}

impl Axes {
    fn at(&self, cycle: i32, level: f64) -> Place {
        let [from, length] = [cycle, self.last].map(|cycle| f64::from(cycle - self.first));
        let x = PLOT.left + PLOT.width() * (from + 0.3) / (length + 0.4);
        [x, PLOT.bottom - PLOT.height() * self.scale.part(level)]
    }

    /// What stands below a cycle.
    fn name(&self, cycle: i32) -> String {
        match cycle {
            _ if cycle == self.first => "before".to_owned(),
            ..=0 => format!("W{}", cycle - self.first),
            _ => cycle.to_string(),
        }
    }
}

/// The colour of a verdict is for a leak alone.
fn ink_of(side: &OverlaySide, usual: Ink) -> Ink {
    if side.is_leak { ink(|theme| theme.verdict) } else { usual }
}

fn head(sheet: &mut Sheet, overlay: &Overlay) {
    let title = Type::small(ink(|theme| theme.strong), Anchor::Start).bold().sized(LEAD);
    let word = Type::small(ink(|theme| theme.strong), Anchor::End).bold().sized(12.5);
    let told = overlay.change.unwrap_or("too few cycles");
    sheet.rect(Frame { left: 12.0, top: 13.0, right: 22.0, bottom: 23.0 }, overlay.hue.ink());
    let room = SIZE[0] - 14.0 - 30.0 - word.width(told) - 12.0;
    sheet.text([30.0, 18.0], &title.fitted(&overlay.name, room), title);
    sheet.text([SIZE[0] - 14.0, 18.0], told, word);
    let beside = format!("{} at each closing mark", overlay.measure.name());
    sheet.text([30.0, 36.0], &beside, Type::small(ink(|theme| theme.weak), Anchor::Start));
}

/// What does not count is hatched: of the longer warm-up, where they differ.
fn warm_up(sheet: &mut Sheet, axes: &Axes) {
    if axes.first < 0 {
        let [right, _] = axes.at(0, 0.0);
        sheet.hatch(Frame { right, ..PLOT }, ink(|theme| theme.line));
        sheet.thin(0.6);
        let kind = Type::small(ink(|theme| theme.weak), Anchor::Start);
        sheet.text([PLOT.left + 6.0, PLOT.top + 9.0], "warm-up", kind);
    }
}

fn ground(sheet: &mut Sheet, overlay: &Overlay, axes: &Axes) {
    let kind = Type::small(ink(|theme| theme.weak), Anchor::End);
    for level in axes.scale.lines(overlay.measure, PLOT.height()) {
        let [_, y] = axes.at(0, level);
        sheet.line([PLOT.left, y], [PLOT.right, y], ink(|theme| theme.grid), 1.0);
        sheet.text([PLOT.left - 8.0, y], &amount(overlay.measure, level), kind);
    }
    sheet.line([PLOT.left, PLOT.bottom], [PLOT.right, PLOT.bottom], ink(|theme| theme.line), 1.0);
    let kind = Type::small(ink(|theme| theme.weak), Anchor::Middle);
    let mut free_from = f64::NEG_INFINITY;
    for cycle in axes.first..=axes.last {
        let name = axes.name(cycle);
        let ([x, _], width) = (axes.at(cycle, 0.0), kind.width(&name));
        if x - width / 2.0 > free_from {
            free_from = x + width / 2.0 + 6.0;
            sheet.text([x, PLOT.bottom + 14.0], &name, kind);
        }
    }
}

/// Points of the warm-up are hollow.
fn side(sheet: &mut Sheet, side: &OverlaySide, axes: &Axes, usual: Ink, is_square: bool) {
    let (color, canvas) = (ink_of(side, usual), ink(|theme| theme.canvas));
    let mut path = Path::default();
    for &(cycle, level) in &side.levels {
        path.to(axes.at(cycle, level));
    }
    if side.levels.len() > 1 {
        sheet.stroke(path, color, 2.0);
    }
    if side.levels.len() > MOST_POINTS {
        return;
    }
    for &(cycle, level) in &side.levels {
        let [x, y] = axes.at(cycle, level);
        let (inside, around) = if cycle < 0 { (canvas, color) } else { (color, canvas) };
        if is_square {
            let frame =
                |half: f64| Frame { left: x - half, top: y - half, right: x + half, bottom: y + half };
            sheet.rect(frame(5.0), around);
            sheet.rect(frame(3.8), inside);
        } else {
            sheet.point([x, y], 4.5, inside, around);
        }
    }
}

/// What each line is, at its end; apart from each other where they end together.
fn labels(sheet: &mut Sheet, overlay: &Overlay, axes: &Axes) {
    let end = |side: &OverlaySide| {
        let &(cycle, level) = side.levels.last()?;
        Some(axes.at(cycle, level)[1])
    };
    let (mut before, mut after) = (end(&overlay.before), end(&overlay.after));
    if let (Some(one), Some(other)) = (before.as_mut(), after.as_mut())
        && (*one - *other).abs() < LABELS_APART
    {
        let (middle, half) =
            (f64::midpoint(*one, *other).min(PLOT.bottom - LABELS_APART / 2.0), LABELS_APART / 2.0);
        let up = if *one <= *other { -half } else { half };
        (*one, *other) = (middle + up, middle - up);
    }
    let usual = [ink(|theme| theme.weak), ink(|theme| theme.strong)];
    for ((name, side, y), usual) in
        [("A", &overlay.before, before), ("B", &overlay.after, after)].into_iter().zip(usual)
    {
        let Some(y) = y else { continue };
        let kind = Type::small(ink_of(side, usual), Anchor::Start).bold();
        sheet.text(
            [PLOT.right + 10.0, y],
            &format!("{name} {}", change(overlay.measure, side.per_cycle)),
            kind,
        );
    }
}
