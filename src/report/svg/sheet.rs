//! A page of SVG as a canvas for charts.

use crate::report::charts::{
    Anchor, Canvas, ColourRole, Face, Ink, Palette, Position, Rectangle, Stroke, ink, steps,
};
use crate::report::markup::Element;
use std::fmt::Write;

/// Letters of our font are about so wide, as a part of its size. Fonts that stand in for ours are wider where they are bold.
const LETTER: f64 = 0.56;
const BOLD_LETTER: f64 = 0.64;

/// How far apart slanted lines are.
const HATCH: f64 = 7.0;

/// A page that is drawn on.
#[derive(Debug)]
pub(super) struct Sheet {
    size: Position,
    palette: Palette,
    drawn: Vec<Element>,
}

impl Sheet {
    pub(super) const fn new(size: Position, palette: Palette) -> Self {
        Self { size, palette, drawn: Vec::new() }
    }

    /// The picture, with words for those who do not see it.
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

    fn css(&self, role: ColourRole) -> String {
        self.palette.css(colour(role))
    }

    fn fill(&mut self, path: String, role: ColourRole) {
        let path = Element::new("path").with("d", path).with("fill", self.css(role));
        self.drawn.push(path);
    }

    fn stroke(&mut self, path: String, stroke: Stroke) {
        let path = Element::new("path").with("d", path).with("fill", "none");
        let path = path.with("stroke", self.css(stroke.role)).with("stroke-width", short(stroke.width));
        let path = path.with("stroke-linejoin", "round");
        let path = if stroke.is_dashed { path.with("stroke-dasharray", "5 4") } else { path };
        self.drawn.push(thin(path, stroke.opacity));
    }
}

impl Canvas for Sheet {
    fn text_width(&self, text: &str, face: Face) -> f64 {
        let (size, is_bold) = look(face);
        text.chars().count() as f64 * size * if is_bold { BOLD_LETTER } else { LETTER }
    }

    fn text(&mut self, [x, y]: Position, anchor: Anchor, text: &str, face: Face, role: ColourRole) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (size, is_bold) = look(face);
        // Half of the height of a capital is about a third of the size.
        let text = Element::new("text").text(text).with("x", short(x)).with("y", short(y + size * 0.36));
        let text =
            text.with("fill", self.css(role)).with("font-size", short(size)).with("text-anchor", anchor);
        self.drawn.push(if is_bold { text.with("font-weight", 600) } else { text });
    }

    fn line(&mut self, places: &[Position], stroke: Stroke) {
        self.stroke(path(places), stroke);
    }

    fn area(&mut self, corners: &[Position], role: ColourRole, opacity: f64) {
        let area = Element::new("path").with("d", path(corners) + "Z").with("fill", self.css(role));
        self.drawn.push(thin(area, opacity));
    }

    fn rect(&mut self, frame: Rectangle, role: ColourRole) {
        let rect = Element::new("rect").with("x", short(frame.left)).with("y", short(frame.top));
        let rect = rect.with("width", short(frame.width())).with("height", short(frame.height()));
        self.drawn.push(rect.with("fill", self.css(role)));
    }

    fn circle(&mut self, [x, y]: Position, radius: f64, filling: Option<ColourRole>, rim: ColourRole) {
        let circle =
            Element::new("circle").with("cx", short(x)).with("cy", short(y)).with("r", short(radius));
        let filling = filling.map_or_else(|| "none".to_owned(), |role| self.css(role));
        let circle = circle.with("fill", filling).with("stroke", self.css(rim));
        self.drawn.push(circle.with("stroke-width", 1.5));
    }

    fn hatch(&mut self, frame: Rectangle, role: ColourRole, opacity: f64) {
        let mut lines = String::new();
        let (width, height) = (frame.width(), frame.height());
        let mut foot = HATCH;
        while foot < width + height {
            // From the lower or right edge up to the upper or left one.
            let from = [frame.left + foot.min(width), frame.top + (foot - width).max(0.0)];
            let to = [frame.left + (foot - height).max(0.0), frame.top + foot.min(height)];
            lines += &path(&[from, to]);
            foot += HATCH;
        }
        self.stroke(lines, Stroke::new(role, 1.0).thin(opacity));
    }

    fn columns(&mut self, edges: &[f64], tops: &[f64], ground: f64, role: ColourRole) {
        let mut corners = steps(edges, tops);
        let (Some(first), Some(last)) = (corners.first(), corners.last()) else { return };
        let (left, right) = ([first[0], ground], [last[0], ground]);
        corners.extend([right, left]);
        self.fill(path(&corners) + "Z", role);
    }
}

/// A line through some places; along an axis it takes one number.
fn path(places: &[Position]) -> String {
    let mut path = String::new();
    let mut last: Option<Position> = None;
    for place in places {
        let [x, y] = place.map(short);
        // Writing to a string cannot fail.
        let _written = match last {
            None => write!(path, "M{x} {y}"),
            Some(last) if same(last[1], y) => write!(path, "H{x}"),
            Some(last) if same(last[0], x) => write!(path, "V{y}"),
            Some(_) => write!(path, "L{x} {y}"),
        };
        last = Some([x, y]);
    }
    path
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// Lets what lies below shine through.
fn thin(element: Element, opacity: f64) -> Element {
    if opacity < 1.0 { element.with("opacity", short(opacity)) } else { element }
}

/// The size of a face, and whether it is bold.
const fn look(face: Face) -> (f64, bool) {
    match face {
        Face::Title => (14.0, true),
        Face::Word => (12.5, true),
        Face::Small => (11.0, false),
        Face::SmallBold => (11.0, true),
    }
}

fn colour(role: ColourRole) -> Ink {
    match role {
        ColourRole::Canvas => ink(|theme| theme.canvas),
        ColourRole::Line => ink(|theme| theme.line),
        ColourRole::Grid => ink(|theme| theme.grid),
        ColourRole::Strong => ink(|theme| theme.strong),
        ColourRole::Text => ink(|theme| theme.text),
        ColourRole::Weak => ink(|theme| theme.weak),
        ColourRole::Faint => ink(|theme| theme.faint),
        ColourRole::Leak => ink(|theme| theme.verdict),
        ColourRole::Focus => ink(|theme| theme.focus),
        ColourRole::Open => ink(|theme| theme.band),
        ColourRole::Flag => ink(|theme| theme.flag),
        ColourRole::OnFlag => ink(|theme| theme.on_flag),
        ColourRole::Hatch => ink(|theme| theme.hatch),
        ColourRole::Hue(hue) => hue.ink(),
        ColourRole::Pale(hue) => hue.ink().transient(),
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
