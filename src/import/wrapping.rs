//! What people, editors and other tools put around a tool's line: quote marks, comments, bullets, bold, HTML, the marks of
//! diff, the file names of grep.

use super::apple::stacks::call_row;
use std::borrow::Cow;

/// A line without what stood around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unwrapped<'a> {
    /// What the tool printed. Cells of a table, of Markdown or HTML, are parted by `|`.
    pub(super) text: Cow<'a, str>,
    /// On which side of a diff it stands.
    pub(super) side: Side,
    /// The file that grep names before it.
    pub(super) file: Option<&'a str>,
}

/// Where a line stands in a diff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Side {
    /// It has no mark.
    #[default]
    Neither,
    /// `<`, or `-` of a unified diff.
    Before,
    /// `>`, or `+` of a unified diff; both are quote marks and bullets as well.
    After,
}

/// Decoration may be nested so deep.
const MOST_LAYERS: usize = 8;

/// Elements of HTML that may stand in a line. Others are words of the tool: `<malloc in f>`, `<private>`.
const ELEMENTS: [&str; 25] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "details",
    "div",
    "em",
    "font",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "samp",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
];

const ENTITIES: [(&str, &str); 8] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&apos;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];

/// Takes a line out of what stands around it.
pub(super) fn unwrap(line: &str) -> Unwrapped<'_> {
    let (side, rest) = side_of(line);
    let (file, rest) = file_of(rest);
    let text = match in_plain_text(rest) {
        Cow::Borrowed(text) => Cow::Borrowed(bare(text)),
        Cow::Owned(text) => Cow::Owned(bare(&text).to_owned()),
    };
    Unwrapped { text, side, file }
}

/// The side of a diff that the mark at the beginning of a line stands for, and the line without it. A mark that may be
/// something else (a quote mark, a bullet, a sign) is left where it is.
fn side_of(line: &str) -> (Side, &str) {
    let marked = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    match line.as_bytes().first() {
        Some(b'<') if marked(&line[1..]) => (Side::Before, &line[1..]),
        Some(b'>') if marked(&line[1..]) => (Side::After, line),
        Some(b'-') if !line.starts_with("--") => (Side::Before, line),
        Some(b'+') if !line.starts_with("++") => (Side::After, line),
        _ => (Side::Neither, line),
    }
}

/// What stands behind the mark of a diff.
pub(super) fn behind_mark(line: &str) -> &str {
    line.strip_prefix(['<', '>', '-', '+']).unwrap_or(line)
}

/// The file that grep names, and what stands behind: `/proc/7/smaps:Rss: 4 kB`, `a.txt:12:text`, `a.txt-12-text`.
fn file_of(line: &str) -> (Option<&str>, &str) {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || "._/~+@-".contains(letter);
    let Some(end) = line.find(|letter| !is_of_name(letter)).filter(|&end| line[end..].starts_with(':'))
    else {
        return (None, line);
    };
    let (name, rest) = (&line[..end], &line[end + 1..]);
    let has_ending = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (1..=8).contains(&ending.len())
            && ending.starts_with(|letter: char| letter.is_ascii_alphabetic())
    });
    let is_path = name.contains('/') && !name.bytes().any(|letter| letter.is_ascii_uppercase())
        || name.starts_with(['/', '~'])
        || name.starts_with("./");
    if !(is_path || has_ending) || rest.starts_with("//") {
        return (None, line);
    }
    (Some(name), without_number(rest, ":").unwrap_or(rest))
}

/// The line without the number that an editor or grep has put before it, if there is one.
pub(super) fn without_line_number(line: &str) -> Option<&str> {
    let rest = line.trim_start();
    let number = without_number(rest, ":-.)|│ ")?;
    Some(number.trim_start_matches([':', '|', '│', ' ']))
}

/// The line without what a log has put before it: `Apr 25 23:11:50 host app[35769]: `, `[2026-02-27T04:50:08.531440Z] `.
pub(super) fn without_log_prefix(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix('[') {
        let (moment, rest) = rest.split_once("] ")?;
        let is_moment = moment.len() >= 19 && moment.starts_with("20") && moment.as_bytes()[10] == b'T';
        return is_moment.then_some(rest);
    }
    let (before, rest) = line.split_once("]: ").or_else(|| Some((line.strip_suffix("]:")?, "")))?;
    let words: Vec<_> = before.split_whitespace().collect();
    let [_, day, time, _, program] = words[..] else { return None };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let has_pid = program.split_once('[').is_some_and(|(_, pid)| is_number(pid));
    (is_number(day) && time.split(':').count() == 3 && time.split(':').all(is_number) && has_pid)
        .then_some(rest)
}

