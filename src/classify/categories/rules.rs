//! What a rule is, and which one fits.

use crate::model::{Category, Runtimes};
use serde::Deserialize;
use std::collections::BTreeMap;

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// One thing that is known of a mapping.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
        #[repr(u8)]
        pub enum MappingFact { $($(#[$doc])* $name,)* }

        impl MappingFact {
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

facts! {
    /// No access right at all.
    NoAccess,
    /// Bytes may be written.
    Writable,
    /// Bytes may be executed, or could be at any earlier look (a W^X JIT flips).
    Executable,
    /// Writes are seen by others who map the same.
    Shared,
    /// Nothing with a name or inode stands behind it.
    Anonymous,
    /// A file or device stands behind it.
    File,
    /// At most 64 KiB without access right, directly below private writable anonymous memory.
    Guard,
    /// The stack of a thread: writable anonymous memory above a guard with the flag `nh`, or a thread's stack pointer
    /// lies inside.
    ThreadStack,
    /// The shape of a glibc arena: from a multiple of 64 MiB, together with the inaccessible rest up to the next.
    GlibcArena,
    /// Begins with the header of a malloc chunk that glibc mapped directly (`IS_MMAPPED`).
    LargeMalloc,
    /// `nr`: mapped without reserving swap space, as allocators do.
    NoReserve,
    /// `nr`, 32 MiB-aligned in the 2 to 30 TiB where mimalloc hints its segments.
    Mimalloc,
    /// `nr`, from a multiple of 256 KiB: a page of V8's heap, or a large object of it.
    V8Page,
    /// In the address space where Go hints the arenas of its heap.
    GoArena,
    /// Below 32 GiB, where the JVM places a heap that compressed pointers can reach.
    JavaHeap,
    /// In the 4 GiB behind that, where the JVM keeps what it knows of classes.
    JavaClasses,
    /// Arenas of Python's object allocator: their pools have consistent headers.
    PythonArena,
    /// Below the addresses that the kernel chooses, where Chromium's allocators choose theirs at random.
    RandomHint,
    /// A part of a chunk of mozjemalloc: from a multiple of 1 MiB its header, a guard, what it allocates from, and a guard
    /// up to the next multiple; or a large allocation from a multiple of 1 MiB, and a guard up to one.
    MozChunk,
    /// From a multiple of 1 MiB to another.
    Mebibytes,
    /// Directly behind the writable data of a file that is loaded.
    Bss,
    /// Memory without address: an object known by a descriptor.
    Object,
}

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts(u32);

impl Facts {
    /// Adds a fact if it holds.
    #[must_use]
    pub const fn with(self, fact: MappingFact, holds: bool) -> Self {
        Self(self.0 | (holds as u32) << fact as u32)
    }

    /// Whether a fact holds.
    pub const fn has(self, fact: MappingFact) -> bool {
        self.0 & (1 << fact as u32) != 0
    }

    /// Whether all facts of `other` hold.
    pub const fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any fact of `other` holds.
    pub const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The facts of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<MappingFact> for Facts {
    fn from_iter<I: IntoIterator<Item = MappingFact>>(facts: I) -> Self {
        facts.into_iter().fold(Self::default(), |set, fact| set.with(fact, true))
    }
}

/// In which processes a rule holds, by the runtimes that live in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Where {
    /// Those of which one must be there; empty where any process will do.
    pub any: Runtimes,
    /// Whether a process will do too in which none was recognised.
    pub unrecognised: bool,
    /// Those of which none may be there.
    pub none: Runtimes,
}

impl Where {
    /// Whether it holds in a process with these.
    fn fits(self, runtimes: Runtimes) -> bool {
        let is_asked = !self.any.is_empty() || self.unrecognised;
        let is_there = runtimes.has_any(self.any) || self.unrecognised && runtimes.is_empty();
        (is_there || !is_asked) && !runtimes.has_any(self.none)
    }
}

/// A rule: when name, facts and process fit, this is the category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Patterns for the system's name, one of which must fit; none at all fits every name.
    /// A pattern may hold one `*`, which stands for any text.
    pub names: Vec<String>,
    /// Facts that must hold.
    pub all: Facts,
    /// Facts that must not hold.
    pub none: Facts,
    /// In which processes.
    pub process: Where,
    /// The category. In group and name, `{*}` is the text that the pattern's star stood for, without a trailing number,
    /// so that one kind of memory is one category; `{name}` is the whole name.
    pub category: Category,
}

/// Rules in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    pub(super) linux: Vec<Rule>,
    pub(super) macos_names: BTreeMap<u32, String>,
}

/// The rule that fits, and what its star stood for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched<'a> {
    rule: &'a Rule,
    star: &'a str,
    name: &'a str,
}

impl Rules {
    /// The name that the user gave to a tag of macOS memory: 240 is a `PageList` in this program.
    pub fn macos_name(&self, tag: u32) -> Option<&str> {
        self.macos_names.get(&tag).map(String::as_str)
    }

    /// The category of a Linux mapping or object in a process with these runtimes.
    pub fn linux(&self, name: &str, facts: Facts, runtimes: Runtimes) -> Category {
        self.linux.iter().find_map(|rule| rule.fits(name, facts, runtimes)).map_or_else(
            || Category::counted("Other", if name.is_empty() { "(no name)" } else { name }),
            |matched| matched.category(),
        )
    }
}

impl Rule {
    /// Whether the rule fits, and how.
    pub fn fits<'a>(&'a self, name: &'a str, facts: Facts, runtimes: Runtimes) -> Option<Matched<'a>> {
        if !facts.has_all(self.all) || facts.has_any(self.none) || !self.process.fits(runtimes) {
            return None;
        }
        let star = if self.names.is_empty() {
            name
        } else {
            self.names.iter().find_map(|pattern| star(pattern, name))?
        };
        Some(Matched { rule: self, star, name })
    }
}

impl Matched<'_> {
    /// The category, with the names filled in.
    pub fn category(&self) -> Category {
        let fill = |text: &str| text.replace("{*}", without_number(self.star)).replace("{name}", self.name);
        let Category { group, name, role } = &self.rule.category;
        Category { group: fill(group), name: fill(name), role: *role }
    }
}

