//! All that a recording is judged by: wholes, and the parts that they are the sum of.

use super::agreement::{agree_with_siblings, agree_with_total};
use super::judgement::{Judgement, Verdict};
use super::judging::{judge_in_company, say_how_many_more};
use super::kendall::TrendTest;
use super::series::Series;
use super::wandering::{NoiseAcrossMemories, Wandering};

/// The two families of tests of a recording. Each has a chance of a false alarm of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Families {
    /// Totals, and what belongs to no category.
    pub wholes: Vec<Whole>,
    pub parts: Vec<Series>,
}

/// A series, and the parts that tell what it consists of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    pub series: Series,
    /// Places among the parts of a recording: those that this is the sum of, as far as they ever changed; none where it is
    /// no sum.
    pub parts: Vec<usize>,
}

/// What is said of all series of a recording, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FamilyJudgements {
    /// Of the wholes.
    pub wholes: Vec<Judgement>,
    /// Of the parts.
    pub parts: Vec<Judgement>,
}

impl Families {
    /// Judges all, where each of the two families has the chance `alpha` of a false alarm.
    ///
    /// A total that grows passes its chance on to its parts (Wiens 2003, "A fixed sequence Bonferroni procedure for testing
    /// multiple endpoints", Pharmaceut. Statist. 2): where it is no false alarm, nothing of that chance was spent.
    pub fn judge(&self, alpha: f64) -> FamilyJudgements {
        let company = NoiseAcrossMemories::measure(&self.parts);
        let series: Vec<Series> = self.wholes.iter().map(|whole| whole.series.clone()).collect();
        let of_wholes = company.of_all(&series);
        let mut wholes = judge_in_company(&series, alpha, &of_wholes);
        let grows = |(judged, whole): (&Judgement, &Whole)| {
            !whole.parts.is_empty() && judged.evidence.is_significant()
        };
        let passed_on = if wholes.iter().zip(&self.wholes).any(grows) { alpha } else { 0.0 };
        let of_parts = company.beside(&self.parts);
        let mut parts = judge_in_company(&self.parts, alpha + passed_on, &of_parts);
        agree_with_siblings(&self.parts, &mut parts, &of_parts);
        for (judged, whole) in wholes.iter_mut().zip(&self.wholes) {
            self.say_no_more_than_parts(judged, whole, &parts);
        }
        agree_with_siblings(&series, &mut wholes, &of_wholes);
        for (total, whole) in wholes.iter().zip(&self.wholes) {
            for &nth in &whole.parts {
                let wandering = Wandering::new(&self.parts[nth], of_parts[nth]);
                agree_with_total(&self.parts[nth], &wandering, &mut parts[nth], total);
            }
        }
        agree_with_siblings(&self.parts, &mut parts, &of_parts);
        say_how_many_more(&series, &mut wholes);
        say_how_many_more(&self.parts, &mut parts);
        FamilyJudgements { wholes, parts }
    }

    /// Where parts that are judged better than the whole explain its growth, it takes the word of the worst of them: it is
    /// they who grow, and what is doubtful of them is doubtful of their sum.
    ///
    /// They explain it if what is left of the whole without them has no trend that counts, or is not worth a word. Many that each grow by too little
    /// to be found can add up to a leak; those are left.
    fn say_no_more_than_parts(&self, judged: &mut Judgement, whole: &Whole, parts: &[Judgement]) {
        let grows = |nth: &usize| parts[*nth].verdict > Verdict::Steady;
        let growing: Vec<usize> = whole.parts.iter().copied().filter(grows).collect();
        let Some(worst) = growing.iter().map(|&nth| &parts[nth]).max_by_key(|part| part.verdict) else {
            return;
        };
        if worst.verdict < judged.verdict && self.has_no_trend_without(judged, whole, &growing) {
            (judged.verdict, judged.doubt) = (worst.verdict, worst.doubt);
        }
    }

    fn has_no_trend_without(&self, judged: &Judgement, whole: &Whole, growing: &[usize]) -> bool {
        let mut rest = whole.series.clone();
        for &nth in growing {
            rest.levels.iter_mut().zip(&self.parts[nth].levels).for_each(|(rest, part)| *rest -= part);
        }
        rest.most_growth() <= rest.least || TrendTest::new(&rest.levels).p_value > judged.evidence.threshold
    }

    /// The same a cycle earlier.
    pub(super) fn one_cycle_less(&self) -> Self {
        let wholes = self
            .wholes
            .iter()
            .map(|whole| Whole { series: whole.series.one_cycle_less(), parts: whole.parts.clone() });
        Self { wholes: wholes.collect(), parts: self.parts.iter().map(Series::one_cycle_less).collect() }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Series> {
        self.wholes.iter().map(|whole| &whole.series).chain(&self.parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::verdict::{ALPHA, Doubt};

    const SLOW: [f64; 9] = [0.0, 100.0, 180.0, 240.0, 290.0, 330.0, 360.0, 380.0, 390.0];
    const FULL: [f64; 9] = [0.0, 100.0, 120.0, 121.0, 121.0, 121.0, 121.0, 121.0, 121.0];
    const LEAK: [f64; 9] = [0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0, 3500.0, 4000.0];
    /// Rises as clearly, and by chance.
    const NOISE: [f64; 9] = [9.0, 3.0, 7.0, 8.0, 1.0, 4.0, 9.0, 2.0, 5.0];

    fn check(parts: &[&[f64]], rest: &[f64], expected: (Verdict, Option<Doubt>)) {
        let sum = |cycle: usize| parts.iter().map(|part| part[cycle]).sum::<f64>() + rest[cycle];
        let series: Series = (0..rest.len()).map(sum).collect::<Vec<f64>>().into();
        let whole = Whole { series, parts: (0..parts.len()).collect() };
        let parts = parts.iter().map(|part| part.to_vec().into()).collect();
        let judged = Families { wholes: vec![whole], parts }.judge(ALPHA);
        assert_eq!((judged.wholes[0].verdict, judged.wholes[0].doubt), expected, "{judged:?}");
    }

    #[test]
    fn a_whole_is_no_worse_than_the_parts_that_explain_it() {
        let still = [7.0; 9];
        let suspect = (Verdict::Suspect, Some(Doubt::SlowsDown));
        let leak = (Verdict::Leak, None);
        // Under noise the slowing down does not show in the sum: alone it would be a leak.
        let bump = [0.0, -41.0, 22.0, -40.0, 21.0, -23.0, 3.0, 20.0, 60.0];
        check(&[], &std::array::from_fn::<f64, 9, _>(|nth| SLOW[nth] + bump[nth]), leak);
        check(&[&SLOW, &bump], &still, suspect);
        check(&[&SLOW, &NOISE], &still, suspect);
        // What grows beside them, and is no part or is not found by itself, is still told.
        check(&[&SLOW], &LEAK, leak);
        check(&[&SLOW, &LEAK], &still, leak);
        check(&[&NOISE], &LEAK, leak);
        check(&[&FULL], &still, (Verdict::Settles, None));
    }

    #[test]
    fn what_many_grow_by_together_is_told_of_their_sum() {
        // Each is found by nobody; one cycle in ten brings each of them a portion.
        let parts: Vec<Vec<f64>> =
            (1..=8).map(|cycle| (0..9).map(|nth| if nth >= cycle { 9.0 } else { 0.0 }).collect()).collect();
        let parts: Vec<&[f64]> = parts[1..].iter().map(Vec::as_slice).collect();
        check(&parts, &[7.0; 9], (Verdict::Leak, None));
    }
}
