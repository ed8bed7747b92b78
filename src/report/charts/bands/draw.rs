//! The picture.

use super::plot::{PLOT, Plot, SIZE};
use super::{Bands, Flag, FlagKind, Layer, MEASURE};
use crate::report::charts::colours::{Ink, Palette, ink};
use crate::report::charts::drawing::{Anchor, Frame, LEAD, Path, Sheet, Type};
use crate::report::charts::scale::moments;
use crate::report::charts::words::{amount, moment};
use crate::report::markup::{Element, shortened};

/// The upper edge of the flags, and how high they are.
const FLAGS: [f64; 2] = [36.0, 16.0];

/// The label of a note has so many letters at most.
const LABEL: usize = 12;

/// Where the legend is.
const LEGEND: Frame = Frame { left: 734.0, top: 58.0, right: 946.0, bottom: 268.0 };

/// How far apart its lines are.
const LINE: f64 = 19.0;

pub(in crate::report::charts) fn drawn(bands: &Bands, palette: Palette) -> Element {
    let mut sheet = Sheet::new(SIZE, palette);
    let plot = Plot::new(bands);
    sheet.rect(Frame { left: 0.0, top: 0.0, right: SIZE[0], bottom: SIZE[1] }, ink(|theme| theme.canvas));
    head(&mut sheet, bands);
    for &open in &bands.open {
        sheet.rect(plot.between(open), ink(|theme| theme.band));
    }
    levels(&mut sheet, &plot);
    if bands.warm_until > plot.from() {
        sheet.hatch(plot.between([plot.from(), bands.warm_until]), ink(|theme| theme.line));
        sheet.thin(0.6);
    }
    layers(&mut sheet, &plot);
    for &gap in &bands.gaps {
        sheet.rect(plot.between(gap), ink(|theme| theme.canvas));
        sheet.hatch(plot.between(gap), ink(|theme| theme.hatch));
    }
    clock(&mut sheet, &plot);
    flags(&mut sheet, &plot);
    legend(&mut sheet, bands);
    sheet.finish(&format!("{} over time", bands.title), &bands.description())
}

fn head(sheet: &mut Sheet, bands: &Bands) {
    let title = Type::small(ink(|theme| theme.strong), Anchor::Start).bold().sized(LEAD);
    sheet.text([12.0, 18.0], &title.fitted(&bands.title, PLOT.right - 220.0), title);
    let beside = "dirty and swapped, over time";
    sheet.text([LEGEND.right, 18.0], beside, Type::small(ink(|theme| theme.weak), Anchor::End));
}

fn levels(sheet: &mut Sheet, plot: &Plot<'_>) {
    let kind = Type::small(ink(|theme| theme.weak), Anchor::End);
    for level in plot.scale.lines(MEASURE, PLOT.height()) {
        let y = plot.y(level);
        sheet.line([PLOT.left, y], [PLOT.right, y], ink(|theme| theme.grid), 1.0);
        sheet.text([PLOT.left - 8.0, y], &amount(MEASURE, level), kind);
    }
}

/// Each layer down to the ground, the highest first.
fn layers(sheet: &mut Sheet, plot: &Plot<'_>) {
    for layer in plot.bands.layers.iter().rev().filter(|layer| !layer.tops.is_empty()) {
        sheet.fill(plot.area(&layer.tops), tone(layer));
    }
    if let Some(layer) = plot.bands.leaking.and_then(|nth| plot.bands.layers.get(nth)) {
        sheet.stroke(plot.edge(&layer.tops), ink(|theme| theme.canvas), 4.5);
        sheet.stroke(plot.edge(&layer.tops), ink(|theme| theme.verdict), 2.0);
    }
}

fn tone(layer: &Layer) -> Ink {
    if layer.is_transient { layer.hue.ink().transient() } else { layer.hue.ink() }
}

fn clock(sheet: &mut Sheet, plot: &Plot<'_>) {
    sheet.line([PLOT.left, PLOT.bottom], [PLOT.right, PLOT.bottom], ink(|theme| theme.line), 1.0);
    let kind = Type::small(ink(|theme| theme.weak), Anchor::Middle);
    for at in moments(plot.from(), plot.bands.end(), 9.0) {
        let x = plot.x(at);
        sheet.line([x, PLOT.bottom], [x, PLOT.bottom + 4.0], ink(|theme| theme.line), 1.0);
        sheet.text([x, PLOT.bottom + 15.0], &moment(at), kind);
    }
    let [from, to] = plot.bands.window.map(|moment| plot.x(moment));
    sheet.line([from, PLOT.top - 1.0], [to, PLOT.top - 1.0], ink(|theme| theme.focus), 2.0);
}

