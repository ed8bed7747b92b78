//! The strict form: of all names only those stay that the system's own libraries have, and words of this program.

use super::paths::{Paths, number};
use std::collections::{BTreeSet, HashMap};

/// How names begin that somebody has made up behind it.
const PREFIXES: [&str; 8] =
    ["/memfd:", "/dmabuf:", "/SYSV", "/dev/shm/", "[anon:", "[anon_shmem:", "[stack:", "drm:"];

/// How names begin that the kernel and the C library make up themselves.
const KEPT: [&str; 8] = [
    "[anon: glibc:",
    "anon_inode:[",
    "/anon_hugepage",
    "/drm mm object",
    "/i915",
    "/secretmem",
    "/dev/dri/",
    "/dev/nvidia",
];

/// Folders with the libraries of a Linux system; in the first four may be a folder for a kind of processor.
const LIBRARIES: [&str; 8] =
    ["/lib/", "/usr/lib/", "/lib64/", "/usr/lib64/", "/lib32/", "/usr/lib32/", "/libx32/", "/usr/libx32/"];

/// How the kernel marks a file that has no name any more.
const DELETED: &str = " (deleted)";

/// Numbers in the place of names.
pub(super) struct Strict<'a> {
    paths: Paths<'a>,
    /// Words of this program: names of categories, and of tags.
    own_words: &'a BTreeSet<String>,
    /// Names that are the same to it have one number.
    alike: fn(&str) -> String,
    names: HashMap<String, usize>,
}

impl<'a> Strict<'a> {
    pub(super) fn new(paths: Paths<'a>, own_words: &'a BTreeSet<String>, alike: fn(&str) -> String) -> Self {
        Self { paths, own_words, alike, names: HashMap::new() }
    }

    /// What stands in the place of a word.
    pub(super) fn replacement(&mut self, word: &str) -> String {
        if word.is_empty() || self.own_words.contains(word) {
            return word.to_owned();
        }
        format!("name-{}", number(&mut self.names, (self.alike)(word)))
    }

    /// What stands in the place of the system's name for a piece of memory; some are names of files.
    pub(super) fn tag(&mut self, tag: &str, is_file: bool) -> String {
        let (name, deleted) = match tag.strip_suffix(DELETED) {
            Some(name) => (name, DELETED),
            None => (tag, ""),
        };
        if KEPT.iter().any(|begin| name.starts_with(begin)) {
            return tag.to_owned();
        }
        if let Some(prefix) = PREFIXES.iter().find(|prefix| name.starts_with(**prefix)) {
            let made_up = &name[prefix.len()..];
            let (made_up, closing) = made_up.strip_suffix(']').map_or((made_up, ""), |name| (name, "]"));
            return format!("{prefix}{}{closing}{deleted}", self.replacement(made_up));
        }
        if self.own_words.contains(name) || is_system_library(name) {
            return tag.to_owned();
        }
        let other = if is_file { self.paths.pseudonym(name) } else { self.replacement(name) };
        other + deleted
    }

    /// The version of a system, without what its maker has added.
    pub(super) fn release(release: &str) -> String {
        let version = release.trim().split(|letter: char| !letter.is_ascii_digit() && letter != '.').next();
        version.unwrap_or_default().to_owned()
    }
}

/// Whether it is a library in a folder in which only the system's are.
fn is_system_library(path: &str) -> bool {
    if path.split('/').any(|part| part == "..") {
        return false;
    }
    if let Some(rest) = path.strip_prefix("/System/") {
        return !rest.starts_with("Volumes/");
    }
    let Some((folder, file)) = path.rsplit_once('/') else { return false };
    let is_called = |ending: &str| file.split('.').skip(1).any(|part| part == ending);
    if is_called("dylib") || file == "dyld" {
        return folder == "/usr/lib" || folder.starts_with("/usr/lib/system");
    }
    let is_folder = |libraries: &str| {
        let below = format!("{folder}/");
        let of_processor = below.strip_prefix(libraries).and_then(|below| below.strip_suffix('/'));
        below == libraries || of_processor.is_some_and(is_of_processor)
    };
    is_called("so") && LIBRARIES.into_iter().any(is_folder)
}

/// `x86_64-linux-gnu`, `aarch64-linux-musl`.
fn is_of_processor(folder: &str) -> bool {
    !folder.contains('/') && folder.contains("-linux-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::anonymise::people::People;

    fn check(tag: &str, expected: &str) {
        let (people, own) = (People::default(), BTreeSet::from(["[heap]", "heap"].map(str::to_owned)));
        let paths = Paths::new(&people, std::iter::empty(), str::to_owned);
        let mut strict = Strict::new(paths, &own, str::to_owned);
        assert_eq!(strict.tag(tag, tag.starts_with('/') && !tag.starts_with("/memfd:")), expected);
    }

    #[test]
    fn libraries_of_the_system_stay() {
        for kept in [
            "",
            "[heap]",
            "/usr/lib/x86_64-linux-gnu/libc.so.6",
            "/lib64/ld-linux-x86-64.so.2",
            "/usr/lib/libm.so.6 (deleted)",
            "/usr/lib/system/libdyld.dylib",
            "/System/Library/Frameworks/AppKit.framework/AppKit",
            "[anon: glibc: malloc arena]",
            "anon_inode:[io_uring]",
            "/dev/dri/card0",
        ] {
            check(kept, kept);
        }
    }

    #[test]
    fn what_somebody_has_named_goes() {
        check("/usr/local/lib/CUSTOMER.so", "/path-1/file-1.so");
        check("/usr/lib/customer/libx.so", "/path-1/file-1.so");
        check("/usr/lib/../../srv/libx.so", "/path-1/file-1.so");
        check("/usr/bin/customer", "/path-1/file-1");
        check("/System/Volumes/Data/x/y.dylib", "/path-1/file-1.dylib");
        check("/memfd:customer (deleted)", "/memfd:name-1 (deleted)");
        check("/SYSV0badcafe (deleted)", "/SYSVname-1 (deleted)");
        check("/dev/shm/customer", "/dev/shm/name-1");
        check("[anon:customer]", "[anon:name-1]");
        check("[anon:heap]", "[anon:heap]");
        check("customer", "name-1");
    }

    #[test]
    fn of_a_release_the_version_stays() {
        for (release, expected) in [("6.1.0-13-customer", "6.1.0"), ("24.1.0", "24.1.0"), ("customer", "")] {
            assert_eq!(Strict::release(release), expected);
        }
    }
}
