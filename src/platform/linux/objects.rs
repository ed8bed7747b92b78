//! Memory that a process owns without an address: open memfds and dma-bufs that are not (wholly) mapped, and the buffers
//! of its DRM clients. `maps` cannot show it.

use super::files::read_text;
use super::observing::Observer;
use crate::classify::categories::{Facts, MappingFact};
use crate::model::units::Bytes;
use crate::model::{
    Backing, Classification, Identity, ObjectId, Observation, PageAccess, Place, Protection, Tag, Usage,
};
use crate::source::proc_text::{FdInfo, MapsEntry, fd_info, maps_line};
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What tells one object from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    /// Something with an inode, and the device it is on.
    Inode(u64, u64),
    /// The buffers of a DRM client in one region: device, client, region.
    Drm(String, u64, String),
}

/// One object, before it has an id.
#[derive(Debug)]
struct Found {
    name: String,
    size: Bytes,
    usage: Usage,
}

/// The objects of one process, and the ids they were given.
#[derive(Debug, Default)]
pub(super) struct Objects {
    ids: HashMap<Key, ObjectId>,
}

impl Objects {
    /// Walks the open descriptors. Appends to `into` every object that has bytes of its own. Fails where the descriptors
    /// cannot be listed, which does not mean that there are none.
    pub(super) fn read(
        &mut self,
        process: &Path,
        observer: &mut Observer,
        into: &mut Vec<(Observation, Usage)>,
    ) -> io::Result<()> {
        for (key, found) in descriptors(process, observer.text())? {
            let next = ObjectId(self.ids.len() as u64 + 1);
            let id = *self.ids.entry(key.clone()).or_insert(next);
            let tag = observer.vocabulary.tag_id(Tag::named(found.name));
            let category = observer.category(tag, Facts::default().with(MappingFact::Object, true));
            let backing = match key {
                Key::Inode(device, inode) => Backing::File { device, inode, shift: 0 },
                Key::Drm(..) => Backing::Object { object: id.0, shift: 0 },
            };
            let protection = Protection::READ.with(Protection::WRITE).with(Protection::SHARED);
            into.push((
                Observation {
                    place: Place::object(id, found.size),
                    identity: Identity { tag, backing, access: PageAccess::Some },
                    class: Classification { category, label: tag, protection },
                    mappings: Some(0),
                },
                found.usage,
            ));
        }
        Ok(())
    }
}

/// Every object behind the descriptors, each once.
fn descriptors(process: &Path, maps: &[u8]) -> io::Result<BTreeMap<Key, Found>> {
    let mut found = BTreeMap::new();
    let mut mapped = None;
    for link in std::fs::read_dir(process.join("fd"))?.flatten() {
        let path = link.path();
        let Ok(name) = std::fs::read_link(&path) else { continue };
        let name = name.to_string_lossy();
        let is_graphics = name.starts_with("/dmabuf:") || name.starts_with("/dev/dri/");
        if !is_graphics && !name.starts_with("/memfd:") {
            continue;
        }
        let info = if is_graphics { fd_info_of(process, &link.file_name()) } else { FdInfo::default() };
        if name.starts_with("/dev/dri/") {
            drm_client(info, &mut found);
            continue;
        }
        let mapped = mapped.get_or_insert_with(|| mapped_inodes(maps));
        let Some((device, inode, allocated)) = backing(&path, &info, mapped) else { continue };
        let unmapped = allocated - mapped.get(&(device, inode)).copied().unwrap_or_default();
        if unmapped > Bytes::ZERO {
            let usage = Usage { resident: unmapped, dirty: unmapped, ..Usage::default() };
            let name = name.trim_end_matches(" (deleted)").to_owned();
            found.insert(Key::Inode(device, inode), Found { name, size: unmapped, usage });
        }
    }
    Ok(found)
}

fn fd_info_of(process: &Path, descriptor: &OsStr) -> FdInfo {
    fd_info(&read_text(&process.join("fdinfo").join(descriptor)).unwrap_or_default())
}

/// Device, inode and allocated bytes of what a descriptor is open for. A memfd is as large as the pages it has; a dma-buf
/// states its size, and its inode too: where it cannot be asked itself, its device is that of its mapping, if it has one.
fn backing(
    descriptor: &Path,
    info: &FdInfo,
    mapped: &HashMap<(u64, u64), Bytes>,
) -> Option<(u64, u64, Bytes)> {
    if let Ok(file) = std::fs::metadata(descriptor) {
        let pages = Bytes::new(file.blocks().saturating_mul(512));
        return Some((kernel_device(file.dev()), file.ino(), info.size.unwrap_or(pages)));
    }
    let (inode, size) = (info.inode?, info.size?);
    let device = mapped.keys().find(|(_, of_mapping)| *of_mapping == inode).map_or(0, |(device, _)| *device);
    Some((device, inode, size))
}

/// The buffers of a client; those on the device are no memory of the machine.
fn drm_client(info: FdInfo, found: &mut BTreeMap<Key, Found>) {
    let Some((device, client)) = info.client else { return };
    for region in info.regions.into_iter().filter(|region| region.total > Bytes::ZERO) {
        let kept = region.resident - region.purgeable;
        let usage = Usage {
            resident: region.resident,
            dirty: if region.is_system_memory() { kept } else { Bytes::ZERO },
            ..Usage::default()
        };
        let name = format!("drm:{}", region.name);
        found
            .insert(Key::Drm(device.clone(), client, region.name), Found { name, size: region.total, usage });
    }
}

/// How many bytes of each memfd and dma-buf are mapped.
fn mapped_inodes(maps: &[u8]) -> HashMap<(u64, u64), Bytes> {
    let mut mapped = HashMap::new();
    let is_object = |entry: &MapsEntry<'_>| {
        entry.inode != 0 && (entry.name.starts_with(b"/memfd:") || entry.name.starts_with(b"/dmabuf:"))
    };
    for entry in maps.split(|&letter| letter == b'\n').filter_map(maps_line).filter(is_object) {
        *mapped.entry((entry.device, entry.inode)).or_default() += entry.range.len();
    }
    mapped
}

/// `st_dev` (glibc's `gnu_dev_major`, `gnu_dev_minor`) in the form of `maps`: major << 32 | minor.
fn kernel_device(device: u64) -> u64 {
    let major = device >> 8 & 0xfff | device >> 32 & 0xffff_f000;
    let minor = device & 0xff | device >> 12 & 0xffff_ff00;
    major << 32 | minor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_numbers_are_taken_apart() {
        assert_eq!(kernel_device(0x1), 1);
        assert_eq!(kernel_device(0xfe01), 0xfe << 32 | 1);
        assert_eq!(kernel_device(0x10_0803), 8 << 32 | 0x103);
    }
}
