//! What macOS, and we, call a region. Pure: built and tested on every system.
//!
//! A region's number alone does not say it: a stack without access is its guard, untagged memory may be a file. The
//! rules are those of vmmap as far as they could be observed; they have never been compared with it on a Mac.
//!
//! A number is what a program put there, no proof: mimalloc gives its heaps 100, the number of `IOAccelerator`.

use super::decode::{RawRegion, SM_COW, SM_PRIVATE, SM_TRUESHARED};
use super::objects::{Charge, Ledger};
use crate::classify::categories::macos_tag;
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
    /// A part of the dyld shared cache.
    SharedCache,
    /// Nobody else has it: neither the kernel nor another process put it there.
    Private,
}

impl Nature {
    /// The nature of a region.
    pub(crate) fn of_region(raw: &RawRegion) -> Self {
        match raw {
            _ if raw.is_shared_cache() => Self::SharedCache,
            _ if raw.rights().is_none() => Self::Guard,
            _ if raw.is_reserved() => Self::Untouched,
            _ if raw.user_tag == 0 && raw.external_pager => Self::File,
            _ if raw.user_tag == 0 && raw.share_mode == SM_TRUESHARED => Self::Shared,
            _ if matches!(raw.share_mode, SM_PRIVATE | SM_COW) => Self::Private,
            _ => Self::Plain,
        }
    }
}

/// The number of `IOAccelerator`: Metal's buffers, and whatever an allocator gives that number.
pub(crate) const IOACCELERATOR: u32 = 100;

/// Whether an allocator has put the number of graphics memory on its own: such memory is nobody else's, and the kernel
/// does not charge it as graphics.
pub(crate) fn is_squatted(number: u32, nature: Nature, charge: Charge) -> bool {
    let is_graphics = !matches!(charge, Charge::NotOwned | Charge::Owned(Ledger::Plain));
    number == IOACCELERATOR && nature == Nature::Private && !is_graphics
}

/// The tag of a number: its constant, or for a number without one what `mach_vm_tag_describe` would say.
pub(crate) fn tag(number: u32) -> Tag {
    let constant = macos_tag(number).map(|known| known.constant.clone());
    Tag { name: constant.unwrap_or_else(|| format!("VM_MEMORY_{number}")), number: Some(number) }
}

/// What vmmap would call a region, in the words of macOS 26 where it has one of its own. `own` is a name for its number
/// that goes before ours.
pub(crate) fn label(number: u32, nature: Nature, charge: Charge, own: Option<&str>) -> Tag {
    let base = own.map_or_else(|| name(number), str::to_owned);
    let name = match (number, nature) {
        (30, Nature::Guard) => "Stack Guard".to_owned(),
        (1, Nature::Guard) => "MALLOC guard page".to_owned(),
        (1, Nature::Untouched) => "MALLOC (reserved)".to_owned(),
        (_, Nature::File) => "mapped file".to_owned(),
        (_, Nature::Shared) => "shared memory".to_owned(),
        (_, Nature::SharedCache) => "dyld shared cache".to_owned(),
        (_, Nature::Untouched) => format!("{base} (reserved)"),
        (_, Nature::Guard | Nature::Plain | Nature::Private) => base,
    };
    let charged = match charge {
        Charge::Owned(ledger) => ledger.name(),
        Charge::Unknown | Charge::NotOwned => None,
    };
    let name = charged.map_or_else(|| name.clone(), |word| format!("{name} ({word})"));
    Tag { name, number: Some(number) }
}

/// The category of a region; `own` is a name for its number that goes before ours.
///
/// What the kernel charges as graphics is graphics, whatever number it has.
pub(crate) fn category(number: u32, nature: Nature, charge: Charge, own: Option<&str>) -> Category {
    let name = || own.map_or_else(|| name(number), str::to_owned);
    let group = macos_tag(number).map_or("Other", |known| known.group.as_str());
    match nature {
        Nature::SharedCache => Category::counted("Code", "dyld shared cache"),
        Nature::Guard | Nature::Untouched => {
            Category { group: "Reserved".to_owned(), name: name(), role: CategoryRole::Reserved }
        }
        _ if charge == Charge::Owned(Ledger::Graphics) => {
            let name = if group == "Graphics" { name() } else { format!("{} (graphics)", name()) };
            Category::counted("Graphics", name)
        }
        _ if is_squatted(number, nature, charge) => Category::counted("Malloc", "tagged as IOAccelerator"),
        Nature::File => Category::counted("Files", "mapped"),
        Nature::Shared => Category::counted("Shared memory", "untagged"),
        Nature::Plain | Nature::Private => Category::counted(group, name()),
    }
}

