//! Which regions are asked for, as a line of text: terms that must all hold.

use super::facts;
use crate::analysis::Window;
use crate::model::{Certainty, Place, Recording, Region, RegionState};
use std::fmt;
use std::ops::RangeInclusive;

/// Terms that must all hold. The empty filter lets every region pass that is alive at the end of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Texts in lower case, each of which must be in the tag, the label, the category or the address.
    words: Vec<String>,
    /// Texts in lower case, each of which must be in the tag or the label.
    tags: Vec<String>,
    amounts: Vec<(Figure, RangeInclusive<u64>)>,
    traits: Vec<Trait>,
}

/// What a region can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trait {
    /// There at the end of the window.
    Alive,
    Gone,
    New,
    /// Perhaps not the same bytes throughout.
    Inferred,
}

impl Trait {
    const ALL: [(&'static str, Self); 4] =
        [("alive", Self::Alive), ("gone", Self::Gone), ("new", Self::New), ("inferred", Self::Inferred)];

    fn is_of(self, region: &Region, window: Window) -> bool {
        match self {
            Self::Alive => region.is_alive_at(window.to),
            Self::Gone => region.death.is_some_and(|death| window.contains(death)),
            Self::New => window.contains(region.birth),
            Self::Inferred => region.certainty() == Certainty::Inferred,
        }
    }
}

/// What can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Size,
    Dirty,
    Resident,
    Swapped,
    Born,
    Age,
}

/// How amounts of one kind are written: by how much a unit multiplies.
type Units = &'static [(&'static str, f64)];

const SIZES: Units = &[
    ("", 1.0),
    ("b", 1.0),
    ("k", 1024.0),
    ("kib", 1024.0),
    ("m", 1024.0 * 1024.0),
    ("mib", 1024.0 * 1024.0),
    ("g", 1024.0 * 1024.0 * 1024.0),
    ("gib", 1024.0 * 1024.0 * 1024.0),
];

const TIMES: Units = &[("ms", 1e6), ("s", 1e9), ("m", 60e9), ("min", 60e9), ("h", 3600e9)];

