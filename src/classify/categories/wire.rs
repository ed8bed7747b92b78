//! Rules as they are written: RON.

use super::rules::{MappingFact, Rule, Rules, Where};
use crate::model::{Category, CategoryRole, Runtime, Runtimes};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// The rules that come with the program.
const BUILT_IN: &str = include_str!("../../../assets/categories.ron");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRules {
    #[serde(default)]
    linux: Vec<WireRule>,
    #[serde(default)]
    macos_names: BTreeMap<u32, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRule {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    all: Vec<MappingFact>,
    #[serde(default)]
    none: Vec<MappingFact>,
    #[serde(default)]
    runtimes: Vec<String>,
    #[serde(default)]
    no_runtimes: Vec<String>,
    group: String,
    name: String,
    #[serde(default)]
    reserved: bool,
}

impl Rules {
    /// The rules that come with the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads them.
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the rules in assets are well-formed")
    }

    /// Reads rules from RON text.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let wire: WireRules = ron::from_str(text).map_err(|error| RulesError(error.to_string()))?;
        let linux = wire.linux.into_iter().map(Rule::try_from).collect::<Result<_, _>>()?;
        Ok(Self { linux, macos_names: wire.macos_names })
    }

    /// Puts a user's rules before these: they are asked first.
    #[must_use]
    pub fn preceded_by(mut self, own: Self) -> Self {
        self.linux.splice(0..0, own.linux);
        self.macos_names.extend(own.macos_names);
        self
    }
}

impl TryFrom<WireRule> for Rule {
    type Error = RulesError;

    fn try_from(wire: WireRule) -> Result<Self, RulesError> {
        if let Some(pattern) = wire.names.iter().find(|pattern| pattern.matches('*').count() > 1) {
            return Err(RulesError(format!("the pattern {pattern:?} has more than one star")));
        }
        let role = if wire.reserved { CategoryRole::Reserved } else { CategoryRole::Counted };
        Ok(Self {
            names: wire.names,
            all: wire.all.into_iter().collect(),
            none: wire.none.into_iter().collect(),
            process: Where {
                any: runtimes(wire.runtimes.iter().filter(|name| *name != UNRECOGNISED))?,
                unrecognised: wire.runtimes.iter().any(|name| name == UNRECOGNISED),
                none: runtimes(&wire.no_runtimes)?,
            },
            category: Category { group: wire.group, name: wire.name, role },
        })
    }
}

/// In a list of runtimes: a process in which none was recognised.
const UNRECOGNISED: &str = "unrecognised";

fn runtimes<'a>(names: impl IntoIterator<Item = &'a String>) -> Result<Runtimes, RulesError> {
    let runtime = |name: &String| {
        Runtime::named(name).ok_or_else(|| {
            let known: Vec<_> = Runtime::ALL.iter().map(|runtime| runtime.name()).collect();
            RulesError(format!("no runtime is called {name:?}; there are {}", known.join(", ")))
        })
    };
    names.into_iter().map(runtime).collect()
}

/// Rules that cannot be read; says where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesError(pub String);

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the category rules cannot be read: {}", self.0)
    }
}

