//! The rules that know kinds of memory, and what to do about them.

use super::{hint_of, on_mac, said_of};
use crate::analysis::Assessment;
use crate::analysis::hints::kind::Kind;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RESERVED, Scenario};
use crate::model::units::Bytes;
use crate::model::{
    Category, Circumstances, Os, Recording, RecordingStart, RegionId, Runtime, Tag, TotalKind,
};

/// Keeps three pages of a kind in each cycle.
fn keep(kind: usize) -> impl FnMut(&mut Scenario, u64, u32) {
    move |scenario, at, _| {
        scenario.map(at, 3, kind);
    }
}

/// A sentence that begins so, and its command.
#[track_caller]
fn check(said: Option<(String, Option<String>)>, begins: &str, command: Option<&str>) {
    let (text, actual) = said.unwrap();
    assert!(text.starts_with(begins), "{text}");
    assert_eq!(actual.as_deref(), command);
}

#[test]
fn the_kind_is_told_by_the_tag() {
    let check = |os, tag: Tag, expected| {
        let mut scenario = Scenario::tagged(os, FILE, tag.clone());
        scenario.map(1, 1, FILE).tick();
        let recording = &scenario.trace.recording;
        assert_eq!(Kind::of_region(recording, &recording.region(RegionId(0))), expected, "{tag:?}");
    };
    for (name, kind) in [
        ("[heap]", Kind::Malloc),
        ("[anon: glibc: malloc arena]", Kind::Malloc),
        ("[anon: glibc: pthread stack: 4711]", Kind::Stack),
        ("/dev/dri/card0", Kind::Graphics),
        ("drm:amdgpu", Kind::Graphics),
        ("/memfd:pool", Kind::Memfd),
        ("/SYSV00000000", Kind::SystemV),
        ("/dev/shm/pool", Kind::Shared),
        ("/usr/lib/libm.so", Kind::File),
        ("[stack]", Kind::Stack),
        ("", Kind::Anonymous),
    ] {
        check(Os::Linux, Tag::named(name), kind);
    }
    for (number, kind) in [
        (0, Kind::File),
        (2, Kind::Malloc),
        (30, Kind::Stack),
        (88, Kind::Surface),
        (100, Kind::Graphics),
        (240, Kind::Named),
    ] {
        check(Os::MacOs, Tag { name: "[heap]".to_owned(), number: Some(number) }, kind);
    }
}

#[test]
fn heap_tools_are_for_malloc() {
    check(hint_of("malloc", keep(HEAP)), "This is the malloc heap", Some("sudo heaptrack -p 4711"));
    check(hint_of("malloc", keep(ANONYMOUS)), "This does not look like malloc", None);
    check(hint_of("malloc", keep(FILE)), "This is not malloc: heap tools (heaptrack, massif)", None);
    assert!(hint_of("malloc", keep(FILE)).unwrap().0.contains("memfd_create"));
    check(said_of(on_mac(2), "malloc", keep(FILE)), "This is the malloc heap", Some("leaks 4711"));
    check(said_of(on_mac(88), "malloc", keep(FILE)), "This is not malloc: heap tools (heap, leaks)", None);
    let made_up = Scenario::tagged(Os::Synthetic, FILE, Tag::default());
    assert_eq!(said_of(made_up, "malloc", keep(FILE)), None);
}

/// A recording of a program in which these live, and which was launched with this command or attached to.
fn with(runtimes: &[Runtime], launched: Option<&str>) -> Scenario {
    let mut scenario = Scenario::new();
    let start = scenario.trace.recording.start().cloned().unwrap();
    let launched = launched.map(str::to_owned);
    let circumstances = Circumstances { launched, can_attach: true, ..Circumstances::default() };
    scenario.trace.recording = Recording::new(RecordingStart { circumstances, ..start });
    scenario.trace.recording.recognise(runtimes.iter().copied().collect());
    scenario
}

/// The same of a program that was started with this command.
fn running(runtimes: &[Runtime], command: &str, launched: Option<&str>) -> Scenario {
    let mut scenario = with(runtimes, launched);
    let mut start = scenario.trace.recording.start().cloned().unwrap();
    command.clone_into(&mut start.target.command);
    scenario.trace.recording = Recording::new(start);
    scenario.trace.recording.recognise(runtimes.iter().copied().collect());
    scenario
}

