//! Rules about memory that has no name, or one that proves little.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};
use crate::analysis::hints::kind::Kind;
use crate::model::{Os, Place, TotalKind};

/// `VM_MEMORY_IOACCELERATOR`.
const GPU: u32 = 100;

/// Where the graphics ledger grows by less of it than this, in percent, the memory is hardly the GPU's.
const CHARGED: f64 = 50.0;

pub(super) fn tag(case: &Case<'_>) -> Option<Said> {
    if case.process()?.os != Os::MacOs {
        return None;
    }
    let example = case.example()?.region;
    let is_mapped = matches!(example.place, Place::Mapped(_));
    match case.trace.recording.tag(example.identity.tag)?.number? {
        GPU if is_mapped && !is_charged(case) => Some(Said::text(
            "Tag 100 (IOAccelerator) alone does not prove GPU memory: mimalloc, the allocator of many Rust and C++ \
             programs, gives it to its heap, and the system's graphics ledger does not show the growth.",
        )),
        number @ 240..=255 => Some(Said::text(format!(
            "Tag {number} is free for any program to use: make sure that no library in this one uses it too \
             (Chromium takes several below 256).",
        ))),
        _ => None,
    }
}

/// Whether the system charges the growth as graphics memory.
fn is_charged(case: &Case<'_>) -> bool {
    let cycles = &case.cycles.cycles;
    let (Some(first), Some(last)) = (cycles.first(), cycles.last()) else { return false };
    let ledger = |at| case.trace.recording.totals_at(at).get(TotalKind::GraphicsFootprint);
    let grown =
        ledger(first.window.from).zip(ledger(last.window.to)).map(|(before, after)| after.since(before));
    let gained = rise(case.gained(Metric::Mapped));
    grown.is_some_and(|grown| percent(rise(grown), gained) >= CHARGED)
}

/// The first Linux that names anonymous memory, where `CONFIG_ANON_VMA_NAME` is on.
const NAMING_LINUX: (u32, u32) = (5, 17);

pub(super) fn untagged(case: &Case<'_>) -> Option<Said> {
    let process = case.process()?;
    if case.kind()? != Kind::Anonymous {
        return None;
    }
    Some(match process.os {
        Os::MacOs => Said::with_command(
            "It has no tag. Give it one where it is mapped, by the number in place of the file descriptor, and it \
             stands in a row of its own.",
            "mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANON | MAP_PRIVATE, VM_MAKE_TAG(240), 0);",
        ),
        _ if is_older(&process.os_release, NAMING_LINUX) => Said::with_command(
            format!(
                "It has no name, and Linux {} cannot give it one. A private mapping of an empty memfd has a name and \
                 is no different otherwise.",
                process.os_release
            ),
            "int fd = memfd_create(\"name\", MFD_CLOEXEC); ftruncate(fd, size);",
        ),
        _ => Said::with_command(
            "It has no name. Give it one where it is mapped, and it stands in a row of its own (where the kernel has \
             CONFIG_ANON_VMA_NAME). glibc 2.39 and later names malloc's memory when the program is started with \
             GLIBC_TUNABLES=glibc.mem.decorate_maps=1.",
            "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, address, size, \"name\");",
        ),
    })
}

/// Whether a release like `6.1.0-13-amd64` is older than a version; what cannot be read is not.
fn is_older(release: &str, than: (u32, u32)) -> bool {
    let mut numbers = release.split(|letter: char| !letter.is_ascii_digit()).map(str::parse);
    matches!((numbers.next(), numbers.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_number() {
        for (release, expected) in [
            ("5.10.0-30-amd64", true),
            ("5.9", true),
            ("4.19.1", true),
            ("5.17.0", false),
            ("6.1.0-13-amd64", false),
            ("25.0.0", false),
            ("rolling", false),
            ("", false),
        ] {
            assert_eq!(is_older(release, NAMING_LINUX), expected, "{release}");
        }
    }
}
