//! One complete look against the kernel's own account, over memory of every kind.

use crate::puppet::{Puppet, TOOL};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What `verify` says of a puppet, which it must agree with.
fn verify(puppet: &Puppet) -> Value {
    let (document, code) = asked(puppet);
    assert_eq!(code, Some(0), "{document:#}");
    document
}

fn asked(puppet: &Puppet) -> (Value, Option<i32>) {
    let directory = tempfile::tempdir().unwrap();
    let done = Command::new(TOOL)
        .args(["verify", "--format", "json", &puppet.pid().to_string()])
        .env("XDG_STATE_HOME", directory.path())
        .env("XDG_CONFIG_HOME", directory.path())
        .output()
        .unwrap();
    let document = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
    (document, done.status.code())
}

/// KiB of a figure over all categories.
fn sum(document: &Value, figure: &str) -> u64 {
    let rows = document["categories"].as_array().unwrap().iter();
    rows.map(|row| row["figures"][figure]["ours"].as_u64().unwrap()).sum::<u64>() / 1024
}

/// KiB of a figure over the categories of one group.
fn of_group(document: &Value, group: &str, figure: &str) -> u64 {
    let rows = document["categories"].as_array().unwrap().iter().filter(|row| row["group"] == group);
    rows.map(|row| row["figures"][figure]["ours"].as_u64().unwrap()).sum::<u64>() / 1024
}

/// How much more there is of each figure, in KiB, after these orders: mapped, resident, dirty, swapped, freed lazily.
fn gained(puppet: &mut Puppet, orders: &[&str]) -> [i64; 5] {
    let figures = |document: &Value| {
        ["mapped", "resident", "dirty", "swapped", "lazy_free"]
            .map(|figure| sum(document, figure).cast_signed())
    };
    let before = figures(&verify(puppet));
    for order in orders {
        puppet.order(order);
    }
    let after = figures(&verify(puppet));
    std::array::from_fn(|nth| after[nth] - before[nth])
}

#[test]
fn each_kind_of_memory_is_told_as_the_kernel_tells_it() {
    let check = |order: &str, expected: [i64; 5]| {
        let actual = gained(&mut Puppet::new(), &[order]);
        // The orders themselves cost the puppet some pages of its heap, and of its code. The kernel notes lazily freed
        // pages in batches for each processor.
        let slack = [256, 2048, 256, 256, 256];
        let near = actual.iter().zip(expected).zip(slack);
        let mut near = near.map(|((&actual, expected), slack)| actual.abs_diff(expected) <= slack);
        assert!(near.all(|is_near| is_near), "{order}: {actual:?}, expected {expected:?}");
    };
    check("keep a anonymous 3 4096", [12288, 12288, 12288, 0, 0]);
    check("keep a freed 1 204800", [204_800, 204_800, 0, 0, 204_800]);
    check("keep a transparent 1 16384", [16384, 16384, 16384, 0, 0]);
    check("keep a shared 2 4096", [8192, 8192, 8192, 0, 0]);
    check("keep a segment 2 4096", [8192, 8192, 8192, 0, 0]);
    check("keep a locked 4 64", [256, 256, 256, 0, 0]);
    check("keep a read 1 4096", [4096, 0, 0, 0, 0]);
    check("keep a reserved 1 65536", [65536, 0, 0, 0, 0]);
    check("keep a sealed 2 4096", [8192, 8192, 8192, 0, 0]);
    check("keep a named 3 1024", [3072, 3072, 3072, 0, 0]);
}

/// The kernel merges neighbours of one kind: which of their pages were freed it does not tell, but how many.
#[test]
fn what_is_freed_beside_what_is_kept_is_told_to_the_page() {
    let mut puppet = Puppet::new();
    let actual = gained(
        &mut puppet,
        &["keep a anonymous 1 2048", "keep b freed 1 8192", "keep c anonymous 1 2048", "keep d freed 1 4096"],
    );
    assert!(actual[4].abs_diff(12288) <= 256, "{actual:?}");
    assert!(actual[2].abs_diff(4096) <= 256, "{actual:?}");
}

#[test]
fn thirty_thousand_mappings_agree() {
    let mut puppet = Puppet::new();
    puppet.order("plain 30000 8");
    puppet.order("touch");
    let document = verify(&puppet);
    assert!(document["mappings"].as_u64().unwrap() > 30_000, "{}", document["mappings"]);
    assert!(of_group(&document, "Reserved", "mapped") >= 15_000 * 8);
    assert!(of_group(&document, "Anonymous", "dirty") >= 15_000 * 8);
}

#[test]
fn what_a_fork_shares_agrees() {
    let mut puppet = Puppet::new();
    for order in ["keep a anonymous 4 1024", "keep b shared 2 2048", "keep c freed 1 2048", "fork"] {
        puppet.order(order);
    }
    let together = verify(&puppet);
    assert!(sum(&together, "resident") >= 10 * 1024, "{together:#}");
    puppet.order("join");
    verify(&puppet);
}