#[test]
fn each_runtime_is_asked_in_its_own_way() {
    use Runtime::{Glibc, Jvm, Lua, MozJemalloc, Musl, Ruby, SpiderMonkey};
    let actual = |kind, runtimes: &[Runtime], launched, begins: &str, command: Option<&str>| {
        check(said_of(with(runtimes, launched), "malloc", keep(kind)), begins, command);
    };
    let heap = "This is the malloc heap";
    actual(HEAP, &[Glibc], None, heap, Some("heaptrack -p 4711"));
    actual(HEAP, &[Glibc], Some("tide --low"), heap, Some("heaptrack tide --low"));
    let elsewhere = Some("cd /tmp && A=1 tide --low");
    actual(HEAP, &[Glibc], elsewhere, heap, Some("cd /tmp && A=1 heaptrack tide --low"));
    actual(HEAP, &[Musl], None, "This is musl's malloc heap", None);
    actual(ANONYMOUS, &[Musl], None, "It has no name, as what musl's", None);
    let java = "The Java virtual machine manages";
    actual(ANONYMOUS, &[Glibc, Jvm], None, java, Some("jcmd 4711 GC.class_histogram"));
    // What a program has that only embeds an interpreter may as well be its own.
    actual(ANONYMOUS, &[Glibc, Ruby], None, "This does not look like malloc", None);
    let embedded = said_of(with(&[Glibc, Lua], None), "malloc", keep(HEAP)).unwrap();
    assert!(embedded.0.starts_with(heap) && embedded.0.contains("Lua is embedded"), "{embedded:?}");
    assert_eq!(embedded.1.as_deref(), Some("heaptrack -p 4711"));
    let in_firefox = |group, name| {
        let mut scenario = with(&[MozJemalloc, SpiderMonkey], None);
        scenario.categories[ANONYMOUS] = Category::counted(group, name);
        said_of(scenario, "malloc", keep(ANONYMOUS))
    };
    check(
        in_firefox("Malloc", "mozjemalloc"),
        "This is the heap of Firefox's mozjemalloc",
        Some("kill -34 4711"),
    );
    assert!(in_firefox("Malloc", "mozjemalloc").unwrap().0.contains("Minimize memory usage"));
    check(in_firefox("SpiderMonkey", "heap"), "SpiderMonkey manages", Some("kill -36 4711"));
}

#[test]
fn a_program_that_is_an_interpreter_itself_is_asked_by_its_own_tools() {
    use Runtime::{CPython, Erlang, Glibc, Lua, Perl, Php, Ruby};
    let runs = |runtimes: &[Runtime], command: &str, launched, begins: &str, expected: Option<&str>| {
        check(said_of(running(runtimes, command, launched), "malloc", keep(HEAP)), begins, expected);
    };
    let maps = |runtime, command: &str, begins: &str| {
        let scenario = || running(&[Glibc, runtime], command, None);
        assert!(said_of(scenario(), "malloc", keep(ANONYMOUS)).unwrap().0.starts_with(begins), "{command}");
        assert_eq!(said_of(scenario(), "untagged", keep(ANONYMOUS)), None);
    };
    maps(Ruby, "ruby tide.rb", "Ruby allocates");
    maps(Php, "/usr/sbin/php-fpm8.2", "PHP allocates");
    maps(Erlang, "/usr/lib/erlang/bin/beam.smp -A 1", "Erlang's virtual machine");
    let python = "Python allocates this memory";
    let script = "/usr/bin/python3 tide.py --low";
    let memray = "/usr/bin/python3 -m memray run tide.py --low";
    runs(&[Glibc, CPython], script, None, python, Some(memray));
    runs(&[Glibc, CPython], script, Some(script), python, Some(memray));
    let elsewhere = Some("cd /srv && A=1 /usr/bin/python3 tide.py --low");
    runs(&[Glibc, CPython], script, elsewhere, python, Some(&format!("cd /srv && A=1 {memray}")));
    runs(&[CPython], script, Some("./tide.py"), python, Some("PYTHONTRACEMALLOC=25 ./tide.py"));
    let perl = "/usr/bin/perl -MDevel::MAT::Dumper=-dump_at_END tide.pl";
    runs(&[Glibc, Perl], "/usr/bin/perl tide.pl", None, "Perl allocates", Some(perl));
    runs(&[Glibc, Perl], "/usr/bin/perl -w tide.pl", None, "Perl allocates", None);
    runs(&[Glibc, Lua], "lua5.4 tide.lua", None, "Lua allocates", None);
    runs(
        &[Glibc, Ruby, Perl],
        "perl tide.pl",
        None,
        "Perl",
        Some("perl -MDevel::MAT::Dumper=-dump_at_END tide.pl"),
    );
}

