//! Which allocators and language runtimes live in a process, from what it maps and from the file of its program. Pure.
//!
//! All that tells one stands in one table (`table`). Where nothing does, nothing is said: a stripped static program
//! may hold any of them.

mod program;
mod table;

pub use program::{ProgramRuntimes, program};

use crate::model::{Runtime, Runtimes};

/// Libraries that put themselves in the place of the C library's malloc: it makes no memory then.
const INTERPOSERS: [Runtime; 5] =
    [Runtime::Jemalloc, Runtime::Mimalloc, Runtime::Tcmalloc, Runtime::MozJemalloc, Runtime::PartitionAlloc];

/// The C libraries, whose malloc can be replaced.
const C_LIBRARIES: [Runtime; 2] = [Runtime::Glibc, Runtime::Musl];

/// What a mapped file is evidence of; `path` as in `/proc/PID/maps`.
pub fn runtimes_of_mapped_file(path: &[u8]) -> Runtimes {
    let path = path.strip_suffix(b" (deleted)").unwrap_or(path);
    let Some(name) = path.rsplit(|&letter| letter == b'/').next().filter(|_| path.first() == Some(&b'/'))
    else {
        return Runtimes::default();
    };
    let rows = table::FILES.iter().filter(|row| row.fits(path, name));
    rows.flat_map(|row| row.runtimes.iter().copied()).collect()
}

/// Those that make memory, out of what was found by the mapped files and in the program's own file.
///
/// A library that takes malloc's place leaves none to the C library; so does an allocator inside the program, where the
/// program offers malloc to its libraries. One that it does not offer may serve only a part of it (Rust's global allocator
/// beside the malloc of C libraries), so that both stay.
pub fn runtimes_in_force(by_files: Runtimes, program: ProgramRuntimes) -> Runtimes {
    let interposers: Runtimes = INTERPOSERS.into_iter().collect();
    let replaced =
        by_files.has_any(interposers) || program.offers_malloc && program.runtimes.has_any(interposers);
    let c_libraries = if replaced { C_LIBRARIES.into_iter().collect() } else { Runtimes::default() };
    by_files.union(program.runtimes).without(c_libraries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(runtimes: Runtimes) -> Vec<&'static str> {
        runtimes.iter().map(Runtime::name).collect()
    }

    #[test]
    fn a_mapped_file_tells_its_runtime() {
        let check = |path: &str, expected: &[&str]| {
            assert_eq!(names(runtimes_of_mapped_file(path.as_bytes())), expected, "{path}");
        };
        check("/usr/lib/x86_64-linux-gnu/libc.so.6", &["glibc"]);
        check("/lib/x86_64-linux-gnu/libc-2.31.so", &["glibc"]);
        check("/lib64/libc.so.6 (deleted)", &["glibc"]);
        check("/lib/ld-musl-x86_64.so.1", &["musl"]);
        check("/usr/lib/x86_64-linux-musl/libc.so", &["musl"]);
        check("/apex/com.android.runtime/lib64/bionic/libc.so", &[]);
        check("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", &["jemalloc"]);
        check("/usr/lib/libmimalloc-secure.so.2.1", &["mimalloc"]);
        check("/usr/lib/libtcmalloc_minimal.so.4.5.10", &["tcmalloc"]);
        check("/usr/lib/jvm/java-17/lib/server/libjvm.so", &["JVM"]);
        check("/usr/lib/x86_64-linux-gnu/libnode.so.108", &["V8"]);
        check("/opt/app/v8_context_snapshot.x86_64.bin", &["V8"]);
        check("/usr/lib/chromium/chrome_100_percent.pak", &["PartitionAlloc"]);
        check("/usr/lib/libQt6WebEngineCore.so.6.4.2", &["PartitionAlloc", "V8"]);
        check("/usr/lib/libpython3.11.so.1.0", &["CPython"]);
        check("/usr/lib/firefox-esr/libxul.so", &["SpiderMonkey"]);
        check("/usr/lib/x86_64-linux-gnu/libmozjs-102.so.0", &["SpiderMonkey"]);
        check("/usr/lib/x86_64-linux-gnu/libruby-3.1.so.3.1.2", &["Ruby"]);
        check("/usr/lib/x86_64-linux-gnu/libperl.so.5.36", &["Perl"]);
        check("/usr/lib/x86_64-linux-gnu/liblua5.4.so.0", &["Lua"]);
        check("/usr/libexec/emacs/28.2/x86_64-linux-gnu/emacs.pdmp", &["Emacs"]);
        check("/usr/lib/erlang/erts-13.1.5/bin/beam.smp", &["Erlang"]);
        check("/usr/lib/libpthread.so.0", &[]);
        check("/home/ada/notes about libjemalloc", &[]);
        check("libc.so.6", &[]);
        check("[heap]", &[]);
        check("", &[]);
    }

    #[test]
    fn who_takes_the_place_of_malloc_leaves_none_to_the_c_library() {
        use Runtime::{CPython, Glibc, Go, Jemalloc, MozJemalloc, Musl, V8};
        let set = |runtimes: &[Runtime]| runtimes.iter().copied().collect::<Runtimes>();
        let in_force = |by_files: &[Runtime], runtimes: &[Runtime], offers_malloc| {
            runtimes_in_force(set(by_files), ProgramRuntimes { runtimes: set(runtimes), offers_malloc })
        };
        let check = |by_files: &[Runtime], by_program: &[Runtime], expected: &[Runtime]| {
            assert_eq!(in_force(by_files, by_program, false), set(expected));
        };
        check(&[Glibc], &[], &[Glibc]);
        check(&[Glibc, Jemalloc], &[], &[Jemalloc]);
        check(&[Musl, Jemalloc], &[CPython], &[CPython, Jemalloc]);
        check(&[Glibc], &[Jemalloc], &[Glibc, Jemalloc]);
        check(&[Glibc], &[V8], &[Glibc, V8]);
        check(&[], &[Go], &[Go]);
        check(&[], &[], &[]);
        assert_eq!(in_force(&[Glibc], &[MozJemalloc], true), set(&[MozJemalloc]));
        // A wrapper around the C library's malloc.
        assert_eq!(in_force(&[Glibc], &[V8], true), set(&[Glibc, V8]));
    }
}