#[test]
fn a_heap_and_its_large_blocks_agree() {
    let mut puppet = Puppet::new();
    for order in ["keep a heap 300 16", "keep b heap 5 512", "release a 100", "keep c anonymous 2 512"] {
        puppet.order(order);
    }
    verify(&puppet);
}

/// Hugetlb pages, if the machine lets us set some aside; what there was before is put back.
#[test]
fn huge_pages_agree_with_status() {
    const RESERVE: &str = "/proc/sys/vm/nr_hugepages";
    let had = fs::read_to_string(RESERVE).unwrap_or_default();
    let _refused = fs::write(RESERVE, "4");
    let mut puppet = Puppet::new();
    if fs::read_to_string(RESERVE).unwrap_or_default().trim() == "4" {
        let actual = gained(&mut puppet, &["keep a huge 1 8192"]);
        assert!(actual[1] >= 8192 && actual[2].abs_diff(8192) <= 256, "{actual:?}");
        puppet.let_go();
    } else {
        eprintln!("skipped: {RESERVE} cannot be set here");
    }
    let _refused = fs::write(RESERVE, had);
}

/// A swap file of our own, until it is dropped: what is in it then is read back.
struct SwapFile(tempfile::NamedTempFile);

impl SwapFile {
    /// Nothing where we may not, or where the file's system cannot hold one.
    fn turned_on() -> Option<Self> {
        let mut file = tempfile::NamedTempFile::new().ok()?;
        file.write_all(&vec![0; 64 << 20]).ok()?;
        file.as_file().sync_all().ok()?;
        let succeeds = |command: &str| {
            let done = Command::new(command).arg(file.path()).output();
            done.is_ok_and(|done| done.status.success())
        };
        (succeeds("mkswap") && succeeds("swapon")).then_some(Self(file))
    }
}

impl Drop for SwapFile {
    fn drop(&mut self) {
        let _infallible = Command::new("swapoff").arg(self.0.path()).status();
    }
}

#[test]
fn swapped_pages_agree_where_there_is_swap() {
    let has_swap = fs::read_to_string("/proc/swaps").unwrap_or_default().lines().count() > 1;
    let file = if has_swap { None } else { SwapFile::turned_on() };
    if !has_swap && file.is_none() {
        eprintln!("skipped: there is no swap here, and we may not turn any on");
        return;
    }
    let mut puppet = Puppet::new();
    let actual = gained(&mut puppet, &["keep a paged-out 1 8192"]);
    assert!((actual[2] + actual[3] - 8192).abs() <= 256, "{actual:?}");
    // Where all of the swap is ours and empty, nothing keeps a page from it.
    assert!(file.is_none() || actual[3] >= 4096, "{actual:?}");
    puppet.let_go();
}

#[test]
fn memory_that_is_watched_agrees_where_that_is_allowed() {
    let mut child = Command::new(TOOL)
        .arg("puppet")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "keep a watched 1 64").unwrap();
    if !child.wait_with_output().unwrap().status.success() {
        eprintln!("skipped: userfaultfd is not allowed here");
        return;
    }
    let actual = gained(&mut Puppet::new(), &["keep a watched 1 4096"]);
    assert!((actual[2] - 4096).abs() <= 256, "{actual:?}");
}

fn state(pid: u32) -> char {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.chars().next().unwrap()
}

/// Whoever is killed in the middle of a look leaves nobody stopped.
#[test]
fn a_target_goes_on_when_we_are_killed() {
    let mut puppet = Puppet::new();
    puppet.order("plain 30000 8");
    puppet.order("touch");
    let mut caught = 0;
    let began = Instant::now();
    while caught < 3 {
        assert!(began.elapsed() < Duration::from_mins(1), "it was never seen stopped");
        let mut verify = Command::new(TOOL)
            .args(["verify", &puppet.pid().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while verify.try_wait().unwrap().is_none() {
            if state(puppet.pid()) == 't' {
                verify.kill().unwrap();
                caught += 1;
                break;
            }
        }
        verify.wait().unwrap();
        // It answers, and nobody traces it.
        puppet.order("touch");
        assert!(!"tT".contains(state(puppet.pid())));
    }
}

/// A process that was stopped before stays so.
#[test]
fn a_stopped_target_stays_stopped() {
    let puppet = Puppet::new();
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &puppet.pid().to_string()]).status().unwrap();
        assert!(sent.success());
    };
    let until = |wanted: char| {
        let began = Instant::now();
        while state(puppet.pid()) != wanted {
            assert!(began.elapsed() < Duration::from_secs(10), "{}", state(puppet.pid()));
            std::thread::yield_now();
        }
    };
    signal("-STOP");
    until('T');
    verify(&puppet);
    until('T');
    signal("-CONT");
    until('S');
    verify(&puppet);
}

#[test]
fn who_is_not_there_is_an_error() {
    let done = Command::new(TOOL).args(["verify", "4194300"]).output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    let wrong = Command::new(TOOL).args(["verify", "nobody"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(3));
}
