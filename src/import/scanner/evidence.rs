//! What tools say that is no memory region, and yet tells where to look: classes of heap, sums of leaks, call trees, and the
//! statistics of allocators and virtual machines.

use super::Scanner;
use crate::import::apple::heap::Class;
use crate::import::figures::rounded;
use crate::import::foreign;
use crate::units::Bytes;

/// So many classes of heap, and so many rows of statistics, are kept.
const MOST: usize = 12;

/// So many frames of the heaviest path are kept.
const MOST_FRAMES: usize = 8;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    said: Vec<String>,
    classes: Vec<Class>,
    stacks: usize,
    tree: Option<Tree>,
    /// Rows of the statistics under way, and whose they are.
    statistics: Option<(&'static str, Vec<String>)>,
}

/// A call tree: what it adds up to, and its heaviest path.
#[derive(Debug)]
struct Tree {
    calls: u64,
    size: String,
    bytes: Bytes,
    path: Vec<String>,
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

    /// Notes a logged stack below a region.
    pub(super) fn add_stack(&mut self) {
        self.stacks += 1;
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
        if let Some(tree) = self.tree.take() {
            let path = if tree.path.is_empty() {
                String::new()
            } else {
                format!("; most of it by {}", tree.path.join(" → "))
            };
            said.push(format!("call tree: {} calls hold {}{path}", tree.calls, tree.size));
        }
        if self.stacks > 0 {
            said.push(format!("{} call stacks stand below regions; they are not shown", self.stacks));
        }
        said
    }

    fn end_statistics(&mut self) {
        if let Some((whose, rows)) = self.statistics.take().filter(|(_, rows)| !rows.is_empty()) {
            self.said.push(format!("{whose}: {}", rows.join(", ")));
        }
    }

    fn add_statistic(&mut self, row: String) -> bool {
        let Some((_, rows)) = &mut self.statistics else { return false };
        if rows.len() < MOST {
            rows.push(row);
        }
        true
    }
}

impl Scanner {
    /// Whether a line is evidence, which is then kept.
    pub(super) fn is_evidence(&mut self, line: &str) -> bool {
        let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
        if let Some(sum) = leaks(line) {
            self.add_foreign(foreign::LEAKS);
            self.evidence.said.push(sum);
            return true;
        }
        let whose = match line {
            _ if begins(&["Native Memory Tracking:"]) => Some("jcmd VM.native_memory (reserved, committed)"),
            _ if begins(&["heap stats:"]) && line.contains("current") => Some("mimalloc (current)"),
            _ if begins(&["___ Begin jemalloc statistics"]) => Some("jemalloc"),
            _ if begins(&["Allocated: "]) && line.contains("retained: ") => Some("jemalloc"),
            _ if begins(&["Arena 0:"]) => Some("malloc_stats of glibc"),
            _ => None,
        };
        if let Some(whose) = whose {
            self.evidence.end_statistics();
            self.evidence.statistics = Some((whose, Vec::new()));
            self.add_foreign(foreign::STATISTICS);
        }
        let row = match self.evidence.statistics.as_ref().map(|&(whose, _)| whose) {
            Some("jemalloc") if begins(&["Allocated: "]) => Some(line.to_owned()),
            Some(whose) if whose.starts_with("jcmd") => native_memory(line),
            Some(whose) if whose.starts_with("mimalloc") => mimalloc(line),
            Some(whose) if whose.starts_with("malloc_stats") => malloc_stats(line),
            _ => None,
        };
        row.is_some_and(|row| self.evidence.add_statistic(row))
            || whose.is_some()
            || self.is_of_call_tree(line)
    }

