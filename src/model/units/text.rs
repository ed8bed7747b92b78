//! Makes sentences of clauses.

/// A clause with a capital at its start; the name of macOS, which begins small, stays as it is.
pub fn capitalised(clause: &str) -> String {
    if clause.starts_with("macOS") {
        return clause.to_owned();
    }
    let mut letters = clause.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital() {
        let check = |clause, expected| assert_eq!(capitalised(clause), expected);
        check("it slows down", "It slows down");
        check("éclair", "Éclair");
        check("macOS asks", "macOS asks");
        check("*All* grows", "*All* grows");
        check("", "");
    }
}
