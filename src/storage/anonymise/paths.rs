//! Numbers in the place of folders and files.

use super::people::People;
use super::texts;
use std::collections::HashMap;

/// Folders of the system, which are alike on many machines, and devices.
const KEPT: [&str; 10] =
    ["/usr/", "/lib/", "/lib32/", "/lib64/", "/libx32/", "/bin/", "/sbin/", "/dev/", "/System/", "/Library/"];

/// Homes below folders of the system.
const NOT_KEPT: [&str; 2] = ["/usr/home/", "/System/Volumes/Data/"];

/// How names begin that the kernel prints like paths and that lie in no folder.
const NO_FILES: [&str; 8] =
    ["/memfd:", "/SYSV", "/dmabuf:", "/anon_hugepage", "/drm mm object", "/i915", "/secretmem", "/["];

/// What files are, by the end of their names. No other ending is kept: it might tell as much as a name.
const KINDS: [&str; 22] = [
    "so", "dylib", "a", "o", "jar", "node", "asar", "pak", "bin", "dat", "db", "sqlite", "cache", "ttf",
    "otf", "ttc", "mo", "png", "svg", "json", "txt", "log",
];

/// How the kernel marks a file that has no name any more.
const DELETED: &str = " (deleted)";

/// Gives paths their pseudonyms.
pub(super) struct Paths<'a> {
    people: &'a People,
    /// Names that are the same to it have one number.
    alike: fn(&str) -> String,
    folders: HashMap<String, usize>,
    files: HashMap<String, usize>,
    /// Paths with blanks, the longest first: in a text nothing else tells where they end.
    with_blanks: Vec<&'a str>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(
        people: &'a People,
        known: impl Iterator<Item = &'a str>,
        alike: fn(&str) -> String,
    ) -> Self {
        let known = known.map(|path| path.strip_suffix(DELETED).unwrap_or(path));
        let has_blank = |path: &&str| texts::is_path(path) && path.contains(char::is_whitespace);
        let mut with_blanks: Vec<_> = known.filter(has_blank).collect();
        with_blanks.sort_by_key(|path| std::cmp::Reverse(path.len()));
        Self { people, alike, folders: HashMap::new(), files: HashMap::new(), with_blanks }
    }

    /// What stands in the place of a path, or of the name of a file.
    pub(super) fn path(&mut self, path: &str) -> String {
        let (name, deleted) = match path.strip_suffix(DELETED) {
            Some(name) => (name, DELETED),
            None => (path, ""),
        };
        let other = if is_kept(name) { self.people.hide(name) } else { self.pseudonym(name) };
        other + deleted
    }

    /// The text with other paths and names.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut hidden = String::new();
        let mut rest = text;
        while let Some((before, path, behind)) = texts::next_path(rest, &self.with_blanks, is_kept) {
            hidden.push_str(&self.people.hide(before));
            hidden.push_str(&self.path(path));
            rest = behind;
        }
        hidden + &self.people.hide(rest)
    }

    /// What stands in the place of a path that does not stay.
    pub(super) fn pseudonym(&mut self, path: &str) -> String {
        let name = path.trim_end_matches('/');
        let (folder, file) = match name.rsplit_once('/') {
            Some(("", file)) => ("/".to_owned(), file),
            Some((folder, file)) => {
                (format!("/path-{}/", number(&mut self.folders, (self.alike)(folder))), file)
            }
            None => (String::new(), name),
        };
        let kind = kind(file).map_or_else(String::new, |kind| format!(".{kind}"));
        format!("{folder}file-{}{kind}", number(&mut self.files, (self.alike)(name)))
    }
}

/// A number of its own, by two digits at a time: longer numbers are taken for ids that never repeat where recordings are
/// compared.
pub(super) fn number(names: &mut HashMap<String, usize>, name: String) -> String {
    let next = names.len() + 1;
    by_two_digits(*names.entry(name).or_insert(next))
}

fn by_two_digits(number: usize) -> String {
    if number < 100 {
        return number.to_string();
    }
    format!("{}-{:02}", by_two_digits(number / 100), number % 100)
}

fn is_kept(path: &str) -> bool {
    let begins_with_one = |of: &[&str]| of.iter().any(|begin| path.starts_with(begin));
    let climbs = path.split('/').any(|part| part == "..");
    begins_with_one(&NO_FILES) || begins_with_one(&KEPT) && !begins_with_one(&NOT_KEPT) && !climbs
}

/// What a file is, as far as its name tells: `libc.so.6` is a `so`.
fn kind(file: &str) -> Option<&'static str> {
    let ending = |part: &&str| !part.bytes().all(|letter| letter.is_ascii_digit());
    let last = file.split('.').skip(1).filter(ending).last()?;
    KINDS.into_iter().find(|kind| last.eq_ignore_ascii_case(kind))
}
