//! Which allocators and language runtimes live in a process, from what it maps and from the file of its program. Pure.
//!
//! All that tells one stands in one table (`table`). Where nothing does, nothing is said: a stripped static program
//! may hold any of them.

mod program;
mod table;

pub use program::runtimes_of_program;

use crate::model::{Runtime, Runtimes};

/// Libraries that put themselves in the place of the C library's malloc: it makes no memory then.
const INTERPOSERS: [Runtime; 4] =
    [Runtime::Jemalloc, Runtime::Mimalloc, Runtime::Tcmalloc, Runtime::PartitionAlloc];

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
/// A library that takes malloc's place leaves none to the C library. An allocator inside the program may serve only a part
/// of it (Rust's global allocator beside the malloc of C libraries), so that both stay.
pub fn runtimes_in_force(by_files: Runtimes, by_program: Runtimes) -> Runtimes {
    let replaced = by_files.has_any(INTERPOSERS.into_iter().collect());
    let c_libraries = if replaced { C_LIBRARIES.into_iter().collect() } else { Runtimes::default() };
    by_files.union(by_program).without(c_libraries)
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
        check("/usr/lib/libpthread.so.0", &[]);
        check("/home/ada/notes about libjemalloc", &[]);
        check("libc.so.6", &[]);
        check("[heap]", &[]);
        check("", &[]);
    }

    #[test]
    fn who_takes_the_place_of_malloc_leaves_none_to_the_c_library() {
        use Runtime::{CPython, Glibc, Go, Jemalloc, Musl, V8};
        let check = |by_files: &[Runtime], by_program: &[Runtime], expected: &[Runtime]| {
            let set = |runtimes: &[Runtime]| runtimes.iter().copied().collect::<Runtimes>();
            assert_eq!(runtimes_in_force(set(by_files), set(by_program)), set(expected));
        };
        check(&[Glibc], &[], &[Glibc]);
        check(&[Glibc, Jemalloc], &[], &[Jemalloc]);
        check(&[Musl, Jemalloc], &[CPython], &[CPython, Jemalloc]);
        check(&[Glibc], &[Jemalloc], &[Glibc, Jemalloc]);
        check(&[Glibc], &[V8], &[Glibc, V8]);
        check(&[], &[Go], &[Go]);
        check(&[], &[], &[]);
    }
}
