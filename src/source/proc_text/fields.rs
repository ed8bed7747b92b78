//! Files of `key: value kB` lines.

use crate::model::units::Bytes;
use crate::model::{TotalKind, Totals};

/// What `/proc/PID/status` says beside sizes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// `Name`: at most 15 bytes, as the kernel escapes it.
    pub(crate) name: String,
    /// `Tgid`: the process that it is a thread of; 0 where that is not told.
    pub(crate) process: u32,
    /// `State`: its letter.
    pub(crate) state: char,
    /// `Uid`: real, effective, saved, file system.
    pub(crate) uids: Vec<u32>,
    /// `CapPrm`: permitted capabilities.
    pub(crate) permitted: u64,
    /// `SigBlk`, `SigIgn`, `SigCgt`: the signals that the main thread blocks, or the process ignores or catches; the first
    /// signal is the lowest bit.
    pub(crate) handled: u64,
    pub(crate) totals: Totals,
}

impl Status {
    pub(crate) fn user(&self) -> Option<u32> {
        self.uids.first().copied()
    }
}

/// Parses `status`; lines that are odd are left out.
pub(crate) fn status(text: &str) -> Status {
    let mut status = Status::default();
    for (key, value) in fields(text) {
        match key {
            "Name" => value.clone_into(&mut status.name),
            "Tgid" => status.process = value.parse().unwrap_or(0),
            "State" => status.state = value.chars().next().unwrap_or('?'),
            "Uid" => status.uids = value.split_whitespace().filter_map(|uid| uid.parse().ok()).collect(),
            "SigBlk" | "SigIgn" | "SigCgt" => {
                status.handled |= u64::from_str_radix(value, 16).unwrap_or(0);
            }
            "CapPrm" => status.permitted = u64::from_str_radix(value, 16).unwrap_or(0),
            _ => {}
        }
    }
    totals_of(text, &mut status.totals);
    status
}

/// Adds the figures of `status` to `totals`.
pub(crate) fn totals_of(text: &str, totals: &mut Totals) {
    for (key, value) in fields(text) {
        let Some(first) = key.bytes().next() else { continue };
        if !matches!(first, b'V' | b'R' | b'H') {
            continue;
        }
        let kind = TotalKind::ALL[..=TotalKind::HugeTlb as usize].iter().find(|kind| kind.name() == key);
        if let (Some(&kind), Some(bytes)) = (kind, kib(value)) {
            totals.set(kind, bytes);
        }
    }
}

/// Adds the figures of `smaps_rollup` to `totals`.
pub(crate) fn rollup(text: &str, totals: &mut Totals) {
    add(text, TotalKind::WalkedResident, TotalKind::WalkedSwapped, totals);
    add(text, TotalKind::HugeAnonymous, TotalKind::HugeAnonymous, totals);
}

/// Adds the figures of `/proc/meminfo` to `totals`.
pub(crate) fn meminfo(text: &str, totals: &mut Totals) {
    add(text, TotalKind::SystemTotal, TotalKind::SystemSwapFree, totals);
}

fn add(text: &str, first: TotalKind, last: TotalKind, totals: &mut Totals) {
    let kinds = &TotalKind::ALL[first as usize..=last as usize];
    for (key, value) in fields(text) {
        let kind = kinds.iter().find(|kind| kind.name() == key);
        if let (Some(&kind), Some(bytes)) = (kind, kib(value)) {
            totals.set(kind, bytes);
        }
    }
}

pub(crate) fn fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.split_once(':')).map(|(key, value)| (key, value.trim()))
}

pub(crate) fn kib(value: &str) -> Option<Bytes> {
    let number = value.strip_suffix("kB").unwrap_or(value).trim_end();
    Some(Bytes::from_kib(number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_gives_names_and_figures() {
        let text = "Name:\tcat\nState:\tS (sleeping)\nUid:\t1000\t1000\t1000\t1000\nCapPrm:\t0000000000000001\n\
                    VmPeak:\t    3000 kB\nVmRSS:\t    1200 kB\nRssAnon:\t 200 kB\nVmOdd:\t1 kB\nVmSize:\tx kB\nVmLck";
        let status = status(text);
        assert_eq!(
            (status.name.as_str(), status.state, status.user(), status.permitted),
            ("cat", 'S', Some(1000), 1)
        );
        assert_eq!(status.totals.get(TotalKind::Resident), Some(Bytes::from_kib(1200)));
        assert_eq!(status.totals.get(TotalKind::ResidentAnonymous), Some(Bytes::from_kib(200)));
        assert_eq!(status.totals.get(TotalKind::Virtual), None);
        let signals = super::status("SigPnd:\tff\nSigBlk:\t0\nSigIgn:\t0000000000001000\nSigCgt:\t0200\n");
        assert_eq!(signals.handled, 0x1200);
    }

    #[test]
    fn one_word_of_two_files_is_told_apart() {
        let mut totals = Totals::default();
        rollup(
            "55-77 ---p 00000000 00:00 0 [rollup]\nRss:  12 kB\nAnonymous: 8 kB\nAnonHugePages: 2 kB\nSwap: 4 kB\n",
            &mut totals,
        );
        meminfo("MemTotal:  100 kB\nCached: 7 kB\nAnonHugePages: 50 kB\nSwap: 99 kB\n", &mut totals);
        assert_eq!(totals.get(TotalKind::WalkedResident), Some(Bytes::from_kib(12)));
        assert_eq!(totals.get(TotalKind::WalkedSwapped), Some(Bytes::from_kib(4)));
        assert_eq!(totals.get(TotalKind::HugeAnonymous), Some(Bytes::from_kib(2)));
        assert_eq!(totals.get(TotalKind::SystemCached), Some(Bytes::from_kib(7)));
    }
}
