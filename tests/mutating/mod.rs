//! Bytes that are nearly right: the same ones in every run.

/// Numbers that look random and are the same in every run (Numerical Recipes' constants).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// The bytes after a few accidents; `words` are what a parser may stumble over.
pub(crate) fn mutate(bytes: &[u8], words: &[&str], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(80)).min(bytes.len());
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                let place = dice.below(bytes.len() + 1);
                bytes.splice(place..place, again);
            }
            3 => bytes.truncate(at),
            4 if at < bytes.len() && bytes[at].is_ascii_digit() => bytes[at] = b'9',
            _ => drop(bytes.splice(at..at, words[dice.below(words.len())].bytes())),
        }
    }
    bytes
}