    /// `52174 (2359M) << TOTAL >>`, and the rows below it as long as they hold half of it.
    fn is_of_call_tree(&mut self, line: &str) -> bool {
        let Some((calls, size, symbol)) = call(line) else { return false };
        let bytes = crate::import::figures::vmmap_size(size).map_or(Bytes::ZERO, |size| size.bytes);
        if symbol.starts_with("<< TOTAL >>") {
            self.add_foreign(foreign::CALL_TREE);
            if self.evidence.tree.is_none() {
                self.evidence.tree = Some(Tree { calls, size: size.to_owned(), bytes, path: Vec::new() });
            }
            return true;
        }
        let Some(tree) = &mut self.evidence.tree else { return false };
        let is_heavy = bytes.get().saturating_mul(2) >= tree.bytes.get();
        if is_heavy && tree.path.len() < MOST_FRAMES {
            tree.path.push(symbol.split("  (in ").next().unwrap_or(symbol).to_owned());
        }
        true
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

/// A row of a call tree, without the rulers before it: `19191 (2263M) thread_start  (in libsystem)`.
fn call(line: &str) -> Option<(u64, &str, &str)> {
    let row = line.trim_start_matches(['+', '!', ':', '|', ' ']);
    let (calls, rest) = row.split_once(" (")?;
    let (size, symbol) = rest.split_once(") ")?;
    crate::import::figures::vmmap_size(size)?;
    Some((calls.parse().ok()?, size, symbol.trim()))
}

/// `Java Heap (reserved=4026368KB, committed=253952KB)`, `Total: reserved=5652231KB, committed=453651KB`.
fn native_memory(line: &str) -> Option<String> {
    let (name, rest) = line.split_once("reserved=")?;
    let (reserved, rest) = rest.split_once(", committed=")?;
    let committed = rest.split([',', ')', ' ']).next()?;
    let size = |text: &str| {
        let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        Some(rounded(number, &text[number.len()..])?.bytes)
    };
    let name = name.trim_start_matches(['-', ' ']).trim_end_matches(['(', ' ', ':']);
    let (reserved, committed) = (size(reserved)?, size(committed)?);
    (committed > Bytes::ZERO && !name.is_empty()).then(|| format!("{name} {reserved}, {committed}"))
}

/// `committed:   64.0 MiB   64.0 MiB   0   64.0 MiB`: the fourth size is what there is now.
fn mimalloc(line: &str) -> Option<String> {
    let (name, rest) = line.split_once(':')?;
    let name = name.trim();
    let known = ["reserved", "committed", "abandoned", "malloc req", "normal", "huge", "total", "segments"];
    known.contains(&name).then_some(())?;
    let mut sizes = Vec::new();
    let mut words = rest.split_whitespace().peekable();
    while let Some(number) = words.next() {
        let unit = words.next_if(|word| word.ends_with('B') || word.ends_with('i'));
        sizes.push(
            rounded(
                number,
                &format!(
                    "{}{}",
                    unit.unwrap_or(""),
                    if unit.is_some_and(|unit| unit.ends_with('i')) { "B" } else { "" }
                ),
            )?
            .bytes,
        );
        if sizes.len() == 4 {
            break;
        }
    }
    sizes.get(3).map(|current| format!("{name} {current}"))
}

/// `system bytes     =     135168`.
fn malloc_stats(line: &str) -> Option<String> {
    let (name, bytes) = line.split_once('=')?;
    let size = Bytes::new(bytes.trim().parse().ok()?);
    ["system bytes", "in use bytes"].contains(&name.trim()).then(|| format!("{} {size}", name.trim()))
}

#[cfg(test)]
mod tests {
    use crate::import::Text;

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
            "call tree: 52174 calls hold 2359M; most of it by thread_start",
        );
        check(
            "Native Memory Tracking:\nTotal: reserved=2048KB, committed=1024KB\n-  Java Heap (reserved=1024KB, committed=512KB)\n",
            "jcmd VM.native_memory (reserved, committed): Total 2.0 MiB, 1.0 MiB, Java Heap 1.0 MiB, 512 KiB",
        );
        check(
            "Allocated: 5, active: 6, resident: 7, mapped: 8, retained: 9\n",
            "jemalloc: Allocated: 5, active: 6, resident: 7, mapped: 8, retained: 9",
        );
        check(
            "heap stats:     peak       total     current       block      total#\n  committed:   64.0 MiB    64.0 MiB    0      32.0 MiB\n",
            "mimalloc (current): committed 32.0 MiB",
        );
        check(
            "Arena 0:\nsystem bytes     =     135168\nin use bytes     =      74416\n",
            "malloc_stats of glibc: system bytes 132 KiB, in use bytes 73 KiB",
        );
    }
}
