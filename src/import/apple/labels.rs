//! What vmmap and footprint call a kind of memory, in our categories.
//!
//! The words change from one macOS to the next, and from tool to tool: the number of the tag is what they have in common.

use crate::classify::categories::{Rules, macos_tag_labelled};
use crate::model::{Category, CategoryRole, Tag};

/// What a label stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The tag: by its constant where there is one, so that it is the same in every release.
    pub(crate) tag: Tag,
    pub(crate) category: Category,
    /// Whether it is the number of GPU memory without the ledger that real GPU memory is in: mimalloc takes that number.
    pub(crate) looks_borrowed: bool,
    /// Whether vmmap's dirty figure leaves out what the process is charged for: all that is resident and not volatile.
    pub(crate) is_charged_whole: bool,
}

/// `IOAccelerator`.
const GPU_MEMORY: u32 = 100;

/// What stands in brackets behind a label: how the memory is accounted for, not what it is.
const SUFFIXES: [&str; 8] = [
    " (graphics)",
    " (media)",
    " (network)",
    " (nofootprint)",
    " (reserved)",
    " (empty)",
    " (admin)",
    " metadata",
];

/// What a label stands for; the names of tags are the user's where there are.
pub(crate) fn meaning(label: &str, rules: &Rules) -> Meaning {
    let label = label.replace('"', "");
    let lower = label.to_ascii_lowercase();
    let (base, suffixes) = split(&lower);
    let is = |suffix: &str| suffixes.contains(&suffix);
    let guarded = match base {
        "stack guard" => macos_tag_labelled("Stack"),
        "malloc guard page" => macos_tag_labelled("MALLOC"),
        _ => None,
    };
    // Crash reports, and vmmap before OS X 10.10, call most of malloc so, whatever its numbers are.
    let is_all_of_malloc = lower == "malloc";
    let by_label =
        || macos_tag_labelled(&lower).or_else(|| macos_tag_labelled(base)).filter(|_| !is_all_of_malloc);
    let known = guarded.or_else(by_label);
    let mut category = match known {
        Some(tag) => {
            let own = rules.macos_name(u32::from(tag.number));
            Category::counted(&tag.group, own.unwrap_or(&tag.name))
        }
        None => without_number(&label, base, &lower),
    };
    if is(" (graphics)") {
        "Graphics".clone_into(&mut category.group);
    }
    if guarded.is_some() || base == "guard" || is(" (reserved)") {
        "Reserved".clone_into(&mut category.group);
        category.role = CategoryRole::Reserved;
    }
    let number = known.map(|tag| u32::from(tag.number));
    let constant = known.map(|tag| tag.constant.clone()).filter(|constant| !constant.is_empty());
    Meaning {
        tag: Tag { name: constant.unwrap_or_else(|| category.name.clone()), number },
        category,
        looks_borrowed: number == Some(GPU_MEMORY) && !is(" (graphics)"),
        is_charged_whole: is_owned_unmapped(&lower),
    }
}

/// Whether macOS, or a tool of it, uses this label.
pub(crate) fn is_known(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    let (base, _) = split(&lower);
    let others =
        ["mapped file", "shared memory", "page table", "guard", "stack guard", "owned unmapped", "untagged"];
    macos_tag_labelled(base).is_some()
        || base.starts_with("__")
        || base.starts_with("malloc")
        || base.starts_with("memory tag ")
        || others.iter().any(|other| base.starts_with(other))
}

fn is_owned_unmapped(lower: &str) -> bool {
    lower.starts_with("owned unmapped") || lower.starts_with("owned physical footprint (unmapped)")
}

/// The label without what stands in brackets behind it.
fn split(label: &str) -> (&str, Vec<&'static str>) {
    let (mut base, mut suffixes) = (label.trim(), Vec::new());
    while let Some(suffix) = SUFFIXES.into_iter().find(|suffix| base.ends_with(suffix)) {
        base = base[..base.len() - suffix.len()].trim_end();
        suffixes.push(suffix);
    }
    (base, suffixes)
}

