//! The rules, each a question to one file.

use crate::code::File;
use crate::table::{
    ANY, ASKS_THE_SYSTEM, CORE, CRATES, CREATES, IMPURE, LONGEST_FILE, MAKES_COLOURS, Module, UNSAFE, WINDOW,
};

/// What a file does that it may not; each with its place.
pub(crate) fn violations(file: &File) -> Vec<String> {
    let rules = [imports, unsafe_code, system, creation, copying, module_comment, length, left_open, colours];
    rules.into_iter().flat_map(|rule| rule(file)).collect()
}

/// The crates that a manifest depends on, as code names them.
pub(crate) fn dependencies(manifest: &str) -> Vec<String> {
    let mut dependencies = Vec::new();
    let mut in_dependencies = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            in_dependencies = section.ends_with("dependencies]") && !section.starts_with("workspace.");
        } else if in_dependencies
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once(['.', ' ', '='])
        {
            dependencies.push(name.replace('-', "_"));
        }
    }
    dependencies
}

/// Modules use what the table grants them. Tests may use anything.
fn imports(file: &File) -> Vec<String> {
    let (modules, inside) = match (file.path.strip_prefix("src/"), file.path.strip_prefix("ui/src/")) {
        (Some(inside), _) => (CORE, inside),
        (_, Some(inside)) => (WINDOW, inside),
        _ => return Vec::new(),
    };
    let place: Vec<_> = inside.trim_end_matches(".rs").split('/').filter(|&part| part != "mod").collect();
    if file.is_test() || matches!(place[..], ["lib" | "main"]) {
        return Vec::new();
    }
    let Some(module) = module_of(modules, &place) else {
        return vec![format!("{}:1: the table of modules does not know `{}`", file.path, place[0])];
    };
    let last = file.lines_without_tests();
    let paths = file.paths().into_iter().filter(|&(line, _)| line <= last);
    let forbidden = paths.filter_map(|(line, path)| {
        let what = forbidden(module, modules, &place, &path)?;
        Some(format!("{}:{line}: `{}` may not use {what}", file.path, module.name))
    });
    forbidden.collect()
}

/// The line of the table for what a path names: the innermost folder that has one.
fn module_of<'a>(modules: &'a [Module], path: &[&str]) -> Option<&'a Module> {
    modules.iter().filter(|module| is_named(module, path)).max_by_key(|module| module.name.len())
}

/// Whether a path leads to a module or into it.
fn is_named(module: &Module, path: &[&str]) -> bool {
    let parts: Vec<_> = module.name.split('/').collect();
    path.starts_with(&parts)
}

/// What a path names that its module may not use.
fn forbidden(module: &Module, modules: &[Module], place: &[&str], path: &[&str]) -> Option<String> {
    let whole = path.join("::");
    let impure = |name: &&&str| whole == **name || whole.starts_with(&format!("{name}::"));
    if let Some(name) = IMPURE.iter().find(impure).filter(|_| module.pure) {
        return Some(format!("`{name}`"));
    }
    let not_granted = |used: &Module| {
        (used.name != module.name && !grants(module.uses, used.name)).then(|| format!("`{}`", used.name))
    };
    match path[0] {
        "crate" => module_of(modules, &path[1..]).and_then(not_granted),
        "super" => {
            let steps = path.iter().take_while(|&&part| part == "super").count();
            let above = [&place[..place.len().saturating_sub(steps)], &path[steps..]].concat();
            // Modules in a file make the steps fewer than they seem; only what has the name of a module counts.
            let is_above = |used: &&Module| !used.name.starts_with(module.name) && is_named(used, &above);
            module_of(modules, &above).filter(is_above).and_then(not_granted)
        }
        "strandline" => (!grants(module.core, path[1])).then(|| format!("`strandline::{}`", path[1])),
        name => {
            (CRATES.contains(&name) && !grants(module.crates, name)).then(|| format!("the crate `{name}`"))
        }
    }
}

