//! A made-up process.

use crate::platform::macos::decode::{RawPages, RawRegion, SM_PRIVATE};
use crate::platform::macos::kernel::{Errno, Incarnation, MappedFile, PortRefusal, Right};
use crossbeam_channel::{Receiver, Sender, bounded};

/// What a call for a port answers.
#[derive(Clone, Debug)]
pub(in crate::platform::macos) enum PortAnswer {
    Given,
    /// As the rules have it.
    ByRule,
    /// What the user says to it.
    Asked(FakeUser),
    /// Success, and no port.
    Null,
    Refused(PortRefusal),
}

/// Somebody before a dialog: the call for a port does not come back before the answer.
#[derive(Clone, Debug)]
pub(in crate::platform::macos) struct FakeUser(Receiver<PortAnswer>);

impl FakeUser {
    /// Somebody, and how they are told what to answer. One who goes away has said no.
    pub(in crate::platform::macos) fn new() -> (Self, Sender<PortAnswer>) {
        let (answer, dialog) = bounded(4);
        (Self(dialog), answer)
    }

    pub(super) fn answer(&self) -> PortAnswer {
        self.0.recv().unwrap_or(PortAnswer::Refused(PortRefusal::Errno(Errno(1))))
    }
}

/// A process of the recorder's user that gives its port.
#[derive(Clone, Debug)]
pub(in crate::platform::macos) struct FakeProcess {
    pub(in crate::platform::macos) name: String,
    pub(in crate::platform::macos) user: u32,
    pub(in crate::platform::macos) incarnation: Incarnation,
    pub(in crate::platform::macos) signature: u32,
    pub(in crate::platform::macos) entitlements: Option<Vec<u8>>,
    pub(in crate::platform::macos) processor: u32,
    /// Whether its task is dead: its port is a dead name then.
    pub(in crate::platform::macos) is_dead: bool,
    pub(in crate::platform::macos) read_port: PortAnswer,
    pub(in crate::platform::macos) control_port: PortAnswer,
    pub(in crate::platform::macos) by_pid_refused: Option<Errno>,
    pub(in crate::platform::macos) owned_refused: Option<Errno>,
    /// Words that are told of a region, and of the task: fewer on older systems.
    pub(in crate::platform::macos) told_of_region: usize,
    pub(in crate::platform::macos) told_of_task: usize,
    pub(in crate::platform::macos) page: u64,
    /// By address; page counts are in pages of its own.
    pub(in crate::platform::macos) regions: Vec<RawRegion>,
    pub(in crate::platform::macos) objects: Vec<FakeObject>,
    pub(in crate::platform::macos) files: Vec<MappedFile>,
    pub(in crate::platform::macos) footprint: u64,
    pub(in crate::platform::macos) graphics: i64,
}

/// An object that a made-up process owns; all but resident.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::platform::macos) struct FakeObject {
    pub(in crate::platform::macos) id: u64,
    pub(in crate::platform::macos) size: u64,
    pub(in crate::platform::macos) compressed: u64,
    /// `VM_LEDGER_TAG_*`.
    pub(in crate::platform::macos) ledger: u64,
}

impl FakeObject {
    /// Charged as graphics.
    pub(in crate::platform::macos) fn graphics(id: u64, size: u64) -> Self {
        Self { id, size, compressed: 0, ledger: 4 }
    }
}

impl Default for FakeProcess {
    fn default() -> Self {
        Self {
            name: "terminal".to_owned(),
            user: 501,
            incarnation: Incarnation { process: 1000, program: 1 },
            signature: 0x4,
            entitlements: None,
            processor: 0x0100_000c,
            is_dead: false,
            read_port: PortAnswer::Given,
            control_port: PortAnswer::Given,
            by_pid_refused: None,
            owned_refused: None,
            told_of_region: usize::MAX,
            told_of_task: usize::MAX,
            page: 0x4000,
            regions: Vec::new(),
            objects: Vec::new(),
            files: Vec::new(),
            footprint: 0,
            graphics: 0,
        }
    }
}

impl FakeProcess {
    /// One that has these regions, in any order.
    pub(in crate::platform::macos) fn with(regions: impl IntoIterator<Item = RawRegion>) -> Self {
        let mut process = Self { regions: regions.into_iter().collect(), ..Self::default() };
        process.regions.sort_by_key(|region| region.address);
        process
    }

    /// Maps a region.
    pub(in crate::platform::macos) fn map(&mut self, region: RawRegion) {
        let place = self.regions.partition_point(|other| other.address < region.address);
        self.regions.insert(place, region);
    }

    /// Unmaps the region that begins at `address`.
    pub(in crate::platform::macos) fn unmap(&mut self, address: u64) {
        self.regions.retain(|region| region.address != address);
    }

    pub(super) fn port(&self, right: Right) -> PortAnswer {
        match right {
            Right::Read => self.read_port.clone(),
            Right::Control => self.control_port.clone(),
        }
    }

    pub(super) fn region_above(&self, address: u64) -> Option<&RawRegion> {
        let place =
            self.regions.partition_point(|region| region.address.saturating_add(region.size) <= address);
        self.regions.get(place)
    }

    /// Bytes that all regions have in memory.
    pub(super) fn resident(&self) -> u64 {
        self.regions.iter().map(|region| u64::from(region.pages.resident) * self.page).sum()
    }
}

/// A private region with a tag, every page of it touched.
pub(in crate::platform::macos) fn region(address: u64, size: u64, user_tag: u32, object: u64) -> RawRegion {
    let pages = u32::try_from(size / 0x4000).expect("a small region");
    RawRegion {
        address,
        size,
        protection: 3,
        max_protection: 7,
        user_tag,
        share_mode: SM_PRIVATE,
        object_id: u32::try_from(object & u64::from(u32::MAX)).expect("the low half"),
        object_id_full: Some(object),
        pages: RawPages { resident: pages, dirtied: pages, ..RawPages::default() },
        ..RawRegion::default()
    }
}
