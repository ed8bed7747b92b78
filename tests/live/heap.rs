//! What malloc holds, counted from outside, beside what malloc says itself.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use strandline::model::HeapCount;
use strandline::platform;

/// Threads with arenas of their own, caches, small and large freed blocks, blocks with mappings of their own. For each line
/// it reads, it goes through one more round, and tells `mallinfo2`.
const PROGRAM: &str = r#"
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_barrier_t begin, end;
static void *kept[4][4000];
static void *large[8];

static void *work(void *number) {
    long nth = (long)number;
    unsigned seed = 7 * nth + 1;
    for (;;) {
        pthread_barrier_wait(&begin);
        for (int i = 0; i < 4000; i++) {
            unsigned size = rand_r(&seed) % (rand_r(&seed) % 50 == 0 ? 60000 : 900);
            int place = rand_r(&seed) % 4000;
            free(kept[nth][place]);
            kept[nth][place] = rand_r(&seed) % 3 ? malloc(size) : NULL;
        }
        pthread_barrier_wait(&end);
    }
}

int main(void) {
    char line[512], in;
    pthread_barrier_init(&begin, NULL, 5);
    pthread_barrier_init(&end, NULL, 5);
    for (long i = 0; i < 4; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, (void *)i);
    }
    for (int round = 0; read(0, &in, 1) == 1; round++) {
        pthread_barrier_wait(&begin);
        pthread_barrier_wait(&end);
        free(large[round % 8]);
        large[round % 8] = malloc(300000 + 100000 * round);
        if (round % 3 == 1) large[(round + 4) % 8] = realloc(large[(round + 4) % 8], 2000000);
        if (round == 2) large[7] = memalign(1 << 16, 700000);
        struct mallinfo2 m = mallinfo2();
        int len = snprintf(line, sizeof line, "%zu %zu %zu %zu %zu %zu\n", m.arena, m.uordblks, m.fordblks, m.fsmblks,
                           m.hblkhd, m.hblks);
        if (write(1, line, len) != len) return 1;
    }
    return 0;
}
"#;

static BUILT: LazyLock<Option<(tempfile::TempDir, PathBuf)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let (source, program) = (folder.path().join("churn.c"), folder.path().join("churn"));
    std::fs::write(&source, PROGRAM).unwrap();
    let compiler =
        Command::new("cc").arg("-O1").arg("-pthread").arg(&source).arg("-o").arg(&program).output();
    compiler.ok()?.status.success().then_some((folder, program))
});

/// The program, running. Nothing where there is no compiler or another C library.
struct Churn {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Churn {
    fn start() -> Option<Self> {
        let (_, program) = BUILT.as_ref()?;
        let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let says = BufReader::new(child.stdout.take().unwrap());
        Some(Self { child, says })
    }

    /// One round; what malloc says of itself then.
    fn round(&mut self) -> [u64; 6] {
        self.child.stdin.as_mut().unwrap().write_all(b"x").unwrap();
        let mut line = String::new();
        self.says.read_line(&mut line).unwrap();
        let numbers: Vec<u64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
        numbers.try_into().unwrap()
    }
}

impl Drop for Churn {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

#[track_caller]
fn agree(count: &HeapCount, [arena, used, free, fast, mapped, maps]: [u64; 6]) {
    let sums = count.sums;
    assert_eq!(count.damage, None);
    assert_eq!(sums.unaccounted.get(), 0);
    assert_eq!(sums.system.get(), arena, "taken from the system");
    // What malloc calls used holds the caches of the threads and its own structures.
    assert_eq!(sums.live.get() + sums.cached.get() - fast + sums.overhead.get(), used, "used");
    assert_eq!(sums.free().get() + fast + sums.top.get(), free, "free");
    assert_eq!((sums.mmapped.get(), sums.mmapped_blocks), (mapped, maps), "with mappings of their own");
}

#[test]
fn the_count_is_what_malloc_says_itself_to_the_byte() {
    let Some(mut churn) = Churn::start() else { return };
    let mut counter = platform::count_heap(churn.child.id()).unwrap();
    let mut has_cached = false;
    for _ in 0..8 {
        let said = churn.round();
        let count = counter.count().unwrap();
        assert!(count.exact, "{:?} {:?}", count.sums, counter.take_refusal());
        agree(&count, said);
        assert!(count.sums.arenas >= 4 && count.stopped.as_nanos() > 0);
        has_cached |= count.sums.cached.get() > said[3] && said[3] > 0;
    }
    assert!(has_cached, "caches of threads and small freed blocks are met");
    assert!(counter.allocator().starts_with("glibc 2."), "{}", counter.allocator());
}

#[test]
fn under_a_debugger_it_is_counted_as_it_is() {
    let Some(mut churn) = Churn::start() else { return };
    let said = churn.round();
    let mut counter = platform::count_heap(churn.child.id()).unwrap();
    // Whoever stops it first is a tracer as good as any.
    let held = platform::stop(churn.child.id()).unwrap();
    let count = counter.count().unwrap();
    assert!(!count.exact && counter.take_refusal().is_some());
    agree(&count, said);
    drop(held);
    assert!(counter.count().unwrap().exact);
    churn.round();
}

#[test]
fn a_program_that_ends_or_becomes_another_gives_no_count_of_the_old_one() {
    let mut shell =
        Command::new("sh").args(["-c", "read go; exec sleep 100"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut counter = platform::count_heap(shell.id()).unwrap();
    let before = counter.count();
    shell.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    let is_sleep =
        || std::fs::read_to_string(format!("/proc/{}/comm", shell.id())).unwrap().trim() == "sleep";
    while !is_sleep() {
        std::thread::yield_now();
    }
    let after = counter.count();
    if let (Ok(before), Ok(after)) = (before, after) {
        assert_ne!(before.sums, after.sums);
    }
    shell.kill().unwrap();
    assert_eq!(shell.wait().unwrap().signal(), Some(9));
    assert!(counter.count().is_err());
}
