//! What the tags of macOS memory mean: the table in `assets/macos_tags.ron`.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One number that macOS puts on memory, and its names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MacosTag {
    /// The `user_tag` of a region.
    pub number: u8,
    /// Its constant in `<mach/vm_statistics.h>`; empty for memory that nobody tagged.
    pub constant: String,
    /// What macOS 26 calls it.
    pub name: String,
    /// Our own grouping: the upper level of the category.
    pub group: String,
    /// What older releases of vmmap and footprint called it.
    pub aliases: Vec<String>,
}

static TAGS: LazyLock<Vec<MacosTag>> = LazyLock::new(|| {
    ron::from_str(include_str!("../../../assets/macos_tags.ron"))
        .expect("a test reads the table at every build")
});

/// Every number that a release is known to use.
pub(super) fn all_tags() -> &'static [MacosTag] {
    &TAGS
}

/// What a number means; nothing for one that no release is known to use.
pub fn macos_tag(number: u32) -> Option<&'static MacosTag> {
    let number = u8::try_from(number).ok()?;
    let place = TAGS.binary_search_by_key(&number, |tag| tag.number).ok()?;
    TAGS.get(place)
}

/// Places in the table by every word for a number, in small letters: releases differ in capitals too.
static LABELS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let words = |tag: &'static MacosTag| tag.aliases.iter().chain([&tag.name]);
    let labels = TAGS.iter().enumerate().flat_map(|(place, tag)| words(tag).map(move |word| (word, place)));
    labels.map(|(word, place)| (word.to_ascii_lowercase(), place)).collect()
});

/// The number that a label of vmmap or footprint, of any release, stands for; nothing for one that stands for none.
pub fn macos_tag_labelled(label: &str) -> Option<&'static MacosTag> {
    let label = label.to_ascii_lowercase();
    let by_number =
        || macos_tag(label.strip_prefix("memory tag ").or(label.strip_prefix("tag "))?.parse().ok()?);
    LABELS.get(&label).and_then(|&place| TAGS.get(place)).or_else(by_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_label_of_any_release_gives_its_number() {
        let check = |label, number: Option<u8>| {
            assert_eq!(macos_tag_labelled(label).map(|tag| tag.number), number, "{label}");
        };
        check("MALLOC_TINY", Some(7));
        check("Malloc Tiny", Some(7));
        check("CG image", Some(52));
        check("Memory Tag 241", Some(241));
        check("tag 22", Some(22));
        check("tag 256", None);
        check("__TEXT", None);
        check("", None);
    }

    #[test]
    fn numbers_rise_and_words_are_unique() {
        assert!(TAGS.is_sorted_by(|one, next| one.number < next.number));
        let mut words = HashSet::new();
        for tag in &*TAGS {
            for word in tag.aliases.iter().chain([&tag.name]) {
                assert!(words.insert(word.as_str()), "{word} stands for two numbers");
            }
            assert_eq!(tag.constant.is_empty(), tag.number == 0, "{}", tag.number);
            assert!(tag.number == 0 || tag.constant.starts_with("VM_MEMORY_"));
            assert!(!tag.group.is_empty());
        }
    }

    #[test]
    fn the_tags_of_the_known_stories_are_there() {
        let check = |number, constant: &str, name: &str, group: &str| {
            let tag = macos_tag(number).expect("a known number");
            assert_eq!(
                (tag.constant.as_str(), tag.name.as_str(), tag.group.as_str()),
                (constant, name, group)
            );
        };
        check(0, "", "Untagged", "Anonymous");
        check(88, "VM_MEMORY_IOSURFACE", "IOSurface", "Graphics");
        check(100, "VM_MEMORY_IOACCELERATOR", "IOAccelerator", "Graphics");
        check(240, "VM_MEMORY_APPLICATION_SPECIFIC_1", "App-Specific Tag 1", "App-Specific");
        check(255, "VM_MEMORY_APPLICATION_SPECIFIC_16", "App-Specific Tag 16", "App-Specific");
        assert_eq!(macos_tag(14), None);
        assert_eq!(macos_tag(u32::MAX), None);
    }
}
