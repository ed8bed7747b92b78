//! Heaps of languages: what their runtimes tell of their objects, in words and by commands that come with them or with Debian.

use super::{Case, Said};
use crate::model::{Runtime, Target};

/// Interpreters whose objects lie in the memory of malloc, with the names that their programs begin with.
const INTERPRETERS: [(Runtime, &[&str]); 7] = [
    (Runtime::CPython, &["python"]),
    (Runtime::Ruby, &["ruby"]),
    (Runtime::Perl, &["perl"]),
    (Runtime::Lua, &["lua"]),
    (Runtime::Php, &["php"]),
    (Runtime::Emacs, &["emacs"]),
    (Runtime::Erlang, &["beam.smp"]),
];

/// The interpreters that live in the process, and whether the program is one: one that is only embedded has a part of
/// malloc's memory.
pub(super) fn interpreter(case: &Case<'_>) -> Option<(Runtime, bool)> {
    let process = case.process()?;
    let runtimes = case.trace.recording.runtimes();
    let there = INTERPRETERS.into_iter().filter(|&(runtime, _)| runtimes.has(runtime));
    let told = there.map(|(runtime, names)| (runtime, is_program(process, names)));
    told.max_by_key(|&(_, is_program)| is_program)
}

/// Whether the program is called so; its name and its first argument may differ, where it sets one of them.
fn is_program(process: &Target, names: &[&str]) -> bool {
    let argument = process.command.split(' ').next().unwrap_or_default();
    let argument = argument.rsplit('/').next().unwrap_or_default();
    names.iter().any(|name| argument.starts_with(name) || process.name.starts_with(name))
}

/// What a language's runtime tells of its own heap.
pub(super) fn managed(case: &Case<'_>, runtime: Runtime) -> Said {
    let (text, command) = match runtime {
        Runtime::Go | Runtime::V8 | Runtime::SpiderMonkey | Runtime::Jvm => compiled(case, runtime),
        _ => interpreted(case, runtime),
    };
    Said { text: text.to_owned(), command }
}

