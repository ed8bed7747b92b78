//! What `heap` and `leaks` say of malloc: how much it holds. That tells whether growth is malloc's at all.

use crate::import::figures::rounded;
use crate::model::units::Bytes;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heap {
    pub pid: Option<u32>,
    /// Blocks handed out.
    pub nodes: u64,
    /// Bytes of them.
    pub bytes: Bytes,
}

/// Reads `Process 29835: 558 nodes malloced for 47 KB` and `All zones: 13994 nodes malloced - 160779KB`.
pub(crate) fn heap(line: &str) -> Option<Heap> {
    let (whose, figures) = line.split_once(": ")?;
    let pid = match whose.strip_prefix("Process ") {
        Some(pid) => Some(pid.parse().ok()?),
        None if whose == "All zones" => None,
        None => return None,
    };
    let (nodes, size) = figures.split_once(" nodes malloced ")?;
    let size = size.strip_prefix("for ").or_else(|| size.strip_prefix("- "))?.trim_start();
    let unit = size.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
    let (number, unit) = size.split_at(unit);
    let bytes = rounded(number, unit.split_whitespace().next()?)?.bytes;
    Some(Heap { pid, nodes: nodes.parse().ok()?, bytes })
}

/// Blocks of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    /// Its name, with the language or library that it is of as heap prints them.
    pub(crate) name: String,
    pub(crate) count: u64,
    /// Bytes of them.
    pub(crate) bytes: Bytes,
}

/// A row of heap: count, bytes, their mean with one decimal, and the class.
pub(crate) fn class_by_shape(line: &str) -> Option<Class> {
    let mut rest = line.trim();
    let mut word = || {
        let (word, behind) = rest.split_once(' ')?;
        rest = behind.trim_start();
        Some(word)
    };
    let (count, bytes, mean) = (word()?, word()?, word()?);
    let (count, bytes): (u64, u64) = (count.parse().ok()?, bytes.parse().ok()?);
    let mean: f64 = mean.contains('.').then(|| mean.parse().ok())??;
    let is_mean = count > 0 && (bytes as f64 / count as f64 - mean).abs() <= 0.1;
    let name = rest.split("  ").next()?.trim();
    (is_mean && !name.is_empty()).then(|| Class { name: name.to_owned(), count, bytes: Bytes::new(bytes) })
}

/// Whether a line belongs to the report of heap.
pub(crate) fn is_of_heap(line: &str) -> bool {
    let begins = ["Zone ", "All zones: ", "Found ", "COUNT     BYTES"];
    begins.iter().any(|beginning| line.starts_with(beginning)) || is_class(line)
}

/// `12771    779136      61.0   non-object`.
fn is_class(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let mut is = |test: fn(&str) -> bool| words.next().is_some_and(test);
    let is_whole = |word: &str| word.parse::<u64>().is_ok();
    is(is_whole) && is(is_whole) && is(|word| word.parse::<f64>().is_ok_and(f64::is_finite)) && is(|_| true)
}

/// `Process 25073: 3 zones`.
pub(crate) fn zones(line: &str) -> Option<u32> {
    let (pid, rest) = line.strip_prefix("Process ")?.split_once(": ")?;
    let (count, word) = rest.split_once(' ')?;
    (count.parse::<u64>().is_ok() && word.starts_with("zone")).then(|| pid.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_malloc_holds_is_read() {
        let check = |line, pid, nodes, kib| {
            assert_eq!(heap(line), Some(Heap { pid, nodes, bytes: Bytes::from_kib(kib) }), "{line}");
        };
        check("Process 29835: 558 nodes malloced for 47 KB", Some(29835), 558, 47);
        check("All zones: 13994 nodes malloced - 160779KB", None, 13994, 160_779);
        for wrong in [
            "Process x: 5 nodes malloced for 4 KB",
            "Zone a: 5 nodes malloced for 4 KB",
            "Process 5: -1 nodes malloced for 4 KB",
        ] {
            assert_eq!(heap(wrong), None);
        }
        assert_eq!(zones("Process 25073: 3 zones"), Some(25073));
        assert!(
            is_of_heap("12771    779136      61.0   non-object")
                && !is_of_heap("1 2 NaN x")
                && !is_of_heap("1 2")
        );
    }
}
