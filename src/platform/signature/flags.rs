//! The flags of a code signature.

use std::fmt;

/// Flags of a code signature (`CS_*`, XNU `osfmk/kern/cs_blobs.h`): those that are signed, and those that the kernel
/// adds while the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(pub u32);

impl Flags {
    /// Signed by nobody: no certificate stands behind it.
    pub const AD_HOC: Self = Self(0x0000_0002);
    /// The kernel's own note that the program invites debuggers.
    pub const GET_TASK_ALLOW: Self = Self(0x0000_0004);
    /// Takes only libraries of its own maker.
    pub const LIBRARY_VALIDATION: Self = Self(0x0000_2000);
    pub const RUNTIME: Self = Self(0x0001_0000);
    /// The kernel's own note that the program is part of macOS.
    pub const PLATFORM_BINARY: Self = Self(0x0400_0000);

    /// Whether any of these flags is among them.
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }
}

/// The words that `codesign` uses, and for the kernel's own flags those of its sources. Flags that say nothing about who
/// may look at a program are only in the number.
const WORDS: [(u32, &str); 12] = [
    (0x0000_0002, "adhoc"),
    (0x0000_0004, "get-task-allow"),
    (0x0000_0100, "hard"),
    (0x0000_0200, "kill"),
    (0x0000_0800, "restrict"),
    (0x0000_1000, "enforcement"),
    (0x0000_2000, "library-validation"),
    (0x0001_0000, "runtime"),
    (0x0002_0000, "linker-signed"),
    (0x0400_0000, "platform binary"),
    (0x0800_0000, "installer"),
    (0x1000_0000, "debugged"),
];

/// `0x10002 (adhoc, runtime)`, as `codesign` has it.
impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> =
            WORDS.iter().filter(|(flag, _)| self.0 & flag != 0).map(|&(_, word)| word).collect();
        let words = if words.is_empty() { "none".to_owned() } else { words.join(", ") };
        write!(f, "{:#x} ({words})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_print_as_codesign_has_them() {
        let check = |flags, expected| assert_eq!(Flags(flags).to_string(), expected);
        check(0, "0x0 (none)");
        check(0x1_0002, "0x10002 (adhoc, runtime)");
        check(0x2_0002, "0x20002 (adhoc, linker-signed)");
        check(0x2400_0001, "0x24000001 (platform binary)");
    }
}