/// A sentence or two, and a command where there is one.
type Advice = (&'static str, Option<String>);

/// Of runtimes that compile.
fn compiled(case: &Case<'_>, runtime: Runtime) -> Advice {
    match runtime {
        Runtime::Go => (
            "Go's runtime manages this memory: tools for malloc see nothing of it. Its heap profile tells who allocated what \
             is in use (net/http/pprof, or runtime/pprof in the program).",
            Some(
                "go tool pprof -top -sample_index=inuse_space http://localhost:6060/debug/pprof/heap"
                    .to_owned(),
            ),
        ),
        Runtime::V8 if case.trace.recording.runtimes().has(Runtime::PartitionAlloc) => (
            "V8 manages this memory for JavaScript: tools for malloc see nothing of it. Two heap snapshots in the page's \
             DevTools (Memory) tell which objects stay, and who holds them.",
            None,
        ),
        Runtime::V8 => (
            "V8 manages this memory for JavaScript: tools for malloc see nothing of it. Two heap snapshots tell which objects \
             stay, and who holds them: the signal makes Node.js write one, or opens its inspector for chrome://inspect.",
            case.command(
                |line| format!("NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2 {line} & sleep 5; kill -USR2 $!"),
                |pid| format!("kill -USR1 {pid}"),
            ),
        ),
        Runtime::SpiderMonkey if case.trace.recording.runtimes().has(Runtime::MozJemalloc) => (
            "SpiderMonkey manages this memory for JavaScript: tools for malloc see nothing of it. about:memory tells it by \
             page and kind (js-main-runtime), and writes the logs of the garbage collector, which tell who holds an object; \
             the signal has both kinds of log written into /tmp.",
            case.command(|line| format!("{line} & sleep 5; kill -36 $!"), |pid| format!("kill -36 {pid}")),
        ),
        Runtime::SpiderMonkey => (
            "SpiderMonkey manages this memory for JavaScript: tools for malloc see nothing of it. In GNOME's JavaScript, \
             imports.system.dumpHeap(path) writes who holds which object.",
            None,
        ),
        _ => (
            "The Java virtual machine manages this memory: tools for malloc see nothing of it. jcmd counts the objects by \
             class, and where the JVM was started with -XX:NativeMemoryTracking=summary, its own memory by purpose \
             (VM.native_memory).",
            case.command(
                |line| {
                    format!(
                        "JAVA_TOOL_OPTIONS=-XX:NativeMemoryTracking=summary {line} & sleep 5; \
                         jcmd $! VM.native_memory summary"
                    )
                },
                |pid| format!("jcmd {pid} GC.class_histogram"),
            ),
        ),
    }
}

/// Of interpreters, whose objects lie in the memory of malloc, or in memory that they map themselves.
fn interpreted(case: &Case<'_>, runtime: Runtime) -> Advice {
    let launched = case.circumstances().launched.as_deref();
    // Where the interpreter runs a script, its command line with other options.
    let run = |options: &str| {
        let process = case.process()?;
        script(launched.unwrap_or(&process.command), runtime, options)
    };
    match runtime {
        Runtime::Ruby => (
            "Ruby allocates this memory for its objects: tools for malloc show its interpreter's functions only. Its library \
             objspace writes all objects at the end, each with the line that made it.",
            run("-robjspace -e 'ObjectSpace.trace_object_allocations_start; at_exit { ObjectSpace.dump_all(output: \
                 File.open(\"heap.json\", \"w\")) }; load ARGV.shift'"),
        ),
        Runtime::Perl => (
            "Perl allocates this memory for its values: tools for malloc show its interpreter's functions only. \
             Devel::MAT::Dumper (Debian: libdevel-mat-dumper-perl) writes all of them at the end; pmat, of Devel::MAT, tells \
             which are the largest and who holds them.",
            run("-MDevel::MAT::Dumper=-dump_at_END"),
        ),
        Runtime::Lua => (
            "Lua allocates this memory for its objects: tools for malloc show its interpreter's functions only. \
             collectgarbage(\"count\") tells in KiB how much of it is in use: if that does not grow with it, the script does \
             not leak.",
            None,
        ),
        Runtime::Php => (
            "PHP allocates this memory for its values: tools for malloc see blocks of 2 MiB at most. memory_get_usage() tells \
             how much of it is in use, memory_get_usage(true) how much is mapped, gc_status() what cycles of references \
             were collected.",
            None,
        ),
        Runtime::Emacs => (
            "Emacs allocates this memory for Lisp: tools for malloc show its interpreter's functions only. memory-report \
             lists its largest buffers and variables; the command asks a running one that has started its server.",
            Some(
                "emacsclient -e '(progn (memory-report) (with-current-buffer \"*Memory Report*\" (buffer-string)))'"
                    .to_owned(),
            ),
        ),
        Runtime::Erlang => (
            "Erlang's virtual machine manages this memory: tools for malloc see little of it. In its shell, erlang:memory() \
             tells it by purpose, and instrument:carriers() of runtime_tools what its allocators retain.",
            None,
        ),
        _ => (
            "Python allocates this memory: tools for malloc show its interpreter's functions only. Run under memray (from \
             PyPI) it tells which lines of Python allocate what stays; tracemalloc, of the standard library, does too.",
            case.process().map(|process| memray_run(launched.unwrap_or(&process.command))),
        ),
    }
}

/// The call of a script, with `options` for the interpreter ahead of it; nothing where the line is no such call, or has
/// options of its own.
fn script(line: &str, runtime: Runtime, options: &str) -> Option<String> {
    let (program, arguments) = line.split_once(' ')?;
    let name = program.rsplit('/').next().unwrap_or_default();
    let (_, names) = INTERPRETERS.into_iter().find(|&(known, _)| known == runtime)?;
    let is_script = names.iter().any(|known| name.starts_with(known)) && !arguments.starts_with('-');
    is_script.then(|| format!("{program} {options} {arguments}"))
}

/// memray runs a script in the place of the interpreter; what is no call of one is traced by Python's own means.
fn memray_run(line: &str) -> String {
    script(line, Runtime::CPython, "-m memray run").unwrap_or_else(|| format!("PYTHONTRACEMALLOC=25 {line}"))
}
