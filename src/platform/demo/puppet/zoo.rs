//! Memory of every kind that Linux has: what a complete look must tell right.

use super::invalid;
use crate::model::units::Bytes;
use crate::platform::memory::Mapping;
use std::io;
use std::os::fd::IntoRawFd;

/// Maps a piece of one kind: a System V `segment`, `shared` memory of a memfd, `freed` lazily, `huge` (of hugetlbfs),
/// `transparent` (huge pages that the kernel makes), `locked`, `paged-out` where there is swap, only `read`, `reserved`
/// without access, `sealed` without access once it was written to, or `watched` by a userfaultfd.
pub(super) fn map(kind: &str, size: Bytes) -> io::Result<Mapping> {
    let mut mapping = match kind {
        "segment" => Mapping::segment(size)?,
        "shared" => Mapping::shared(c"zoo", size)?,
        "huge" => Mapping::huge(size)?,
        "reserved" => return Mapping::inaccessible(size),
        "transparent" | "freed" | "locked" | "paged-out" | "read" | "sealed" | "watched" => {
            Mapping::anonymous(size)?
        }
        _ => return Err(invalid(format!("{kind} is no kind of memory"))),
    };
    match kind {
        "transparent" => mapping.advise(libc::MADV_HUGEPAGE)?,
        "read" => {
            mapping.read();
            return Ok(mapping);
        }
        _ => {}
    }
    mapping.touch(1);
    match kind {
        "freed" => mapping.advise(libc::MADV_FREE)?,
        "paged-out" => mapping.advise(libc::MADV_PAGEOUT)?,
        "locked" => mapping.lock()?,
        "sealed" => return mapping.without_access(),
        // Who closed the descriptor would end the registration: it stays open as long as the process lives.
        "watched" => _ = mapping.watch()?.into_raw_fd(),
        _ => {}
    }
    Ok(mapping)
}
