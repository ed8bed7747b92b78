//! Which allocators and language runtimes live in a process: they decide what its memory is, and who knows more of it.

/// An allocator, or a language runtime with a heap of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Runtime {
    /// malloc of the GNU C library.
    Glibc,
    /// malloc of musl.
    Musl,
    /// jemalloc.
    Jemalloc,
    /// mimalloc.
    Mimalloc,
    /// tcmalloc, of gperftools or of Google's own repository.
    Tcmalloc,
    /// Firefox's allocator, which shares little more than its beginnings with jemalloc.
    MozJemalloc,
    /// Chromium's allocator.
    PartitionAlloc,
    /// The runtime of Go.
    Go,
    /// The JavaScript engine of Chromium and Node.js.
    V8,
    /// The JavaScript engine of Firefox and GNOME.
    SpiderMonkey,
    /// A Java virtual machine (`HotSpot`).
    Jvm,
    /// The reference implementation of Python.
    CPython,
    /// The reference implementation of Ruby.
    Ruby,
    Perl,
    /// Lua, and `LuaJIT`.
    Lua,
    /// PHP.
    Php,
    /// Emacs, whose Lisp has a heap of its own.
    Emacs,
    /// The virtual machine of Erlang.
    Erlang,
}

impl Runtime {
    pub const ALL: [Self; 18] = [
        Self::Glibc,
        Self::Musl,
        Self::Jemalloc,
        Self::Mimalloc,
        Self::Tcmalloc,
        Self::MozJemalloc,
        Self::PartitionAlloc,
        Self::Go,
        Self::V8,
        Self::SpiderMonkey,
        Self::Jvm,
        Self::CPython,
        Self::Ruby,
        Self::Perl,
        Self::Lua,
        Self::Php,
        Self::Emacs,
        Self::Erlang,
    ];

    /// What it calls itself. Traces and rules use this name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Glibc => "glibc",
            Self::Musl => "musl",
            Self::Jemalloc => "jemalloc",
            Self::Mimalloc => "mimalloc",
            Self::Tcmalloc => "tcmalloc",
            Self::MozJemalloc => "mozjemalloc",
            Self::PartitionAlloc => "PartitionAlloc",
            Self::Go => "Go",
            Self::V8 => "V8",
            Self::SpiderMonkey => "SpiderMonkey",
            Self::Jvm => "JVM",
            Self::CPython => "CPython",
            Self::Ruby => "Ruby",
            Self::Perl => "Perl",
            Self::Lua => "Lua",
            Self::Php => "PHP",
            Self::Emacs => "Emacs",
            Self::Erlang => "Erlang",
        }
    }

    /// The one of this name; nothing for one that a newer version knows.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|runtime| runtime.name() == name)
    }
}

/// A set of runtimes. An empty one means that none of them was recognised, not that there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Runtimes(u32);

impl Runtimes {
    /// Whether one is in it.
    pub const fn has(self, runtime: Runtime) -> bool {
        self.0 & (1 << runtime as u16) != 0
    }

    /// Whether the two have one in common.
    pub const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether none is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// With one more.
    #[must_use]
    pub const fn with(self, runtime: Runtime) -> Self {
        Self(self.0 | (1 << runtime as u16))
    }

    /// Those of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of the first that are not in the second.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those in it, in the order of [`Runtime::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Runtime> {
        Runtime::ALL.into_iter().filter(move |&runtime| self.has(runtime))
    }
}

impl FromIterator<Runtime> for Runtimes {
    fn from_iter<I: IntoIterator<Item = Runtime>>(runtimes: I) -> Self {
        runtimes.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_runtime() {
        for runtime in Runtime::ALL {
            assert_eq!(Runtime::named(runtime.name()), Some(runtime));
            assert!(Runtimes::default().with(runtime).iter().eq([runtime]));
        }
        assert_eq!(Runtime::named("Lisp"), None);
    }
}
