//! What tools say that is no memory region, and yet tells where to look: classes of heap, sums of leaks, call trees, and the
//! statistics of allocators and virtual machines.

use super::Scanner;
use crate::import::apple::heap::Class;
use crate::import::foreign;
use crate::import::statistics::{Statistics, StatisticsLine};
use crate::model::units::Bytes;

/// So many classes of heap, and so many rows of statistics, are kept.
const MOST: usize = 12;

/// So many sentences of a text are kept, and so many figures of statistics until the largest are found.
const MOST_SAID: usize = 64;
const MOST_FIGURES: usize = 1000;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    said: Vec<String>,
    classes: Vec<Class>,
    /// The statistics under way, and their figures.
    statistics: Option<Statistics>,
    figures: Vec<(Bytes, String)>,
}

impl Evidence {
    /// Notes blocks of one class.
    pub(super) fn add_class(&mut self, class: Class) {
        self.classes.push(class);
        if self.classes.len() > 4 * MOST {
            self.keep_largest();
        }
    }

    fn keep_largest(&mut self) {
        self.classes.sort_by_key(|class| std::cmp::Reverse(class.bytes));
        self.classes.truncate(MOST);
    }

    /// All of it in sentences without full stop.
    pub(super) fn finish(&mut self) -> Vec<String> {
        self.end_statistics();
        self.keep_largest();
        let mut said = std::mem::take(&mut self.said);
        if !self.classes.is_empty() {
            let classes = self.classes.drain(..);
            let words = classes.map(|class| format!("{} × {} ({})", class.count, class.name, class.bytes));
            said.push(format!("heap, by class: {}", words.collect::<Vec<_>>().join(", ")));
        }
        said
    }

    fn end_statistics(&mut self) {
        let Some(statistics) = self.statistics.take() else { return };
        let mut figures = std::mem::take(&mut self.figures);
        if self.said.len() >= MOST_SAID || figures.is_empty() {
            return;
        }
        figures.sort_by_key(|&(bytes, _)| std::cmp::Reverse(bytes));
        figures.truncate(MOST);
        let words: Vec<_> = figures.into_iter().map(|(_, words)| words).collect();
        self.said.push(format!("{}: {}", statistics.title(), words.join(", ")));
    }

    /// Begins or goes on with statistics; says whether the line was one of theirs.
    fn add_statistic(&mut self, line: &str) -> bool {
        let Some(reported) = self.statistics.as_mut().and_then(|statistics| statistics.read_line(line))
        else {
            return false;
        };
        if let StatisticsLine::Figure(bytes, words) = reported
            && self.figures.len() < MOST_FIGURES
        {
            self.figures.push((bytes, words));
        }
        true
    }
}

impl Scanner {
    /// Whether a line is evidence, which is then kept.
    pub(super) fn is_evidence(&mut self, line: &str) -> bool {
        if let Some(sum) = leaks(line) {
            self.add_foreign(foreign::LEAKS);
            if self.evidence.said.len() < MOST_SAID {
                self.evidence.said.push(sum);
            }
            return true;
        }
        let Some(begun) = Statistics::beginning(line) else { return false };
        let evidence = &mut self.evidence;
        // Another table of the same, and not the same once more.
        let is_table = matches!(begun, Statistics::Mimalloc { .. }) && !line.starts_with("heap stats:");
        let goes_on = (is_table || evidence.figures.is_empty())
            && evidence.statistics.as_ref().is_some_and(|known| known.goes_on_with(&begun));
        if !goes_on {
            evidence.end_statistics();
        }
        evidence.statistics = Some(begun);
        evidence.add_statistic(line);
        self.add_foreign(foreign::STATISTICS);
        true
    }

    /// Whether a line that nobody else understands belongs to the statistics under way.
    pub(super) fn is_of_statistics(&mut self, line: &str) -> bool {
        self.evidence.add_statistic(line)
    }
}

