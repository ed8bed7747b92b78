//! The versions of the format, and what differs between them where they are read.

use super::v1::{self, Previous};
use super::v2;
use crate::model::SnapshotDelta;

/// A version that is read. The last one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    One = 1,
    Two = 2,
}

impl Version {
    /// The version that is written, and the last one that is read.
    pub(super) const NEWEST: Self = Self::Two;

    pub(super) fn from_number(number: u32) -> Option<Self> {
        [Self::One, Self::Two].into_iter().find(|version| version.number() == number)
    }

    pub(super) const fn number(self) -> u32 {
        self as u32
    }

    /// Reads a line of the text form.
    pub(super) fn line(self, text: &str) -> ron::error::SpannedResult<v2::Line> {
        match self {
            Self::One => ron::from_str::<v1::Line>(text).map(Into::into),
            Self::Two => ron::from_str(text),
        }
    }
}

/// The deltas of one frame.
pub(super) struct Deltas<'a> {
    version: Version,
    rest: &'a [u8],
    previous: Previous,
}

impl<'a> Deltas<'a> {
    pub(super) fn new(version: Version, payload: &'a [u8]) -> Self {
        Self { version, rest: payload, previous: Previous::default() }
    }

    /// Bytes that are still to come.
    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    fn take(&mut self) -> postcard::Result<SnapshotDelta> {
        match self.version {
            Version::One => {
                let (delta, rest) = postcard::take_from_bytes::<v1::Delta>(self.rest)?;
                self.rest = rest;
                Ok(delta.into_model(&mut self.previous))
            }
            Version::Two => {
                let (delta, rest) = postcard::take_from_bytes::<v2::Delta>(self.rest)?;
                self.rest = rest;
                Ok(delta.into_model(&mut self.previous))
            }
        }
    }
}

impl Iterator for Deltas<'_> {
    type Item = postcard::Result<SnapshotDelta>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| self.take())
    }
}