#[test]
fn stacks_are_of_threads_or_grow_by_calls() {
    let on = |name: &str| Scenario::tagged(Os::Linux, FILE, Tag::named(name));
    let threads = said_of(on("[anon: glibc: pthread stack: 4711]"), "stacks", keep(FILE)).unwrap();
    assert_eq!(threads.1.as_deref(), Some("ps -L -o lwp,etime,comm -p 4711"));
    for limit in ["ulimit -s", "ulimit -u", "pids.max", "kernel.threads-max"] {
        assert!(threads.0.contains(limit), "{threads:?}");
    }
    let main = said_of(on("[stack]"), "stacks", keep(FILE));
    check(main, "This is the stack of the main thread", Some("sudo gdb -p 4711 -batch -ex 'backtrace -20'"));
    let mut deeper = on("[stack:4712]");
    deeper.map(60, 40, FILE);
    let deeper = said_of(deeper, "stacks", |scenario, _, cycle| {
        scenario.touch(60, u64::from(4 * cycle));
    });
    let command = "sudo gdb -p 4711 -batch -ex 'thread apply all backtrace -20'";
    check(deeper, "There are no more stacks than before", Some(command));
    assert_eq!(hint_of("stacks", keep(ANONYMOUS)), None);
    // Stacks of threads have no name: the rules know them.
    let mut nameless = Scenario::new();
    nameless.categories[ANONYMOUS] = Category::counted("Stacks", "thread stacks");
    let listing = Some("ps -L -o lwp,etime,comm -p 4711");
    check(said_of(nameless, "stacks", keep(ANONYMOUS)), "These are stacks of threads", listing);
    assert_eq!(said_of(on("[stack]"), "malloc", keep(FILE)), None);
}

#[test]
fn a_number_alone_proves_little() {
    check(said_of(on_mac(100), "tag", keep(FILE)), "Tag 100 (IOAccelerator) alone", None);
    check(said_of(on_mac(240), "tag", keep(FILE)), "Tag 240 is free for any program", None);
    assert_eq!(said_of(on_mac(88), "tag", keep(FILE)), None);
    assert_eq!(hint_of("tag", keep(FILE)), None);
    let charged = said_of(on_mac(100), "tag", |scenario, at, cycle| {
        scenario.map(at, 3, FILE);
        scenario.totals.set(TotalKind::GraphicsFootprint, Bytes::from_kib(12 * u64::from(cycle)));
    });
    // The ledger was not known at the first mark.
    check(charged, "Tag 100", None);
    let mut known = on_mac(100);
    known.totals.set(TotalKind::GraphicsFootprint, Bytes::ZERO);
    let charged = said_of(known, "tag", |scenario, at, cycle| {
        scenario.map(at, 3, FILE);
        scenario.totals.set(TotalKind::GraphicsFootprint, Bytes::from_kib(12 * u64::from(cycle)));
    });
    assert_eq!(charged, None);
}

#[test]
fn memory_without_a_name_can_be_given_one() {
    let prctl = "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, address, size, \"name\");";
    check(hint_of("untagged", keep(ANONYMOUS)), "It has no name. Give it one", Some(prctl));
    assert_eq!(hint_of("untagged", keep(FILE)), None);
    assert_eq!(hint_of("untagged", keep(HEAP)), None);
    let mmap = "mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANON | MAP_PRIVATE, VM_MAKE_TAG(240), 0);";
    let untagged = Tag { name: "VM_MEMORY_0".to_owned(), number: Some(0) };
    let mac = Scenario::tagged(Os::MacOs, ANONYMOUS, untagged);
    check(said_of(mac, "untagged", keep(ANONYMOUS)), "It has no tag", Some(mmap));
}

