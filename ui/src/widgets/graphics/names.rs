//! Which names below a row of marks find room.

/// Which of some spans, each from its left to its right, are drawn where not all find room beside each other: the last one
/// is, and of the others those that leave it alone.
pub(crate) fn latest_that_fit(spans: &[(f32, f32)], gap: f32) -> Vec<bool> {
    let mut free_until = f32::INFINITY;
    let mut fits: Vec<bool> = spans
        .iter()
        .rev()
        .map(|&(left, right)| {
            let fits = right <= free_until;
            if fits {
                free_until = left - gap;
            }
            fits
        })
        .collect();
    fits.reverse();
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_name_is_always_there() {
        let check = |lefts: &[f32], expected: &[bool]| {
            let spans: Vec<(f32, f32)> = lefts.iter().map(|&left| (left, left + 10.0)).collect();
            assert_eq!(latest_that_fit(&spans, 4.0), expected, "{lefts:?}");
        };
        check(&[0.0, 20.0, 40.0], &[true, true, true]);
        check(&[0.0, 7.0, 14.0, 21.0], &[false, true, false, true]);
        check(&[0.0, 14.0], &[true, true]);
        check(&[], &[]);
    }
}
