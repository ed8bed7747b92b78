//! What the tags of macOS memory mean: the table in `assets/macos_tags.ron`.

use serde::Deserialize;
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
    ron::from_str(include_str!("../../assets/macos_tags.ron")).expect("a test reads the table at every build")
});

/// What a number means; nothing for one that no release is known to use.
pub fn macos_tag(number: u32) -> Option<&'static MacosTag> {
    let number = u8::try_from(number).ok()?;
    let place = TAGS.binary_search_by_key(&number, |tag| tag.number).ok()?;
    TAGS.get(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

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
