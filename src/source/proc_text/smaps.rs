//! `/proc/PID/smaps`, read in pieces of any size. Grammar: `proc_pid_smaps(5)`.

use super::maps::maps_line;
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Protection, Usage};

/// One flag of the line `VmFlags`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum VmFlag {
    /// `nh`: no huge pages. Thread stacks have it (`MAP_STACK` asks for it since Linux 6.7).
    NoHugePage,
    /// `nr`: no swap space is reserved.
    NoReserve,
}

/// The flags of an entry that matter to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct VmFlags(u8);

impl VmFlags {
    /// Whether a flag is set.
    pub(crate) const fn has(self, flag: VmFlag) -> bool {
        self.0 & 1 << flag as u8 != 0
    }

    fn parse(text: &[u8]) -> Self {
        let bits = text.split(|&letter| letter == b' ').map(|word| match word {
            b"nh" => 1 << VmFlag::NoHugePage as u8,
            b"nr" => 1 << VmFlag::NoReserve as u8,
            _ => 0,
        });
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

/// One entry of `smaps`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SmapsRecord {
    pub(crate) range: AddressRange,
    /// `rwxp`.
    pub(crate) protection: Protection,
    /// Whether a file, or what looks like one, stands behind it; and on which device.
    pub(crate) device: Option<u64>,
    /// Whether it has no name and is private and writable.
    pub(crate) plain: bool,
    /// Whether the name says that it is shared memory (memfd, System V, shared anonymous).
    pub(crate) named_shared_memory: bool,
    /// `Rss`: resident.
    pub(crate) resident: Bytes,
    /// `Pss`: resident, shared pages divided among their users.
    pub(crate) proportional: Bytes,
    /// `Anonymous`: resident and anonymous.
    pub(crate) anonymous: Bytes,
    /// `Swap`: swapped out; for shared memory, of the object.
    pub(crate) swapped: Bytes,
    /// `LazyFree`: freed lazily, still resident; part of `Anonymous`.
    pub(crate) lazy_free: Bytes,
    /// `Private_Hugetlb` and `Shared_Hugetlb`: resident pages of hugetlbfs, which are in no other figure.
    pub(crate) huge: Bytes,
    /// `VmFlags`.
    pub(crate) flags: VmFlags,
}

impl SmapsRecord {
    /// What the entry uses: dirty is what is anonymous and not freed lazily, the proportional share of shared memory, and
    /// huge pages, which are counted whole: the kernel keeps no share of them. Writable file pages are not in it.
    pub(crate) fn usage(&self, shared_memory: bool) -> Usage {
        let shared = if shared_memory { self.proportional - self.anonymous } else { Bytes::ZERO };
        Usage {
            resident: self.resident + self.huge,
            dirty: self.anonymous - self.lazy_free + shared + self.huge,
            swapped: self.swapped,
            lazy_free: self.lazy_free,
        }
    }
}

/// Takes text as it comes and gives out entries as they are complete.
#[derive(Debug, Default)]
pub(crate) struct SmapsParser {
    torn: Vec<u8>,
    record: Option<SmapsRecord>,
    /// Lines that were not understood.
    pub(crate) odd_lines: usize,
}

impl SmapsParser {
    /// Forgets what was not complete.
    pub(crate) fn reset(&mut self) {
        self.torn.clear();
        self.record = None;
    }

    /// Takes in the next piece of text.
    pub(crate) fn feed(&mut self, text: &[u8], mut give: impl FnMut(SmapsRecord)) {
        let mut rest = text;
        while let Some(end) = rest.iter().position(|&letter| letter == b'\n') {
            let (line, behind) = (&rest[..end], &rest[end + 1..]);
            if self.torn.is_empty() {
                self.line(line, &mut give);
            } else {
                let mut whole = std::mem::take(&mut self.torn);
                whole.extend_from_slice(line);
                self.line(&whole, &mut give);
                whole.clear();
                self.torn = whole;
            }
            rest = behind;
        }
        self.torn.extend_from_slice(rest);
    }

    /// The text has ended: gives out the last entry.
    pub(crate) fn finish(&mut self, mut give: impl FnMut(SmapsRecord)) {
        if let Some(record) = self.record.take() {
            give(record);
        }
        self.reset();
    }