/// `Process 9416: 2 leaks for 96 total leaked bytes.`
fn leaks(line: &str) -> Option<String> {
    let (pid, rest) = line.strip_prefix("Process ")?.split_once(": ")?;
    let _: u32 = pid.parse().ok()?;
    let (count, bytes) = rest.trim_end_matches('.').split_once(" for ")?;
    let bytes = bytes.strip_suffix(" total leaked bytes")?;
    let size = Bytes::new(bytes.parse().ok()?);
    count.contains(" leak").then(|| {
        format!("leaks: {count} of {size} in all; it finds blocks of malloc that nothing points to, and no other memory")
    })
}

#[cfg(test)]
mod tests {
    use crate::import::Text;
    use std::fmt::Write as _;

    #[test]
    fn stacks_that_are_too_many_are_left_out_and_that_is_said() {
        let mut tree = "Call graph:\n  30000 (30M) << TOTAL >>\n".to_owned();
        for nth in 0..10_001 {
            writeln!(tree, "    1 (1K) f{nth}  (in a)").unwrap();
        }
        let read = Text::read("x", tree.as_bytes()).unwrap();
        assert_eq!(read.stacks.stacks().len(), 10_000);
        assert_eq!(read.evidence.last().unwrap(), "1 smaller call stack is left out");
    }

    #[test]
    fn what_is_no_region_is_kept_as_evidence() {
        let check = |text: &str, expected: &str| {
            let read = Text::read("x", text.as_bytes()).unwrap();
            assert!(read.captures.is_empty(), "{text}");
            assert_eq!(read.evidence.join("\n"), expected, "{text}");
            assert!(read.refusal().is_some() || !expected.starts_with("leaks"), "{text}");
        };
        check(
            "Process 7: 2 leaks for 96 total leaked bytes.",
            "leaks: 2 leaks of 96 B in all; it finds blocks of malloc that nothing points to, and no other memory",
        );
        check(
            "     198     76032     384.0   CAImageQueue       CFType  QuartzCore\n   629  10064   16.0  IOSurface  ObjC  IOSurface\n",
            "heap, by class: 198 × CAImageQueue (74 KiB), 629 × IOSurface (10 KiB)",
        );
        check(
            "Call graph:\n    52174 (2359M) << TOTAL >>\n      19191 (2263M) thread_start  (in a)\n      + ! 18063 (20M) b  (in a)\n",
            "call tree: 52174 calls hold 2359M; most of it by thread_start\n2 call stacks of malloc_history -callTree",
        );
        let trees = "Call graph:\n    9 (20M) << TOTAL >>\n      8 (18M) a  (in a)\n      1 (2M) b  (in a)\n\
                     Call graph:\n    5 (40M) << TOTAL >>\n      5 (40M) c  (in a)\n";
        let actual =
            "call tree: 9 calls hold 20M; most of it by a\n3 call stacks of malloc_history -callTree";
        check(trees, actual);
        check(
            "Native Memory Tracking:\nTotal: reserved=2048KB, committed=1024KB\n-  Java Heap (reserved=1024KB, committed=512KB)\n",
            "jcmd VM.native_memory, committed of reserved: Total 1.0 MiB of 2.0 MiB, Java Heap 512 KiB of 1.0 MiB",
        );
        check(
            "Allocated: 5, active: 6, resident: 7, mapped: 8, retained: 9\n",
            "jemalloc: allocated 5 B, active 6 B, resident 7 B, mapped 8 B, retained 9 B",
        );
        check(
            "heap stats:     peak       total     current       block      total#\n  committed:   64.0 MiB    64.0 MiB    32.0 MiB\n",
            "mimalloc, at present: committed 32.0 MiB",
        );
        check(
            "Arena 0:\nsystem bytes     =     135168\nin use bytes     =      74416\n",
            "malloc of glibc, in use of taken: Arena 0 73 KiB of 132 KiB",
        );
    }
}
