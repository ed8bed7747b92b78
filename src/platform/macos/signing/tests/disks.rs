//! Disks that run full while something is signed, and disks that can only be read.
//!
//! They are real ones. A test runs itself once more, in a mount namespace of its own where a folder is a small file system.
//! That needs root and mounts; without, it says what is skipped. The limit on file sizes needs neither.

use super::super::{Codesign, inviting, sign};
use super::doing::{Desk, STAND_IN};
use crate::platform::files::{private_temporary_directory_in, report_size_limit};
use crate::platform::is_root;
use crate::platform::signing::SignAs;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// In the second run of a test: the folder that it is about.
const FOLDER: &str = "STRANDLINE_TEST_FOLDER";
const PAGE: usize = 4096;
/// Of a program. A disk in memory gives room by the page.
const SIZE: usize = 5 * PAGE;

fn folder_of_second_run() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Runs a test of this file once more, behind what a shell does first. What it prints.
fn run_again(test: &str, shell: &[&str], first: &str, folder: &Path) -> String {
    let (_crate, place) = module_path!().split_once("::").unwrap();
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).arg("-c").arg(format!("{first} && exec \"$0\" --exact \"$1\" --nocapture"));
    command.arg(std::env::current_exe().unwrap()).arg(format!("{place}::{test}")).env(FOLDER, folder);
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}{errors}");
    printed
}

/// The same with a file system of this size at a folder, where that is permitted.
fn run_on_disk(test: &str, size: &str) {
    let may = is_root()
        && Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|status| status.success());
    if may {
        let folder = tempfile::tempdir().unwrap();
        let mount = format!("mount -t tmpfs -o size={size} none \"${FOLDER}\"");
        run_again(test, &["unshare", "-m", "sh"], &mount, folder.path());
    } else {
        eprintln!("skipped, since it needs root and mounts: {test}");
    }
}

/// Of a program that fills some pages, signed by a stand-in whose notes lie elsewhere.
struct Signer {
    desk: Desk,
    notes: TempDir,
}

impl Signer {
    fn on(volume: &Path) -> Self {
        let mut desk = Desk::within(volume);
        desk.program.resize(SIZE, 0);
        desk.signed.resize(SIZE, 0);
        desk.put("program", &desk.program);
        let notes = tempfile::tempdir().unwrap();
        fs::write(notes.path().join("signed"), &desk.signed).unwrap();
        fs::remove_dir_all(desk.at("told")).unwrap();
        symlink(notes.path(), desk.at("told")).unwrap();
        Self { desk, notes }
    }

    /// A built-in target whose copy lies in a new folder of this one; why there is none, and that nothing is left of it.
    fn inviting(&self, parent: &Path) -> Result<Vec<u8>, String> {
        let before = count(parent);
        let folder = || {
            let folder = private_temporary_directory_in(parent)?;
            symlink(self.notes.path(), folder.path().join("told"))?;
            Ok(folder)
        };
        let codesign = Codesign::with_arguments(&["sh", STAND_IN]);
        let made = inviting(&codesign, self.desk.at("program"), false, folder);
        let content = made.as_ref().map(|program| fs::read(program.path()).unwrap());
        let content = content.map_err(ToString::to_string);
        drop(made);
        assert_eq!(count(parent), before, "nothing stays");
        content
    }
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// Writes until the disk is full; so many pages it were.
fn fill(file: &mut File) -> usize {
    let full = |error: &io::Error| error.kind() == io::ErrorKind::StorageFull;
    let mut written = std::iter::repeat_with(|| file.write_all(&[1; PAGE]));
    let pages = written.by_ref().take_while(Result::is_ok).count();
    assert!(written.next().unwrap().is_err_and(|error| full(&error)));
    pages
}

#[test]
fn a_disk_that_runs_full_leaves_the_program_as_it_was_and_nothing_behind() {
    let Some(volume) = folder_of_second_run() else {
        return run_on_disk("a_disk_that_runs_full_leaves_the_program_as_it_was_and_nothing_behind", "160k");
    };
    let signer = Signer::on(&volume);
    let desk = &signer.desk;
    let mut filling = File::create(desk.at("filling")).unwrap();
    let pages = fill(&mut filling);
    let mut reasons = Vec::new();
    for free in 0..pages {
        filling.set_len(((pages - free) * PAGE) as u64).unwrap();
        match signer.inviting(&volume) {
            Ok(content) => assert_eq!(content, desk.signed),
            Err(reason) => assert!(reason.contains("TMPDIR"), "{free}: {reason}"),
        }
        match desk.sign("program", None) {
            Ok(_) => break,
            Err(error) => reasons.push(error.to_string()),
        }
        let reason = reasons.last().unwrap();
        assert!(reason.contains("as it was") && reason.contains("No space left"), "{free}: {reason}");
        assert_eq!(desk.names(), ["filling", "program", "told"], "{free}: {reason}");
        assert_eq!(desk.read("program"), desk.program, "{free}: {reason}");
    }
    for step in ["it cannot be copied", "entitlements cannot be kept", "cp: "] {
        assert!(reasons.iter().any(|reason| reason.contains(step)), "{step}: {reasons:#?}");
    }
    assert_eq!(desk.read("program"), desk.signed, "there was room enough in the end");
}

#[test]
fn a_disk_that_can_only_be_read_holds_programs_of_which_copies_are_signed() {
    let Some(volume) = folder_of_second_run() else {
        return run_on_disk("a_disk_that_can_only_be_read_holds_programs_of_which_copies_are_signed", "1m");
    };
    let signer = Signer::on(&volume);
    let desk = &signer.desk;
    assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&volume).status().unwrap().success());
    let refused = desk.sign("program", None).unwrap_err().to_string();
    assert!(refused.contains("Read-only") && refused.contains("--out"), "{refused}");
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(signer.notes.path(), elsewhere.path().join("told")).unwrap();
    let out = elsewhere.path().join("copy");
    let codesign = Codesign::with_arguments(&["sh", STAND_IN]);
    sign(&codesign, &desk.at("program"), Some(&out), SignAs::Target).unwrap();
    assert_eq!(fs::read(out).unwrap(), desk.signed);
    assert_eq!(signer.inviting(elsewhere.path()), Ok(desk.signed.clone()));
    let refused = signer.inviting(&volume).unwrap_err();
    assert!(refused.contains("no folder can be made") && refused.contains("TMPDIR"), "{refused}");
    assert_eq!(desk.read("program"), desk.program);
}

#[test]
fn a_limit_on_file_sizes_is_like_a_full_disk() {
    if let Some(folder) = folder_of_second_run() {
        report_size_limit().unwrap();
        let codesign = Codesign::with_arguments(&["sh", STAND_IN]);
        let failed = sign(&codesign, &folder.join("program"), None, SignAs::Target).unwrap_err();
        return println!("{failed}");
    }
    let place = tempfile::tempdir().unwrap();
    let signer = Signer::on(place.path());
    // Of 512 or of 1024 bytes.
    let said =
        run_again("a_limit_on_file_sizes_is_like_a_full_disk", &["sh"], "ulimit -f 16", &signer.desk.at(""));
    assert!(said.contains("as it was: it cannot be copied"), "{said}");
    assert_eq!(signer.desk.names(), ["program", "told"]);
    assert_eq!(signer.desk.read("program"), signer.desk.program);
}
