//! Spans in which memory changed lately: their pages are read first.

use crate::model::units::{AddressRange, Bytes};

/// Looks that find nothing new before a span is left to the sweeps.
const PATIENCE: u8 = 10;

/// More spans than this are left to the sweeps at once.
const MOST_SPANS: usize = 512;

/// What decides whether usage is worth a look.
#[derive(Default)]
pub(super) struct UsageState {
    pub(super) hot: HotSpans,
    pub(super) resident: Option<Bytes>,
    pub(super) moved_since_sweep: bool,
}

/// Spans and how long they will still be looked at.
#[derive(Debug, Default)]
pub(super) struct HotSpans {
    spans: Vec<(AddressRange, u8)>,
}

impl HotSpans {
    /// Whether there is nothing to look at.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Takes in spans where something moved.
    pub(super) fn warm(&mut self, moved: &mut Vec<AddressRange>) {
        if moved.is_empty() {
            return;
        }
        self.spans.extend(moved.drain(..).map(|span| (span, PATIENCE)));
        self.spans.sort_unstable_by_key(|&(span, _)| span);
        self.spans.dedup_by(|later, earlier| {
            let meet = later.0.start < earlier.0.end;
            if meet {
                earlier.0.end = earlier.0.end.max(later.0.end);
                earlier.1 = earlier.1.max(later.1);
            }
            meet
        });
        if self.spans.len() > MOST_SPANS {
            self.spans.sort_unstable_by_key(|&(_, patience)| std::cmp::Reverse(patience));
            self.spans.truncate(MOST_SPANS);
            self.spans.sort_unstable_by_key(|&(span, _)| span);
        }
    }

    /// The spans to look at now, in order; each look makes them a little cooler.
    pub(super) fn look(&mut self, into: &mut Vec<AddressRange>) {
        into.extend(self.spans.iter().map(|&(span, _)| span));
        self.spans.retain_mut(|(_, patience)| {
            *patience -= 1;
            *patience > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_join_cool_down_and_are_no_more_than_can_be_looked_at() {
        let mut hot = HotSpans::default();
        let span = AddressRange::from_bounds;
        hot.warm(&mut vec![span(10, 20), span(0, 12), span(30, 40)]);
        let mut seen = Vec::new();
        hot.look(&mut seen);
        assert_eq!(seen, [span(0, 20), span(30, 40)]);
        for _ in 1..PATIENCE {
            hot.look(&mut seen);
        }
        assert!(hot.is_empty());
        hot.warm(&mut (0..1000).map(|place| span(place * 2, place * 2 + 1)).collect());
        seen.clear();
        hot.look(&mut seen);
        assert_eq!(seen.len(), MOST_SPANS);
        assert!(seen.is_sorted());
    }
}
