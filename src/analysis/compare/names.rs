//! Which categories of several recordings are the same: those whose names agree without what never repeats. The number of a
//! process, an address or an id is another one in each recording.

use super::{RowName, Side, SideFollower};
use crate::model::{Category, CategoryId};
use std::collections::BTreeMap;

/// The categories of all sides by the names under which they are compared.
#[derive(Clone, Debug, Default)]
pub(super) struct MatchedCategories(BTreeMap<(String, String), CategoryMatch>);

/// One category as the sides know it.
#[derive(Clone, Debug)]
struct CategoryMatch {
    /// The name that it has everywhere, or else the one without what never repeats.
    name: (String, String),
    /// Its ids in each side: several where they differ by what never repeats.
    ids: Vec<Vec<CategoryId>>,
}

impl MatchedCategories {
    /// Matches the categories of these sides.
    pub(super) fn new(sides: &[Side<'_>], followers: &[&SideFollower]) -> Self {
        let mut matches: BTreeMap<(String, String), CategoryMatch> = BTreeMap::new();
        for (nth, (side, follower)) in sides.iter().zip(followers).enumerate() {
            let categories = (0..).map(CategoryId).zip(side.trace.recording.categories());
            let is_compared = |(id, category): &(_, &Category)| category.is_counted() || follower.knows(*id);
            for (id, category) in categories.filter(is_compared) {
                let (key, name) = (key(category), (category.group.clone(), category.name.clone()));
                let ids = vec![Vec::new(); sides.len()];
                let same =
                    matches.entry(key.clone()).or_insert_with(|| CategoryMatch { name: name.clone(), ids });
                same.ids[nth].push(id);
                if same.name != name {
                    same.name = key;
                }
            }
        }
        Self(matches)
    }

    /// What a category is called in the rows.
    pub(super) fn row_name(&self, category: &Category) -> RowName {
        let key = key(category);
        let (group, name) = self.0.get(&key).map_or(key, |matched| matched.name.clone());
        RowName::Category { group, name }
    }

    /// Each category with its ids in each side.
    pub(super) fn all(&self) -> impl Iterator<Item = (RowName, &[Vec<CategoryId>])> {
        self.0.values().map(|CategoryMatch { name: (group, name), ids }| {
            (RowName::Category { group: group.clone(), name: name.clone() }, ids.as_slice())
        })
    }
}

fn key(category: &Category) -> (String, String) {
    (stripped(&category.group), stripped(&category.name))
}

/// What stands for it.
const ANY: &str = "N";

/// Shorter numbers tell kinds apart (`card0`, `libc.so.6`) and repeat.
const LONG_NUMBER: usize = 3;

/// Shorter words of hexadecimal digits may be words.
const LONG_HEX: usize = 8;

/// Units, by which a number is a size.
const UNITS: [&str; 13] = ["B", "K", "KB", "KiB", "kB", "M", "MB", "MiB", "G", "GB", "GiB", "TB", "TiB"];

/// The name with `N` for each address, hexadecimal id and longer number. Sizes (`592K`, `1024x768`) and versions (`72.1`)
/// stay.
pub fn stripped(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_ascii_alphanumeric();
        let end = if is_word { word_end(rest) } else { first.len_utf8() };
        if is_word && is_uuid(rest) {
            shown.push_str(ANY);
            rest = &rest[UUID.len()..];
            continue;
        }
        let (word, behind) = rest.split_at(end);
        match word {
            _ if !is_word => shown.push_str(word),
            _ if is_address(word) => shown.push_str(ANY),
            _ => push_without_numbers(word, behind, &mut shown),
        }
        rest = behind;
    }
    shown
}

/// The form of a UUID: `h` is a hexadecimal digit.
const UUID: &[u8] = b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";

fn is_uuid(text: &str) -> bool {
    let letters = text.as_bytes();
    let fits = |(&form, &letter): (&u8, &u8)| match form {
        b'h' => letter.is_ascii_hexdigit(),
        form => letter == form,
    };
    letters.len() >= UUID.len()
        && UUID.iter().zip(letters).all(fits)
        && !letters.get(UUID.len()).is_some_and(u8::is_ascii_alphanumeric)
}

