//! Call stacks as Apple's tools print them: rows of call trees, lines of `malloc_history -allBySize`, frames with numbers.

use crate::import::figures::vmmap_size;
use crate::model::LoggedFrame;
use crate::model::units::Bytes;

/// What stands before a row of a call tree: blanks, and rulers that lead down from the rows above.
const RULERS: [char; 5] = ['+', '!', ':', '|', ' '];

/// A row of a call tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallRow<'a> {
    /// Where in the line it begins: what is called stands further to the right than who calls it.
    pub(crate) column: usize,
    pub(crate) calls: u64,
    /// Their size, as it is printed.
    pub(crate) size: &'a str,
    /// The same as a number.
    pub(crate) bytes: Bytes,
    pub(crate) frame: LoggedFrame,
}

/// Reads `      + ! 18063 (20M) std::thread::start  (in tidepool) + 52  [0x10373268c]`.
pub(crate) fn call_row(line: &str) -> Option<CallRow<'_>> {
    let row = line.trim_start_matches(RULERS);
    let (calls, rest) = row.split_once(" (")?;
    let (size, symbol) = rest.split_once(") ")?;
    let bytes = vmmap_size(size.trim_end_matches(" bytes"))?.bytes;
    let calls = calls.parse().ok()?;
    Some(CallRow { column: line.len() - row.len(), calls, size, bytes, frame: frame_of(symbol.trim()) })
}

/// `start  (in dyld) + 2360  [0x183f0e0e0]` as a frame: the address tells nothing that lasts.
fn frame_of(text: &str) -> LoggedFrame {
    let text = text.rsplit_once("  [0x").map_or(text, |(text, _)| text);
    let Some((symbol, rest)) = text.split_once("  (in ") else {
        return LoggedFrame { symbol: text.to_owned(), module: String::new() };
    };
    let (module, offset) = rest.split_once(')').unwrap_or((rest, ""));
    LoggedFrame { symbol: format!("{symbol}{}", offset.trim_end()), module: module.to_owned() }
}

/// Reads `67 calls for 2874 bytes: thread_a000ed88 |0x0 | start | main`: calls, bytes, and what stands behind.
pub(crate) fn calls_for(line: &str) -> Option<(u64, Bytes, &str)> {
    let (calls, rest) = line.split_once(" call")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest).strip_prefix(" for ")?;
    let (bytes, rest) = rest.split_once(" byte")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest).strip_prefix(':')?;
    Some((calls.parse().ok()?, Bytes::new(bytes.parse().ok()?), rest))
}

/// The frames between the bars of such a line, the outermost first; the thread, and its end, are none.
pub(crate) fn frames_between_bars(text: &str) -> impl Iterator<Item = LoggedFrame> {
    let names = text.split(" |").flat_map(|part| part.split("| ")).map(|name| name.trim().trim_matches('|'));
    let is_frame = |name: &&str| !name.is_empty() && *name != "0x0" && !name.starts_with("thread_");
    names.filter(is_frame).map(frame_of)
}

/// Reads `4   libsystem_malloc.dylib   0x18d2ac5d0 malloc + 64`: its number, from the innermost on, and what it is.
pub(crate) fn numbered_frame(line: &str) -> Option<(u32, LoggedFrame)> {
    let (number, rest) = line.split_once(' ')?;
    let number = number.parse().ok()?;
    let (module, rest) = rest.split_once(" 0x")?;
    let (address, symbol) = rest.split_once(' ').unwrap_or((rest, ""));
    u64::from_str_radix(address, 16).ok()?;
    let symbol = if symbol.is_empty() { format!("0x{address}") } else { symbol.trim().to_owned() };
    Some((number, LoggedFrame { symbol, module: module.trim().to_owned() }))
}

/// Reads `STACK OF 1 INSTANCE OF 'ROOT LEAK: <malloc in f>':`: how many, and what.
pub(crate) fn stack_of_leaks(line: &str) -> Option<(u64, &str)> {
    let rest = line.strip_prefix("STACK OF ")?;
    let (count, rest) = rest.split_once(' ')?;
    let (_, what) = rest.split_once(" OF ")?;
    Some((count.parse().ok()?, what.trim_end_matches(':').trim_matches('\'')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_call_trees_tell_their_depth() {
        let check = |line: &str, expected: Option<(usize, u64, u64, &str, &str)>| {
            let found = call_row(line);
            let actual = found.as_ref().map(|row| {
                (
                    row.column,
                    row.calls,
                    row.bytes.get() >> 10,
                    row.frame.symbol.as_str(),
                    row.frame.module.as_str(),
                )
            });
            assert_eq!(actual, expected, "{line}");
        };
        check("    52174 (2359M) << TOTAL >>", Some((4, 52_174, 2359 << 10, "<< TOTAL >>", "")));
        check("      + ! 180 (20K) a::b  (in c d) + 52  [0x10]", Some((10, 180, 20, "a::b + 52", "c d")));
        check("      + 1 (2048 bytes) f(char**)  (in c)", Some((8, 1, 2, "f(char**)", "c")));
        check("      + 12 (x) f", None);
        check("MALLOC (empty) 12", None);
    }

    #[test]
    fn bars_part_frames() {
        let (calls, bytes, rest) =
            calls_for("67 calls for 2874 bytes: thread_a000ed88 |0x0 | start | main |").unwrap();
        assert_eq!((calls, bytes.get()), (67, 2874));
        let names = |text: &str| frames_between_bars(text).map(|frame| frame.symbol).collect::<Vec<_>>();
        assert_eq!(names(rest), ["start", "main"]);
        assert_eq!(names("| operator||(a, b) | f"), ["operator||(a, b)", "f"]);
        assert!(calls_for("1 call for 16 bytes: thread_1 | f").is_some());
        assert_eq!(calls_for("it calls for 12 things"), None);
    }

    #[test]
    fn numbers_tell_the_order_of_frames() {
        let (number, frame) = numbered_frame("11  Google Chrome   0x122f84374 f(unsigned int) + 7").unwrap();
        assert_eq!((number, &*frame.module, &*frame.symbol), (11, "Google Chrome", "f(unsigned int) + 7"));
        assert!(numbered_frame("0   a   0x10").is_some());
        assert_eq!(numbered_frame("12 rows at 0xzz"), None);
        assert_eq!(
            stack_of_leaks("STACK OF 3 INSTANCES OF 'ROOT LEAK: <malloc in f>':"),
            Some((3, "ROOT LEAK: <malloc in f>"))
        );
    }
}
