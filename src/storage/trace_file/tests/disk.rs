//! A disk in memory that can run full.

use crate::storage::trace_file::Sink;
use std::cell::RefCell;
use std::io::{self, Seek, SeekFrom, Write};
use std::rc::Rc;

/// A handle; its clones are the same disk.
#[derive(Clone, Default)]
pub(super) struct Disk(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    place: usize,
    /// Bytes it holds at most; no limit where there is none.
    room: Option<usize>,
    synced: bool,
}

impl Disk {
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.borrow().bytes.clone()
    }

    pub(super) fn limit(&self, room: Option<usize>) {
        self.0.borrow_mut().room = room;
    }

    pub(super) fn is_synced(&self) -> bool {
        self.0.borrow().synced
    }
}

impl Write for Disk {
    /// Writes what has room, as a file system does, and only then fails.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.0.borrow_mut();
        let room = state.room.map_or(usize::MAX, |room| room.saturating_sub(state.place));
        let count = bytes.len().min(room);
        if count == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let (place, end) = (state.place, state.place + count);
        if state.bytes.len() < end {
            state.bytes.resize(end, 0);
        }
        state.bytes[place..end].copy_from_slice(&bytes[..count]);
        state.place = end;
        state.synced = false;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(place) = to else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        self.0.borrow_mut().place = usize::try_from(place).unwrap();
        Ok(place)
    }
}

impl Sink for Disk {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.0.borrow_mut().bytes.truncate(usize::try_from(len).unwrap());
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.borrow_mut().synced = true;
        Ok(())
    }
}