fn word_end(text: &str) -> usize {
    text.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(text.len())
}

fn is_address(word: &str) -> bool {
    let is_hex = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let has = |is_it: fn(&u8) -> bool| word.as_bytes().iter().any(is_it);
    word.strip_prefix("0x").is_some_and(is_hex)
        || word.len() >= LONG_HEX && is_hex(word) && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

fn push_without_numbers(word: &str, behind: &str, shown: &mut String) {
    if is_size(word, behind) || is_dimension(word) || is_version(word, shown, behind) {
        shown.push_str(word);
        return;
    }
    let mut rest = word;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        shown.push_str(if digits >= LONG_NUMBER { ANY } else { &rest[..digits] });
        rest = &rest[digits..];
        let letters = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        shown.push_str(&rest[..letters]);
        rest = &rest[letters..];
    }
}

/// `592K`, or `592` before ` KiB`.
fn is_size(word: &str, behind: &str) -> bool {
    let unit = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if unit.len() == word.len() {
        return false;
    }
    let next = behind.strip_prefix(' ').map_or("", |next| &next[..word_end(next)]);
    UNITS.contains(&unit) || unit.is_empty() && UNITS.contains(&next)
}

/// `1024x768`.
fn is_dimension(word: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    word.split_once('x').is_some_and(|(width, height)| is_number(width) && is_number(height) && width != "0")
}

/// A number of three digits beside a point and another that stays.
fn is_version(word: &str, shown: &str, behind: &str) -> bool {
    let is_short = |word: &str| word.len() <= LONG_NUMBER && word.bytes().all(|digit| digit.is_ascii_digit());
    let ends_in_number = |shown: &str| shown.ends_with(|letter: char| letter.is_ascii_digit());
    let next = behind.strip_prefix('.').map_or("", |next| &next[..word_end(next)]);
    is_short(word)
        && (shown.strip_suffix('.').is_some_and(ends_in_number) || !next.is_empty() && is_short(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_never_repeats_is_left_out() {
        let check = |name, expected| assert_eq!(stripped(name), expected, "{name}");
        check("", "");
        check("[stack:12345]", "[stack:N]");
        check("[stack:7]", "[stack:7]");
        check("/memfd:surface-4711 (deleted)", "/memfd:surface-N (deleted)");
        check("/proc/4711/fd/12", "/proc/N/fd/12");
        check("pool 0x7f12ab00", "pool N");
        check("0x", "0x");
        check("shm-7f3a2b9c", "shm-N");
        check("deadbeef", "deadbeef");
        check("beef1", "beef1");
        check("seg_123e4567-e89b-12d3-a456-426614174000.bin", "seg_N.bin");
        check("worker12thread4711", "worker12threadN");
        check("IOSurface ▸ 0x1a2b", "IOSurface ▸ N");
        check("αβγ 4711 δ", "αβγ N δ");
    }

    #[test]
    fn sizes_versions_and_small_numbers_tell_kinds_apart() {
        for name in [
            "[heap]",
            "/usr/lib/libc.so.6",
            "libicudata.so.72.1",
            "chrome 120.0.71",
            "card0",
            "592K",
            "16384KiB pages",
            "2048 MB",
            "buffer 1024x768",
        ] {
            assert_eq!(stripped(name), name);
        }
    }

    #[test]
    fn a_number_that_only_stands_beside_a_point_is_no_version() {
        assert_eq!(stripped("pool.471"), "pool.N");
        assert_eq!(stripped("4711.12"), "N.12");
        assert_eq!(stripped("2048 Meters"), "N Meters");
    }

    proptest! {
        #[test]
        fn numbers_of_processes_do_not_matter(pid in 100_u32..4_000_000, other in 100_u32..4_000_000) {
            let name = |pid| format!("/dev/shm/pulse-{pid} of [{pid}]");
            prop_assert_eq!(stripped(&name(pid)), stripped(&name(other)));
        }

        #[test]
        fn what_is_stripped_stays_so(name in "[a-z0-9A-Fx./ :\\-ä]{0,40}") {
            let once = stripped(&name);
            prop_assert_eq!(stripped(&once), once);
        }
    }
}