/// The category of memory without a number of its own.
fn without_number(label: &str, base: &str, lower: &str) -> Category {
    if is_owned_unmapped(lower) {
        return Category::counted("Other", "owned, not mapped");
    }
    match base {
        "mapped file" => Category::counted("Files", "mapped"),
        "shared memory" => Category::counted("Shared memory", "untagged"),
        "page table" | "page table in kernel" | "page tables" => {
            Category::counted("Kernel & IPC", "page tables")
        }
        // Such as "MALLOC freed, no zone".
        _ if base.starts_with("malloc") => Category::counted("Malloc", label),
        _ if base.starts_with("__") || base.starts_with("unused ") => Category::counted("Code", label),
        _ => Category::counted("Other", label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_every_generation_fold_by_number() {
        let rules = Rules::built_in();
        let check = |labels: &[&str], number, category: &str| {
            for label in labels {
                let found = meaning(label, &rules);
                assert_eq!(
                    (found.tag.number, found.category.to_string().as_str()),
                    (number, category),
                    "{label}"
                );
            }
        };
        check(
            &["VM_ALLOCATE", "untagged (VM_ALLOCATE)", "untagged (\"VM_ALLOCATE\")", "Untagged"],
            Some(0),
            "Anonymous ▸ Untagged",
        );
        check(
            &["Memory Tag 240", "app-specific tag 1", "App-Specific Tag 1"],
            Some(240),
            "App-Specific ▸ App-Specific Tag 1",
        );
        check(&["MALLOC_SMALL", "Malloc Small", "MALLOC_SMALL (empty)"], Some(2), "Malloc ▸ Malloc Small");
        check(&["MALLOC"], None, "Malloc ▸ MALLOC");
        check(&["MALLOC metadata", "MALLOC (admin)"], Some(1), "Malloc ▸ Malloc Metadata");
        check(&["STACK GUARD", "Stack Guard"], Some(30), "Reserved ▸ Stack");
        check(&["Stack", "stack"], Some(30), "Stacks ▸ Stack");
        check(
            &["os_alloc_once", "Kernel Alloc Once", "OS Alloc Once"],
            Some(73),
            "Kernel & IPC ▸ OS Alloc Once",
        );
        check(&["IOAccelerator", "IOAccelerator (graphics)"], Some(100), "Graphics ▸ IOAccelerator");
        check(&["tag 22", "Deferred Reclaim"], Some(22), "Malloc ▸ Deferred Reclaim");
        check(&["IOKit (reserved)"], Some(21), "Reserved ▸ IOKit");
        check(&["WebKit Malloc metadata", "WebKit malloc"], Some(53), "Malloc ▸ WebKit Malloc");
        check(
            &["owned unmapped (graphics)", "Owned physical footprint (unmapped) (graphics)"],
            None,
            "Graphics ▸ owned, not mapped",
        );
        check(
            &["owned unmapped memory", "Owned physical footprint (unmapped)"],
            None,
            "Other ▸ owned, not mapped",
        );
        check(&["VM_ALLOCATE (graphics)"], Some(0), "Graphics ▸ Untagged");
        check(&["MALLOC freed, no zone"], None, "Malloc ▸ MALLOC freed, no zone");
        check(&["__TEXT"], None, "Code ▸ __TEXT");
        check(&["Memory Tag 200"], None, "Other ▸ Memory Tag 200");
    }

    #[test]
    fn names_of_tags_may_be_the_users_own() {
        let rules = Rules::parse("(macos_names: {240: \"PageList\"})").unwrap();
        assert_eq!(meaning("Memory Tag 240", &rules).category.to_string(), "App-Specific ▸ PageList");
        assert!(meaning("IOAccelerator", &rules).looks_borrowed);
        assert!(!meaning("IOAccelerator (graphics)", &rules).looks_borrowed);
    }
}
