//! The difference between two rates, with its interval.

use crate::analysis::Slope;

/// What `after` is more than `before`. The interval is made of those of the two (Zou and Donner 2008, "Construction of
/// confidence limits about effect measures: a general approach", Statistics in Medicine 27): each end lies as far away as
/// the ends of both that speak for it do, taken together.
pub fn difference(before: &Slope, after: &Slope) -> Slope {
    let median = after.median - before.median;
    let down = (after.median - after.low).hypot(before.high - before.median);
    let up = (after.high - after.median).hypot(before.median - before.low);
    Slope { median, low: median - down, high: median + up }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_as_far_as_both_together() {
        let check = |before: [f64; 3], after: [f64; 3], expected: [f64; 3]| {
            let slope = |[low, median, high]: [f64; 3]| Slope { median, low, high };
            assert_eq!(difference(&slope(before), &slope(after)), slope(expected));
        };
        check([58.0; 3], [0.0; 3], [-58.0; 3]);
        check([7.0, 10.0, 13.0], [0.0, 4.0, 8.0], [-11.0, -6.0, -1.0]);
        check([10.0, 10.0, 10.0], [1.0, 4.0, 8.0], [-9.0, -6.0, -2.0]);
    }
}
