//! Variable-length integers, seven bits a byte.

/// Packed entries begin at multiples of so many bytes, so that four bytes name a place in 16 GiB of them.
pub(super) const STEP: usize = 4;

/// Sizes and addresses of whole pages of 4 KiB are packed in pages.
pub(super) const PAGE: u32 = 12;

/// How far all of these may be shifted without loss, to be shifted back by [`PAGE`].
pub(super) fn are_in_pages(numbers: &[u64]) -> bool {
    numbers.iter().all(|number| number.trailing_zeros() >= PAGE)
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
pub(super) fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// What is not yet read.
pub(super) struct Rest<'a> {
    pub(super) bytes: &'a [u8],
}

impl Rest<'_> {
    #[inline]
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    #[inline]
    pub(super) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }
}
