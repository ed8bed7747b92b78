//! The records of a ring, taken apart (`perf_event_open(2)`, "MMAP layout"). Pure: a torn or forged one is left out.

use perf_event_open_sys::bindings::{
    PERF_RECORD_COMM, PERF_RECORD_LOST, PERF_RECORD_MISC_COMM_EXEC, PERF_RECORD_MMAP2, PERF_RECORD_SAMPLE,
    PERF_SAMPLE_ADDR, PERF_SAMPLE_CALLCHAIN, PERF_SAMPLE_IDENTIFIER, PERF_SAMPLE_REGS_USER,
    PERF_SAMPLE_STACK_USER, PERF_SAMPLE_TID, PERF_SAMPLE_TIME,
};

/// What each sample tells.
pub(super) const SAMPLE: u64 = (PERF_SAMPLE_IDENTIFIER
    | PERF_SAMPLE_TID
    | PERF_SAMPLE_TIME
    | PERF_SAMPLE_ADDR
    | PERF_SAMPLE_CALLCHAIN
    | PERF_SAMPLE_REGS_USER
    | PERF_SAMPLE_STACK_USER) as u64;

/// The registers that a sample tells, by their numbers in `asm/perf_regs.h` of x86-64: AX, DX, SI, DI, BP, SP, IP.
pub(super) const REGISTERS: u64 = 0b1_1111_1001;

/// How many these are.
const REGISTER_COUNT: usize = REGISTERS.count_ones() as usize;

/// Numbers in a call chain from here on are marks between its parts (`PERF_CONTEXT_MAX`).
const LOWEST_CONTEXT: u64 = u64::MAX - 4094;

/// Length of what stands ahead of a record.
const HEADER: usize = 8;

/// The user's registers at the end of a system call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Registers {
    pub(super) result: u64,
    pub(super) third: u64,
    pub(super) second: u64,
    pub(super) first: u64,
    pub(super) frame_pointer: u64,
    pub(super) stack_pointer: u64,
    pub(super) instruction: u64,
}

/// A system call that ended, or a page fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sample<'a> {
    /// Which event it is of.
    pub(super) event: u64,
    pub(super) process: u32,
    pub(super) thread: u32,
    /// The address that a fault is at.
    pub(super) address: u64,
    pub(super) registers: Registers,
    /// Return addresses by frame pointers, eight bytes each.
    pub(super) chain: Words<'a>,
    /// The stack from its pointer on.
    pub(super) stack: &'a [u8],
}

/// Code was mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MappedCode<'a> {
    pub(super) process: u32,
    pub(super) start: u64,
    pub(super) len: u64,
    pub(super) offset: u64,
    pub(super) path: &'a [u8],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record<'a> {
    Sample(Sample<'a>),
    MappedCode(MappedCode<'a>),
    /// A process calls `exec`.
    Replaced {
        process: u32,
    },
    /// So many records found no room.
    Lost(u64),
    /// None of ours, or one that makes no sense.
    Odd,
}

/// The records in some bytes, each whole; what does not hold together ends them.
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let size = usize::from(u16::from_le_bytes(rest.get(6..8)?.try_into().ok()?));
        let (record, behind) = rest.split_at_checked(size).filter(|_| size >= HEADER)?;
        rest = behind;
        Some(record)
    })
}

/// When a record was made, by the clock of the events.
pub(super) fn time(record: &[u8]) -> Option<u64> {
    let kind = kind(record)?;
    if kind == PERF_RECORD_SAMPLE {
        return word(record, HEADER + 16);
    }
    // `sample_id_all`: the ids stand at the end, in the order thread, time, identifier.
    word(record, record.len().checked_sub(16)?)
}

/// What a record tells.
pub(super) fn record(bytes: &[u8]) -> Record<'_> {
    let known = match kind(bytes) {
        Some(PERF_RECORD_SAMPLE) => sample(bytes).map(Record::Sample),
        Some(PERF_RECORD_MMAP2) => mapped_code(bytes).map(Record::MappedCode),
        Some(PERF_RECORD_LOST) => word(bytes, HEADER + 8).map(Record::Lost),
        Some(PERF_RECORD_COMM) if misc(bytes) & PERF_RECORD_MISC_COMM_EXEC != 0 => {
            half(bytes, HEADER).map(|process| Record::Replaced { process })
        }
        _ => None,
    };
    known.unwrap_or(Record::Odd)
}