#[test]
fn other_tools_are_told_what_to_look_at() {
    /// A command that begins and ends so, where the rule gives one.
    #[track_caller]
    fn check_ends(said: Option<(String, Option<String>)>, begins: &str, ends: &str) {
        let command = said.unwrap().1.unwrap();
        assert!(command.starts_with(begins) && command.ends_with(ends), "{command}");
    }
    let strace = "timeout -s INT 60 strace -f -k -e trace=mmap,munmap -o calls.txt ";
    let attached = format!("sudo {strace}-p 4711; awk '/mmap\\(/ {{ split($0, x, \", \"); m = ");
    let sized = hint_of("hand_off", keep(FILE));
    assert!(sized.as_ref().unwrap().0.contains(" of 12288 B "), "{sized:?}");
    check_ends(sized, &format!("{attached}x[2] > 8192 && x[2] <= 12288;"), "' calls.txt");
    check_ends(hint_of("hand_off", keep(ANONYMOUS)), &format!("{attached}1;"), "' calls.txt");
    let launched = said_of(with(&[], Some("tide --low")), "hand_off", keep(FILE));
    check_ends(launched, &format!("{strace}tide --low; awk "), "' calls.txt");
    assert_eq!(hint_of("hand_off", keep(HEAP)), None);
    let segment = || Scenario::tagged(Os::Linux, FILE, Tag::named("/SYSV00000000"));
    check_ends(
        said_of(segment(), "hand_off", keep(FILE)),
        "sudo strace -f -k -e trace=shmget,shmat,shmdt,shmctl -o calls.txt",
        "-p 4711",
    );
    let object = hint_of("hand_off", |scenario, at, _| {
        scenario.object(at, 3);
    });
    check(object, "It is not mapped", Some("sudo ls -l /proc/4711/fd"));
    check(
        said_of(on_mac(2), "hand_off", keep(FILE)),
        "Started with MallocStackLogging=1",
        Some("malloc_history 4711 0x320000"),
    );
    check(said_of(on_mac(240), "hand_off", keep(FILE)), "This tells", Some("vmmap 4711 0x320000"));
    check(
        said_of(on_mac(88), "hand_off", keep(FILE)),
        "This lists",
        Some("heap 4711 -addresses '.*(IOSurface|CAMetalLayer|MTL).*'"),
    );
}

#[test]
fn where_the_kernel_can_be_asked_it_pairs_the_calls_itself() {
    let mut scenario = with(&[], None);
    let mut start = scenario.trace.recording.start().cloned().unwrap();
    start.circumstances.can_trace = true;
    scenario.trace.recording = Recording::new(start);
    let (text, command) = said_of(scenario, "hand_off", keep(FILE)).unwrap();
    assert!(text.contains("until it is unmapped"), "{text}");
    let command = command.unwrap();
    let entry = "bpftrace -e 'tracepoint:syscalls:sys_enter_mmap /pid == 4711 && args->len > 8192 && args->len <= 12288/ ";
    assert!(command.starts_with(entry), "{command}");
    assert!(command.ends_with("sys_enter_munmap /pid == 4711/ { delete(@kept[args->addr]); }'"), "{command}");
}

#[test]
fn huge_pages_are_named_where_they_make_the_growth() {
    let grow = |pages: u64| {
        move |scenario: &mut Scenario, at: u64, cycle: u32| {
            scenario.map(at, 7, ANONYMOUS).touch(at, 7);
            scenario.totals.set(TotalKind::HugeAnonymous, Bytes::from_kib(4 * pages * u64::from(cycle)));
        }
    };
    let actual = |pages| {
        let mut scenario = Scenario::new();
        scenario.totals.set(TotalKind::HugeAnonymous, Bytes::ZERO);
        said_of(scenario, "huge_pages", grow(pages))
    };
    let (text, command) = actual(7).unwrap();
    assert!(text.contains("224 KiB more in transparent huge pages, up to 100 %"), "{text}");
    assert_eq!(command.as_deref(), Some("prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);"));
    assert_eq!(actual(1), None);
    assert_eq!(actual(0), None);
}

#[test]
fn half_of_the_mappings_that_are_allowed_is_told_with_or_without_cycles() {
    let check = |limit, pages: u64, expected: Option<&str>| {
        let mut scenario = Scenario::limited(limit);
        (0..pages).for_each(|page| _ = scenario.map(2 * page, 1, FILE));
        scenario.map(1000, 4, RESERVED).tick();
        let hints = Assessment::assess(&scenario.trace, None).hints;
        assert_eq!(
            hints.first().map(|hint| (hint.rule, hint.category)),
            expected.map(|_| ("mapping_limit", Scenario::category(FILE)))
        );
        let actual = hints.first().map_or("", |hint| &hint.text);
        assert!(actual.starts_with(expected.unwrap_or_default()), "{actual}");
    };
    check(20, 8, None);
    check(
        20,
        9,
        Some("10 of the 20 mappings that vm.max_map_count allows are in use (50 %), 9 of them here"),
    );
    check(
        12,
        9,
        Some("10 of the 12 mappings that vm.max_map_count allows are in use (83 %), 9 of them here"),
    );
}

/// Mappings of 20,254,720 bytes, one, two or three in a run: the calls are asked for by the size of one.
#[test]
fn the_size_that_runs_are_multiples_of_filters_the_calls() {
    let (text, command) = hint_of("hand_off", |scenario, at, cycle| {
        scenario.map(1000 * at, 4945 * (1 + u64::from(cycle % 3)), ANONYMOUS);
    })
    .expect("it is handed on");
    assert!(text.contains("20254720 B"), "{text}");
    assert!(command.is_some_and(|command| command.contains("> 20250624") && command.contains("<= 20254720")));
}
