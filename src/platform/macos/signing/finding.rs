//! What is to be signed: a program, or the bundle of which it is the main program.

use crate::platform::signature::{Program, Unreadable};
use crate::platform::signing::SignError;
use object::ReadCache;
use plist::Value;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Property lists of bundles are shorter than this; one that is made to be deep is no threat while it is short.
const LARGEST_LIST: u64 = 128 << 10;
/// So much of one is read, all in all. In the binary form lists may refer to lists that refer to others, each several times:
/// a few bytes stand for more than any memory holds.
const MOST_READ: u64 = 4 * LARGEST_LIST;

/// A program as it was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// What is signed: a program, or a bundle. No link leads there.
    pub(super) path: PathBuf,
    /// Of a bundle its main program, from the bundle on.
    pub(super) main: Option<PathBuf>,
    /// What the program's file holds.
    pub(super) program: Program,
    /// Whether System Integrity Protection guards the file.
    pub(super) is_restricted: bool,
    /// Whether it runs as another user than who starts it.
    pub(super) is_setuid: bool,
    /// Whether a bundle holds programs beside its main one.
    pub(super) holds_others: bool,
    /// The application that holds it, where it is a part of one.
    pub(super) within: Option<PathBuf>,
}

impl Found {
    /// The file of the main program, of what was found or of a copy of it.
    pub(super) fn main_of(&self, path: &Path) -> PathBuf {
        file(path, self.main.as_deref())
    }
}

/// The file of a program, or of a bundle's main one.
fn file(path: &Path, main: Option<&Path>) -> PathBuf {
    main.map_or_else(|| path.to_owned(), |main| path.join(main))
}

/// Looks at what a path names: a program, or the bundle of which it is the main program.
pub(super) fn find(target: &Path) -> Result<Found, SignError> {
    let real = real(target)?;
    look_at(target, bundle_of(&real).unwrap_or(real))
}

/// Looks at a program alone, also where it is the main one of a bundle.
pub(super) fn find_program(target: &Path) -> Result<Found, SignError> {
    look_at(target, real(target)?)
}

fn real(target: &Path) -> Result<PathBuf, SignError> {
    target.canonicalize().map_err(|error| SignError::Refused {
        path: target.to_owned(),
        reason: error.to_string(),
        remedy: "name a program or a bundle".to_owned(),
    })
}

fn look_at(target: &Path, path: PathBuf) -> Result<Found, SignError> {
    let refuse = |reason: String, remedy: &str| SignError::Refused {
        path: target.to_owned(),
        reason,
        remedy: remedy.to_owned(),
    };
    let main = if path.is_dir() {
        let main = main_program(&path).map_err(|why| refuse(why, "name the program itself"))?;
        Some(main)
    } else {
        None
    };
    let file = file(&path, main.as_deref());
    let about = |error: &dyn fmt::Display| refuse(error.to_string(), "name a program or a bundle");
    let metadata = fs::symlink_metadata(&file).map_err(|error| about(&error))?;
    if !metadata.is_file() {
        return Err(refuse(format!("{} is no file", file.display()), "name the program itself"));
    }
    Ok(Found {
        program: program(&file).map_err(|error| about(&error))?,
        is_restricted: is_restricted(&metadata),
        is_setuid: metadata.permissions().mode() & 0o6000 != 0,
        holds_others: main.as_deref().is_some_and(|main| holds_others(&path, main)),
        within: application_around(&path),
        path,
        main,
    })
}

/// A program cannot be read.
#[derive(Debug)]
pub(in crate::platform::macos) enum ProgramError {
    File(io::Error),
    /// What is in it.
    Content(Unreadable),
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Content(error) => error.fmt(f),
        }
    }
}

/// Reads how the program in a file was signed.
pub(in crate::platform::macos) fn program(file: &Path) -> Result<Program, ProgramError> {
    let file = File::open(file).map_err(ProgramError::File)?;
    Program::read(&ReadCache::new(file)).map_err(ProgramError::Content)
}

/// The bundle of which this is the main program: `X.app` of `X.app/Contents/MacOS/x`.
fn bundle_of(program: &Path) -> Option<PathBuf> {
    let inside = Path::new("Contents/MacOS").join(program.file_name()?);
    let bundle = program.ancestors().nth(3).filter(|bundle| bundle.join(&inside) == program)?;
    let main = main_program(bundle).ok()?;
    (main == inside).then(|| bundle.to_owned())
}

