//! What every chart is drawn with: a sheet of SVG that takes lines, areas and text.

use super::colours::{Ink, Palette};
use crate::report::markup::{Element, shortened};
use std::fmt::Write;

/// Letters of our font are about so wide, as a part of its size.
const LETTER: f64 = 0.56;
const BOLD_LETTER: f64 = 0.64;

/// Size of small text, and of a title.
pub(super) const SMALL: f64 = 11.0;
pub(super) const LEAD: f64 = 14.0;

/// A place on a sheet, in pixels from its upper left corner.
pub(super) type Place = [f64; 2];

/// A rectangle on a sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    pub(super) const fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) const fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// To which side of its place a text stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) ink: Ink,
    pub(super) anchor: Anchor,
}

impl Type {
    pub(super) const fn small(ink: Ink, anchor: Anchor) -> Self {
        Self { size: SMALL, is_bold: false, ink, anchor }
    }

    pub(super) const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(super) const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// About how wide a text is.
    pub(super) fn width(&self, text: &str) -> f64 {
        text.chars().count() as f64 * self.letter()
    }

    /// A text that is about so wide at most.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of letters")]
    pub(super) fn fitted(&self, text: &str, width: f64) -> String {
        shortened(text, (width / self.letter()).max(1.0) as usize)
    }

    /// Fonts that stand in for ours are wider where they are bold.
    fn letter(&self) -> f64 {
        let letter = if self.is_bold { BOLD_LETTER } else { LETTER };
        letter * self.size
    }
}

/// A line through many places.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(String);

impl Path {
    pub(super) fn to(&mut self, [x, y]: Place) {
        let letter = if self.0.is_empty() { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _written = write!(self.0, "{letter}{} {}", short(x), short(y));
    }

    pub(super) fn start(&mut self, [x, y]: Place) {
        let _written = write!(self.0, "M{} {}", short(x), short(y));
    }

    pub(super) fn across_to(&mut self, x: f64) {
        let _written = write!(self.0, "H{}", short(x));
    }

    pub(super) fn up_to(&mut self, y: f64) {
        let _written = write!(self.0, "V{}", short(y));
    }

    pub(super) fn close(&mut self) {
        self.0.push('Z');
    }
}

/// A sheet that is drawn on.
#[derive(Debug)]
pub(super) struct Sheet {
    size: Place,
    palette: Palette,
    drawn: Vec<Element>,
}

impl Sheet {
    pub(super) const fn new(size: Place, palette: Palette) -> Self {
        Self { size, palette, drawn: Vec::new() }
    }

    pub(super) fn line(&mut self, from: Place, to: Place, ink: Ink, width: f64) {
        let mut path = Path::default();
        path.to(from);
        path.to(to);
        self.stroke(path, ink, width);
    }

    pub(super) fn dashes(&mut self, from: Place, to: Place, ink: Ink) {
        self.line(from, to, ink, 1.0);
        self.last("stroke-dasharray", "5 4");
    }

    pub(super) fn stroke(&mut self, path: Path, ink: Ink, width: f64) {
        let path = Element::new("path").with("d", path.0).with("fill", "none");
        let path = path.with("stroke", self.palette.css(ink)).with("stroke-width", short(width));
        self.drawn.push(path.with("stroke-linejoin", "round"));
    }

    pub(super) fn fill(&mut self, path: Path, ink: Ink) {
        self.drawn.push(Element::new("path").with("d", path.0).with("fill", self.palette.css(ink)));
    }

    /// Lets what lies below the last shape shine through.
    pub(super) fn thin(&mut self, opacity: f64) {
        self.last("opacity", short(opacity));
    }

    pub(super) fn rect(&mut self, frame: Frame, ink: Ink) {
        let rect = Element::new("rect").with("x", short(frame.left)).with("y", short(frame.top));
        let rect = rect.with("width", short(frame.width())).with("height", short(frame.height()));
        self.drawn.push(rect.with("fill", self.palette.css(ink)));
    }

    /// A round point, with a rim.
    pub(super) fn point(&mut self, [x, y]: Place, radius: f64, ink: Ink, rim: Ink) {
        let circle =
            Element::new("circle").with("cx", short(x)).with("cy", short(y)).with("r", short(radius));
        let circle = circle.with("fill", self.palette.css(ink)).with("stroke", self.palette.css(rim));
        self.drawn.push(circle.with("stroke-width", 1.5));
    }

    /// A text; its place is in the middle of its height.
    pub(super) fn text(&mut self, [x, y]: Place, text: &str, kind: Type) {
        let anchor = match kind.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        // Half of the height of a capital is about a third of the size.
        let text = Element::new("text").text(text).with("x", short(x)).with("y", short(y + kind.size * 0.36));
        let text = text.with("fill", self.palette.css(kind.ink)).with("font-size", short(kind.size));
        let text = text.with("text-anchor", anchor);
        self.drawn.push(if kind.is_bold { text.with("font-weight", 600) } else { text });
    }

    /// Slanted lines over a rectangle.
    pub(super) fn hatch(&mut self, frame: Frame, ink: Ink) {
        const APART: f64 = 7.0;
        let mut path = Path::default();
        let (width, height) = (frame.width(), frame.height());
        let mut foot = APART;
        while foot < width + height {
            // From the lower or right edge up to the upper or left one.
            let from = [frame.left + foot.min(width), frame.top + (foot - width).max(0.0)];
            let to = [frame.left + (foot - height).max(0.0), frame.top + foot.min(height)];
            path.start(from);
            path.to(to);
            foot += APART;
        }
        self.stroke(path, ink, 1.0);
    }

    /// The picture, on its ground, with words for those who do not see it.
    pub(super) fn finish(self, title: &str, description: &str) -> Element {
        let [width, height] = self.size;
        let svg = Element::new("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("viewBox", format!("0 0 {width} {height}"))
            .with("role", "img");
        let svg = match self.palette {
            Palette::Page => svg,
            Palette::Light | Palette::Dark => svg
                .with("width", width)
                .with("height", height)
                .with("font-family", "Inter, system-ui, sans-serif"),
        };
        let words = [Element::new("title").text(title), Element::new("desc").text(description)];
        svg.children(words).children(self.drawn)
    }

    fn last(&mut self, attribute: &'static str, value: impl std::fmt::Display) {
        if let Some(last) = self.drawn.pop() {
            self.drawn.push(last.with(attribute, value));
        }
    }
}

/// A number with one digit behind the point at most; two where it is a part of one.
fn short(number: f64) -> f64 {
    let digits = if number.abs() < 1.0 { 100.0 } else { 10.0 };
    let rounded = (number * digits).round() / digits;
    // A forged recording can lead anywhere; a picture has no room for it. Minus zero is zero.
    if rounded.is_finite() { rounded.clamp(-1e6, 1e6) + 0.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let check = |number, text: &str| assert_eq!(short(number).to_string(), text);
        check(12.345, "12.3");
        check(0.126, "0.13");
        check(-0.001, "0");
        check(700.0, "700");
        check(f64::NAN, "0");
        check(f64::INFINITY, "0");
        check(1e300, "1000000");
    }
}
