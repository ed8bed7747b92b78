//! How the built-in targets map memory of a known kind on Linux, and what a recorder calls it.
//!
//! `prctl(PR_SET_VMA_ANON_NAME)` would name anonymous memory, but many kernels are built without it. Private memory of an
//! empty memfd serves as well: it has a name in `maps` and is anonymous memory once it is written to.

use crate::model::units::Bytes;
use crate::platform::demo::TargetKind;
use crate::platform::memory::{Mapping, whole_pages};
use std::io;

/// What memory without any name is called.
pub(crate) const UNTAGGED: &str = "Anonymous ▸ anonymous";

/// What glibc keeps in front of a block that has a mapping of its own: two words.
const MALLOC_HEADER: Bytes = Bytes::new(16);

/// Maps memory as this kind of target has it.
pub(crate) fn map(kind: TargetKind, size: Bytes) -> io::Result<Mapping> {
    match kind {
        TargetKind::PageList => Mapping::named(c"PageList", size),
        TargetKind::Surfaces => Mapping::shared(c"surface", size),
        TargetKind::Cache => Mapping::named(c"Cache", size),
        TargetKind::Churn => Mapping::named(c"Churn", size),
        TargetKind::Malloc | TargetKind::Heap | TargetKind::Fragments => Mapping::anonymous(size),
    }
}

/// What a surface is here.
pub(crate) type Surface = Mapping;

/// Makes a surface of this size.
pub(crate) fn surface(size: Bytes) -> io::Result<Surface> {
    map(TargetKind::Surfaces, size)
}

/// The category of what [`map`] maps; for malloc, of what its allocator does.
pub(crate) const fn category(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::PageList => "Named ▸ PageList",
        TargetKind::Surfaces => "Shared memory ▸ surface",
        TargetKind::Cache => "Named ▸ Cache",
        TargetKind::Churn => "Named ▸ Churn",
        TargetKind::Malloc => "Malloc ▸ large malloc",
        TargetKind::Heap | TargetKind::Fragments => "Malloc ▸ heap",
    }
}

/// What malloc maps for one large block.
pub(crate) fn mapped_by_malloc(requested: Bytes) -> Bytes {
    whole_pages(requested + MALLOC_HEADER)
}
