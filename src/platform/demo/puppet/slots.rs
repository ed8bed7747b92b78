//! Pieces of memory in slots: each slot lets go of what came first.

use super::invalid;
use crate::model::units::Bytes;
use crate::platform::demo::{TargetKind, system};
use crate::platform::memory::Mapping;
use std::collections::{HashMap, VecDeque};
use std::{io, mem};

/// What the puppet holds under names of the caller's choice.
#[derive(Default)]
pub(super) struct Slots(HashMap<String, Slot>);

#[derive(Default)]
struct Slot {
    mappings: VecDeque<Mapping>,
    blocks: VecDeque<Vec<u8>>,
}

impl Slots {
    /// Holds so many more pieces of one kind and size.
    pub(super) fn keep(&mut self, slot: &str, kind: &str, count: usize, size: Bytes) -> io::Result<()> {
        let slot = self.0.entry(slot.to_owned()).or_default();
        for _ in 0..count {
            if kind == "heap" {
                slot.blocks.push_back(vec![1; usize::try_from(size.get()).map_err(io::Error::other)?]);
            } else {
                slot.mappings.push_back(map(kind, size)?);
            }
        }
        Ok(())
    }

    /// Lets go of so many pieces that came first, as far as there are so many.
    pub(super) fn release(&mut self, slot: &str, count: usize) -> io::Result<()> {
        let slot = self.slot(slot)?;
        slot.mappings.drain(..count.min(slot.mappings.len()));
        slot.blocks.drain(..count.min(slot.blocks.len()));
        Ok(())
    }

    /// Puts other memory in the place of each mapping.
    pub(super) fn replace(&mut self, slot: &str) -> io::Result<()> {
        let slot = self.slot(slot)?;
        for mapping in mem::take(&mut slot.mappings) {
            let mut mapping = mapping.replaced()?;
            mapping.touch(1);
            slot.mappings.push_back(mapping);
        }
        Ok(())
    }

    fn slot(&mut self, name: &str) -> io::Result<&mut Slot> {
        self.0.get_mut(name).ok_or_else(|| invalid(format!("nothing was ever kept in {name}")))
    }
}

/// A file is not written to: where its disk is full, that would end the process. Of parted memory half may not be.
fn map(kind: &str, size: Bytes) -> io::Result<Mapping> {
    let mut mapping = match kind {
        "anonymous" => Mapping::anonymous(size)?,
        "named" => system::map(TargetKind::Churn, size)?,
        "pagelist" => system::map(TargetKind::PageList, size)?,
        "file" => return Mapping::file(size),
        "parted" => return Mapping::parted(size),
        #[cfg(target_os = "linux")]
        other => return super::zoo::map(other, size),
        #[cfg(not(target_os = "linux"))]
        other => return Err(invalid(format!("{other} is no kind of memory"))),
    };
    mapping.touch(1);
    Ok(mapping)
}
