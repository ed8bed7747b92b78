//! Where moments and levels lie.

use super::Bands;
use crate::report::charts::drawing::{Frame, Path, Place};
use crate::report::charts::scale::Scale;

pub(super) const SIZE: Place = [960.0, 300.0];

/// Where the bands are drawn; to the right of it is the legend.
pub(super) const PLOT: Frame = Frame { left: 68.0, top: 58.0, right: 714.0, bottom: 268.0 };

/// The bands, and their scales.
pub(super) struct Plot<'a> {
    pub(super) bands: &'a Bands,
    pub(super) scale: Scale,
    from: f64,
    span: f64,
}

impl<'a> Plot<'a> {
    pub(super) fn new(bands: &'a Bands) -> Self {
        let from = bands.edges.first().copied().unwrap_or_default();
        let span = (bands.end() - from).max(1e-9);
        Self { bands, scale: Scale::up_to(bands.highest()), from, span }
    }

    pub(super) fn from(&self) -> f64 {
        self.from
    }

    pub(super) fn x(&self, moment: f64) -> f64 {
        PLOT.left + PLOT.width() * ((moment - self.from) / self.span).clamp(0.0, 1.0)
    }

    pub(super) fn y(&self, level: f64) -> f64 {
        PLOT.bottom - PLOT.height() * self.scale.part(level)
    }

    /// The span between two moments, over the whole height.
    pub(super) fn between(&self, [from, to]: [f64; 2]) -> Frame {
        Frame { left: self.x(from), right: self.x(to), ..PLOT }
    }

    /// The upper edge of a layer, in steps: a level holds until the next column. Heights that look alike are one.
    pub(super) fn edge(&self, tops: &[f64]) -> Path {
        let mut path = Path::default();
        let mut last: Option<f64> = None;
        for (&top, &start) in tops.iter().zip(&self.bands.edges) {
            let y = (self.y(top) * 4.0).round() / 4.0;
            match last {
                None => path.to([self.x(start), y]),
                Some(before) if (before - y).abs() < 0.25 => continue,
                Some(_) => {
                    path.across_to(self.x(start));
                    path.up_to(y);
                }
            }
            last = Some(y);
        }
        if last.is_some() {
            path.across_to(self.x(self.bands.end()));
        }
        path
    }

    /// All below that edge.
    pub(super) fn area(&self, tops: &[f64]) -> Path {
        let mut path = self.edge(tops);
        path.up_to(PLOT.bottom);
        path.across_to(PLOT.left);
        path.close();
        path
    }
}
