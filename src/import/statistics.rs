//! Statistics that allocators and the Java virtual machine print of themselves: how much is in use of what they took from
//! the system. They are no regions; they tell whether malloc holds what it was given, or only keeps it.

use super::figures::rounded;
use crate::model::units::Bytes;

/// What a line of such statistics tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StatisticsLine {
    /// A figure in words, and the bytes by which the most telling are found.
    Figure(Bytes, String),
    /// Nothing that is kept.
    Nothing,
}

/// Whose statistics are under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statistics {
    /// `jcmd PID VM.native_memory`.
    NativeMemory,
    /// mimalloc, whose columns differ from version to version; the one of these that tells most.
    Mimalloc { column: usize, is_peak: bool },
    /// jemalloc (`malloc_stats_print`, `MEMORY MALLOC-STATS` of Redis).
    Jemalloc,
    /// `malloc_stats` of glibc: the arena under way, and what it has taken.
    Glibc { arena: String, taken: Bytes },
}

impl Statistics {
    /// Those that a line begins, if it begins any.
    pub(super) fn beginning(line: &str) -> Option<Self> {
        let is_total =
            line.starts_with("Total:") && line.contains("reserved=") && line.contains("committed=");
        match line {
            _ if line.starts_with("Native Memory Tracking:") || is_total => Some(Self::NativeMemory),
            _ if line.starts_with("___ Begin jemalloc statistics") => Some(Self::Jemalloc),
            _ if line.starts_with("Allocated: ") && line.contains(", active: ") => Some(Self::Jemalloc),
            "Arena 0:" => Some(Self::Glibc { arena: "Arena 0".to_owned(), taken: Bytes::ZERO }),
            _ => mimalloc_columns(line),
        }
    }

    /// Whether a line that begins such statistics goes on with these.
    pub(super) fn goes_on_with(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// What stands before the figures.
    pub(super) const fn title(&self) -> &'static str {
        match self {
            Self::NativeMemory => "jcmd VM.native_memory, committed of reserved",
            Self::Mimalloc { is_peak: false, .. } => "mimalloc, at present",
            Self::Mimalloc { is_peak: true, .. } => "mimalloc, at its peak",
            Self::Jemalloc => "jemalloc",
            Self::Glibc { .. } => "malloc of glibc, in use of taken",
        }
    }

    /// What a line tells; nothing where it is none of theirs.
    pub(super) fn read_line(&mut self, line: &str) -> Option<StatisticsLine> {
        match self {
            Self::NativeMemory => native_memory(line),
            Self::Mimalloc { column, .. } => mimalloc(line, *column),
            Self::Jemalloc => jemalloc(line),
            Self::Glibc { arena, taken } => glibc(line, arena, taken),
        }
    }
}

/// `Java Heap (reserved=4026368KB, committed=253952KB)`, `Total: reserved=2KB +1KB, committed=1KB +1KB`; what is below each.
fn native_memory(line: &str) -> Option<StatisticsLine> {
    let row = line.trim_start_matches(['-', ' ']);
    let is_below = row.starts_with('(') || row.starts_with("malloc:") || row.starts_with("mmap:");
    if is_below || row.starts_with("Total:") && !row.contains("reserved=") {
        return Some(StatisticsLine::Nothing);
    }
    let (name, rest) = row.split_once("reserved=")?;
    let name = name.trim_end_matches(['(', ' ', ':']);
    let (reserved, rest) = rest.split_once(',').and_then(|_| rest.split_once("committed="))?;
    let committed = rest.split(')').next()?;
    let is_name = name.starts_with(|letter: char| letter.is_alphabetic());
    let (reserved, committed) = (with_change(reserved)?, with_change(committed)?);
    if !is_name {
        return None;
    }
    let figure = StatisticsLine::Figure(committed.0, format!("{name} {} of {}", committed.1, reserved.1));
    Some(if committed.0 == Bytes::ZERO { StatisticsLine::Nothing } else { figure })
}

/// `62529298KB +17471680KB`, `10,359,922,424`: a size, and by how much it changed; both in words.
fn with_change(text: &str) -> Option<(Bytes, String)> {
    let mut words = text.split_whitespace().map(|word| word.trim_end_matches(','));
    let size = size_of_word(words.next()?)?;
    let change = words.next().filter(|word| word.starts_with(['+', '-']));
    let change = change.and_then(|word| Some(format!(" ({}{})", &word[..1], size_of_word(&word[1..])?)));
    Some((size, format!("{size}{}", change.unwrap_or_default())))
}