impl std::error::Error for RulesError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::categories::Facts;

    fn category(name: &str, facts: &[MappingFact], runtimes: &[Runtime]) -> String {
        let facts = facts.iter().copied().collect::<Facts>();
        Rules::built_in().linux(name, facts, runtimes.iter().copied().collect()).to_string()
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        use MappingFact::{
            Anonymous, Bss, Executable, File, GlibcArena, LargeMalloc, NoAccess, Object, Shared, ThreadStack,
            Writable,
        };
        let check = |name, facts: &[MappingFact], expected| {
            assert_eq!(category(name, facts, &[]), expected, "{name} {facts:?}");
        };
        check("[vdso]", &[Executable], "Kernel ▸ vdso");
        check("[vsyscall]", &[Executable], "Kernel ▸ vdso");
        check("[stack]", &[Anonymous, Writable], "Stacks ▸ main stack");
        check("[heap]", &[Anonymous, Writable], "Malloc ▸ heap");
        check("[anon:PageList]", &[Anonymous, Writable], "Named ▸ PageList");
        check("[anon: glibc: malloc arena]", &[Anonymous, Writable], "Malloc ▸ glibc arenas");
        check("[anon: glibc: pthread stack: 4711]", &[Anonymous, Writable], "Stacks ▸ thread stacks");
        check("[anon_shmem:frames-2]", &[Anonymous, Writable], "Named ▸ frames");
        check("/memfd:PageList", &[File, Writable], "Named ▸ PageList");
        check("/memfd:surface-17", &[File, Writable, Shared], "Shared memory ▸ surface");
        check("/memfd:doublemapper", &[File, Executable, Shared], "JIT ▸ doublemapper");
        check("/SYSV00000000", &[File, Writable, Shared], "Shared memory ▸ System V");
        check("/dev/zero", &[File, Writable, Shared], "Shared memory ▸ shared anonymous");
        check("/dev/shm/pulse-shm-12", &[File, Writable, Shared], "Shared memory ▸ pulse-shm");
        check("/dev/dri/renderD128", &[File, Writable, Shared], "Graphics ▸ DRM buffers");
        check("/dmabuf:", &[File, Writable, Shared], "Graphics ▸ dma-buf");
        check("/dev/nvidiactl", &[File, Writable, Shared], "Graphics ▸ NVIDIA");
        check("anon_inode:i915.gem", &[File, Writable, Shared], "Graphics ▸ DRM buffers");
        check("drm:vram0", &[Object], "Graphics ▸ DRM vram");
        check("/usr/lib/libc.so.6", &[File, Executable], "Files ▸ code");
        check("/usr/lib/libc.so.6", &[File, Writable], "Files ▸ data");
        check("/usr/lib/locale/locale-archive", &[File], "Files ▸ other");
        check("", &[Anonymous, Writable, Bss], "Files ▸ data");
        check("", &[Anonymous, Writable, Executable], "JIT ▸ generated code");
        check("", &[Anonymous, Writable, ThreadStack], "Stacks ▸ thread stacks");
        check("", &[Anonymous, Writable, GlibcArena], "Malloc ▸ glibc arenas");
        check("", &[Anonymous, Writable, LargeMalloc], "Malloc ▸ large malloc");
        check("", &[Anonymous, Writable], "Anonymous ▸ anonymous");
        check("", &[Anonymous, NoAccess], "Reserved ▸ reservation");
        check("/usr/lib/libc.so.6", &[File, NoAccess], "Reserved ▸ file gap");
        check("[something new]", &[Anonymous, Writable], "Other ▸ [something new]");
    }

    #[test]
    fn the_runtime_decides_which_rules_hold() {
        use MappingFact::{
            Anonymous, GlibcArena, GoArena, JavaHeap, LargeMalloc, Mimalloc, NoAccess, NoReserve,
        };
        use MappingFact::{Mebibytes, MozChunk, PythonArena, RandomHint, ThreadStack, V8Page};
        use Runtime::{CPython, Glibc, Go, Jemalloc, Jvm, MozJemalloc, Musl, PartitionAlloc, SpiderMonkey};
        use Runtime::{Tcmalloc, V8};
        let check = |facts: &[MappingFact], runtimes: &[Runtime], expected| {
            assert_eq!(category("", facts, runtimes), expected, "{facts:?} {runtimes:?}");
        };
        // Go's arenas have the shape of glibc's.
        check(&[Anonymous, GoArena, GlibcArena], &[Go], "Go ▸ heap");
        check(&[Anonymous, GoArena, GlibcArena], &[Go, Glibc], "Go ▸ heap");
        check(&[NoAccess, GoArena, GlibcArena], &[Go], "Reserved ▸ reservation");
        check(&[Anonymous], &[Go], "Go ▸ runtime");
        check(&[Anonymous], &[Go, Glibc], "Anonymous ▸ anonymous");
        check(&[Anonymous, GlibcArena], &[Go, Glibc], "Malloc ▸ glibc arenas");
        check(&[NoAccess, GlibcArena], &[Glibc], "Reserved ▸ glibc arena");
        // jemalloc needs no alignment.
        check(&[Anonymous, NoReserve], &[Jemalloc], "Malloc ▸ jemalloc");
        check(&[Anonymous, NoReserve, ThreadStack], &[Jemalloc], "Stacks ▸ thread stacks");
        check(&[Anonymous, NoReserve], &[Glibc], "Anonymous ▸ anonymous");
        check(&[Anonymous, GlibcArena, NoReserve], &[Jemalloc], "Malloc ▸ jemalloc");
        check(&[Anonymous, LargeMalloc], &[Musl], "Anonymous ▸ anonymous");
        // V8's pages may lie where mimalloc's would.
        check(&[Anonymous, NoReserve, V8Page, Mimalloc], &[Glibc, V8], "V8 ▸ heap");
        check(&[Anonymous, NoReserve, GlibcArena, V8Page], &[Glibc, V8], "Malloc ▸ glibc arenas");
        check(&[Anonymous, NoReserve, V8Page, Mimalloc], &[], "Malloc ▸ mimalloc");
        check(&[Anonymous, NoReserve, Mimalloc], &[Runtime::Mimalloc], "Malloc ▸ mimalloc");
        check(&[Anonymous, NoReserve, Mimalloc], &[Glibc], "Anonymous ▸ anonymous");
        check(&[Anonymous, RandomHint], &[PartitionAlloc, V8], "Malloc ▸ PartitionAlloc");
        check(&[Anonymous, RandomHint, NoReserve, V8Page], &[PartitionAlloc, V8], "V8 ▸ heap");
        check(&[Anonymous, MozChunk], &[MozJemalloc, SpiderMonkey], "Malloc ▸ mozjemalloc");
        check(&[Anonymous, MozChunk, Mebibytes, ThreadStack], &[MozJemalloc], "Stacks ▸ thread stacks");
        check(&[Anonymous, MozChunk], &[Glibc], "Anonymous ▸ anonymous");
        check(&[Anonymous, RandomHint, Mebibytes], &[MozJemalloc, SpiderMonkey], "SpiderMonkey ▸ heap");
        check(&[Anonymous, RandomHint], &[SpiderMonkey, Glibc], "Anonymous ▸ anonymous");
        check(&[Anonymous, JavaHeap], &[Jvm, Glibc], "JVM ▸ Java heap");
        check(&[Anonymous, JavaHeap], &[Glibc], "Anonymous ▸ anonymous");
        check(&[Anonymous, PythonArena], &[CPython, Glibc], "Python ▸ object arenas");
        check(&[Anonymous, PythonArena], &[Glibc], "Anonymous ▸ anonymous");
        assert_eq!(category("[heap]", &[Anonymous], &[Tcmalloc]), "Malloc ▸ tcmalloc");
        assert_eq!(category("[heap]", &[Anonymous], &[Musl]), "Malloc ▸ heap");
        assert_eq!(category("[anon: Go: heap]", &[Anonymous], &[Go]), "Go ▸ heap");
    }

    #[test]
    fn a_users_rules_come_first() {
        let own =
            Rules::parse(r#"(linux: [(names: ["/memfd:PageList"], group: "Terminal", name: "pages")])"#)
                .unwrap();
        let rules = Rules::built_in().preceded_by(own);
        assert_eq!(
            rules.linux("/memfd:PageList", Facts::default(), Runtimes::default()).to_string(),
            "Terminal ▸ pages"
        );
        assert_eq!(rules.linux("[heap]", Facts::default(), Runtimes::default()).to_string(), "Malloc ▸ heap");
        let named = Rules::parse(r#"(macos_names: {240: "PageList"})"#).unwrap();
        assert_eq!(rules.preceded_by(named).macos_name(240), Some("PageList"));
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        let wrong = |text: &str| Rules::parse(text).unwrap_err().to_string();
        assert!(
            wrong(r#"(linux: [(names: ["a*b*"], group: "x", name: "y")])"#).contains("more than one star")
        );
        assert!(wrong(r#"(linux: [(colour: "red", group: "x", name: "y")])"#).contains("colour"));
        assert!(wrong("(linux").contains("1:"));
        let unknown = r#"(linux: [(runtimes: ["Lisp"], group: "x", name: "y")])"#;
        assert!(wrong(unknown).contains("Lisp") && wrong(unknown).contains("CPython"));
    }
}
