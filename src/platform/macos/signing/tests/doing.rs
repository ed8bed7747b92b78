//! What is done: in which order, where, and that a failure changes nothing.

use super::super::{Codesign, inviting, sign};
use crate::platform::signature::made_up::MadeUp;
use crate::platform::signing::{SignAs, SignError, Signed};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

pub(super) const STAND_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/signing/codesign");
const BOTH: &str = "<plist><dict><key>com.apple.security.cs.allow-jit</key><true/>\
                    <key>com.apple.security.get-task-allow</key><true/></dict></plist>";
const BEFORE: &str = "<plist><dict><key>com.apple.security.cs.allow-jit</key><true/></dict></plist>";

/// A folder with a program of one's own, and one beside it that tells the stand-in what to do.
pub(super) struct Desk {
    folder: tempfile::TempDir,
    pub(super) program: Vec<u8>,
    pub(super) signed: Vec<u8>,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// In a folder of this one.
    pub(super) fn within(parent: &Path) -> Self {
        let folder = tempfile::tempdir_in(parent).unwrap();
        let program = MadeUp { entitlements: Some(BEFORE), ..MadeUp::default() };
        let signed = MadeUp { entitlements: Some(BOTH), ..program };
        let desk = Self { folder, program: program.file(), signed: signed.file() };
        fs::create_dir(desk.at("told")).unwrap();
        fs::write(desk.at("told/signed"), &desk.signed).unwrap();
        desk.put("program", &desk.program);
        desk
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub(super) fn put(&self, name: &str, content: &[u8]) {
        fs::create_dir_all(self.at(name).parent().unwrap()).unwrap();
        fs::write(self.at(name), content).unwrap();
        fs::set_permissions(self.at(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn put_bundle(&self) {
        self.put("Own.app/Contents/MacOS/program", &self.program);
        self.put("Own.app/Contents/Resources/icon", b"icon");
        symlink("icon", self.at("Own.app/Contents/Resources/link")).unwrap();
        let list = "<plist><dict><key>CFBundleExecutable</key><string>program</string></dict></plist>";
        self.put("Own.app/Contents/Info.plist", list.as_bytes());
    }

    pub(super) fn sign(&self, name: &str, out: Option<&str>) -> Result<Signed, SignError> {
        sign(
            &Codesign::with_arguments(&["sh", STAND_IN]),
            &self.at(name),
            out.map(|out| self.at(out)).as_deref(),
            SignAs::Target,
        )
    }

    fn arguments(&self) -> Vec<String> {
        fs::read_to_string(self.at("told/arguments")).unwrap().lines().map(str::to_owned).collect()
    }

    /// All that lies in the folder itself.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.at(name)).unwrap()
    }
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).unwrap().ino()
}

#[test]
fn a_copy_is_signed_and_then_moved_to_the_place_of_the_program() {
    let desk = Desk::new();
    let before = inode(&desk.at("program"));
    let signed = desk.sign("program", None).unwrap();
    assert_eq!((signed.path, signed.changed), (desk.at("program"), true));
    assert_eq!(desk.read("program"), desk.signed);
    assert_ne!(inode(&desk.at("program")), before, "a new file to the kernel");
    assert_eq!(fs::metadata(desk.at("program")).unwrap().permissions().mode() & 0o777, 0o755);
    let actual = desk.arguments();
    let workshop = Path::new(&actual[6]).parent().unwrap();
    assert!(workshop.starts_with(desk.at("")) && workshop != desk.at(""), "{actual:?}");
    let list = workshop.join("entitlements.plist").display().to_string();
    let copy = workshop.join("copy/program").display().to_string();
    let expected =
        ["--force", "--sign", "-", "--identifier", "org.example.program", "--entitlements", &list, &copy];
    assert_eq!(actual, expected);
    assert_eq!(desk.read("told/original"), desk.program, "untouched while its copy is signed");
    let entitlements =
        crate::platform::signature::Entitlements::parse(&desk.read("told/entitlements")).unwrap();
    assert_eq!(Ok(entitlements), crate::platform::signature::Entitlements::parse(BOTH.as_bytes()));
    assert_eq!(desk.names(), ["program", "told"]);
}

#[test]
fn a_second_time_there_is_nothing_to_do() {
    let desk = Desk::new();
    desk.sign("program", None).unwrap();
    let before = inode(&desk.at("program"));
    fs::remove_file(desk.at("told/arguments")).unwrap();
    assert!(!desk.sign("program", None).unwrap().changed);
    assert_eq!(inode(&desk.at("program")), before);
    assert!(!desk.at("told/arguments").exists(), "codesign was not asked");
}

#[test]
fn a_copy_elsewhere_leaves_the_program_alone() {
    let desk = Desk::new();
    fs::create_dir(desk.at("copies")).unwrap();
    fs::rename(desk.at("told"), desk.at("copies/told")).unwrap();
    let signed = desk.sign("program", Some("copies/other")).unwrap();
    assert_eq!(signed.path, desk.at("copies/other"));
    assert_eq!(
        (desk.read("program"), desk.read("copies/other")),
        (desk.program.clone(), desk.signed.clone())
    );
    assert_eq!(desk.names(), ["copies", "program"]);
}

#[test]
fn a_failure_leaves_the_program_as_it_was_and_nothing_behind() {
    let check = |desk: &Desk, name: &str, reason: &str| {
        let before = inode(&desk.at("program"));
        let text = desk.sign(name, None).unwrap_err().to_string();
        assert!(text.contains(reason) && text.contains("as it was"), "{text}");
        assert_eq!((inode(&desk.at("program")), desk.read("program")), (before, desk.program.clone()));
        assert!(!desk.names().iter().any(|name| name.contains("strandline")), "{:?}", desk.names());
    };
    let desk = Desk::new();
    fs::write(desk.at("told/complaint"), "COPY: errSecInternalComponent\n").unwrap();
    check(&desk, "program", &format!("{}: errSecInternalComponent", desk.at("program").display()));
    desk.put_bundle();
    check(&desk, "Own.app", "errSecInternalComponent");
    assert_eq!(desk.read("Own.app/Contents/MacOS/program"), desk.program);
    let desk = Desk::new();
    fs::write(desk.at("told/signed"), &desk.program).unwrap();
    check(&desk, "program", "another signature");
    let desk = Desk::new();
    fs::write(desk.at("told/signed"), "no program").unwrap();
    check(&desk, "program", "no program");
}

#[test]
fn a_bundle_is_signed_as_a_whole_by_whatever_name_it_goes() {
    for name in ["Own.app", "Own.app/Contents/MacOS/program", "link"] {
        let desk = Desk::new();
        desk.put_bundle();
        symlink("Own.app/Contents/MacOS/program", desk.at("link")).unwrap();
        let signed = desk.sign(name, None).unwrap();
        assert_eq!(signed.path, desk.at("Own.app"));
        assert_eq!(desk.read("Own.app/Contents/MacOS/program"), desk.signed);
        assert!(desk.arguments().last().unwrap().ends_with("/copy/Own.app"));
        let link = fs::read_link(desk.at("Own.app/Contents/Resources/link")).unwrap();
        assert_eq!(
            (link, desk.read("Own.app/Contents/Resources/link")),
            (PathBuf::from("icon"), b"icon".to_vec())
        );
        assert_eq!(desk.names(), ["Own.app", "link", "program", "told"]);
    }
}

#[test]
fn what_is_no_program_is_refused() {
    let desk = Desk::new();
    desk.put("script", b"#!/bin/sh\n");
    desk.put("Odd.app/Contents/Info.plist", b"<plist><dict/></plist>");
    let outside =
        "<plist><dict><key>CFBundleExecutable</key><string>../../../program</string></dict></plist>";
    desk.put("Outside.app/Contents/Info.plist", outside.as_bytes());
    let inside = "<plist><dict><key>CFBundleExecutable</key><string>program</string></dict></plist>";
    desk.put("Linked.app/Contents/Info.plist", inside.as_bytes());
    fs::create_dir(desk.at("Linked.app/Contents/MacOS")).unwrap();
    symlink("/bin/sh", desk.at("Linked.app/Contents/MacOS/program")).unwrap();
    let check = |name, expected: &str| {
        let text = desk.sign(name, None).unwrap_err().to_string();
        assert!(text.contains(expected) && text.contains("left as it is"), "{text}");
    };
    check("script", "Mach-O");
    check("nothing", "No such file");
    check("told", "no bundle");
    check("Odd.app", "CFBundleExecutable");
    check("Outside.app", "CFBundleExecutable");
    check("Linked.app", "is no file");
}

#[test]
fn where_nothing_can_be_written_a_copy_is_offered() {
    let desk = Desk::new();
    let text = desk.sign("program", Some("nowhere/program")).unwrap_err().to_string();
    assert!(text.contains("--out") && text.contains("nothing can be written"), "{text}");
    assert_eq!(desk.names(), ["program", "told"]);
}

#[test]
fn a_built_in_target_is_a_copy_that_invites_debuggers_and_goes_with_it() {
    let desk = Desk::new();
    let folder = || {
        let folder = tempfile::tempdir_in(desk.at("")).unwrap();
        fs::rename(desk.at("told"), folder.path().join("told")).unwrap();
        Ok(folder)
    };
    let codesign = Codesign::with_arguments(&["sh", STAND_IN]);
    let program = inviting(&codesign, desk.at("program"), false, folder).unwrap();
    let copy = program.path().to_owned();
    assert_ne!(copy, desk.at("program"));
    assert_eq!(copy.file_name(), desk.at("program").file_name());
    assert_eq!((fs::read(&copy).unwrap(), desk.read("program")), (desk.signed.clone(), desk.program.clone()));
    drop(program);
    assert!(!copy.exists() && desk.names() == ["program"], "{:?}", desk.names());
}

#[test]
fn a_built_in_target_of_an_application_is_a_program_alone() {
    let desk = Desk::new();
    desk.put_bundle();
    let folder = || {
        let folder = tempfile::tempdir_in(desk.at("")).unwrap();
        fs::rename(desk.at("told"), folder.path().join("told")).unwrap();
        Ok(folder)
    };
    let own = desk.at("Own.app/Contents/MacOS/program");
    let program = inviting(&Codesign::with_arguments(&["sh", STAND_IN]), own.clone(), false, folder).unwrap();
    assert_eq!(fs::read(program.path()).unwrap(), desk.signed, "a file that can be started");
    assert_eq!(fs::read(own).unwrap(), desk.program);
}

#[test]
fn one_that_invites_debuggers_is_its_own_target() {
    let nobody = Codesign::with_arguments(&["false"]);
    let none_made = || panic!("there is nothing to copy");
    let program = inviting(&nobody, PathBuf::from("/opt/program"), true, none_made).unwrap();
    assert_eq!(program.path(), Path::new("/opt/program"));
}

#[test]
fn a_target_that_cannot_be_signed_is_said_and_leaves_nothing_behind() {
    let desk = Desk::new();
    let full = || Err(std::io::Error::from(std::io::ErrorKind::StorageFull));
    let codesign = Codesign::with_arguments(&["false"]);
    let error = inviting(&codesign, desk.at("program"), false, full).unwrap_err().to_string();
    assert!(error.contains("no folder can be made") && error.contains("TMPDIR"), "{error}");
    let folder = || tempfile::tempdir_in(desk.at(""));
    let error = inviting(&codesign, desk.at("program"), false, folder).unwrap_err().to_string();
    assert!(error.contains("codesign") && !error.contains("--out"), "{error}");
    let missing = Codesign::with_arguments(&["/nowhere/codesign"]);
    let error = inviting(&missing, desk.at("program"), false, folder).unwrap_err().to_string();
    assert!(error.contains("xcode-select --install"), "{error}");
    assert_eq!(desk.names(), ["program", "told"]);
}

#[test]
fn a_debugger_is_signed_as_one() {
    let desk = Desk::new();
    let debugger = "<plist><dict><key>com.apple.security.cs.allow-jit</key><true/>\
                    <key>com.apple.security.cs.debugger</key><true/></dict></plist>";
    let signed = MadeUp { entitlements: Some(debugger), ..MadeUp::default() }.file();
    fs::write(desk.at("told/signed"), &signed).unwrap();
    let sign = || {
        sign(&Codesign::with_arguments(&["sh", STAND_IN]), &desk.at("program"), None, SignAs::Debugger)
            .unwrap()
    };
    assert!(sign().changed);
    assert_eq!(desk.read("program"), signed);
    let entitlements =
        crate::platform::signature::Entitlements::parse(&desk.read("told/entitlements")).unwrap();
    assert!(
        entitlements.holds("com.apple.security.cs.debugger")
            && !entitlements.holds("com.apple.security.get-task-allow")
    );
    assert!(!sign().changed);
}
