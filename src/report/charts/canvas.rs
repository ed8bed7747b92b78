//! The surface on which a chart is painted: a page of SVG, or a window.

use super::ColourRole;
use crate::report::markup::shortened;

/// A place, in pixels from the upper left corner.
pub type Position = [f64; 2];

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// To which side of its place a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It lies around it.
    Middle,
    /// It ends there.
    End,
}

/// The size and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// A title.
    Title,
    Word,
    /// A caption.
    Small,
    /// A caption that matters.
    SmallBold,
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub role: ColourRole,
    /// How thick it is.
    pub width: f64,
    /// 1, or less where what lies below shines through.
    pub opacity: f64,
    /// Whether it has gaps.
    pub is_dashed: bool,
}

/// What a chart is painted on.
pub trait Canvas {
    /// How wide a text is.
    fn text_width(&self, text: &str, face: Face) -> f64;
    /// Writes a text; its place is in the middle of its height.
    fn text(&mut self, at: Position, anchor: Anchor, text: &str, face: Face, role: ColourRole);
    /// Draws a line through some places.
    fn line(&mut self, places: &[Position], stroke: Stroke);
    /// Fills what lies within these corners; it is convex.
    fn area(&mut self, corners: &[Position], role: ColourRole, opacity: f64);
    /// Fills a rectangle.
    fn rect(&mut self, frame: Rectangle, role: ColourRole);
    /// Draws a circle with a rim; without a filling it is a ring.
    fn circle(&mut self, at: Position, radius: f64, filling: Option<ColourRole>, rim: ColourRole);
    /// Draws slanted lines over a rectangle.
    fn hatch(&mut self, frame: Rectangle, role: ColourRole, opacity: f64);
    /// Fills columns between these edges, each from the ground up to its own height.
    fn columns(&mut self, edges: &[f64], tops: &[f64], ground: f64, role: ColourRole);

    /// The text, or as much of it as so many pixels have room for.
    fn fitted(&self, text: &str, face: Face, room: f64) -> String {
        let width = self.text_width(text, face);
        if width <= room {
            return text.to_owned();
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of letters")]
        let letters = (text.chars().count() as f64 * room.max(0.0) / width) as usize;
        shortened(text, letters.max(1))
    }
}

impl Rectangle {
    /// A frame around a place.
    pub const fn around([x, y]: Position, half: f64) -> Self {
        Self { left: x - half, top: y - half, right: x + half, bottom: y + half }
    }

    /// How wide it is.
    pub const fn width(&self) -> f64 {
        self.right - self.left
    }

    /// How high it is.
    pub const fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

impl Stroke {
    /// A line that hides what lies below.
    pub const fn new(role: ColourRole, width: f64) -> Self {
        Self { role, width, opacity: 1.0, is_dashed: false }
    }

    /// The same, through which what lies below is seen.
    #[must_use]
    pub const fn thin(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    /// The same with gaps.
    #[must_use]
    pub const fn dashed(self) -> Self {
        Self { is_dashed: true, ..self }
    }
}
