//! The copy that is signed, and its way to the place of the original.

use crate::platform::files::{folder_of, private_temporary_directory_in};
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, chown, symlink};
use std::path::{Path, PathBuf};

/// A folder beside the place of a program, on the same volume, for all that is made on the way. It is removed with all
/// that is left in it, but never the only copy of a program.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: PathBuf,
    place: PathBuf,
}

impl Workshop {
    pub(super) fn beside(place: &Path) -> io::Result<Self> {
        let folder = private_temporary_directory_in(folder_of(place))?.keep();
        Ok(Self { folder, place: place.to_owned() })
    }

    /// Where the copy is signed. It has its last name already, which is part of some signatures.
    pub(super) fn copy(&self) -> PathBuf {
        self.folder.join("copy").join(self.place.file_name().unwrap_or_default())
    }

    /// Where the entitlements are kept that it is signed with.
    pub(super) fn entitlements(&self) -> PathBuf {
        self.folder.join("entitlements.plist")
    }

    /// Where what stood at the place before goes.
    fn replaced(&self) -> PathBuf {
        self.folder.join("replaced")
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        if self.place.exists() || !self.replaced().exists() {
            let _stays_behind = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Copies a file, or a folder with all that is in it. Links are copied as links.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    copy_entry(from, to)
}

fn copy_entry(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    let kind = metadata.file_type();
    if kind.is_symlink() {
        return symlink(fs::read_link(from)?, to);
    }
    if kind.is_file() {
        copy_content(from, to, &metadata)?;
        return keep_owner(&metadata, to);
    }
    if !kind.is_dir() {
        return Err(io::Error::other(format!("{} is no file and no folder", from.display())));
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_entry(&entry.path(), &to.join(entry.file_name()))?;
    }
    keep_owner(&metadata, to)?;
    // Last: nothing could be written into a folder that may only be read.
    fs::set_permissions(to, metadata.permissions())
}

/// What is in a file and who may use it, but no more: a copy that keeps the mark of where it came from (quarantine) does
/// not start once its signature is another.
fn copy_content(from: &Path, to: &Path, metadata: &Metadata) -> io::Result<()> {
    let mut copy = File::create(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.set_permissions(metadata.permissions())
}

/// What root copies stays with whose it was; nobody else may copy what is not his own.
fn keep_owner(original: &Metadata, copy: &Path) -> io::Result<()> {
    if fs::symlink_metadata(copy)?.uid() == original.uid() {
        return Ok(());
    }
    chown(copy, Some(original.uid()), Some(original.gid()))
}

/// Moves a signed copy to its place. A file is replaced in one step; a folder cannot be, so that what was there goes aside
/// first, and comes back if the copy does not arrive.
pub(super) fn exchange(workshop: &Workshop) -> io::Result<()> {
    let (copy, place) = (workshop.copy(), &workshop.place);
    if !place.is_dir() {
        return fs::rename(copy, place);
    }
    fs::rename(place, workshop.replaced())?;
    fs::rename(copy, place).inspect_err(|_error| {
        let _stays_in_the_workshop = fs::rename(workshop.replaced(), place);
    })
}
