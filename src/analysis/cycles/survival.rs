//! How long what was born in a cycle stayed.

use crate::model::units::Bytes;

/// Bytes that are alive at a cycle's closing mark, at the next, and so on to the last.
///
/// Only the marks at which they became others are kept: what stays as it is takes one entry, however many cycles follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// From how many marks later on so many are alive; nothing before the first. Neighbours differ.
    steps: Vec<(usize, Bytes)>,
    marks: usize,
}

impl Survival {
    /// Nothing alive at as many marks.
    pub(super) fn none(marks: usize) -> Self {
        Self { steps: Vec::new(), marks }
    }

    /// From `later` marks on, which is behind all that was said before, so many bytes are alive.
    pub(super) fn push(&mut self, later: usize, alive: Bytes) {
        let last = self.steps.last().map_or(Bytes::ZERO, |&(_, alive)| alive);
        if later < self.marks && alive != last {
            self.steps.push((later, alive));
        }
    }

    /// At how many marks: the cycle's own and those behind it.
    pub const fn marks(&self) -> usize {
        self.marks
    }

    /// What is alive at the cycle's own closing mark; nothing where no mark is known.
    pub fn first(&self) -> Option<Bytes> {
        (self.marks > 0).then(|| self.at(0))
    }

    /// What is alive at the last closing mark.
    pub fn last(&self) -> Option<Bytes> {
        self.marks.checked_sub(1).map(|last| self.at(last))
    }

    /// What is alive so many marks later.
    pub fn at(&self, later: usize) -> Bytes {
        let behind = self.steps.partition_point(|&(from, _)| from <= later);
        behind.checked_sub(1).map_or(Bytes::ZERO, |place| self.steps[place].1)
    }

    /// What is alive at each mark.
    pub fn iter(&self) -> impl Iterator<Item = Bytes> + '_ {
        let mut steps = self.steps.iter().peekable();
        let mut alive = Bytes::ZERO;
        (0..self.marks).map(move |later| {
            if let Some(&(_, now)) = steps.next_if(|&&(from, _)| from == later) {
                alive = now;
            }
            alive
        })
    }

    /// How many marks later it is for the first time as asked for.
    pub fn first_where(&self, is_it: impl Fn(Bytes) -> bool) -> Option<usize> {
        let at_first = (self.marks > 0 && is_it(self.at(0))).then_some(0);
        at_first.or_else(|| self.steps.iter().find(|&&(_, alive)| is_it(alive)).map(|&(later, _)| later))
    }

    /// Leaves out what is behind so many marks.
    pub fn truncate(&mut self, marks: usize) {
        self.marks = self.marks.min(marks);
        self.steps.retain(|&(later, _)| later < marks);
    }

    /// Adds what another part of memory has at the same marks.
    pub(super) fn add(&mut self, other: &Self) {
        if other.steps.is_empty() {
            return;
        }
        let mut sum = Self::none(self.marks);
        let (mut one, mut two) = (self.steps.iter().peekable(), other.steps.iter().peekable());
        let mut alive = [Bytes::ZERO; 2];
        while let Some(&later) = one.peek().into_iter().chain(two.peek()).map(|(later, _)| later).min() {
            for (steps, alive) in [&mut one, &mut two].into_iter().zip(&mut alive) {
                if let Some(&(_, now)) = steps.next_if(|&&(from, _)| from == later) {
                    *alive = now;
                }
            }
            sum.push(later, alive[0] + alive[1]);
        }
        *self = sum;
    }
}

impl FromIterator<Bytes> for Survival {
    fn from_iter<I: IntoIterator<Item = Bytes>>(alive: I) -> Self {
        let mut survival = Self::default();
        for (later, alive) in alive.into_iter().enumerate() {
            survival.marks = later + 1;
            survival.push(later, alive);
        }
        survival
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn survival(alive: &[u64]) -> Survival {
        alive.iter().map(|&bytes| Bytes::new(bytes)).collect()
    }

    fn bytes(survival: &Survival) -> Vec<u64> {
        survival.iter().map(Bytes::get).collect()
    }

    #[test]
    fn what_stays_takes_one_entry() {
        assert_eq!(survival(&[7; 1000]).steps.len(), 1);
        assert_eq!(survival(&[0; 1000]).steps.len(), 0);
        assert_eq!(survival(&[9, 9, 4, 4, 0]).steps.len(), 3);
    }

    proptest! {
        #[test]
        fn it_is_the_list_that_it_stands_for(
            one in prop::collection::vec(0_u64..4, 0..12),
            other in prop::collection::vec(0_u64..4, 12),
            cut in 0..14_usize,
        ) {
            let made = survival(&one);
            prop_assert_eq!(bytes(&made), one.clone());
            prop_assert_eq!(made.marks(), one.len());
            prop_assert_eq!(made.first().map(Bytes::get), one.first().copied());
            prop_assert_eq!(made.last().map(Bytes::get), one.last().copied());
            prop_assert_eq!(made.first_where(|alive| alive.get() == 2), one.iter().position(|&alive| alive == 2));
            let mut sum = made.clone();
            sum.add(&survival(&other[..one.len()]));
            let expected: Vec<_> = one.iter().zip(&other).map(|(one, other)| one + other).collect();
            prop_assert_eq!(&sum, &survival(&expected));
            let mut shorter = made;
            shorter.truncate(cut);
            prop_assert_eq!(shorter, survival(&one[..cut.min(one.len())]));
        }
    }
}
