//! Texts that are not imported, and why: refused by name rather than misread.

use std::fmt;

/// A kind of text that is not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// What it is, in words that stand behind "this is".
    pub what: &'static str,
    /// Why it is of no use, and what to do instead.
    pub remedy: &'static str,
}

impl Foreign {
    /// Whether it is some rows of a text, of which others may be read.
    pub(super) fn is_of_rows(&self) -> bool {
        [HEADLESS_PMAP, HEADLESS_SUMMARY, HEADLESS_FOOTPRINT].contains(self)
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is {}: {}", self.what, self.remedy)
    }
}

const BLOCKS: &str = "it tells of malloc's blocks, not of memory regions; give the output of vmmap --summary PID or footprint PID, or of cat \
                      /proc/PID/smaps on Linux, of the same process";
const TOTALS: &str =
    "it has totals alone; cat /proc/PID/smaps of the same process tells what they are made of";
const RUN_AGAIN: &str =
    "the tool itself has failed, and tells no figures; mend what it says and run it again";

const VALGRIND: Foreign = Foreign { what: "a log of Valgrind", remedy: BLOCKS };
/// The output of leaks.
pub(super) const LEAKS: Foreign = Foreign { what: "the output of leaks", remedy: BLOCKS };
/// The output of heap, where it stands alone.
pub(super) const HEAP: Foreign = Foreign { what: "the output of heap", remedy: BLOCKS };
/// A call tree.
pub(super) const CALL_TREE: Foreign =
    Foreign { what: "a call tree of malloc_history, sample or Instruments", remedy: BLOCKS };
const STATM: Foreign = Foreign { what: "/proc/PID/statm", remedy: TOTALS };
const MACHINE: Foreign =
    Foreign { what: "/proc/meminfo", remedy: "it is about the machine, not about a process" };
const DESCRIPTOR: Foreign = Foreign { what: "the fdinfo of a graphics descriptor", remedy: TOTALS };
const TRACE: Foreign =
    Foreign { what: "a trace of Strandline's already", remedy: "open it: strandline report F.strand" };
const FAILURE: Foreign = Foreign { what: "an error message of vmmap or footprint", remedy: RUN_AGAIN };
/// JSON of something else.
pub(super) const JSON: Foreign = Foreign {
    what: "JSON, but neither footprint's nor a crash report's",
    remedy: "take it with: footprint -j FILE.json PID",
};
/// Figures in columns that no tool prints.
pub(super) const RETYPED: Foreign = Foreign {
    what: "something typed after footprint, in columns of its own",
    remedy: "what they mean cannot be known; ask for the tool's own output",
};
/// Several processes side by side.
pub(super) const SIDE_BY_SIDE: Foreign = Foreign {
    what: "footprint with several processes side by side",
    remedy: "their columns cannot be told apart; take one process, or JSON with -j",
};
/// Column names in another language.
pub(super) const TRANSLATED: Foreign = Foreign {
    what: "pmap in another language",
    remedy: "its columns are known by their English names; run it again with LC_ALL=C",
};
/// Rows of `pmap -X` or `-XX` alone.
pub(super) const HEADLESS_PMAP: Foreign = Foreign {
    what: "rows of pmap -X without their header",
    remedy: "which column is which differs from kernel to kernel; give the line that begins with Address too, or pmap -x PID",
};
/// Rows of a summary with other columns than the usual ones.
pub(super) const HEADLESS_SUMMARY: Foreign = Foreign {
    what: "rows of a vmmap summary without their header",
    remedy: "their columns are not the usual ones and cannot be told apart; give the two lines of the header too: vmmap --summary PID",
};
/// Rows of footprint with more than the usual columns.
pub(super) const HEADLESS_FOOTPRINT: Foreign = Foreign {
    what: "rows of footprint without their header",
    remedy: "they have swapped or wired memory in a column that cannot be told; give the line that begins with Dirty too, or footprint -j F.json PID",
};
/// Statistics that an allocator or a virtual machine prints.
pub(super) const STATISTICS: Foreign = Foreign {
    what: "statistics of an allocator or a virtual machine",
    remedy: "they tell what it holds, not which memory the process has; give vmmap --summary PID or /proc/PID/smaps beside them",
};
/// Figures without the lines that say what they are of.
pub(super) const HEADLESS: Foreign = Foreign {
    what: "smaps without the lines that name its mappings",
    remedy: "each entry must begin as in the kernel's file, with addresses and rights: copy /proc/PID/smaps as it is",
};

/// What a line gives away, where nothing has understood it.
pub(super) fn recognise(line: &str) -> Option<Foreign> {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| line.starts_with(beginning));
    let holds = |words: &[&str]| words.iter().any(|word| line.contains(word));
    Some(match line {
        _ if begins(&["=="]) && is_valgrind(line) => VALGRIND,
        _ if begins(&["leaks Report Version"]) => LEAKS,
        _ if begins(&["Call graph:", "Analysis of sampling"])
            || holds(&["<< TOTAL >>"])
            || is_call_tree(line) =>
        {
            CALL_TREE
        }
        _ if begins(&["MemTotal:", "MemAvailable:"]) => MACHINE,
        _ if begins(&["drm-"]) => DESCRIPTOR,
        _ if begins(&["Rss:", "Pss:"]) => HEADLESS,
        _ if begins(&["strandline trace "]) => TRACE,
        _ if begins(&["vmmap:", "vmmap[", "footprint:", "[fatal]"]) || holds(&["cannot examine process"]) => {
            FAILURE
        }
        _ if line.matches("Footprint:").count() > 1 => SIDE_BY_SIDE,
        _ if holds(&["Footprint:", "phys_footprint"]) => RETYPED,
        _ if is_statm(line) => STATM,
        _ => return None,
    })
}

/// `==3731653== HEAP SUMMARY:`.
fn is_valgrind(line: &str) -> bool {
    let pid = line.strip_prefix("==").and_then(|rest| rest.split_once("==")).map(|(pid, _)| pid);
    pid.is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Seven counts of pages.
fn is_statm(line: &str) -> bool {
    let mut words = line.split(' ');
    words.clone().count() == 7
        && words.all(|word| !word.is_empty() && word.bytes().all(|digit| digit.is_ascii_digit()))
}

/// `35 dyld   39.33 MB     start`, as Instruments copies it.
fn is_call_tree(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().take(4).collect();
    let [depth, _, size, unit] = words[..] else { return false };
    let is_size = size.contains('.') && size.parse::<f64>().is_ok();
    depth.parse::<u16>().is_ok() && is_size && matches!(unit, "KB" | "MB" | "GB")
}
