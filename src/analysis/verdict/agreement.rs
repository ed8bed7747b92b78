//! No leak is called where the total, or another measure of the same memory, contradicts it.

use super::doubts::Doubt;
use super::filling::is_constant_at_last;
use super::judgement::{Judgement, Verdict};
use super::judging::judge_in_company;
use super::series::{Facet, Series};
use super::wandering::{Beside, Wandering, is_regular};
use crate::analysis::{Measure, Metric};

/// The chance of a false alarm where it is only asked what shape growth has.
const SHAPES: f64 = 0.2;

/// Where mapped bytes surely grow at less than this share of the footprint's rate, they do not grow with it.
const ALONG: f64 = 0.5;

/// Nor where their rate, as far as it can be told, is less than this share.
const HARDLY: f64 = 0.25;

/// Takes the word *leak* from each series that another measure of the same memory contradicts.
///
/// What grows in equal portions keeps it: mapped bytes come in chunks, and their steps say nothing against a footprint that
/// grows by the same with each cycle. But it must not slow down where the other is as regular.
pub(super) fn agree_with_siblings(family: &[Series], judged: &mut [Judgement], beside: &[Beside]) {
    let is_asked = |nth: &usize| family[*nth].facet.is_some() && judged[*nth].verdict == Verdict::Leak;
    let asked: Vec<usize> = (0..family.len()).filter(is_asked).collect();
    if asked.is_empty() {
        return;
    }
    // A sibling need not be found to contradict: that chance of a false alarm is not the matter here.
    let shapes = judge_in_company(family, SHAPES, beside);
    for nth in asked {
        let Some(facet) = family[nth].facet else { continue };
        let other = sibling(facet.measure).and_then(|measure| {
            let is_it = |other: &Series| {
                other.facet.is_some_and(|other| other.memory == facet.memory && other.measure == measure)
            };
            family.iter().position(is_it)
        });
        let slows_down =
            |other: usize| shapes[other].doubt == Some(Doubt::SlowsDown) && is_regular(&family[other]);
        let is_contradicted = if is_regular(&family[nth]) {
            !is_constant_at_last(&family[nth]) && other.is_some_and(slows_down)
        } else {
            contradicts(facet, &judged[nth], other.map(|other| (&judged[other], &shapes[other])))
        };
        if is_contradicted {
            (judged[nth].verdict, judged[nth].doubt) = (Verdict::Suspect, Some(Doubt::OtherMeasure));
        }
    }
}

/// Takes the word *leak* from what the total of the same measure contradicts.
pub(super) fn agree_with_total(
    series: &Series,
    wandering: &Wandering<'_>,
    judged: &mut Judgement,
    total: &Judgement,
) {
    let is_shape =
        matches!(total.doubt, None | Some(Doubt::SlowsDown | Doubt::OneStep | Doubt::HighWaterMark));
    if is_irregular_leak(series, judged) && turns(total) && is_shape && wandering.hangs_together() {
        (judged.verdict, judged.doubt) = (Verdict::Suspect, Some(Doubt::Total));
    }
}

fn is_irregular_leak(series: &Series, judged: &Judgement) -> bool {
    judged.verdict == Verdict::Leak && !is_regular(series)
}

/// Which measure must tell the same. What stayed is known of mapped bytes, and finds what is lost in their levels.
const fn sibling(measure: Measure) -> Option<Measure> {
    match measure {
        Measure::Level(Metric::Footprint) | Measure::Stayed => Some(Measure::Level(Metric::Mapped)),
        Measure::Level(Metric::Mapped) => Some(Measure::Level(Metric::Footprint)),
        _ => None,
    }
}

/// A sibling that is not there never changed.
fn contradicts(facet: Facet, judged: &Judgement, other: Option<(&Judgement, &Judgement)>) -> bool {
    let turned = other.is_some_and(|(other, shape)| turns(other) || turns(shape));
    turned || facet.measure == Measure::Level(Metric::Footprint) && stands_still(judged, other)
}

/// Whether the mapped bytes do not grow with the footprint.
fn stands_still(judged: &Judgement, mapped: Option<(&Judgement, &Judgement)>) -> bool {
    mapped.is_none_or(|(mapped, _)| {
        let (rate, slope) = (judged.evidence.slope.median, mapped.evidence.slope);
        mapped.verdict == Verdict::Steady && (slope.high < ALONG * rate || slope.median < HARDLY * rate)
    })
}

/// Whether it grows, but not as a leak does.
fn turns(judged: &Judgement) -> bool {
    matches!(judged.verdict, Verdict::Settles | Verdict::Suspect)
}