/// A line for each mark, and flags as far as there is room: those of cycles come before notes.
fn flags(sheet: &mut Sheet, plot: &Plot<'_>) {
    let mut taken: Vec<[f64; 2]> = Vec::new();
    let is_note = |flag: &&Flag| flag.kind == FlagKind::Note;
    let flags = &plot.bands.flags;
    for flag in flags.iter().filter(|flag| !is_note(flag)).chain(flags.iter().filter(is_note)) {
        let x = plot.x(flag.at);
        sheet.line([x, PLOT.top], [x, PLOT.bottom], ink(|theme| theme.flag), 1.0);
        sheet.thin(0.35);
        let cloth = FlagShape::place(flag, x);
        let [from, to] = cloth.reach();
        if taken.iter().all(|[other_from, other_to]| to <= *other_from || from >= *other_to) {
            taken.push([from, to]);
            cloth.hoist(sheet);
        }
    }
}

/// A flag at its pole, ending in a notch. One that would reach over the edge flies to the left.
struct FlagShape {
    label: String,
    is_solid: bool,
    x: f64,
    /// To the right; below zero to the left.
    width: f64,
}

impl FlagShape {
    const NOTCH: f64 = 4.0;

    fn place(flag: &Flag, x: f64) -> Self {
        let label = shortened(&flag.label, LABEL);
        let width =
            Type::small(ink(|theme| theme.text), Anchor::Middle).bold().width(&label) + 12.0 + Self::NOTCH;
        let side = if x + width > PLOT.right + 16.0 { -1.0 } else { 1.0 };
        Self { label, is_solid: flag.kind == FlagKind::Counted, x, width: side * width }
    }

    fn reach(&self) -> [f64; 2] {
        [self.x.min(self.x + self.width), self.x.max(self.x + self.width)]
    }

    fn hoist(&self, sheet: &mut Sheet) {
        let [top, height] = FLAGS;
        let (x, tip, bottom) = (self.x, self.x + self.width, top + height);
        let notch = tip - Self::NOTCH * self.width.signum();
        let corners = [[x, top], [tip, top], [notch, top + height / 2.0], [tip, bottom], [x, bottom]];
        let mut path = Path::default();
        for corner in corners {
            path.to(corner);
        }
        path.close();
        let text = if self.is_solid { ink(|theme| theme.on_flag) } else { ink(|theme| theme.text) };
        if self.is_solid {
            sheet.fill(path, ink(|theme| theme.flag));
        } else {
            sheet.stroke(path, ink(|theme| theme.weak), 1.0);
        }
        sheet.line([x, top], [x, PLOT.top], ink(|theme| theme.flag), 1.0);
        let kind = Type::small(text, Anchor::Middle).bold();
        sheet.text([f64::midpoint(x, notch), top + height / 2.0], &self.label, kind);
    }
}

/// The layers from the top down, with what each has at the end.
fn legend(sheet: &mut Sheet, bands: &Bands) {
    let name = Type::small(ink(|theme| theme.text), Anchor::Start);
    let figure = Type::small(ink(|theme| theme.strong), Anchor::End);
    let is_single = bands.layers.len() <= 2;
    let shown = bands.layers.iter().enumerate().filter(|(_, layer)| is_single || !layer.is_transient);
    let mut y = LEGEND.top + 8.0;
    for (nth, layer) in shown {
        let text = amount(MEASURE, bands.last_level(nth));
        sheet.rect(
            Frame { left: LEGEND.left, top: y - 5.0, right: LEGEND.left + 10.0, bottom: y + 5.0 },
            tone(layer),
        );
        let room = LEGEND.width() - 18.0 - figure.width(&text) - 6.0;
        sheet.text([LEGEND.left + 18.0, y], &name.fitted(&layer.name, room), name);
        sheet.text([LEGEND.right, y], &text, figure);
        y += LINE;
    }
    let weak = Type::small(ink(|theme| theme.weak), Anchor::Start);
    let notes = if is_single {
        &["at the end of the window"][..]
    } else {
        &["stayed to the end;", "paler: came and went"]
    };
    for (nth, note) in notes.iter().enumerate() {
        sheet.text([LEGEND.left, y + 4.0 + 15.0 * nth as f64], note, weak);
    }
}