fn sample(bytes: &[u8]) -> Option<Sample<'_>> {
    let event = word(bytes, HEADER)?;
    let (process, thread) = (half(bytes, HEADER + 8)?, half(bytes, HEADER + 12)?);
    let address = word(bytes, HEADER + 24)?;
    let mut at = HEADER + 32;
    let chained = usize::try_from(word(bytes, at)?).ok()?;
    let chain = bytes.get(at + 8..)?.get(..chained.checked_mul(8)?)?;
    at += 8 + chain.len();
    let abi = word(bytes, at)?;
    at += 8;
    let mut registers = Registers::default();
    if abi != 0 {
        registers = registers_at(bytes, at)?;
        at += 8 * REGISTER_COUNT;
    }
    let dumped = usize::try_from(word(bytes, at)?).ok()?;
    let dump = bytes.get(at + 8..)?.get(..dumped)?;
    let filled = if dumped == 0 { 0 } else { usize::try_from(word(bytes, at + 8 + dumped)?).ok()? };
    let stack = dump.get(..filled.min(dumped))?;
    Some(Sample { event, process, thread, address, registers, chain: Words(chain), stack })
}

/// The registers, in the order of their numbers.
fn registers_at(bytes: &[u8], at: usize) -> Option<Registers> {
    let register = |nth: usize| word(bytes, at + 8 * nth);
    Some(Registers {
        result: register(0)?,
        third: register(1)?,
        second: register(2)?,
        first: register(3)?,
        frame_pointer: register(4)?,
        stack_pointer: register(5)?,
        instruction: register(6)?,
    })
}

fn mapped_code(bytes: &[u8]) -> Option<MappedCode<'_>> {
    let path = bytes.get(HEADER + 64..)?;
    let end = path.iter().position(|&letter| letter == 0)?;
    Some(MappedCode {
        process: half(bytes, HEADER)?,
        start: word(bytes, HEADER + 8)?,
        len: word(bytes, HEADER + 16)?,
        offset: word(bytes, HEADER + 24)?,
        path: &path[..end],
    })
}

/// Numbers that stand one behind the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Words<'a>(&'a [u8]);

impl Words<'_> {
    /// The addresses of a call chain, without the marks between its parts.
    pub(super) fn addresses(&self) -> impl Iterator<Item = u64> {
        let words = self.0.as_chunks::<8>().0.iter();
        words.map(|&word| u64::from_le_bytes(word)).filter(|&address| address < LOWEST_CONTEXT)
    }
}

fn kind(record: &[u8]) -> Option<u32> {
    half(record, 0)
}

fn misc(record: &[u8]) -> u32 {
    record.get(4..6).map_or(0, |misc| u32::from(misc[0]) | u32::from(misc[1]) << 8)
}

fn half(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{made_up, made_up_sample};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sample_is_taken_apart() {
        let bytes = made_up_sample(99, &[u64::MAX - 511, 0x10, 0x20], [1, 2, 3, 4, 5, 6, 7], &[0xaa, 0xbb]);
        assert_eq!(time(&bytes), Some(99));
        let Record::Sample(sample) = record(&bytes) else { panic!("no sample") };
        assert_eq!((sample.event, sample.process, sample.thread, sample.address), (5, 7, 8, 0xfa));
        assert!(sample.chain.addresses().eq([0x10, 0x20]));
        assert_eq!(
            (sample.registers.result, sample.registers.first, sample.registers.instruction),
            (1, 4, 7)
        );
        assert_eq!(sample.stack, [0xaa_u64, 0xbb].map(u64::to_le_bytes).concat());
    }

    #[test]
    fn the_other_records_are_taken_apart() {
        let lost = made_up(PERF_RECORD_LOST, 0, &[5, 300, 0, 77, 5]);
        assert_eq!((record(&lost), time(&lost)), (Record::Lost(300), Some(77)));
        let exec = made_up(PERF_RECORD_COMM, 1 << 13, &[7 | 7 << 32, 0, 0, 77, 5]);
        assert_eq!(record(&exec), Record::Replaced { process: 7 });
        let path = u64::from_le_bytes(*b"/lib/a\0\0");
        let mapped = made_up(PERF_RECORD_MMAP2, 0, &[7, 0x1000, 0x2000, 0x3000, 0, 0, 0, 0, path, 0, 77, 5]);
        let expected = MappedCode { process: 7, start: 0x1000, len: 0x2000, offset: 0x3000, path: b"/lib/a" };
        assert_eq!(record(&mapped), Record::MappedCode(expected));
    }

    #[test]
    fn what_is_torn_ends_the_records() {
        let whole = made_up(PERF_RECORD_LOST, 0, &[5, 300, 0, 77, 5]);
        let torn = [whole.as_slice(), &whole[..20]].concat();
        assert_eq!(records(&torn).count(), 1);
        let forged = made_up(PERF_RECORD_LOST, 0, &[]);
        assert_eq!(records(&forged).map(record).collect::<Vec<_>>(), [Record::Odd]);
        assert_eq!(records(&[0; 64]).count(), 0);
    }

    proptest! {
        #[test]
        fn garbage_is_taken_in_without_panic(kind in 0..20_u32, body in prop::collection::vec(any::<u64>(), 0..40), cut in 0..330_usize) {
            let mut bytes = made_up(kind, 1 << 13, &body);
            bytes.truncate(cut);
            for bytes in records(&bytes) {
                let _any = (time(bytes), record(bytes));
            }
            let _any = (time(&bytes), record(&bytes));
        }
    }
}
