//! What cargo runs on a Mac is signed first: `scripts/run-on-mac`, with a stand-in for `codesign`.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Signs by writing a line into the program, and tells of it by that line. Notes each signing; fails on demand.
const CODESIGN: &str = r##"#!/bin/sh
for path in "$@"; do :; done
case $1 in
  -d) tail -n 1 "$path" | grep '^# <key>' ;;
  *)
    echo "$@" >>"$SIGNED"
    [ -z "$REFUSE" ] || { echo "no space left" >&2; exit 1; }
    for argument in "$@"; do
      [ "$before" != --entitlements ] || list=$(tr -d '\n' <"$argument")
      before=$argument
    done
    echo "# <key>$list" >>"$path"
    ;;
esac
"##;

/// A target directory as cargo leaves it: a test, and Strandline's programs one folder above.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        let script = "#!/bin/sh\necho \"ran $*\"\nexit 7\n";
        for program in ["debug/deps/live-0123", "debug/strandline", "debug/strandline-app", "debug/other"] {
            desk.put(program, script);
        }
        desk.put("bin/codesign", CODESIGN);
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    }

    fn run(&self, program: &str, refuse: bool) -> Output {
        let path = format!("{}:/usr/bin:/bin", self.at("bin").display());
        let mut command = Command::new(Path::new(ROOT).join("scripts/run-on-mac"));
        command.arg(self.at(program)).args(["--test", "a b"]).env("PATH", path);
        command.env("SIGNED", self.at("signed")).env("REFUSE", if refuse { "yes" } else { "" });
        command.output().expect("bash is there")
    }

    /// The names under which something was signed, in turn.
    fn signed(&self) -> Vec<String> {
        let noted = fs::read_to_string(self.at("signed")).unwrap_or_default();
        let identifier = |line: &str| {
            let mut words = line.split(' ').skip_while(|word| *word != "--identifier");
            words.nth(1).unwrap_or_default().to_owned()
        };
        noted.lines().map(identifier).collect()
    }

    fn is_entitled(&self, program: &str) -> bool {
        let text = fs::read_to_string(self.at(program)).expect("a program");
        text.contains("security.cs.debugger") && text.contains("security.get-task-allow")
    }
}

#[test]
fn a_test_is_signed_with_the_programs_that_it_starts_and_then_run() {
    let desk = Desk::new();
    let before = fs::metadata(desk.at("debug/deps/live-0123")).expect("it").ino();
    let output = desk.run("debug/deps/live-0123", false);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ran --test a b\n");
    assert_eq!(output.status.code(), Some(7), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(desk.signed(), ["live-0123", "strandline", "strandline-app"]);
    for program in ["debug/deps/live-0123", "debug/strandline", "debug/strandline-app"] {
        assert!(desk.is_entitled(program), "{program}");
    }
    assert!(!desk.is_entitled("debug/other"));
    assert_ne!(fs::metadata(desk.at("debug/deps/live-0123")).expect("it").ino(), before, "a new file");
}

#[test]
fn what_is_signed_already_is_left_alone() {
    let desk = Desk::new();
    desk.run("debug/strandline", false);
    assert_eq!(desk.signed(), ["strandline", "strandline-app"]);
    let before = fs::metadata(desk.at("debug/strandline")).expect("it").ino();
    desk.run("debug/strandline", false);
    assert_eq!(desk.signed().len(), 2);
    assert_eq!(fs::metadata(desk.at("debug/strandline")).expect("it").ino(), before);
}

#[test]
fn what_cannot_be_signed_is_said_and_run_all_the_same() {
    let desk = Desk::new();
    let output = desk.run("debug/strandline", true);
    let actual = String::from_utf8_lossy(&output.stderr);
    assert!(actual.contains("is not signed") && actual.contains("no space left"), "{actual}");
    assert_eq!(output.status.code(), Some(7));
    let left: Vec<_> =
        fs::read_dir(desk.at("debug")).expect("it").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(!desk.is_entitled("debug/strandline"));
}

#[test]
fn cargo_signs_for_both_kinds_of_mac() {
    let settings = fs::read_to_string(Path::new(ROOT).join(".cargo/config.toml")).expect("cargo's settings");
    for target in ["aarch64-apple-darwin", "x86_64-apple-darwin"] {
        let section = settings.split_once(&format!("[target.{target}]\n")).expect(target).1;
        assert!(section.starts_with("runner = \"scripts/run-on-mac\"\n"), "{section}");
    }
}