/// `253952KB`, `8,589,934,592`.
fn size_of_word(word: &str) -> Option<Bytes> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    Some(rounded(&digits.replace(',', ""), &word[digits.len()..])?.bytes)
}

/// `heap stats:  peak  total  freed  current  unit  count`, ` arenas  peak  total  current  block  total#`.
fn mimalloc_columns(line: &str) -> Option<Statistics> {
    let (_, columns) = line.split_once("peak ").filter(|(before, _)| before.trim().len() > 3)?;
    let columns: Vec<_> = ["peak"].into_iter().chain(columns.split_whitespace()).collect();
    let has = |name: &str| columns.contains(&name);
    let is_header = has("total")
        && (has("freed") || has("current"))
        && (has("unit") || has("block") || columns.len() == 3);
    let current = columns.iter().position(|name| *name == "current");
    is_header.then(|| Statistics::Mimalloc { column: current.unwrap_or(0), is_peak: current.is_none() })
}

/// `committed:  64.0 MiB  64.0 MiB  0  64.0 MiB`, `process: user: 1.2 s, …, rss: 2.1 MiB, commit: 32.0 MiB`.
fn mimalloc(line: &str, column: usize) -> Option<StatisticsLine> {
    let (name, rest) = line.split_once(':')?;
    let name = name.trim();
    if let Some((_, rss)) = rest.split_once("rss: ") {
        let (_, size) = sizes(rss.split(',').next()?).into_iter().next()?;
        return Some(StatisticsLine::Figure(size, format!("resident at most {size}")));
    }
    let is_of_word = |letter: u8| letter.is_ascii_alphabetic() || letter == b'-' || letter == b' ';
    let is_theirs = name.len() <= 16 && (name.bytes().all(is_of_word) || sizes(rest).len() > 1);
    let known = ["reserved", "committed", "abandoned", "malloc req", "normal", "binned", "huge", "total"];
    let reported = known.contains(&name).then(|| sizes(rest).into_iter().nth(column)).flatten();
    match reported {
        Some((sign, size)) if size > Bytes::ZERO => {
            Some(StatisticsLine::Figure(size, format!("{name} {sign}{size}")))
        }
        _ => is_theirs.then_some(StatisticsLine::Nothing),
    }
}

/// Sizes with their units, each with its sign where it is below zero: `19.1 GiB`, `944.2 mb`, `-1.3 Gi`, `0`.
fn sizes(text: &str) -> Vec<(&'static str, Bytes)> {
    let mut sizes = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let (sign, number) = word.strip_prefix('-').map_or(("", word), |number| ("-", number));
        let unit = words.next_if(|unit| unit.starts_with(|letter: char| letter.is_alphabetic()));
        let unit = unit.map_or(String::new(), |unit| {
            format!("{}B", unit.to_ascii_uppercase().trim_end_matches(['B', 'I']))
        });
        let Some(size) = rounded(number, &unit) else { break };
        sizes.push((sign, size.bytes));
    }
    sizes
}

/// `Allocated: 3266408, active: 3592192, metadata: 1253632 (n_thp 0), resident: 5038080, mapped: 6291456`.
fn jemalloc(line: &str) -> Option<StatisticsLine> {
    if !line.starts_with("Allocated: ") {
        let is_figure = line.split_once(':').is_some_and(|(key, _)| key.len() <= 64);
        let is_row = line.split_whitespace().count() > 3 && line.split_whitespace().all(is_of_table);
        return (is_figure || is_row || line.starts_with("--- ") || line.ends_with("settings"))
            .then_some(StatisticsLine::Nothing);
    }
    let mut reported = Vec::new();
    let mut most = Bytes::ZERO;
    for (key, value) in line.split(", ").filter_map(|pair| pair.split_once(": ")) {
        let bytes = Bytes::new(value.split(' ').next()?.parse().ok()?);
        most = most.max(bytes);
        reported.push(format!("{} {bytes}", key.to_lowercase()));
    }
    Some(StatisticsLine::Figure(most, reported.join(", ")))
}

/// A cell of a table of figures, or of its header.
fn is_of_table(word: &str) -> bool {
    word.len() <= 16
        && word.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_#/()-.".contains(&letter))
}