fn without_number<'a>(line: &'a str, ends: &str) -> Option<&'a str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    ((1..=7).contains(&digits)).then(|| line[digits..].strip_prefix(|letter| ends.contains(letter)))?
}

/// Without elements and entities of HTML, and without bold.
fn in_plain_text(line: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(line);
    if text.contains('<') {
        text = without_elements(text);
    }
    if text.contains('&') {
        for (entity, letter) in ENTITIES {
            if text.contains(entity) {
                text = Cow::Owned(text.replace(entity, letter));
            }
        }
    }
    // What is bold begins a word; a type of C ends in such signs.
    if text.starts_with("**") || text.contains(" **") || text.contains("|**") {
        text = Cow::Owned(text.replace("**", ""));
    }
    text
}

/// Elements go; where a cell begins or a row ends stands a `|`.
fn without_elements(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = &*text;
    let mut has_any = false;
    while let Some(start) = rest.find('<') {
        let inside = rest[start + 1..].split('>').next().unwrap_or_default();
        let name = inside.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let is_element = rest[start + 1..].len() > inside.len()
            && ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name));
        out.push_str(&rest[..start]);
        if is_element {
            let is_cell = ["td", "th"].iter().any(|cell| cell.eq_ignore_ascii_case(name));
            let is_end_of_row = name.eq_ignore_ascii_case("tr") && inside.starts_with('/');
            if is_cell && !inside.starts_with('/') || is_end_of_row {
                out.push('|');
            }
            rest = &rest[start + inside.len() + 2..];
            has_any = true;
        } else {
            out.push('<');
            rest = &rest[start + 1..];
        }
    }
    if !has_any {
        return text;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Without comment marks, quote marks, bullets, headings, back-quotes and quotation marks.
fn bare(line: &str) -> &str {
    let mut text = line;
    for _ in 0..MOST_LAYERS {
        // Rulers and blanks before a row of a call tree tell its depth.
        let Some(inner) = peeled(text).filter(|_| call_row(text).is_none()) else { break };
        text = inner;
    }
    text.trim_end()
}

/// What is inside the outermost decoration, if there is one.
fn peeled(text: &str) -> Option<&str> {
    let start = text.trim_start();
    // A blank behind the mark: what has none is a word.
    let behind = |marks: &[&str]| {
        marks.iter().find_map(|mark| {
            let rest = start.strip_prefix(mark)?;
            (rest.is_empty() || rest.starts_with(' ')).then_some(rest)
        })
    };
    if let Some(rest) =
        behind(&["//", "///", "#", "##", "###", "####", ";", "--", "*", "-", "+", "•", "–", "·", "/*"])
    {
        return Some(rest.strip_prefix(' ').unwrap_or(rest));
    }
    if let Some(quoted) = start.strip_prefix('>') {
        let inner = quoted.strip_prefix(' ');
        return inner.or_else(|| (quoted.is_empty() || quoted.starts_with('>')).then_some(quoted));
    }
    let trimmed = start.trim_end();
    if !trimmed.starts_with("```")
        && let Some(inner) = trimmed.strip_prefix('`')
    {
        return Some(inner.strip_suffix('`').unwrap_or(inner));
    }
    if let Some(inner) = trimmed.strip_suffix('`').filter(|inner| !inner.contains('`')) {
        return Some(inner);
    }
    let inner = trimmed.strip_prefix('"')?;
    inner.strip_suffix("\",").or_else(|| inner.strip_suffix('"')).filter(|inner| !inner.contains('"'))
}

/// The cells of a table made of pipes, without the blanks around them; nothing where it is no such row.
pub(super) fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let cells: Vec<_> = inner.split('|').map(|cell| cell.trim().trim_matches('`').trim()).collect();
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tool_printed_is_left() {
        let check = |line: &str, text: &str| assert_eq!(unwrap(line).text, text, "{line:?}");
        for prefix in ["// ", "# ", "> ", "> > ", ">> ", "* ", "- ", "• ", "; ", "## ", " * ", "* - "] {
            check(&format!("{prefix}IOSurface  1M"), "IOSurface  1M");
        }
        check("`IOSurface  1M`", "IOSurface  1M");
        check("  IOSurface", "  IOSurface");
        check("\"IOSurface  1M\",", "IOSurface  1M");
        check("a &lt;b&gt; &amp;c", "a <b> &c");
        check("<pre><code class=\"x\">IOSurface 1M</code></pre>", "IOSurface 1M");
        check("<tr><td>IOSurface</td><td>1M</td></tr>", "|IOSurface|1M|");
        check(
            "STACK OF 1 INSTANCE OF 'ROOT LEAK: <malloc in f>'",
            "STACK OF 1 INSTANCE OF 'ROOT LEAK: <malloc in f>'",
        );
        check("| **IOSurface** | 1M |", "| IOSurface | 1M |");
        check("#0 frame", "#0 frame");
        check("1   a   0x10 f(char**, int**) + 8", "1   a   0x10 f(char**, int**) + 8");
        check("**IOSurface**  1M", "IOSurface  1M");
        check("__TEXT 4K", "__TEXT 4K");
        check("-5 MB", "-5 MB");
        check("untagged (\"VM_ALLOCATE\")", "untagged (\"VM_ALLOCATE\")");
        check(">d", ">d");
    }

    #[test]
    fn marks_of_a_diff_are_told() {
        let check = |line, side, text: &str| {
            let found = unwrap(line);
            assert_eq!((found.side, &*found.text), (side, text), "{line:?}");
        };
        check("< 1000-2000 rw-p", Side::Before, " 1000-2000 rw-p");
        check("> 1000-2000 rw-p", Side::After, "1000-2000 rw-p");
        check("-1000-2000 rw-p", Side::Before, "-1000-2000 rw-p");
        check("+1000-2000 rw-p", Side::After, "+1000-2000 rw-p");
        check("--- a", Side::Neither, "--- a");
        check("<pre>", Side::Neither, "");
        assert_eq!(behind_mark("+1000"), "1000");
    }

    #[test]
    fn files_of_grep_are_told() {
        let check = |line, file, text: &str| {
            let found = unwrap(line);
            assert_eq!((found.file, &*found.text), (file, text), "{line:?}");
        };
        check("/proc/7/smaps:Rss:   4 kB", Some("/proc/7/smaps"), "Rss:   4 kB");
        check("a.txt:12:IOSurface 1M", Some("a.txt"), "IOSurface 1M");
        check("before-1.txt:IOSurface 1M", Some("before-1.txt"), "IOSurface 1M");
        check("Rss:   4 kB", None, "Rss:   4 kB");
        check("26079:   /opt/a b", None, "26079:   /opt/a b");
        check("https://example.org", None, "https://example.org");
        check("Process:  a [1]", None, "Process:  a [1]");
        check("Date/Time:  2026", None, "Date/Time:  2026");
        check("proc/7/smaps:Rss: 4 kB", Some("proc/7/smaps"), "Rss: 4 kB");
    }

    #[test]
    fn line_numbers_go() {
        let check = |line, expected| assert_eq!(without_line_number(line), expected, "{line:?}");
        check("  12  Rss: 4 kB", Some("Rss: 4 kB"));
        check("12:Rss: 4 kB", Some("Rss: 4 kB"));
        check("12| Rss", Some("Rss"));
        check("12. Rss", Some("Rss"));
        check("Rss", None);
        check("12", None);
    }

    #[test]
    fn rows_of_call_trees_keep_their_rulers() {
        let check = |line: &str, text: &str| assert_eq!(unwrap(line).text, text, "{line:?}");
        check("      + ! 18063 (20M) f(char**)  (in a)", "      + ! 18063 (20M) f(char**)  (in a)");
        check(">       + 18063 (20M) f  (in a)", "      + 18063 (20M) f  (in a)");
    }

    #[test]
    fn what_a_log_has_put_before_goes() {
        let check = |line, expected| assert_eq!(without_log_prefix(line), expected, "{line:?}");
        check("Apr 25 23:11:50 vm app[35769]:   reserved  :  1.0 GiB", Some("  reserved  :  1.0 GiB"));
        check("Apr  5 23:11:50 vm app[35769]:", Some(""));
        check("[2026-02-27T04:50:08.531440Z]  arenas", Some(" arenas"));
        check("[stack]", None);
        check("a [4]: b c]: d", None);
    }

    #[test]
    fn pipes_part_cells() {
        assert_eq!(cells("| a | `b c` |"), Some(vec!["a", "b c"]));
        assert_eq!(cells("|a|b"), Some(vec!["a", "b"]));
        assert_eq!(cells("a | b"), None);
    }
}
