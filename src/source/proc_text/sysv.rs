//! `/proc/sysvipc/shm`: the System V segments of the machine. Grammar: `proc_sysvipc(5)`, Linux ipc/shm.c.

use crate::model::Tag;
use std::collections::BTreeMap;

/// `SHM_DEST` in the permissions: `IPC_RMID` was called, and the segment goes with the last that is attached to it.
const REMOVED: u32 = 0o1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Whether `IPC_RMID` was called on it.
    pub(crate) is_removed: bool,
    /// Attachments, of all processes.
    pub(crate) attached: u64,
    pub(crate) creator: u32,
}

impl Segment {
    /// What to call it, beside its name in `maps`.
    pub(crate) fn label(self, id: u64) -> String {
        let Self { is_removed, attached, creator } = self;
        let state = if is_removed { Tag::IPC_RMID_CALLED } else { Tag::IPC_RMID_NOT_CALLED };
        format!("System V segment {id} ({state}; {attached} attached; made by pid {creator})")
    }
}

/// The segments by their id, which is the inode of their mappings. Lines that are odd are left out.
pub(crate) fn segments(text: &str) -> BTreeMap<u64, Segment> {
    text.lines().filter_map(segment).collect()
}

fn segment(line: &str) -> Option<(u64, Segment)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let &[_key, id, permissions, _size, creator, _last, attached, ..] = fields.as_slice() else {
        return None;
    };
    let permissions = u32::from_str_radix(permissions, 8).ok()?;
    let is_removed = permissions & REMOVED != 0;
    let segment = Segment { is_removed, attached: attached.parse().ok()?, creator: creator.parse().ok()? };
    Some((id.parse().ok()?, segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_tell_whether_they_were_removed() {
        let text = "       key      shmid perms                  size  cpid  lpid nattch   uid   gid\n\
                    0          5  1600               1048576   771   771      1     0     0\n\
                    1179010630          32769   600   4096   17   18      0     0     0\n\
                    0  x  600  1  1  1  1\n";
        let segments = segments(text);
        assert_eq!(segments.len(), 2);
        assert_eq!(segments[&5], Segment { is_removed: true, attached: 1, creator: 771 });
        assert_eq!(
            segments[&5].label(5),
            "System V segment 5 (IPC_RMID called; 1 attached; made by pid 771)"
        );
        assert!(segments[&32769].label(32769).contains("IPC_RMID not called; 0 attached"));
    }
}