impl Figure {
    const ALL: [(&'static str, Self); 6] = [
        ("size", Self::Size),
        ("dirty", Self::Dirty),
        ("resident", Self::Resident),
        ("swapped", Self::Swapped),
        ("born", Self::Born),
        ("age", Self::Age),
    ];

    const fn units(self) -> Units {
        match self {
            Self::Size | Self::Dirty | Self::Resident | Self::Swapped => SIZES,
            Self::Born | Self::Age => TIMES,
        }
    }

    /// Reads a term that compares.
    fn compared(
        term: &str,
        name: &str,
        sign: &str,
        amount: &str,
    ) -> Result<(Self, RangeInclusive<u64>), FilterError> {
        let known = Self::ALL.into_iter().find(|(known, _)| *known == name);
        let (_, figure) = known.ok_or_else(|| FilterError::UnknownTerm { term: term.to_owned() })?;
        let expected = if figure.units() == TIMES { "a time like 10s" } else { "a size like 64K" };
        let range = range(sign, amount, figure.units());
        let range = range.ok_or_else(|| FilterError::Incomplete { term: term.to_owned(), expected })?;
        Ok((figure, range))
    }

    fn value(self, recording: &Recording, region: &Region, state: &RegionState, window: Window) -> u64 {
        match self {
            Self::Size => state.len.get(),
            Self::Dirty => state.usage.dirty.get(),
            Self::Resident => state.usage.resident.get(),
            Self::Swapped => state.usage.swapped.get(),
            Self::Born => recording.time_of(region.birth).nanos(),
            Self::Age => u64::try_from(facts::age(recording, region, window).as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

impl Filter {
    /// What a term can be, for an error or a tooltip.
    pub const TERMS: &str = "words, tag:WORD, size>1M, dirty>=64K, resident<4K, swapped>0, size=592K, born>12s, \
         born<1.5m, age>10s, alive, gone, new, inferred";

    /// Reads terms with spaces between them.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for term in text.split_whitespace() {
            filter.add(term)?;
        }
        Ok(filter)
    }

    /// Whether it asks for nothing beyond the default.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, term: &str) -> Result<(), FilterError> {
        let lower = term.to_lowercase();
        if let Some((_, named)) = Trait::ALL.into_iter().find(|(name, _)| *name == lower) {
            self.traits.push(named);
        } else if let Some(tag) = lower.strip_prefix("tag:") {
            if tag.is_empty() {
                return Err(FilterError::Incomplete { term: term.to_owned(), expected: "a word" });
            }
            self.tags.push(tag.to_owned());
        } else if let Some((name, sign, amount)) = comparison(&lower) {
            self.amounts.push(Figure::compared(term, name, sign, amount)?);
        } else {
            self.words.push(lower);
        }
        Ok(())
    }

    /// Whether a region is there as it is asked for; needs nothing of what the region has.
    pub(super) fn admits(&self, region: &Region, window: Window) -> bool {
        let is_there = self.traits.contains(&Trait::Gone) || Trait::Alive.is_of(region, window);
        is_there && self.traits.iter().all(|named| named.is_of(region, window))
    }

    /// Whether what a region has is as it is asked for.
    pub(super) fn fits(
        &self,
        recording: &Recording,
        region: &Region,
        state: &RegionState,
        window: Window,
    ) -> bool {
        let mut amounts = self.amounts.iter();
        amounts.all(|(figure, range)| range.contains(&figure.value(recording, region, state, window)))
    }

    /// Looks the words up in the names of a recording, so that regions need no comparing of texts.
    pub(super) fn names(&self, recording: &Recording) -> Names {
        let in_tags = |word: &String| {
            let tags = recording.tags().iter();
            tags.map(|tag| tag.to_string().to_lowercase().contains(word)).collect()
        };
        let in_categories = |word: &String| {
            let categories = recording.categories().iter();
            categories.map(|category| category.to_string().to_lowercase().contains(word)).collect()
        };
        let words = self.words.iter().map(|word| Word {
            tags: in_tags(word),
            categories: in_categories(word),
            address: word.strip_prefix("0x").unwrap_or(word).to_owned(),
        });
        Names { words: words.collect(), tags: self.tags.iter().map(in_tags).collect() }
    }
}

/// Which names of a recording the words of a filter are found in.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    words: Vec<Word>,
    /// For each word that must be in the tag: the tags that it is in.
    tags: Vec<Vec<bool>>,
}

#[derive(Clone, Debug)]
struct Word {
    /// The tags that it is in.
    tags: Vec<bool>,
    /// The categories that it is in.
    categories: Vec<bool>,
    /// As it may be found in addresses.
    address: String,
}

impl Names {
    /// Whether every word is found with this region.
    pub(super) fn admit(&self, region: &Region) -> bool {
        let holds = |list: &[bool], place: usize| list.get(place).copied().unwrap_or(false);
        let named = |tags: &[bool]| {
            holds(tags, region.identity.tag.index()) || holds(tags, region.class.label.index())
        };
        self.tags.iter().all(|tags| named(tags))
            && self.words.iter().all(|word| {
                named(&word.tags)
                    || holds(&word.categories, region.class.category.index())
                    || is_in_address(&word.address, region.place)
            })
    }
}

/// Whether the word is in an address as it is printed: few words can be, and only for those a text is made.
fn is_in_address(word: &str, place: Place) -> bool {
    let is_possible = word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let Place::Mapped(range) = place else { return false };
    is_possible && range.to_string().contains(word)
}

/// Divides a term at its sign, if what stands before it could be a name.
fn comparison(term: &str) -> Option<(&str, &str, &str)> {
    let start = term.find(['<', '>', '='])?;
    let (name, rest) = term.split_at(start);
    let end = if rest[1..].starts_with('=') { 2 } else { 1 };
    let (sign, amount) = rest.split_at(end);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name.then_some((name, sign, amount))
}

/// The amounts for which a comparison holds. An equal one is one that rounds to what was written: 9.5M is what a table
/// shows for 9704K.
fn range(sign: &str, amount: &str, units: Units) -> Option<RangeInclusive<u64>> {
    let digits = amount.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let (_, unit) = units.iter().find(|(name, _)| *name == &amount[digits.len()..])?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = digits.parse().ok().filter(|_| is_number)?;
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = unit / 10_f64.powi(i32::try_from(decimals).ok()?) / 2.0;
    let exact = whole(number * unit);
    match sign {
        "<" => Some(exact.checked_sub(1).map_or(RangeInclusive::new(1, 0), |highest| 0..=highest)),
        "<=" => Some(0..=exact),
        ">" => Some(exact.checked_add(1).map_or(RangeInclusive::new(1, 0), |lowest| lowest..=u64::MAX)),
        ">=" => Some(exact..=u64::MAX),
        _ if decimals == 0 && *unit <= 1.0 => Some(exact..=exact),
        _ => Some(whole((number * unit - half).max(0.0))..=whole(number * unit + half)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "amounts are positive and saturate"
)]
fn whole(amount: f64) -> u64 {
    amount.round() as u64
}

/// Why a line of text is no filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterError {
    /// Use one of [`Filter::TERMS`].
    UnknownTerm { term: String },
    /// Write what the term lacks.
    Incomplete {
        term: String,
        /// What belongs at its end.
        expected: &'static str,
    },
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTerm { term } => write!(f, "there is no term {term:?}; there are {}", Filter::TERMS),
            Self::Incomplete { term, expected } => {
                write!(f, "{term:?} does not end with {expected}; there are {}", Filter::TERMS)
            }
        }
    }
}

impl std::error::Error for FilterError {}
