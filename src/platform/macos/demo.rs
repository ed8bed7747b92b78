//! How the built-in targets map memory of a known kind on macOS, and what a recorder calls it.

use super::surfaces::{self, Surface as _};
use super::sys::IoSurface;
use crate::model::units::Bytes;
use crate::platform::demo::TargetKind;
use crate::platform::memory::{Mapping, whole_pages};
use std::io;

/// What memory without a tag is called.
pub(crate) const UNTAGGED: &str = "Anonymous ▸ Untagged";

/// `VM_MEMORY_IOSURFACE`, which plain memory is given where there are no surfaces.
const IOSURFACE: u8 = 88;
/// `VM_MEMORY_APPLICATION_SPECIFIC_1`, which Ghostty gives its page lists; the next two follow it.
const APPLICATION_SPECIFIC_1: u8 = 240;
const APPLICATION_SPECIFIC_2: u8 = 241;
const APPLICATION_SPECIFIC_3: u8 = 242;

/// Maps memory as this kind of target has it.
pub(crate) fn map(kind: TargetKind, size: Bytes) -> io::Result<Mapping> {
    match kind {
        TargetKind::PageList => Mapping::tagged(size, APPLICATION_SPECIFIC_1),
        TargetKind::Surfaces => Mapping::tagged(size, IOSURFACE),
        TargetKind::Cache => Mapping::tagged(size, APPLICATION_SPECIFIC_2),
        TargetKind::Churn => Mapping::tagged(size, APPLICATION_SPECIFIC_3),
        TargetKind::Malloc | TargetKind::Heap | TargetKind::Fragments => Mapping::anonymous(size),
    }
}

/// What a surface is here.
#[derive(Debug)]
pub(crate) enum Surface {
    /// One of the system's.
    Real(IoSurface),
    /// Memory with the tag of one, without the kernel's object behind it.
    StandIn(Mapping),
}

/// Makes a surface of this size; where the system gives none, memory stands in.
pub(crate) fn surface(size: Bytes) -> io::Result<Surface> {
    match surfaces::surface(size) {
        Some(surface) => Ok(Surface::Real(surface)),
        None => map(TargetKind::Surfaces, size).map(Surface::StandIn),
    }
}

impl Surface {
    /// Writes one byte on each page, so that all of it is dirty.
    pub(crate) fn touch(&mut self, value: u8) {
        match self {
            Self::Real(surface) => surface.touch(value),
            Self::StandIn(mapping) => mapping.touch(value),
        }
    }
}

/// The category of what [`map`] maps; for malloc, of what its allocator does.
pub(crate) const fn category(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::PageList => "App-Specific ▸ App-Specific Tag 1",
        TargetKind::Surfaces => "Graphics ▸ IOSurface",
        TargetKind::Cache => "App-Specific ▸ App-Specific Tag 2",
        TargetKind::Churn => "App-Specific ▸ App-Specific Tag 3",
        TargetKind::Malloc => "Malloc ▸ Malloc Large",
        TargetKind::Heap | TargetKind::Fragments => "Malloc ▸ Malloc Small",
    }
}

/// What malloc maps for one large block: it keeps its notes elsewhere.
pub(crate) fn mapped_by_malloc(requested: Bytes) -> Bytes {
    whole_pages(requested)
}
