//! Heaps of languages: what their runtimes tell of their objects, in words and by commands that come with them or with Debian.

use super::{Case, Said};
use crate::analysis::hints::interpreters::is_name_of;
use crate::analysis::hints::launch::Launch;
use crate::model::Runtime;

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
                |launch| launch.in_background("NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2", "kill -USR2 $!"),
                |pid| format!("kill -USR1 {pid}"),
            ),
        ),
        Runtime::SpiderMonkey if case.trace.recording.runtimes().has(Runtime::MozJemalloc) => (
            "SpiderMonkey manages this memory for JavaScript: tools for malloc see nothing of it. about:memory tells it by \
             page and kind (js-main-runtime), and writes the logs of the garbage collector, which tell who holds an object; \
             the signal has both kinds of log written into /tmp.",
            case.command(|launch| launch.in_background("", "kill -36 $!"), |pid| format!("kill -36 {pid}")),
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
                |launch| {
                    let options = "JAVA_TOOL_OPTIONS=-XX:NativeMemoryTracking=summary";
                    launch.in_background(options, "jcmd $! VM.native_memory summary")
                },
                |pid| format!("jcmd {pid} GC.class_histogram"),
            ),
        ),
    }
}

/// Of interpreters, whose objects lie in the memory of malloc, or in memory that they map themselves.
fn interpreted(case: &Case<'_>, runtime: Runtime) -> Advice {
    let launch = || case.launch().or_else(|| case.process().map(|process| Launch::parse(&process.command)));
    // Where the interpreter runs a script, its command line with other options.
    let run = |options: &str| script(launch()?, runtime, options);
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
            launch().map(memray_run),
        ),
    }
}

/// The call of a script, with `options` for the interpreter ahead of it; nothing where the line is no such call, or has
/// options of its own.
fn script(launch: Launch<'_>, runtime: Runtime, options: &str) -> Option<String> {
    let (program, arguments) = launch.call().split_once(' ')?;
    let is_script =
        is_name_of(runtime, program.rsplit('/').next().unwrap_or_default()) && !arguments.starts_with('-');
    is_script.then(|| launch.with_call(&format!("{program} {options} {arguments}")))
}

/// memray runs a script in the place of the interpreter; what is no call of one is traced by Python's own means.
fn memray_run(launch: Launch<'_>) -> String {
    script(launch, Runtime::CPython, "-m memray run")
        .unwrap_or_else(|| launch.with_prefix("PYTHONTRACEMALLOC=25"))
}
