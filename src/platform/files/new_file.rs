//! A file from its creation to the proof that it is where it is said to be.

use super::error::{CreateError, Displaced};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// So much of a file is looked at to tell its kind.
const HEAD: u64 = 4096;

/// A larger file is none that people edit.
const MOST_SMALL: u64 = 1 << 20;

/// So many bytes a name has at most in the usual file systems.
const LONGEST_NAME: usize = 255;

/// What gives way to a new file. An empty file does in any case but [`Existing::Keep`]; what is no plain file never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Keep,
    /// A file of the same kind.
    Replace,
    /// Any file: the user was asked, or says so.
    Force,
}

/// A kind of file that can be told from its first bytes.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// What one is called, without article.
    pub name: &'static str,
    /// Whether a file that begins with these bytes (4 KiB at most) is one.
    pub is_one: fn(&[u8]) -> bool,
}

/// A file that is being created.
///
/// Until it has its name, dropping it removes it.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    path: PathBuf,
    /// The name that it has until it takes its own.
    beside: Option<TempPath>,
    existing: Existing,
    kind: Kind,
    /// What is to give way, by device and inode; nothing where nothing was there.
    gives_way: Option<(u64, u64)>,
}

impl NewFile {
    /// Begins a file beside `path`, whose folder must exist, if it could take that name now.
    pub fn beside(path: &Path, existing: Existing, kind: Kind) -> Result<Self, CreateError> {
        Self::begin(path, existing, kind, false)
    }

    /// The same for a file that is shared: whoever writes to it, or to a clone of it, writes at its end.
    pub fn shared_beside(path: &Path, existing: Existing, kind: Kind) -> Result<Self, CreateError> {
        Self::begin(path, existing, kind, true)
    }

    fn begin(path: &Path, existing: Existing, kind: Kind, append: bool) -> Result<Self, CreateError> {
        let gives_way = check_name(path, existing, kind)?;
        let made = tempfile::Builder::new()
            .append(append)
            .prefix(".strandline-")
            .suffix(".partial")
            .rand_bytes(16)
            .tempfile_in(folder_of(path))
            // Only the kind: the library's error names the random path.
            .map_err(|error| CreateError::Io(path.to_owned(), error.kind().into()))?;
        let (file, beside) = made.into_parts();
        Ok(Self { file, path: path.to_owned(), beside: Some(beside), existing, kind, gives_way })
    }

    /// The file, open to be read and written.
    pub const fn file(&self) -> &File {
        &self.file
    }

    /// The name that it has or is going to have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it has taken its name.
    pub const fn is_named(&self) -> bool {
        self.beside.is_none()
    }

    /// Takes its name, unless it has. Only what was there when it was begun gives way to it: not what came in between, be it
    /// of the same kind. After an error the file is as it was, and the next call tries again.
    pub fn take_name(&mut self) -> Result<(), CreateError> {
        if self.is_named() {
            return Ok(());
        }
        let there = check_name(&self.path, self.existing, self.kind)?;
        if there.is_some() && there != self.gives_way {
            return Err(CreateError::AlreadyExists(self.path.clone()));
        }
        let Some(beside) = self.beside.take() else { return Ok(()) };
        let renamed = match self.existing {
            Existing::Keep => beside.persist_noclobber(&self.path),
            Existing::Replace | Existing::Force => beside.persist(&self.path),
        };
        renamed.map_err(|failed| {
            self.beside = Some(failed.path);
            match failed.error.kind() {
                io::ErrorKind::AlreadyExists => CreateError::AlreadyExists(self.path.clone()),
                _ => CreateError::Io(self.path.clone(), failed.error),
            }
        })
    }

    /// Makes sure that its name leads to it, and that it is `len` bytes long. Before it has taken its name there is nothing
    /// to be sure of.
    pub fn check_place(&self, len: u64) -> Result<(), Displaced> {
        if !self.is_named() {
            return Ok(());
        }
        let ours = self.file.metadata().map_err(|_error| Displaced("it cannot be looked at"))?;
        let there = fs::symlink_metadata(&self.path).map_err(|_error| Displaced("it is no longer there"))?;
        if (ours.dev(), ours.ino()) != (there.dev(), there.ino()) {
            return Err(Displaced("another file has taken its place"));
        }
        if ours.len() != len {
            return Err(Displaced("somebody else has changed it"));
        }
        Ok(())
    }