/// The file that a bundle is started by, or why there is none.
pub fn bundle_program(bundle: &Path) -> Result<PathBuf, String> {
    let program = bundle.join(main_program(bundle)?);
    if program.is_file() {
        Ok(program)
    } else {
        Err(format!("its main program is not there: {}", program.display()))
    }
}

/// Which of its files a bundle is started by.
fn main_program(bundle: &Path) -> Result<PathBuf, String> {
    let list = bundle.join("Contents/Info.plist");
    let read = fs::metadata(&list).and_then(|metadata| match metadata.len() {
        0..=LARGEST_LIST => fs::read(&list),
        _ => Err(io::ErrorKind::FileTooLarge.into()),
    });
    let text = read.map_err(|error| format!("it is no bundle of a program: {}: {error}", list.display()))?;
    let name = executable(&text);
    let name = name.ok_or_else(|| format!("{} names no program (CFBundleExecutable)", list.display()))?;
    Ok(Path::new("Contents/MacOS").join(name))
}

/// The name of its program in a bundle's property list. It names a file in one folder, and no other.
fn executable(list: &[u8]) -> Option<String> {
    let list = Value::from_reader(Metered { list: Cursor::new(list), left: MOST_READ }).ok()?;
    let name = list.as_dictionary()?.get("CFBundleExecutable")?.as_string()?;
    let is_name = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\0']);
    is_name.then(|| name.to_owned())
}

/// A list that is read so much and no more, however often its reader goes back.
struct Metered<'a> {
    list: Cursor<&'a [u8]>,
    left: u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.list.read(into)?;
        let left = self.left.checked_sub(length as u64);
        self.left = left.ok_or_else(|| io::Error::other("it refers to its own parts too often"))?;
        Ok(length)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.list.seek(to)
    }
}

/// Whether there is code in a bundle beside its main program.
fn holds_others(bundle: &Path, main: &Path) -> bool {
    let contents = bundle.join("Contents");
    let beside = fs::read_dir(contents.join("MacOS")).into_iter().flatten().flatten();
    let has_folder = |name| contents.join(name).is_dir();
    beside.into_iter().any(|entry| Some(&*entry.file_name()) != main.file_name())
        || ["Frameworks", "Helpers", "PlugIns", "XPCServices", "Library"].into_iter().any(has_folder)
}

/// The outermost application of which this is a part.
fn application_around(path: &Path) -> Option<PathBuf> {
    let is_application = |folder: &&Path| folder.extension().is_some_and(|extension| extension == "app");
    path.ancestors().skip(1).filter(is_application).last().map(Path::to_owned)
}

/// `SF_RESTRICTED` (`<sys/stat.h>`).
#[cfg(target_os = "macos")]
fn is_restricted(metadata: &Metadata) -> bool {
    use std::os::macos::fs::MetadataExt;
    metadata.st_flags() & 0x0008_0000 != 0
}

/// Only macOS has such files.
#[cfg(not(target_os = "macos"))]
fn is_restricted(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use plist::Dictionary;

    /// A binary list that names its program, and in which each list refers twice to the next.
    fn folded(lists: u8) -> Vec<u8> {
        let mut list = b"bplist00".to_vec();
        let mut places = Vec::new();
        let mut add = |object: &[u8]| {
            places.push(u16::try_from(list.len()).unwrap());
            list.extend(object);
        };
        add(&[0xd2, 1, 2, 3, 4]);
        add(b"\x5f\x10\x12CFBundleExecutable");
        add(b"\x51a");
        add(b"\x51x");
        (5..5 + lists).for_each(|next| add(&[0xa2, next, next]));
        add(b"\x09");
        let (table, count) = (list.len() as u64, places.len() as u64);
        list.extend(places.iter().flat_map(|place| place.to_be_bytes()));
        list.extend([0, 0, 0, 0, 0, 0, 2, 1]);
        list.extend([count, 0, table].iter().flat_map(|number| number.to_be_bytes()));
        list
    }

    #[test]
    fn a_list_that_unfolds_without_end_is_refused() {
        assert_eq!(executable(&folded(3)).as_deref(), Some("x"));
        assert_eq!(executable(&folded(60)), None);
    }

    #[test]
    fn a_list_may_be_binary() {
        let entries = [("CFBundleExecutable".to_owned(), Value::from("own"))];
        let list = Value::Dictionary(entries.into_iter().collect::<Dictionary>());
        let mut binary = Vec::new();
        list.to_writer_binary(&mut binary).unwrap();
        assert_eq!(executable(&binary).as_deref(), Some("own"));
    }
}
