//! The sources keep to the architecture: who may use whom, and where `unsafe` and the choice of system belong.

mod code;
mod rules;
mod table;

use code::File;
use std::fs;
use std::path::Path;

/// Where sources lie.
const FOLDERS: [&str; 8] =
    ["src", "tests", "benches", "examples", "ui/src", "ui/tests", "ui/pictures", "fuzz"];

#[test]
fn the_sources_keep_to_the_rules() {
    let files = sources();
    assert!(files.len() > 20, "the sources were not found");
    let violations: Vec<_> = files.iter().flat_map(rules::violations).collect();
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn the_core_knows_no_window() {
    let paints = |name: &String| name == "eframe" || name.starts_with("egui");
    assert_eq!(dependencies("Cargo.toml").iter().find(|name| paints(name)), None);
    assert!(dependencies("ui/Cargo.toml").iter().any(paints), "the manifests are read aright");
}

#[test]
fn the_table_knows_every_crate() {
    for manifest in ["Cargo.toml", "ui/Cargo.toml"] {
        for name in dependencies(manifest) {
            assert!(
                name == "strandline" || table::CRATES.contains(&name.as_str()),
                "{manifest} names {name}"
            );
        }
    }
}

#[test]
fn every_module_of_the_table_uses_modules_of_the_table() {
    for modules in [table::CORE, table::WINDOW] {
        let known = |name: &&str| *name == "*" || modules.iter().any(|module| is_in(module.name, name));
        assert!(modules.iter().all(|module| module.uses.iter().all(known)));
    }
    let in_core = |name: &&str| *name == "*" || table::CORE.iter().any(|module| is_in(module.name, name));
    assert!(table::WINDOW.iter().all(|module| module.core.iter().all(in_core)));
}

fn is_in(module: &str, folder: &str) -> bool {
    Path::new(module).starts_with(folder)
}

/// The rules find what is wrong with a text at a path.
#[track_caller]
fn check(path: &str, code: &str, expected: &[&str]) {
    let file = File::new(path, &format!("//! A file.\n{code}"));
    assert_eq!(rules::violations(&file), expected);
}

#[test]
fn imports_against_the_table_are_found() {
    check(
        "src/model/a.rs",
        "use crate::source::Source;",
        &["src/model/a.rs:2: `model` may not use `source`"],
    );
    check("src/model/a.rs", "use crate::model::units::Bytes;\nuse crate::model::Tag;\nuse super::Tag;", &[]);
    check(
        "src/analysis/a.rs",
        "use crate::{platform, model::{Tag, Trace},\n    record::session::Session};",
        &[
            "src/analysis/a.rs:2: `analysis` may not use `platform`",
            "src/analysis/a.rs:3: `analysis` may not use `record/session`",
        ],
    );
    check(
        "src/record/tracking/mod.rs",
        "fn a() -> super::session::Session {}",
        &["src/record/tracking/mod.rs:2: `record/tracking` may not use `record/session`"],
    );
    check("src/record/tracking/a/b.rs", "use super::super::tracker;", &[]);
    check(
        "src/report/charts/a.rs",
        "use super::super::export;\nuse crate::report::text;\nuse crate::report::markup::Element;",
        &[
            "src/report/charts/a.rs:2: `report/charts` may not use `report/export`",
            "src/report/charts/a.rs:3: `report/charts` may not use `report`",
        ],
    );
    check("src/novelty/a.rs", "", &["src/novelty/a.rs:1: the table of modules does not know `novelty`"]);
    check("src/cli/a.rs", "use crate::report::text;\nuse clap::Parser;", &[]);
}

#[test]
fn crates_and_the_system_are_granted_too() {
    check(
        "src/model/a.rs",
        "#[derive(serde::Serialize)]",
        &["src/model/a.rs:2: `model` may not use the crate `serde`"],
    );
    check("src/storage/trace_file/v1.rs", "use serde::Serialize;", &[]);
    check(
        "src/analysis/a.rs",
        "use std::{fmt, thread};\nuse std::time::{Duration, Instant};\nfn a() { SystemTime::now() }",
        &[
            "src/analysis/a.rs:2: `analysis` may not use `std::thread`",
            "src/analysis/a.rs:3: `analysis` may not use `std::time::Instant`",
            "src/analysis/a.rs:4: `analysis` may not use `SystemTime::now`",
        ],
    );
    check("src/record/session/a.rs", "use std::thread;", &[]);
}

#[test]
fn tests_and_words_in_texts_are_free() {
    check("src/model/a.rs", "#[cfg(test)]\nmod tests {\n    use crate::source::Source;\n}", &[]);
    check("src/platform/demo/tests.rs", "use crate::record::tracking::Tracker;", &[]);
    check("src/model/a.rs", "// crate::source::Source\n/* unsafe /* { */ todo!() */", &[]);
    check("src/model/a.rs", r##"const A: &str = r#"unsafe "crate::source::A" "#;"##, &[]);
    check("src/model/a.rs", r#"const A: &str = "a \" unsafe"; const B: char = '"'; fn c<'a>() {}"#, &[]);
}

#[test]
fn files_are_copied_by_what_is_in_them() {
    let copy = "fn a() { fs::copy(from, to); }";
    let place = "src/platform/macos/signing/copying.rs";
    check(place, copy, &[&format!("{place}:2: `fs::copy` copies the quarantine along")]);
    check("tests/replay.rs", copy, &[]);
}

#[test]
fn unsafe_code_and_the_choice_of_system_stay_in_their_place() {
    let block = "fn a() { unsafe { b() } }";
    check("src/model/a.rs", block, &["src/model/a.rs:2: `unsafe` belongs into the system's sys.rs"]);
    check(
        "src/platform/linux/source.rs",
        block,
        &["src/platform/linux/source.rs:2: `unsafe` belongs into the system's sys.rs"],
    );
    check("src/platform/linux/sys.rs", block, &[]);
    check("src/platform/macos/sys.rs", "#![expect(unsafe_code, reason = \"…\")]", &[]);
    let choice = "#[cfg(target_os = \"macos\")]\nfn a() {}";
    check(
        "src/cli/a.rs",
        choice,
        &["src/cli/a.rs:2: only the platform and the shell ask which system it is"],
    );
    check(
        "ui/src/main.rs",
        choice,
        &["ui/src/main.rs:2: only the platform and the shell ask which system it is"],
    );
    check("src/platform/mod.rs", choice, &[]);
    check("tests/live.rs", choice, &[]);
}

#[test]
fn a_file_is_short_says_what_it_is_and_is_finished() {
    let bare = File::new("src/model/a.rs", "use std::fmt;");
    assert_eq!(
        rules::violations(&bare),
        ["src/model/a.rs:1: a file begins with its module comment, `//! …`"]
    );
    let lines = "fn a() {}\n".repeat(table::LONGEST_FILE);
    check("src/model/a.rs", &lines, &["src/model/a.rs:1: 401 lines without tests, 400 are the limit"]);
    let tests = format!("#[cfg(test)]\nmod tests {{\n{lines}}}");
    check("src/model/a.rs", &tests, &[]);
    check("src/model/a.rs", "fn a() { todo!() }", &["src/model/a.rs:2: `todo!` leaves something open"]);
    check(
        "tests/a.rs",
        "#[test]\n#[ignore = \"slow\"]",
        &["tests/a.rs:3: `#[ignore]` leaves something open"],
    );
}

#[test]
fn the_window_has_its_layers() {
    check(
        "ui/src/widgets/a.rs",
        "use crate::theme::Theme;\nuse strandline::model::units::Bytes;\nuse eframe::egui;",
        &[],
    );
    check(
        "ui/src/widgets/a.rs",
        "use crate::state::State;\nuse strandline::analysis::Growth;",
        &[
            "ui/src/widgets/a.rs:2: `widgets` may not use `state`",
            "ui/src/widgets/a.rs:3: `widgets` may not use `strandline::analysis`",
        ],
    );
    check(
        "ui/src/state/a.rs",
        "use eframe::egui;",
        &["ui/src/state/a.rs:2: `state` may not use the crate `eframe`"],
    );
    check(
        "ui/src/panels/a.rs",
        "fn a() -> Color32 { egui::Color32::from_rgb(1, 2, 3) }",
        &["ui/src/panels/a.rs:2: only the theme makes up colours"],
    );
    check("ui/src/theme/a.rs", "fn a() -> Color32 { Color32::from_rgb(1, 2, 3) }", &[]);
    check(
        "src/cli/a.rs",
        "fn a() { std::fs::write(p, b); File::create(p); }",
        &[
            "src/cli/a.rs:2: `platform/files` alone creates files",
            "src/cli/a.rs:2: `platform/files` alone creates files",
        ],
    );
    check("src/platform/files/a.rs", "fn a() { File::create(p); }", &[]);
}

fn dependencies(manifest: &str) -> Vec<String> {
    rules::dependencies(&fs::read_to_string(root().join(manifest)).expect("a manifest is text"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<File> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(Path::new(folder), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    // Not every folder exists.
    let Ok(entries) = fs::read_dir(root().join(folder)) else {
        return;
    };
    for entry in entries {
        let path = folder.join(entry.expect("a folder of the repository can be read").file_name());
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(root().join(&path)).expect("a source is text");
            files.push(File::new(&path.to_string_lossy(), &text));
        } else if !path.ends_with("target") {
            collect(&path, files);
        }
    }
}
