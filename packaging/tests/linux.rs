//! The packages for Linux, made of stand-ins for both programs, and read back by the tools of that system.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect(program);
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The files that were made.
fn made(desk: &Path) -> Vec<PathBuf> {
    for program in ["strandline", "strandline-app"] {
        fs::write(desk.join(program), "#!/bin/sh\n").expect("there is room for a stand-in");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project is above");
    let output = Command::new(root.join("scripts/package"))
        .arg("linux")
        .arg(desk.join("out"))
        .env("STRANDLINE_PROGRAMS", desk)
        .env("STRANDLINE_PACKAGING", env!("CARGO_BIN_EXE_strandline-packaging"))
        .output()
        .expect("the script starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(PathBuf::from).collect()
}

#[test]
fn both_packages_hold_what_a_desktop_asks_for() {
    let desk = tempfile::tempdir().unwrap();
    let made = made(desk.path());
    let tarball = made.iter().find(|path| path.extension().is_some_and(|ending| ending == "gz")).unwrap();
    let names = run("tar", &["-tzf", tarball.to_str().unwrap()]);
    let share = |name: &str| names.lines().any(|line| line.ends_with(&format!("/share/{name}")));
    for name in [
        "applications/strandline.desktop",
        "mime/packages/strandline.xml",
        "icons/hicolor/scalable/apps/strandline.svg",
        "icons/hicolor/256x256/apps/strandline.png",
        "man/man1/strandline-record.1.gz",
        "man/man1/strandline-app.1.gz",
        "bash-completion/completions/strandline",
        "zsh/site-functions/_strandline",
        "fish/vendor_completions.d/strandline-app.fish",
    ] {
        assert!(share(name), "{name}: {names}");
    }
    assert!(names.lines().any(|line| line.ends_with("/bin/strandline-app")));
    let left: Vec<_> =
        fs::read_dir(desk.path().join("out")).unwrap().flatten().map(|entry| entry.path()).collect();
    assert_eq!(left.len(), made.len(), "nothing is left of the work: {left:?}");

    // Where there is nothing to make it with there is none.
    let Some(package) = made.iter().find(|path| path.extension().is_some_and(|ending| ending == "deb"))
    else {
        assert!(Command::new("dpkg-deb").arg("--version").output().is_err());
        return;
    };
    let package = package.to_str().unwrap();
    assert_eq!(
        run("dpkg-deb", &["--field", package, "Package", "Version"]),
        format!("Package: strandline\nVersion: {}\n", env!("CARGO_PKG_VERSION"))
    );
    let contents = run("dpkg-deb", &["--contents", package]);
    let rights = |name: &str| contents.lines().find(|line| line.ends_with(name)).map(|line| &line[..10]);
    assert_eq!(rights("./usr/bin/strandline-app"), Some("-rwxr-xr-x"));
    assert_eq!(rights("./usr/share/man/man1/strandline.1.gz"), Some("-rw-r--r--"));
    assert!(contents.lines().all(|line| line.contains("root/root")), "{contents}");
}

#[test]
fn the_desktop_opens_with_it_what_it_calls_a_trace() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let read = |name: &str| fs::read_to_string(root.join("assets/linux").join(name)).unwrap();
    let (entry, types) = (read("strandline.desktop"), read("strandline.xml"));
    let kind = "application/x-strandline-trace";
    assert!(entry.contains(&format!("MimeType={kind};")) && types.contains(&format!("type=\"{kind}\"")));
    assert!(types.contains("*.strand") && entry.contains("Exec=strandline-app %F"));
    let magic = types.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let trace = fs::read(root.join("tests/fixtures/traces/v2-parted.strand")).unwrap();
    assert!(trace.starts_with(magic.as_bytes()), "a trace begins with {magic}");
}
