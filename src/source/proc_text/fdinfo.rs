//! `/proc/PID/fdinfo/FD` of graphics descriptors. Grammar: the kernel's `Documentation/gpu/drm-usage-stats.rst`.

use crate::model::units::Bytes;

/// What a descriptor tells of graphics memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FdInfo {
    /// `drm-pdev` and `drm-client-id`: descriptors that were duplicated or inherited tell the same twice.
    pub(crate) client: Option<(String, u64)>,
    /// Memory by region, of DRM descriptors.
    pub(crate) regions: Vec<DrmRegion>,
    /// `ino`, since Linux 5.14.
    pub(crate) inode: Option<u64>,
    /// `size`, of dma-bufs.
    pub(crate) size: Option<Bytes>,
}

/// Buffers of one DRM client in one kind of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DrmRegion {
    /// The driver's name: `vram0`, `system`, `gtt`, … The set is open.
    pub(crate) name: String,
    /// `drm-total-*`: asked for.
    pub(crate) total: Bytes,
    /// `drm-resident-*` (`drm-memory-*` of older drivers): backed by memory.
    pub(crate) resident: Bytes,
    /// `drm-purgeable-*`: resident, and may be thrown away.
    pub(crate) purgeable: Bytes,
}

impl DrmRegion {
    /// Whether it is memory of the machine rather than of the device.
    pub(crate) fn is_system_memory(&self) -> bool {
        ["system", "gtt", "memory", "cpu", "stolen-system"].iter().any(|kind| self.name.starts_with(kind))
    }
}

/// Parses `fdinfo`; keys that are not known are left out.
pub(crate) fn fd_info(text: &str) -> FdInfo {
    let mut info = FdInfo::default();
    let mut device = String::new();
    let mut client = None;
    for (key, value) in text.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match key {
            "drm-pdev" => value.clone_into(&mut device),
            "drm-client-id" => client = value.parse().ok(),
            "ino" => info.inode = value.parse().ok(),
            "size" => info.size = value.parse().ok().map(Bytes::new),
            _ => drm_key(key, value, &mut info.regions),
        }
    }
    info.client = client.map(|client| (device, client));
    info
}

fn drm_key(key: &str, value: &str, regions: &mut Vec<DrmRegion>) {
    let Some((kind, name)) = key.strip_prefix("drm-").and_then(|key| key.split_once('-')) else {
        return;
    };
    // `drm-total-cycles-ENGINE` counts time, not memory.
    if name.starts_with("cycles-") {
        return;
    }
    let (Some(bytes), true) =
        (with_unit(value), matches!(kind, "total" | "resident" | "memory" | "purgeable"))
    else {
        return;
    };
    let place = regions.iter().position(|region| region.name == name).unwrap_or_else(|| {
        regions.push(DrmRegion { name: name.to_owned(), ..DrmRegion::default() });
        regions.len() - 1
    });
    let region = &mut regions[place];
    match kind {
        "total" => region.total = bytes,
        "purgeable" => region.purgeable = bytes,
        _ => region.resident = bytes,
    }
    region.total = region.total.max(region.resident);
}

/// `12`, `12 KiB`, `12 MiB`.
fn with_unit(value: &str) -> Option<Bytes> {
    let (number, unit) = value.split_once(' ').unwrap_or((value, ""));
    let factor = match unit.trim() {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        _ => return None,
    };
    Some(Bytes::new(number.parse::<u64>().ok()?.saturating_mul(factor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_a_client_are_gathered() {
        let info = fd_info(
            "pos:\t0\nflags:\t02100002\ndrm-driver:\txe\ndrm-client-id:\t9\ndrm-pdev:\t0000:03:00.0\n\
             drm-total-vram0:\t64 MiB\ndrm-resident-vram0:\t48 MiB\ndrm-purgeable-vram0:\t0\ndrm-total-gtt:\t512 KiB\n\
             drm-total-cycles-rcs:\t28257900\ndrm-engine-rcs:\t25 ns\n",
        );
        assert_eq!(info.client, Some(("0000:03:00.0".to_owned(), 9)));
        let [vram, gtt] = info.regions.as_slice() else { panic!("two regions: {:?}", info.regions) };
        assert_eq!((vram.resident, vram.is_system_memory()), (Bytes::new(48 << 20), false));
        assert_eq!(
            (gtt.total, gtt.resident, gtt.is_system_memory()),
            (Bytes::from_kib(512), Bytes::ZERO, true)
        );
    }

    #[test]
    fn a_dma_buf_tells_its_size() {
        let info = fd_info(
            "pos:\t0\nflags:\t02\nmnt_id:\t16\nino:\t12\nsize:\t8294400\ncount:\t3\nexp_name:\tsystem\n",
        );
        assert_eq!((info.size, info.inode, info.regions.len()), (Some(Bytes::new(8_294_400)), Some(12), 0));
        assert_eq!(info.client, None);
    }
}
