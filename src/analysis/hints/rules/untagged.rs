//! Memory without a name: the line that gives it one.

use super::{Case, Said};
use crate::analysis::hints::kind::Kind;
use crate::model::Os;

/// The first Linux that names anonymous memory, where `CONFIG_ANON_VMA_NAME` is on.
const NAMING_LINUX: (u32, u32) = (5, 17);

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
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
