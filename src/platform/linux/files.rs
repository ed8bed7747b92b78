//! The files of one process under a proc root, held open.
//!
//! An open `maps` pins the address space it was opened for: after `exec` it reads as empty, and it can never show another
//! process that got the pid.

use crate::source::proc_text::{self, Stat};
use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Where `/proc` is; another place in tests, which replay recorded trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcRoot(PathBuf);

impl Default for ProcRoot {
    fn default() -> Self {
        Self(PathBuf::from("/proc"))
    }
}

impl ProcRoot {
    /// A proc tree at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The directory of a process.
    pub(super) fn process(&self, pid: u32) -> PathBuf {
        self.0.join(pid.to_string())
    }

    /// `stat` of a process.
    pub(super) fn stat(&self, pid: u32) -> Option<Stat> {
        proc_text::stat(&read_text(&self.process(pid).join("stat")).ok()?)
    }
}

/// What is read of one process, and how often.
#[derive(Debug)]
pub(super) struct ProcFiles {
    pub(super) dir: PathBuf,
    pub(super) maps: File,
    pub(super) smaps: Option<File>,
    rollup: Option<File>,
    /// Each tick: tells in a microsecond whether anything moved.
    statm: File,
    status: File,
    /// When regions are measured.
    pub(super) pagemap: Option<File>,
    /// To recognise malloc chunks; needs the right to attach, which is more than the right to read `maps`.
    pub(super) mem: Option<File>,
    text: Vec<u8>,
    last_statm: Vec<u8>,
}

impl ProcFiles {
    /// Opens the files. `maps` and `status` must be there; the others are missed without.
    pub(super) fn open(root: &ProcRoot, pid: u32) -> io::Result<Self> {
        let dir = root.process(pid);
        Ok(Self {
            maps: File::open(dir.join("maps"))?,
            status: File::open(dir.join("status"))?,
            statm: File::open(dir.join("statm"))?,
            smaps: File::open(dir.join("smaps")).ok(),
            rollup: File::open(dir.join("smaps_rollup")).ok(),
            pagemap: File::open(dir.join("pagemap")).ok(),
            mem: File::open(dir.join("mem")).ok(),
            text: Vec::with_capacity(4096),
            last_statm: Vec::new(),
            dir,
        })
    }

    /// Whether `statm` says otherwise than the last time.
    pub(super) fn moved(&mut self) -> bool {
        let readable = read_whole(&self.statm, &mut self.text).is_ok();
        if readable && self.text == self.last_statm {
            return false;
        }
        self.last_statm.clone_from(&self.text);
        true
    }

    /// The text of `status`.
    pub(super) fn status(&mut self) -> io::Result<Cow<'_, str>> {
        read_whole(&self.status, &mut self.text)?;
        Ok(String::from_utf8_lossy(&self.text))
    }

    /// The text of `smaps_rollup`, where the kernel has it (Linux 4.14).
    pub(super) fn rollup(&mut self) -> Option<&str> {
        read_whole(self.rollup.as_ref()?, &mut self.text).ok()?;
        str::from_utf8(&self.text).ok()
    }
}

/// How much is asked for at once. The kernel gives at most a page of text for each call: more buys nothing, and this stays
/// in the first-level cache.
pub(super) const PIECE: usize = 16 << 10;

/// Reads a small file of text. A name in it may be cut in the middle of a letter, which costs no more than that letter.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())
}

/// Reads a file from its beginning into `text`, which keeps what it had allocated and written.
pub(super) fn read_whole(file: &File, text: &mut Vec<u8>) -> io::Result<()> {
    let mut end = 0;
    loop {
        if text.len() < end + PIECE {
            text.resize(end + PIECE, 0);
        }
        match file.read_at(&mut text[end..end + PIECE], end as u64) {
            Ok(0) => {
                text.truncate(end);
                return Ok(());
            }
            Ok(read) => end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                text.clear();
                return Err(error);
            }
        }
    }
}