/// The category of an object that the task owns and no region maps.
pub(crate) fn category_unmapped(ledger: Ledger) -> Category {
    match ledger {
        Ledger::Graphics => Category::counted("Graphics", "not mapped"),
        Ledger::Plain => Category::counted("Other", "owned, not mapped"),
        _ => Category::counted("Other", format!("owned, not mapped ({})", ledger.name().unwrap_or_default())),
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
        let nature = Nature::of_region(&raw);
        assert_eq!(tag(raw.user_tag).name, constant);
        assert_eq!(label(raw.user_tag, nature, Charge::Unknown, None).name, label_text);
        assert_eq!(category(raw.user_tag, nature, Charge::Unknown, None).to_string(), category_text);
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
        let own = category(240, Nature::Private, Charge::NotOwned, Some("PageList"));
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
        assert!(!category(11, Nature::Untouched, Charge::Unknown, None).is_counted());
    }

    #[test]
    fn device_memory_without_page_counts_is_memory() {
        let device = RawRegion { share_mode: SM_EMPTY, ..region(88) };
        assert_eq!(Nature::of_region(&device), Nature::Plain);
        assert!(category(88, Nature::Plain, Charge::NotOwned, None).is_counted());
    }

    #[test]
    fn what_is_charged_as_graphics_is_graphics_and_only_that_number_alone_is_not() {
        let check = |number, nature, charge, expected: &str| {
            assert_eq!(category(number, nature, charge, None).to_string(), expected);
        };
        let graphics = Charge::Owned(Ledger::Graphics);
        check(100, Nature::Plain, graphics, "Graphics ▸ IOAccelerator");
        check(100, Nature::Private, graphics, "Graphics ▸ IOAccelerator");
        check(100, Nature::Private, Charge::NotOwned, "Malloc ▸ tagged as IOAccelerator");
        check(100, Nature::Private, Charge::Owned(Ledger::Plain), "Malloc ▸ tagged as IOAccelerator");
        // Another process may own what both map; and where nobody tells, the number is all there is.
        check(100, Nature::Plain, Charge::NotOwned, "Graphics ▸ IOAccelerator");
        check(100, Nature::Private, Charge::Unknown, "Graphics ▸ IOAccelerator");
        check(88, Nature::Private, Charge::NotOwned, "Graphics ▸ IOSurface");
        check(21, Nature::Plain, graphics, "Graphics ▸ IOKit (graphics)");
        check(0, Nature::Shared, graphics, "Graphics ▸ Untagged (graphics)");
        assert_eq!(label(100, Nature::Plain, graphics, None).name, "IOAccelerator (graphics)");
        assert_eq!(label(100, Nature::Plain, Charge::NotOwned, None).name, "IOAccelerator");
        assert_eq!(category_unmapped(Ledger::Media).to_string(), "Other ▸ owned, not mapped (media)");
    }

    #[test]
    fn the_shared_cache_is_one_category_and_its_neighbours_are_not() {
        let nested = RawRegion { address: 0x1_9000_0000, is_nested: true, ..region(32) };
        let copied = RawRegion { is_nested: false, external_pager: true, shadow_depth: 1, ..nested };
        for raw in [nested, copied, RawRegion { address: 0x7ff8_1000_0000, ..nested }] {
            check(raw, "VM_MEMORY_SHARED_PMAP", "dyld shared cache", "Code ▸ dyld shared cache");
        }
        let beside = RawRegion { is_nested: false, ..nested };
        assert_eq!(Nature::of_region(&beside), Nature::Private);
        assert_eq!(Nature::of_region(&RawRegion { address: 0xf_c000_0000, ..nested }), Nature::Private);
    }
}