    fn line(&mut self, line: &[u8], give: &mut impl FnMut(SmapsRecord)) {
        // Keys begin with a capital, addresses with a small hexadecimal digit.
        if !line.first().is_some_and(u8::is_ascii_uppercase) {
            if let Some(record) = self.record.take() {
                give(record);
            }
            self.record = first_line(line);
            self.odd_lines += usize::from(self.record.is_none());
            return;
        }
        let Some(record) = &mut self.record else {
            return;
        };
        let Some(colon) = line.iter().position(|&letter| letter == b':') else {
            self.odd_lines += 1;
            return;
        };
        let (key, value) = (&line[..colon], &line[colon + 1..]);
        match key {
            b"Rss" => record.resident = kib(value),
            b"Pss" => record.proportional = kib(value),
            b"Anonymous" => record.anonymous = kib(value),
            b"Swap" => record.swapped = kib(value),
            b"LazyFree" => record.lazy_free = kib(value),
            b"Private_Hugetlb" | b"Shared_Hugetlb" => record.huge += kib(value),
            b"VmFlags" => record.flags = VmFlags::parse(value),
            _ => {}
        }
    }
}

fn first_line(line: &[u8]) -> Option<SmapsRecord> {
    let entry = maps_line(line)?;
    Some(SmapsRecord {
        range: entry.range,
        protection: entry.protection,
        plain: entry.is_plain(),
        device: (entry.inode != 0).then_some(entry.device),
        named_shared_memory: is_named_shared_memory(entry.name),
        ..SmapsRecord::default()
    })
}

/// Whether the name alone tells that the pages belong to a file that exists in memory only. Files of a mounted tmpfs are
/// told by their device.
pub(crate) fn is_named_shared_memory(name: &[u8]) -> bool {
    let beginnings: [&[u8]; 8] = [
        b"/memfd:",
        b"/SYSV",
        b"/dev/shm/",
        b"/dev/zero",
        b"/anon_hugepage",
        b"[anon_shmem:",
        b"/drm mm object",
        b"/i915",
    ];
    beginnings.iter().any(|beginning| name.starts_with(beginning))
}

fn kib(value: &[u8]) -> Bytes {
    let number = value.trim_ascii_start();
    let digits = number.iter().take_while(|letter| letter.is_ascii_digit());
    Bytes::from_kib(
        digits.fold(0u64, |sum, &digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
1000-3000 rw-p 00000000 00:00 0 
Size:                  8 kB
Rss:                   8 kB
Pss:                   4 kB
Anonymous:             8 kB
LazyFree:              4 kB
Swap:                  0 kB
VmFlags: rd wr mr mw me ac nh 
5000-9000 rw-s 00000000 00:01 77                 /memfd:frames (deleted)
Rss:                  16 kB
Pss:                   8 kB
Anonymous:             0 kB
Swap:                  4 kB
VmFlags: rd wr sh mr mw me ms 
";

    fn parse_in_pieces(text: &str, piece: usize) -> Vec<SmapsRecord> {
        let mut parser = SmapsParser::default();
        let mut records = Vec::new();
        for part in text.as_bytes().chunks(piece) {
            parser.feed(part, |record| records.push(record));
        }
        parser.finish(|record| records.push(record));
        assert_eq!(parser.odd_lines, 0);
        records
    }

    #[test]
    fn pieces_of_any_size_give_the_same_entries() {
        let whole = parse_in_pieces(TEXT, TEXT.len());
        for piece in 1..TEXT.len() {
            assert_eq!(parse_in_pieces(TEXT, piece), whole, "in pieces of {piece}");
        }
        assert_eq!(whole.len(), 2);
        assert!(whole[0].flags.has(VmFlag::NoHugePage) && !whole[1].flags.has(VmFlag::NoHugePage));
    }

    #[test]
    fn dirty_is_anonymous_memory_and_the_share_of_shared_memory() {
        let records = parse_in_pieces(TEXT, 100);
        let private = records[0].usage(records[0].named_shared_memory);
        assert_eq!((private.dirty, private.lazy_free), (Bytes::from_kib(4), Bytes::from_kib(4)));
        let shared = records[1].usage(records[1].named_shared_memory);
        assert_eq!((shared.resident, shared.dirty), (Bytes::from_kib(16), Bytes::from_kib(8)));
        assert_eq!(shared.footprint(), Bytes::from_kib(12));
    }

    #[test]
    fn huge_pages_are_resident_and_dirty() {
        let text = "1000000-1800000 rw-p 00000000 00:10 5 /anon_hugepage (deleted)\nRss: 0 kB\nAnonymous: 0 kB\n\
                    Shared_Hugetlb: 2048 kB\nPrivate_Hugetlb: 4096 kB\n";
        let usage = parse_in_pieces(text, 100)[0].usage(true);
        assert_eq!((usage.resident, usage.dirty), (Bytes::from_kib(6144), Bytes::from_kib(6144)));
    }

    #[test]
    fn a_torn_first_line_costs_its_entry_only() {
        let mut parser = SmapsParser::default();
        let mut records = Vec::new();
        parser.feed(b"10zz-3000 rw-p 0\nRss: 4 kB\n", |record| records.push(record));
        parser.feed(TEXT.as_bytes(), |record| records.push(record));
        parser.finish(|record| records.push(record));
        assert_eq!((records.len(), parser.odd_lines), (2, 1));
    }
}