    /// Makes sure that its name leads to it, and that it is `len` bytes long and ends with these. It is read by its
    /// descriptor: a path that somebody else may change can lead to what never answers.
    pub fn read_back(&self, len: u64, tail: &[u8]) -> Result<(), Displaced> {
        self.check_place(len)?;
        let mut found = vec![0; tail.len()];
        match self.file.read_exact_at(&mut found, len.saturating_sub(tail.len() as u64)) {
            Ok(()) if found == tail => Ok(()),
            Ok(()) => Err(Displaced("it does not hold what was written")),
            Err(_error) => Err(Displaced("it cannot be read back")),
        }
    }

    /// The file, once it has its name.
    pub fn into_file(self) -> File {
        self.file
    }

    /// Returns when its name is on the disk; what is in it is a matter of [`File::sync_all`].
    pub fn sync_name(&self) -> io::Result<()> {
        File::open(folder_of(&self.path))?.sync_all()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Whether a new file may have this name; gives device and inode of what gives way to it.
fn check_name(path: &Path, existing: Existing, kind: Kind) -> Result<Option<(u64, u64)>, CreateError> {
    let refused = |what| Err(CreateError::NotAFile { path: path.to_owned(), what });
    if path.file_name().is_none() || path.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return refused("a directory");
    }
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CreateError::Io(path.to_owned(), error)),
    };
    let file_type = there.file_type();
    let what = [
        (file_type.is_symlink(), "a link, which is not followed"),
        (file_type.is_dir(), "a directory"),
        (file_type.is_fifo(), "a pipe"),
        (file_type.is_socket(), "a socket"),
        (!file_type.is_file(), "a device"),
    ];
    if let Some((_, what)) = what.into_iter().find(|&(is_so, _)| is_so) {
        return refused(what);
    }
    match existing {
        Existing::Force => Ok(Some((there.dev(), there.ino()))),
        Existing::Keep => Err(CreateError::AlreadyExists(path.to_owned())),
        Existing::Replace if there.len() == 0 || is_of(kind, path) => Ok(Some((there.dev(), there.ino()))),
        Existing::Replace => Err(CreateError::OtherKind { path: path.to_owned(), kind: kind.name }),
    }
}

fn is_of(kind: Kind, path: &Path) -> bool {
    let mut head = Vec::new();
    let read = open_regular(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && (kind.is_one)(&head)
}

/// Opens a regular file to be read. Anything else is an error, and not waited for: not a pipe without a writer either.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let file = File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no regular file")) }
}

/// The text of a file that people edit, and that is small: no pipe is waited for, and no device read without end.
pub fn read_small_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open_regular(path)?.take(MOST_SMALL + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST_SMALL {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than a MiB"));
    }
    Ok(text)
}

/// A name of a file that begins with `stem`, of which as much is left out as no name has room for, and ends with `ending`.
pub fn fitting(stem: &OsStr, ending: &OsStr) -> OsString {
    let room = LONGEST_NAME.saturating_sub(ending.len());
    let mut name = stem.to_owned();
    if name.len() > room {
        let mut cut = stem.to_string_lossy().into_owned();
        while cut.len() > room {
            cut.pop();
        }
        name = cut.into();
    }
    name.push(ending);
    name
}

/// A path beside this one that nothing has: `report-2.html`.
pub fn unused_neighbour(path: &Path) -> PathBuf {
    let numbered = (2..10_000).map(|number: u32| {
        let mut ending = OsString::from(format!("-{number}"));
        if let Some(extension) = path.extension() {
            ending.push(".");
            ending.push(extension);
        }
        path.with_file_name(fitting(path.file_stem().unwrap_or_default(), &ending))
    });
    let is_free = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    numbered.into_iter().find(is_free).unwrap_or_else(|| path.to_owned())
}

/// The folder of a file: of a name alone, the working directory.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
