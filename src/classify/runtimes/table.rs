//! What is evidence of which runtime. Verified on Debian 12: glibc 2.36, musl 1.2.3, `jemalloc` 5.3, `mimalloc` 2.0, tcmalloc
//! of `gperftools` 2.10, Go 1.19, `Node.js` 20, `OpenJDK` 17, `CPython` 3.11, Chromium, Firefox 153, GNOME's JavaScript 1.74,
//! Ruby 3.1, Perl 5.36, Lua 5.4, `LuaJIT` 2.1, PHP 8.2, Emacs 28.2, Erlang 25. Symbols and messages of `jemalloc`,
//! `mimalloc` and tcmalloc inside a program are taken from their sources.

use crate::model::Runtime::{
    self, CPython, Emacs, Erlang, Glibc, Go, Jemalloc, Jvm, Lua, Mimalloc, MozJemalloc, Musl, PartitionAlloc,
    Perl, Php, Ruby, SpiderMonkey, Tcmalloc, V8,
};

/// A mapped file that is evidence.
pub(super) struct FileEvidence {
    /// A text that its path must hold; empty where any path will do.
    folder: &'static str,
    /// Its name, or with a star at the end the beginning of it.
    name: &'static str,
    pub(super) runtimes: &'static [Runtime],
}

const fn file(name: &'static str, runtimes: &'static [Runtime]) -> FileEvidence {
    FileEvidence { folder: "", name, runtimes }
}

#[rustfmt::skip]
pub(super) const FILES: &[FileEvidence] = &[
    file("libc.so.6",               &[Glibc]),
    file("libc-2.*",                &[Glibc]),
    file("ld-musl-*",               &[Musl]),
    // musl's loader is its C library; distributions of glibc keep it apart by the folder's name.
    FileEvidence { folder: "-musl/", name: "libc.so", runtimes: &[Musl] },
    file("libjemalloc*",            &[Jemalloc]),
    file("libmimalloc*",            &[Mimalloc]),
    file("libtcmalloc*",            &[Tcmalloc]),
    file("libjvm.so",               &[Jvm]),
    file("libnode.so*",             &[V8]),
    file("libv8.so*",               &[V8]),
    file("libv8-*",                 &[V8]),
    // V8's start-up data, which programs that hold it themselves map from beside them.
    file("v8_context_snapshot*",    &[V8]),
    file("snapshot_blob.bin",       &[V8]),
    // Resources of Chromium, and libraries that hold all of it.
    file("chrome_100_percent.pak",  &[PartitionAlloc]),
    file("libcef.so",               &[PartitionAlloc, V8]),
    file("libQt5WebEngineCore.so*", &[PartitionAlloc, V8]),
    file("libQt6WebEngineCore.so*", &[PartitionAlloc, V8]),
    file("libmozglue.so",           &[MozJemalloc]),
    file("libxul.so",               &[SpiderMonkey]),
    file("libmozjs-*",              &[SpiderMonkey]),
    file("libpython2*",             &[CPython]),
    file("libpython3*",             &[CPython]),
    file("libruby*",                &[Ruby]),
    file("libperl.so*",             &[Perl]),
    file("liblua5*",                &[Lua]),
    file("liblua.so*",              &[Lua]),
    file("libluajit*",              &[Lua]),
    file("libphp*",                 &[Php]),
    // The image that its Lisp starts from.
    file("emacs.pdmp",              &[Emacs]),
    file("emacs-*",                 &[Emacs]),
    file("beam.smp",                &[Erlang]),
];

impl FileEvidence {
    /// Whether it is this file.
    pub(super) fn fits(&self, path: &[u8], name: &[u8]) -> bool {
        let fits_name = match self.name.strip_suffix('*') {
            Some(begins) => name.starts_with(begins.as_bytes()),
            None => name == self.name.as_bytes(),
        };
        fits_name && (self.folder.is_empty() || memchr::memmem::find(path, self.folder.as_bytes()).is_some())
    }
}

/// Sections of the program's own file. Those of glibc are in static programs only, and outlive `strip`.
pub(super) const SECTIONS: &[(&str, Runtime)] = &[
    (".go.buildinfo", Go),
    (".note.go.buildid", Go),
    ("__libc_freeres_fn", Glibc),
    ("__libc_IO_vtables", Glibc),
    ("__libc_atexit", Glibc),
];

/// Texts in the names of its symbols; whether they are defined or asked for makes no difference: what is asked for is there.
pub(super) const SYMBOLS: &[(&str, Runtime)] = &[
    ("je_malloc", Jemalloc),
    ("je_mallctl", Jemalloc),
    ("mallctlnametomib", Jemalloc),
    ("mi_malloc", Mimalloc),
    ("mi_heap_malloc", Mimalloc),
    ("tc_malloc", Tcmalloc),
    ("TCMalloc_SystemTaken", Tcmalloc),
    // Old and new malloc of static programs with musl.
    ("__malloc_donate", Musl),
    ("__simple_malloc", Musl),
    ("__malloc_alloc_meta", Musl),
    ("__bin_chunk", Musl),
    ("jemalloc_ptr_info", MozJemalloc),
    ("partition_alloc", PartitionAlloc),
    ("_ZN2v87Isolate", V8),
    ("_ZN2v88internal", V8),
    ("PyObject_Malloc", CPython),
    ("rb_objspace_each_objects", Ruby),
    ("Perl_sv_setsv_flags", Perl),
    ("lua_newstate", Lua),
    ("zend_mm_alloc", Php),
    ("runtime.mallocgc", Go),
];

/// What allocators write before their messages, where a stripped program keeps them. Each is in two halves: they must not
/// stand in our own program.
pub(super) const MESSAGES: &[([&str; 2], Runtime)] = &[
    (["<jemal", "loc>: "], Jemalloc),
    (["mimal", "loc: warning: "], Mimalloc),
    (["tcmal", "loc: large alloc "], Tcmalloc),
];
