//! Memory that a process owns without an address: open memfds and dma-bufs that are not (wholly) mapped, and the buffers
//! of its DRM clients. `maps` cannot show it.

use super::decode::{fd_info, maps_line};
use super::observing::Observer;
use crate::categories::{Fact, Facts};
use crate::model::{
    Access, Backing, Classification, Identity, ObjectId, Observation, Place, Protection, Tag, Usage,
};
use crate::units::Bytes;
use std::collections::{BTreeMap, HashMap};
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
    /// Walks the open descriptors. Appends to `into` every object that has bytes of its own.
    pub(super) fn read(
        &mut self,
        process: &Path,
        observer: &mut Observer,
        into: &mut Vec<(Observation, Usage)>,
    ) {
        for (key, found) in descriptors(process, observer.text()) {
            let next = ObjectId(self.ids.len() as u64 + 1);
            let id = *self.ids.entry(key.clone()).or_insert(next);
            let tag = observer.vocabulary.tag_id(Tag::named(found.name));
            let category = observer.category(tag, Facts::default().with(Fact::Object, true));
            let backing = match key {
                Key::Inode(device, inode) => Backing::File { device, inode, shift: 0 },
                Key::Drm(..) => Backing::Object { object: id.0, shift: 0 },
            };
            let protection = Protection::READ.with(Protection::WRITE).with(Protection::SHARED);
            into.push((
                Observation {
                    place: Place::object(id, found.size),
                    identity: Identity { tag, backing, access: Access::Some },
                    class: Classification { category, label: tag, protection },
                },
                found.usage,
            ));
        }
    }
}

/// Every object behind the descriptors, each once.
fn descriptors(process: &Path, maps: &[u8]) -> BTreeMap<Key, Found> {
    let mut found = BTreeMap::new();
    let mut mapped = None;
    let Ok(links) = std::fs::read_dir(process.join("fd")) else { return found };
    for link in links.flatten() {
        let Ok(name) = std::fs::read_link(link.path()) else { continue };
        let name = name.to_string_lossy();
        let info = || {
            fd_info(
                &std::fs::read_to_string(process.join("fdinfo").join(link.file_name())).unwrap_or_default(),
            )
        };
        if name.starts_with("/memfd:") || name.starts_with("/dmabuf:") {
            let Ok(file) = std::fs::metadata(link.path()) else { continue };
            // A memfd is as large as the pages it has; a dma-buf states its size.
            let allocated = match info().size {
                Some(size) if name.starts_with("/dmabuf:") => size,
                _ => Bytes::new(file.blocks().saturating_mul(512)),
            };
            let device = kernel_device(file.dev());
            let mapped = mapped.get_or_insert_with(|| mapped_inodes(maps));
            let unmapped = allocated - mapped.get(&(device, file.ino())).copied().unwrap_or_default();
            if unmapped > Bytes::ZERO {
                let usage = Usage { resident: unmapped, dirty: unmapped, ..Usage::default() };
                let name = name.trim_end_matches(" (deleted)").to_owned();
                found.insert(Key::Inode(device, file.ino()), Found { name, size: unmapped, usage });
            }
        } else if name.starts_with("/dev/dri/") {
            drm_client(info(), &mut found);
        }
    }
    found
}

/// The buffers of a client; those on the device are no memory of the machine.
fn drm_client(info: super::decode::FdInfo, found: &mut BTreeMap<Key, Found>) {
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

/// How many bytes of each inode are mapped.
fn mapped_inodes(maps: &[u8]) -> HashMap<(u64, u64), Bytes> {
    let mut mapped = HashMap::new();
    for entry in maps.split(|&letter| letter == b'\n').filter_map(maps_line).filter(|entry| entry.inode != 0)
    {
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
