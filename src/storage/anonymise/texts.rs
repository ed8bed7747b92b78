//! Where paths stand in a text.

/// Quotes, and what closes them.
const QUOTES: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];

/// Whether a whole word is a path: vmmap shortens long ones at their beginning.
pub(super) fn is_path(word: &str) -> bool {
    let before = word.split('/').next().unwrap_or_default();
    word.contains('/') && !before.starts_with('[') && !before.contains(':')
}

/// The first path of a text, with what is before it and behind. `with_blanks` are paths that are known as a whole; of
/// those that are not, one with blanks ends with the last word that has a slash.
pub(super) fn next_path<'a>(
    text: &'a str,
    with_blanks: &[&str],
    is_kept: fn(&str) -> bool,
) -> Option<(&'a str, &'a str, &'a str)> {
    let start = start(text)?;
    let (before, path) = text.split_at(start);
    let known = with_blanks.iter().find(|known| path.starts_with(**known)).map(|known| known.len());
    let end = known.or_else(|| quoted(before, path)).unwrap_or_else(|| {
        let end = end_of_word(path);
        if is_kept(&path[..end]) { end } else { with_later_words(path, end) }
    });
    let (path, behind) = path.split_at(end);
    Some((before, path, behind))
}

/// Where the first path begins: at a slash that does not part two words, or at a tilde.
fn start(text: &str) -> Option<usize> {
    let mut before = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        let is_first = before.is_none_or(|before: char| !before.is_alphanumeric());
        let goes_on = next.is_some_and(|next| !next.is_whitespace());
        if is_first && goes_on && (letter == '/' || letter == '~' && next == Some('/')) {
            return Some(at);
        }
        before = Some(letter);
    }
    None
}

/// The length of a path that stands in quotes.
fn quoted(before: &str, path: &str) -> Option<usize> {
    let quote = before.chars().next_back()?;
    let &(_, closing) = QUOTES.iter().find(|&&(opening, _)| opening == quote)?;
    path.find(closing)
}

fn end_of_word(text: &str) -> usize {
    let ends = |letter: char| letter.is_whitespace() || QUOTES.iter().any(|&(_, closing)| letter == closing);
    let word = &text[..text.find(ends).unwrap_or(text.len())];
    word.trim_end_matches(['.', ',', ':', ';', '!', '?', ')', ']', '}', '>']).len()
}

/// The end of the last word before the next path that has a slash inside: `/home/me/My files/old plans/a.txt`.
fn with_later_words(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let rest = &rest[..start(rest).unwrap_or(rest.len())];
    let Some(slash) = rest.rfind('/') else { return end };
    end + slash + end_of_word(&rest[slash..])
}
