//! Interpreters that live in a process, and whether the program is one.

use crate::model::{Recording, Runtime, Target};

/// Interpreters whose objects lie in the memory of malloc, or in memory that they map themselves, with the names that their
/// programs begin with.
const INTERPRETERS: [(Runtime, &[&str]); 7] = [
    (Runtime::CPython, &["python"]),
    (Runtime::Ruby, &["ruby"]),
    (Runtime::Perl, &["perl"]),
    (Runtime::Lua, &["lua"]),
    (Runtime::Php, &["php"]),
    (Runtime::Emacs, &["emacs"]),
    (Runtime::Erlang, &["beam.smp"]),
];

/// The interpreter that lives in a process, and whether the program is it: one that is only embedded has a part of the memory.
pub(super) fn interpreter(recording: &Recording) -> Option<(Runtime, bool)> {
    let process = recording.target()?;
    let there = INTERPRETERS.into_iter().filter(|&(runtime, _)| recording.runtimes().has(runtime));
    let reported = there.map(|(runtime, names)| (runtime, is_program(process, names)));
    reported.max_by_key(|&(_, is_program)| is_program)
}

/// Whether a runtime is an interpreter that the program only embeds.
pub(super) fn is_embedded(recording: &Recording, runtime: Runtime) -> bool {
    names(runtime).is_some_and(|names| !recording.target().is_some_and(|process| is_program(process, names)))
}

/// Whether a file name is that of a runtime's own program.
pub(super) fn is_name_of(runtime: Runtime, name: &str) -> bool {
    names(runtime).is_some_and(|names| names.iter().any(|known| name.starts_with(known)))
}

fn names(runtime: Runtime) -> Option<&'static [&'static str]> {
    INTERPRETERS.into_iter().find_map(|(known, names)| (known == runtime).then_some(names))
}

/// Whether the program is called so; its name and its first argument may differ, where it sets one of them.
fn is_program(process: &Target, names: &[&str]) -> bool {
    let argument = process.command.split(' ').next().unwrap_or_default();
    let argument = argument.rsplit('/').next().unwrap_or_default();
    names.iter().any(|name| argument.starts_with(name) || process.name.starts_with(name))
}