/// What the star of `pattern` stands for in `name`; the empty text where there is no star and both are equal.
fn star<'a>(pattern: &str, name: &'a str) -> Option<&'a str> {
    match pattern.split_once('*') {
        Some((before, behind)) => name.strip_prefix(before)?.strip_suffix(behind),
        None => (pattern == name).then_some(""),
    }
}

/// A shorter word has its digits as a part of its name: "v8", "x264", "mp3".
const SHORTEST_WORD: usize = 3;

/// A name without the number at its end: "wayland-shm-17" is of the kind "wayland-shm", "vram0" of the kind "vram".
fn without_number(name: &str) -> &str {
    let is_separator = |letter: char| "-_.:# ".contains(letter);
    let mut kind = name.trim_end_matches(is_separator);
    loop {
        let rest = kind.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let is_attached = !rest.ends_with(is_separator);
        if rest.len() == kind.len() || is_attached && rest.chars().count() < SHORTEST_WORD {
            return if kind.is_empty() { name } else { kind };
        }
        kind = rest.trim_end_matches(is_separator);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_at_the_end_is_no_kind_of_its_own() {
        let check = |name, kind| assert_eq!(without_number(name), kind, "{name}");
        check("wayland-shm-17", "wayland-shm");
        check("surface 3:12", "surface");
        check("vram0", "vram");
        check("v8", "v8");
        check("v8-17", "v8");
        check("x264", "x264");
        check("frames-", "frames");
        check("17", "17");
        check("-17", "-17");
        check("", "");
    }
}