/// Whether a list names a module, or a folder around it.
fn grants(list: &[&str], name: &str) -> bool {
    let contains = |granted: &&str| {
        name.strip_prefix(*granted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    list == ANY || list.iter().any(contains)
}

/// Only the files that talk to the system hold `unsafe`.
fn unsafe_code(file: &File) -> Vec<String> {
    if UNSAFE.contains(&file.path.as_str()) {
        return Vec::new();
    }
    said(file, &["unsafe"], "`unsafe` belongs into the system's sys.rs")
}

/// Only the platform asks which system it is. Tests may be of one system.
fn system(file: &File) -> Vec<String> {
    if !file.is_source() || ASKS_THE_SYSTEM.iter().any(|folder| file.path.starts_with(folder)) {
        return Vec::new();
    }
    said(file, &["target_os", "target_vendor"], "only the platform and the shell ask which system it is")
}

/// Files and directories are created in one way.
fn creation(file: &File) -> Vec<String> {
    if !file.is_source() || file.is_test() || CREATES.iter().any(|folder| file.path.starts_with(folder)) {
        return Vec::new();
    }
    let creates = |path: &[&str]| {
        path.windows(2).any(|pair| {
            matches!(
                pair,
                ["File", "create" | "create_new"] | ["fs", "write" | "create_dir" | "create_dir_all"]
            )
        })
    };
    let last = file.lines_without_tests();
    let found = file.paths().into_iter().filter(|(line, path)| *line <= last && creates(path));
    found.map(|(line, _)| format!("{}:{line}: `platform/files` alone creates files", file.path)).collect()
}

/// A file is copied by what is in it: on a Mac the quarantine would come along, and a signed copy would not start.
fn copying(file: &File) -> Vec<String> {
    if !file.is_source() || file.is_test() {
        return Vec::new();
    }
    let copies = |path: &[&str]| path.windows(2).any(|pair| pair == ["fs", "copy"]);
    let last = file.lines_without_tests();
    let found = file.paths().into_iter().filter(|(line, path)| *line <= last && copies(path));
    found.map(|(line, _)| format!("{}:{line}: `fs::copy` copies the quarantine along", file.path)).collect()
}

/// Every file begins by saying what it is for.
fn module_comment(file: &File) -> Vec<String> {
    let first = file.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let missing = !first.starts_with("//! ");
    missing
        .then(|| format!("{}:1: a file begins with its module comment, `//! …`", file.path))
        .into_iter()
        .collect()
}

/// A file can be read in one go.
fn length(file: &File) -> Vec<String> {
    let lines = file.lines_without_tests();
    let long = !file.is_test() && lines > LONGEST_FILE;
    long.then(|| format!("{}:1: {lines} lines without tests, {LONGEST_FILE} are the limit", file.path))
        .into_iter()
        .collect()
}

/// Nothing is left for later, and no test is switched off.
fn left_open(file: &File) -> Vec<String> {
    let tokens = file.tokens();
    let open = tokens.windows(3).filter_map(|three| match [three[0].1, three[1].1, three[2].1] {
        [name @ ("todo" | "unimplemented"), "!", _] => Some((three[0].0, format!("{name}!"))),
        ["#", "[", "ignore"] => Some((three[0].0, "#[ignore]".to_owned())),
        _ => None,
    });
    open.map(|(line, what)| format!("{}:{line}: `{what}` leaves something open", file.path)).collect()
}

/// Only the theme makes up colours.
fn colours(file: &File) -> Vec<String> {
    if !file.path.starts_with("ui/src/") || file.path.starts_with(MAKES_COLOURS) {
        return Vec::new();
    }
    let makes = |path: &[&str]| {
        path.windows(2)
            .any(|pair| matches!(pair[0], "Color32" | "Rgba" | "Hsva") && pair[1].starts_with("from_"))
    };
    let made = file.paths().into_iter().filter(|(_, path)| makes(path));
    made.map(|(line, _)| format!("{}:{line}: only the theme makes up colours", file.path)).collect()
}

/// Each place where the code has one of these words.
fn said(file: &File, words: &[&str], why: &str) -> Vec<String> {
    let found = file.tokens().into_iter().filter(|(_, token)| words.contains(token));
    found.map(|(line, _)| format!("{}:{line}: {why}", file.path)).collect()
}
