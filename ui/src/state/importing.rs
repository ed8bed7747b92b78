//! What other tools have said, on its way to a recording.

use super::RunId;
use std::sync::Arc;
use strandline::import::{Choice, Text};

/// How far something has come that is read or made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is going on.
    pub what: String,
    /// How much of it is done, where that is known.
    pub percent: Option<u64>,
}

/// Texts that were read, shared by whoever looks at them. Only the very same are equal.
#[derive(Clone, Debug, Default)]
pub struct Texts(Arc<Vec<Text>>);

impl Texts {
    pub fn new(texts: Vec<Text>) -> Self {
        Self(Arc::new(texts))
    }

    pub fn all(&self) -> &[Text] {
        &self.0
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What a recording was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub texts: Texts,
    /// What of them was taken, and as what.
    pub choice: Choice,
}

/// A recording of texts that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub texts: Texts,
    /// What of them is taken, and as what.
    pub choice: Choice,
    /// The series that they continue.
    pub joins: Option<ContinuedSeries>,
}

/// A series of texts that is on screen and may be continued.
#[derive(Clone, Debug, PartialEq)]
pub struct ContinuedSeries {
    pub run: RunId,
    /// What that is called.
    pub name: String,
    /// The texts that it was made of.
    pub texts: Texts,
}
