//! What kind of memory a region is, as far as it matters for who can see it and who makes it.

use super::interpreters::is_embedded;
use crate::model::{Backing, Os, Place, Recording, Region, Runtime};

/// The group that the rules and the tags give to what malloc keeps.
const MALLOC_GROUP: &str = "Malloc";

/// The group that the rules give to the stacks of threads, most of which have no name.
const STACKS_GROUP: &str = "Stacks";

/// Runtimes that map memory of their own, by shapes that no rule knows. Where a program only embeds one of the interpreters
/// among them, such memory is as likely its own.
const MAPPING_RUNTIMES: [Runtime; 4] = [Runtime::Jvm, Runtime::Ruby, Runtime::Php, Runtime::Erlang];

/// The groups that the rules give to what a language's runtime manages by itself.
const MANAGED_GROUPS: [(&str, Runtime); 5] = [
    ("Go", Runtime::Go),
    ("V8", Runtime::V8),
    ("SpiderMonkey", Runtime::SpiderMonkey),
    ("JVM", Runtime::Jvm),
    ("Python", Runtime::CPython),
];

/// Names that allocators give to their memory on Linux.
const MALLOC_NAMES: [&str; 6] = [
    "[heap]",
    "[anon: glibc: malloc",
    "[anon:scudo:",
    "[anon:libc_malloc]",
    "[anon:partition_alloc]",
    "[anon:tcmalloc",
];

/// Names of what graphics drivers map on Linux.
const GRAPHICS_NAMES: [&str; 7] =
    ["drm:", "/dmabuf:", "/dev/dri/", "/dev/nvidia", "anon_inode:i915.gem", "/i915", "/drm mm object"];

/// What a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Malloc,
    /// The heap of a language's runtime.
    Managed(Runtime),
    /// An `IOSurface`.
    Surface,
    /// A buffer of the graphics driver.
    Graphics,
    /// A memfd.
    Memfd,
    /// A System V segment.
    SystemV,
    /// POSIX shared memory, and shared anonymous memory.
    Shared,
    /// A stack.
    Stack,
    /// A file.
    File,
    /// Private memory that has a name.
    Named,
    /// Private memory that has none.
    Anonymous,
}

impl Kind {
    /// By its tag; by its category only where the tag does not tell: plain memory that was found to be malloc's.
    pub(super) fn of_region(recording: &Recording, region: &Region) -> Self {
        let tag = recording.tag(region.identity.tag);
        let name = tag.map_or("", |tag| tag.name.as_str());
        let group = recording.category(region.class.category).map_or("", |category| category.group.as_str());
        match (recording.target().map(|target| target.os), tag.and_then(|tag| tag.number)) {
            (Some(Os::MacOs), Some(number)) => Self::of_number(number, region),
            _ => match Self::of_name(name, group, region) {
                Self::Anonymous => Self::of_anonymous(recording),
                kind => kind,
            },
        }
    }

    /// What no rule knows is most likely of a runtime that maps such memory, where one lives in the process.
    fn of_anonymous(recording: &Recording) -> Self {
        let runtimes = recording.runtimes();
        let is_owner = |runtime: &Runtime| runtimes.has(*runtime) && !is_embedded(recording, *runtime);
        let mut mapping = MAPPING_RUNTIMES.into_iter().filter(is_owner);
        mapping.next().map_or(Self::Anonymous, Self::Managed)
    }

    /// Numbers as in `<mach/vm_statistics.h>`.
    fn of_number(number: u32, region: &Region) -> Self {
        match number {
            1..=9 | 11..=13 | 22 => Self::Malloc,
            30 => Self::Stack,
            42 | 51 | 52 | 54..=58 | 100 => Self::Graphics,
            88 => Self::Surface,
            0 if matches!(region.identity.backing, Backing::File { .. }) => Self::File,
            0 => Self::Anonymous,
            _ => Self::Named,
        }
    }

    fn of_name(name: &str, group: &str, region: &Region) -> Self {
        if let Some(&(_, runtime)) = MANAGED_GROUPS.iter().find(|(known, _)| *known == group) {
            return Self::Managed(runtime);
        }
        let is_one_of = |names: &[&str]| names.iter().any(|start| name.starts_with(start));
        match name {
            _ if is_one_of(&MALLOC_NAMES) => Self::Malloc,
            _ if is_one_of(&GRAPHICS_NAMES) => Self::Graphics,
            _ if name.starts_with("/memfd:") => Self::Memfd,
            _ if name.starts_with("/SYSV") => Self::SystemV,
            _ if is_one_of(&["/dev/shm/", "/dev/zero"]) => Self::Shared,
            _ if is_one_of(&["[stack", "[anon: glibc: pthread"]) => Self::Stack,
            "" if group == MALLOC_GROUP => Self::Malloc,
            "" if group == STACKS_GROUP => Self::Stack,
            "" if matches!(region.place, Place::Mapped(_)) => Self::Anonymous,
            _ if matches!(region.identity.backing, Backing::File { .. }) => Self::File,
            _ => Self::Named,
        }
    }
}
