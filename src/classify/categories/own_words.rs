//! Names that this program gives, as opposed to names from a user.

use super::Rules;
use super::macos_tags::all_tags;
use std::collections::BTreeSet;

/// The names of built-in categories, and the system's own names for memory that they are made of.
pub fn own_words() -> BTreeSet<String> {
    let rules = Rules::built_in();
    let of_rules = rules.linux.iter().flat_map(|rule| {
        let whole = rule.names.iter().filter(|name| !name.contains('*')).cloned();
        whole.chain([rule.category.group.clone(), rule.category.name.clone()])
    });
    let of_tags = all_tags().iter().flat_map(|tag| {
        let names = [&tag.name, &tag.group, &tag.constant].into_iter().chain(&tag.aliases);
        names.cloned().collect::<Vec<_>>()
    });
    let others = ["Other", "(no name)", "Unattributed"].map(str::to_owned);
    of_rules.chain(of_tags).chain(others).filter(|word| !word.contains('{')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_both_systems() {
        let words = own_words();
        for word in ["Malloc", "heap", "[heap]", "IOSurface", "Named"] {
            assert!(words.contains(word), "{word}");
        }
        assert!(!words.iter().any(|word| word.contains(['{', '*'])));
    }
}