/// `Arena 1:`, `system bytes     =     135168`, `in use bytes     =      74416`.
fn glibc(line: &str, arena: &mut String, taken: &mut Bytes) -> Option<StatisticsLine> {
    if let Some(name) =
        line.strip_suffix(':').filter(|name| name.starts_with("Arena ") || name.starts_with("Total "))
    {
        name.clone_into(arena);
        return Some(StatisticsLine::Nothing);
    }
    let (name, bytes) = line.split_once('=')?;
    let bytes = bytes.trim().parse().ok().map(Bytes::new);
    match (name.trim(), bytes) {
        ("system bytes", Some(bytes)) => {
            *taken = bytes;
            Some(StatisticsLine::Nothing)
        }
        ("in use bytes", Some(bytes)) => {
            Some(StatisticsLine::Figure(*taken, format!("{arena} {bytes} of {taken}")))
        }
        ("max mmap regions" | "max mmap bytes", _) => Some(StatisticsLine::Nothing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the lines tell, the first of them the one with which they begin.
    fn check(text: &str, expected: &[&str]) {
        let mut lines = text.lines().peekable();
        let mut statistics = Statistics::beginning(lines.peek().unwrap()).expect("it begins statistics");
        let actual: Vec<_> = lines
            .filter_map(|line| match statistics.read_line(line) {
                Some(StatisticsLine::Figure(_, words)) => Some(words),
                _ => None,
            })
            .collect();
        assert_eq!(actual, expected, "{text}");
    }

    #[test]
    fn native_memory_is_read_in_every_form() {
        check(
            "Native Memory Tracking:\nTotal: reserved=2048KB, committed=1024KB\n       malloc: 12KB #63\n       mmap:   reserved=2036KB, committed=1012KB\n\
             -  Java Heap (reserved=1024KB, committed=512KB)\n      (mmap: reserved=1024KB, committed=512KB)\n   (    reserved=64KB, committed=8KB)\n-  Code (reserved=4KB, committed=0KB)",
            &["Total 1.0 MiB of 2.0 MiB", "Java Heap 512 KiB of 1.0 MiB"],
        );
        check(
            "Total: reserved=4096KB +1024KB, committed=2048KB -8KB\n-     Thread (reserved=8KB +4KB, committed=8KB +4KB)",
            &["Total 2.0 MiB (-8 KiB) of 4.0 MiB (+1.0 MiB)", "Thread 8 KiB (+4 KiB) of 8 KiB (+4 KiB)"],
        );
        check(
            "Total: reserved=10,485,760, committed=1,048,576\n  Class (reserved=2,048, committed=1,024)  <--- classes",
            &["Total 1.0 MiB of 10.0 MiB", "Class 1 KiB of 2 KiB"],
        );
    }

    #[test]
    fn columns_of_mimalloc_are_known_by_their_names() {
        check(
            "heap stats:    peak      total      freed    current       unit      count\n  reserved:   19.0 GiB   49.0 GiB   37.0 GiB   11.0 GiB     not all freed!\n  threads: 60 66 40 26\n process: user: 1.0 s, faults: 2, rss: 13.0 GiB, commit: 16.0 GiB",
            &["reserved 11.0 GiB", "resident at most 13.0 GiB"],
        );
        check(
            "heap stats:     peak      total      freed    current       unit      count\n committed:   339.0 mb   697.0 mb   357.0 mb   8.0 kb       1 b     not all freed!",
            &["committed 8 KiB"],
        );
        check(
            " arenas          peak       total     current       block      total#\n  reserved  :     1.0 GiB     1.0 GiB     2.0 GiB\n  committed :   284.0 MiB   707.0 MiB    -1.0 GiB\n  reset     :     0",
            &["reserved 2.0 GiB", "committed -1.0 GiB"],
        );
        check(
            "heap stats:     peak      total      freed       unit\n     total:    33.0 kb    32.0 mb    32.0 mb       1 b",
            &["total 33 KiB"],
        );
        check(
            "heap stats:     peak       total     current\n    binned:     6.0 Mi     17.0 Mi    258.0 Ki",
            &["binned 258 KiB"],
        );
        assert_eq!(Statistics::beginning("peak and total are current"), None);
        assert_eq!(mimalloc("Mar 14 23:11:50 shore tidepool[7]:  reserved  : 1.0 GiB", 2), None);
    }

    #[test]
    fn sums_of_jemalloc_and_glibc_are_read() {
        check(
            "Allocated: 1024, active: 2048, metadata: 4096 (n_thp 0), resident: 8192",
            &["allocated 1 KiB, active 2 KiB, metadata 4 KiB, resident 8 KiB"],
        );
        check(
            "Arena 0:\nsystem bytes     =     2048\nin use bytes     =     1024\nArena 1:\nsystem bytes = 4096\nin use bytes = 0\nTotal (incl. mmap):\nsystem bytes = 6144\nin use bytes = 1024",
            &["Arena 0 1 KiB of 2 KiB", "Arena 1 0 B of 4 KiB", "Total (incl. mmap) 1 KiB of 6 KiB"],
        );
    }
}
