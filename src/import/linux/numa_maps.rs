//! `/proc/PID/numa_maps`: pages that each mapping uses, without its length. Grammar: `proc_pid_numa_maps(5)`.

use super::proc_files::exact;
use crate::import::capture::CapturedRow;
use crate::import::figures::{Rounded, UsageFigures};
use crate::model::Usage;
use crate::model::units::{Address, Bytes};

/// Words of a policy for placing pages.
const POLICIES: [&str; 7] =
    ["default", "bind", "prefer", "interleave", "local", "weighted", "preferred-many"];

/// Reads `7f0000000000 default anon=3 dirty=3 active=0 N0=3 kernelpagesize_kB=4`.
/// Where the mapping begins, and what it uses.
pub(crate) fn row(line: &str) -> Option<(Address, CapturedRow)> {
    let mut words = line.split_whitespace();
    let address = words.next().filter(|word| (5..=16).contains(&word.len()))?;
    let start = Address::new(u64::from_str_radix(address, 16).ok()?);
    let policy = words.next()?;
    POLICIES.iter().find(|known| policy.split([':', '=', ' ']).next() == Some(known))?;
    let (mut label, mut page, mut is_huge) = (String::new(), Bytes::from_kib(4), false);
    let [mut pages, mut anonymous, mut written] = [0u64; 3];
    for word in words {
        match word.split_once('=') {
            Some(("file", path)) => path.clone_into(&mut label),
            Some(("anon", count)) => anonymous = count.parse().ok()?,
            Some(("dirty", count)) => written = count.parse().ok()?,
            None if word == "huge" => is_huge = true,
            Some(("kernelpagesize_kB", kib)) => page = Bytes::from_kib(kib.parse::<u32>().ok()?.into()),
            Some((node, count)) if is_node(node) => pages = pages.saturating_add(count.parse().ok()?),
            None if word == "heap" || word == "stack" => label = format!("[{word}]"),
            _ => {}
        }
    }
    let bytes = |pages: u64| Bytes::new(pages.saturating_mul(page.get()));
    // What is written of a file is not lost with the process, unless nothing but memory is behind it.
    let dirty = if is_huge {
        pages
    } else if is_shared_memory(&label) {
        written.max(anonymous)
    } else {
        anonymous
    };
    let (resident, dirty) = (bytes(pages), bytes(dirty.min(pages)));
    let row = CapturedRow {
        label,
        mapped: Some(Rounded::exact(resident)),
        figures: UsageFigures {
            swapped: None,
            lazy_free: None,
            ..exact(Usage { resident, dirty, ..Usage::default() })
        },
        count: Some(1),
        is_sum_of_usage: true,
        category: None,
    };
    Some((start, row))
}

/// Whether a file is memory by another name.
fn is_shared_memory(path: &str) -> bool {
    ["/dev/shm/", "/memfd:", "/SYSV", "/dev/zero"].iter().any(|begins| path.starts_with(begins))
}

fn is_node(word: &str) -> bool {
    word.strip_prefix('N')
        .is_some_and(|node| !node.is_empty() && node.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_bytes() {
        let check = |line: &str, expected: Option<(&str, u64, u64)>| {
            let row = row(line);
            let actual = row.as_ref().map(|(_, row)| {
                let kib = |size: Option<Rounded>| size.map_or(0, |size| size.bytes.get() >> 10);
                (row.label.as_str(), kib(row.figures.resident), kib(row.figures.dirty))
            });
            assert_eq!(actual, expected, "{line}");
        };
        check(
            "55d0c0a00000 default heap anon=33 dirty=33 active=30 N0=30 N1=3 kernelpagesize_kB=4",
            Some(("[heap]", 132, 132)),
        );
        check(
            "7f0000000000 default file=/lib/a.so mapped=5 mapmax=20 N0=5 kernelpagesize_kB=4",
            Some(("/lib/a.so", 20, 0)),
        );
        check(
            "7f0000000000 default file=/dev/hugepages/x huge dirty=2 N0=2 kernelpagesize_kB=2048",
            Some(("/dev/hugepages/x", 4096, 4096)),
        );
        check(
            "7f0000000000 bind:0 file=/dev/shm/tide dirty=24 active=0 N0=16 N1=8 kernelpagesize_kB=4",
            Some(("/dev/shm/tide", 96, 96)),
        );
        check("f0000000 default", Some(("", 0, 0)));
        check("7f0000000000 prefer:0 anon=1 N0=1", Some(("", 4, 4)));
        check("7f0000000000-7f0000001000 rw-p", None);
        check("deadbeef is a word", None);
    }
}
