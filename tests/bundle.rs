//! What is laid out for a Mac: the bundle, its property list and the entitlements, read back by a parser of their own.

use plist::{Dictionary, Value};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn lay_out(programs: &Path, folder: &Path) -> Output {
    let script = Path::new(ROOT).join("scripts/bundle-mac");
    Command::new(script).arg("--layout-only").args([programs, folder]).output().expect("the script starts")
}

fn list(path: &Path) -> Dictionary {
    let list = Value::from_file(path).expect("a property list");
    list.into_dictionary().expect("a dictionary")
}

fn text<'a>(list: &'a Dictionary, key: &str) -> &'a str {
    list.get(key).and_then(Value::as_string).unwrap_or_else(|| panic!("{key} is a text"))
}

fn first<'a>(list: &'a Dictionary, key: &str) -> &'a Value {
    &list.get(key).and_then(Value::as_array).unwrap_or_else(|| panic!("{key} is a list"))[0]
}

#[test]
fn the_bundle_has_both_programs_and_says_what_it_is() {
    let desk = tempfile::tempdir().unwrap();
    for program in ["strandline", "strandline-app"] {
        fs::write(desk.path().join(program), program).unwrap();
    }
    // A second time it replaces the first.
    for _ in 0..2 {
        let output = lay_out(desk.path(), &desk.path().join("out"));
        assert!(output.status.success(), "{output:?}");
    }
    let left: Vec<_> = fs::read_dir(desk.path().join("out")).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    let contents = desk.path().join("out/Strandline.app/Contents");
    let list = list(&contents.join("Info.plist"));
    assert_eq!(text(&list, "CFBundleShortVersionString"), env!("CARGO_PKG_VERSION"));
    assert_eq!(text(&list, "CFBundleVersion"), env!("CARGO_PKG_VERSION"));
    assert_eq!(text(&list, "CFBundlePackageType"), "APPL");
    assert_eq!(fs::read_to_string(contents.join("PkgInfo")).unwrap(), "APPL????");
    let main = contents.join("MacOS").join(text(&list, "CFBundleExecutable"));
    assert_eq!(fs::read_to_string(main).unwrap(), "strandline-app");
    assert_eq!(fs::read_to_string(contents.join("MacOS/strandline")).unwrap(), "strandline");
    assert_eq!(list.get("NSHighResolutionCapable").and_then(Value::as_boolean), Some(true));
    assert!(text(&list, "LSMinimumSystemVersion").starts_with("11."), "as Rust's own for arm64");
    assert!(contents.join("Resources").is_dir());
}

#[test]
fn traces_are_its_documents() {
    let list = list(&Path::new(ROOT).join("assets/macos/Info.plist"));
    let declared = first(&list, "UTExportedTypeDeclarations").as_dictionary().unwrap();
    let tags = declared.get("UTTypeTagSpecification").and_then(Value::as_dictionary).unwrap();
    assert_eq!(first(tags, "public.filename-extension").as_string(), Some("strand"));
    assert_eq!(first(declared, "UTTypeConformsTo").as_string(), Some("public.data"));
    let documents = first(&list, "CFBundleDocumentTypes").as_dictionary().unwrap();
    let kind = first(documents, "LSItemContentTypes").as_string().unwrap();
    assert_eq!(kind, text(declared, "UTTypeIdentifier"));
    assert!(text(&list, "CFBundleIdentifier").starts_with("app.strandline."));
}

/// With this key, the copy of a built-in target could not be started.
#[test]
fn what_the_application_writes_is_not_quarantined() {
    let list = list(&Path::new(ROOT).join("assets/macos/Info.plist"));
    assert_ne!(list.get("LSFileQuarantineEnabled").and_then(Value::as_boolean), Some(true));
}

#[test]
fn without_both_programs_nothing_is_left() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("strandline"), "only one").unwrap();
    let output = lay_out(desk.path(), &desk.path().join("out"));
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("strandline-app"), "{output:?}");
    assert_eq!(fs::read_dir(desk.path().join("out")).unwrap().count(), 0);
}

#[test]
fn entitlements_are_property_lists_of_one_right_each() {
    let check = |name: &str, right: &str| {
        let list = list(&Path::new(ROOT).join("entitlements").join(name));
        assert_eq!(list.len(), 1);
        assert_eq!(list.get(right).and_then(Value::as_boolean), Some(true));
    };
    check("strandline.entitlements", "com.apple.security.cs.debugger");
    check("target.entitlements", "com.apple.security.get-task-allow");
}

#[test]
fn the_icon_is_square_and_large_enough_for_every_size() {
    let picture = fs::read(Path::new(ROOT).join("assets/icon/strandline.png")).unwrap();
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    let side = |place: usize| u32::from_be_bytes(picture[place..place + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (1024, 1024));
}

/// The names of the messages that the application's delegate answers, as the window's sources list them.
fn messages() -> String {
    fs::read_to_string(Path::new(ROOT).join("ui/src/shell/message.rs")).expect("the source is there")
}

#[test]
fn document_types_imply_a_handler() {
    let list = list(&Path::new(ROOT).join("assets/macos/Info.plist"));
    let has_types =
        list.get("CFBundleDocumentTypes").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    assert_eq!(has_types, messages().contains("c\"application:openURLs:\""));
}

#[test]
fn each_system_has_one_renderer() {
    let tree = |target: &str| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["tree", "--locked", "--package", "strandline-app", "--edges", "normal"]);
        command.args(["--prefix", "none", "--format", "{p}", "--target", target]).current_dir(ROOT);
        let output = command.output().expect("cargo starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let has = |tree: &str, name: &str| tree.lines().any(|line| line.starts_with(&format!("{name} v")));
    let versions = |tree: &str, name: &str| {
        let lines = tree.lines().filter(|line| line.starts_with(&format!("{name} v")));
        lines.map(|line| line.trim_end_matches(" (*)")).collect::<std::collections::BTreeSet<_>>().len()
    };
    let (linux, mac) = (tree("x86_64-unknown-linux-gnu"), tree("aarch64-apple-darwin"));
    assert!(has(&linux, "glow") && !has(&linux, "wgpu") && !has(&linux, "accesskit_unix"));
    assert!(has(&mac, "wgpu") && has(&mac, "accesskit_macos") && !has(&mac, "glow"));
    assert_eq!((versions(&linux, "egui"), versions(&mac, "egui")), (1, 1));
}
