//! Text from outside in a table that a spreadsheet may open: a file can be called `=HYPERLINK(…)`.

use super::printable_line;

/// How cells begin that spreadsheets take for formulas (OWASP, "CSV Injection").
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The text of a cell: with an apostrophe before what would be a formula, by which spreadsheets know text; and nothing in
/// it steers a terminal or begins a new line.
pub(crate) fn cell(text: &str) -> String {
    let apostrophe = if text.starts_with(FORMULAS) { "'" } else { "" };
    format!("{apostrophe}{}", printable_line(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_a_formula() {
        let check = |text, expected| assert_eq!(cell(text), expected);
        check("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")");
        check("+1", "'+1");
        check("-x", "'-x");
        check("@SUM(1)", "'@SUM(1)");
        check("\t=1", "'\\u0009=1");
        check("a\u{1b}[2J\nb", "a\\u001b[2J\\u000ab");
        check("[heap]", "[heap]");
        check("*All*", "*All*");
        check("a=b", "a=b");
        check("", "");
    }
}
