//! How the kernel lays its answers out: offsets in bytes, as in Apple's headers, apart from how they are read.

use super::process::{FakeObject, FakeProcess};
use crate::platform::macos::decode::RawRegion;
use crate::platform::macos::words::{PID_REGION_WORDS, SHORT_WORDS};

/// A structure that is filled in.
struct Layout<'a>(&'a mut [u32]);

impl Layout<'_> {
    fn word(&mut self, offset: usize, value: u32) {
        if let Some(word) = self.0.get_mut(offset / 4) {
            *word = value;
        }
    }

    fn long(&mut self, offset: usize, value: u64) {
        let (low, high) = (value & u64::from(u32::MAX), value >> 32);
        self.word(offset, u32::try_from(low).expect("half of it"));
        self.word(offset + 4, u32::try_from(high).expect("half of it"));
    }

    fn mixed(&mut self, offset: usize, half: u16, third: u8, fourth: u8) {
        let [low, high] = half.to_le_bytes();
        self.word(offset, u32::from_le_bytes([low, high, third, fourth]));
    }
}

/// `vm_region_submap_short_info_64` or `vm_region_submap_info_64`, by the room; gives the words written.
pub(super) fn region(region: &RawRegion, info: &mut [u32]) -> usize {
    let (is_short, words) = (info.len() == SHORT_WORDS, info.len());
    let mut layout = Layout(info);
    layout.word(0, region.protection);
    layout.word(4, region.max_protection);
    layout.long(12, region.offset);
    layout.word(20, region.user_tag);
    let external = u8::from(region.external_pager);
    if is_short {
        layout.mixed(28, region.shadow_depth, external, region.share_mode);
        layout.word(40, region.object_id);
        return words;
    }
    layout.word(24, region.pages.resident);
    layout.word(32, region.pages.swapped_out);
    layout.word(36, region.pages.dirtied);
    layout.mixed(44, region.shadow_depth, external, region.share_mode);
    layout.word(56, region.object_id);
    layout.word(64, region.pages.reusable);
    layout.long(68, region.object_id_full.unwrap_or_default());
    words
}

/// `proc_regioninfo`.
pub(super) fn region_of_pid(region: &RawRegion) -> [u32; PID_REGION_WORDS] {
    let mut info = [0; PID_REGION_WORDS];
    let mut layout = Layout(&mut info);
    layout.word(0, region.protection);
    layout.word(4, region.max_protection);
    layout.word(12, u32::from(region.is_nested));
    layout.long(16, region.offset);
    layout.word(32, region.user_tag);
    layout.word(36, region.pages.resident);
    layout.word(44, region.pages.swapped_out);
    layout.word(48, region.pages.dirtied);
    layout.word(56, u32::from(region.shadow_depth));
    layout.word(60, u32::from(region.share_mode));
    layout.word(72, region.object_id);
    layout.long(80, region.address);
    layout.long(88, region.size);
    info
}

/// `task_vm_info`.
pub(super) fn vm_info(process: &FakeProcess, info: &mut [u32]) {
    let mut layout = Layout(info);
    let mapped = process.regions.iter().map(|region| region.size).sum();
    layout.long(0, mapped);
    layout.word(12, u32::try_from(process.page).expect("pages are small"));
    layout.long(16, process.resident());
    layout.long(24, process.resident());
    let compressed = process.objects.iter().map(|object| object.compressed).sum();
    layout.long(120, compressed);
    layout.long(144, process.footprint);
    layout.long(272, process.graphics.cast_unsigned());
}

/// The list of owned objects, as far as there is room; gives the bytes written.
pub(super) fn objects(objects: &[FakeObject], into: &mut [u64]) -> usize {
    let room = into.len().saturating_sub(1) / 7;
    let reported = objects.len().min(room);
    into[0] = reported as u64;
    for (object, entry) in objects.iter().zip(into[1..].chunks_exact_mut(7)) {
        let resident = object.size - object.compressed;
        let not_purgeable = 3 << 4;
        let bits = not_purgeable | object.ledger << 1;
        entry.copy_from_slice(&[object.id, object.size, resident, 0, 0, object.compressed, bits]);
    }
    (1 + reported * 7) * 8
}
