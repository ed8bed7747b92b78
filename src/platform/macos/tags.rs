//! What macOS, and we, call a region. Pure: built and tested on every system.
//!
//! A region's number alone does not say it: a stack without access is its guard, untagged memory may be a file. The
//! rules are those of vmmap as far as they could be observed; they have never been compared with it on a Mac.
//!
//! A number is what a program put there, no proof: mimalloc gives its heaps 100, the number of `IOAccelerator`.

use super::decode::{RawRegion, SM_TRUESHARED};
use crate::categories::macos_tag;
use crate::model::{Category, CategoryRole, Tag};

/// What of the memory with one number a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Nature {
    /// What the number says.
    Plain,
    /// Untagged, with a file behind it.
    File,
    /// Untagged, and another process may write to it.
    Shared,
    /// Without any access right.
    Guard,
    /// With access rights, but never touched.
    Untouched,
}

impl Nature {
    /// The nature of a region.
    pub(crate) fn of(raw: &RawRegion) -> Self {
        match raw {
            _ if raw.rights().is_none() => Self::Guard,
            _ if raw.is_reserved() => Self::Untouched,
            _ if raw.user_tag == 0 && raw.external_pager => Self::File,
            _ if raw.user_tag == 0 && raw.share_mode == SM_TRUESHARED => Self::Shared,
            _ => Self::Plain,
        }
    }
}

/// The tag of a number: its constant, or for a number without one what `mach_vm_tag_describe` would say.
pub(crate) fn tag(number: u32) -> Tag {
    let constant = macos_tag(number).map(|known| known.constant.clone());
    Tag { name: constant.unwrap_or_else(|| format!("VM_MEMORY_{number}")), number: Some(number) }
}

/// What vmmap would call a region, in the words of macOS 26 where it has one of its own.
pub(crate) fn label(number: u32, nature: Nature) -> Tag {
    let name = match (number, nature) {
        (30, Nature::Guard) => "Stack Guard".to_owned(),
        (1, Nature::Guard) => "MALLOC guard page".to_owned(),
        (1, Nature::Untouched) => "MALLOC (reserved)".to_owned(),
        (_, Nature::File) => "mapped file".to_owned(),
        (_, Nature::Shared) => "shared memory".to_owned(),
        (_, Nature::Untouched) => format!("{} (reserved)", name(number)),
        (_, Nature::Guard | Nature::Plain) => name(number),
    };
    Tag { name, number: Some(number) }
}

/// The category of a region; `own` is the name that the user gave to its number.
pub(crate) fn category(number: u32, nature: Nature, own: Option<&str>) -> Category {
    let name = |number| own.map_or_else(|| name(number), str::to_owned);
    match nature {
        Nature::File => Category::counted("Files", "mapped"),
        Nature::Shared => Category::counted("Shared memory", "untagged"),
        Nature::Guard | Nature::Untouched => {
            Category { group: "Reserved".to_owned(), name: name(number), role: CategoryRole::Reserved }
        }
        Nature::Plain => {
            let group = macos_tag(number).map_or("Other", |known| known.group.as_str());
            Category::counted(group, name(number))
        }
    }
}

fn name(number: u32) -> String {
    macos_tag(number).map_or_else(|| format!("VM_MEMORY_{number}"), |known| known.name.clone())
}

#[cfg(test)]
mod tests {
    use super::super::decode::SM_EMPTY;
    use super::*;

    /// Readable and writable, touched, private.
    fn region(user_tag: u32) -> RawRegion {
        RawRegion {
            protection: 3,
            max_protection: 7,
            user_tag,
            share_mode: 2,
            object_id: 1,
            ..RawRegion::default()
        }
    }

    fn check(raw: RawRegion, constant: &str, label_text: &str, category_text: &str) {
        let nature = Nature::of(&raw);
        assert_eq!(tag(raw.user_tag).name, constant);
        assert_eq!(label(raw.user_tag, nature).name, label_text);
        assert_eq!(category(raw.user_tag, nature, None).to_string(), category_text);
    }

    #[test]
    fn a_number_gives_constant_label_and_category() {
        check(region(88), "VM_MEMORY_IOSURFACE", "IOSurface", "Graphics ▸ IOSurface");
        check(
            region(240),
            "VM_MEMORY_APPLICATION_SPECIFIC_1",
            "App-Specific Tag 1",
            "App-Specific ▸ App-Specific Tag 1",
        );
        check(region(30), "VM_MEMORY_STACK", "Stack", "Stacks ▸ Stack");
        check(region(1), "VM_MEMORY_MALLOC", "Malloc Metadata", "Malloc ▸ Malloc Metadata");
        check(region(200), "VM_MEMORY_200", "VM_MEMORY_200", "Other ▸ VM_MEMORY_200");
        assert_eq!(tag(88).number, Some(88));
        let own = category(240, Nature::Plain, Some("PageList"));
        assert_eq!(own.to_string(), "App-Specific ▸ PageList");
    }

    #[test]
    fn untagged_memory_is_told_by_what_stands_behind_it() {
        let file = RawRegion { external_pager: true, ..region(0) };
        let shared = RawRegion { share_mode: SM_TRUESHARED, ..region(0) };
        check(file, "", "mapped file", "Files ▸ mapped");
        check(shared, "", "shared memory", "Shared memory ▸ untagged");
        check(region(0), "", "Untagged", "Anonymous ▸ Untagged");
        let tagged = RawRegion { external_pager: true, ..region(33) };
        check(tagged, "VM_MEMORY_DYLIB", "Dylib", "Code ▸ Dylib");
    }

    #[test]
    fn guards_and_untouched_memory_are_reserved() {
        let guard = |tag| RawRegion { protection: 0, ..region(tag) };
        let untouched = |tag| RawRegion { share_mode: SM_EMPTY, object_id: 0, ..region(tag) };
        check(guard(30), "VM_MEMORY_STACK", "Stack Guard", "Reserved ▸ Stack");
        check(guard(1), "VM_MEMORY_MALLOC", "MALLOC guard page", "Reserved ▸ Malloc Metadata");
        check(untouched(1), "VM_MEMORY_MALLOC", "MALLOC (reserved)", "Reserved ▸ Malloc Metadata");
        check(untouched(11), "VM_MEMORY_MALLOC_NANO", "Malloc Nano (reserved)", "Reserved ▸ Malloc Nano");
        assert!(!category(11, Nature::Untouched, None).is_counted());
    }

    #[test]
    fn device_memory_without_page_counts_is_memory() {
        let device = RawRegion { share_mode: SM_EMPTY, ..region(88) };
        assert_eq!(Nature::of(&device), Nature::Plain);
    }
}
