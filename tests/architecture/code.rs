//! Rust source as far as the rules must understand it: code apart from comments and texts, and the paths in it.

/// A source file, named by its path from the root of the repository.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text with blanks in place of comments and literals; as many lines.
    pub(crate) code: String,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: without_words(text) }
    }

    /// Whether all of it is tests.
    pub(crate) fn is_test(&self) -> bool {
        !self.is_source() || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// Whether it is part of the programs.
    pub(crate) fn is_source(&self) -> bool {
        self.path.starts_with("src/") || self.path.starts_with("ui/src/")
    }

    /// The number of lines before its tests.
    pub(crate) fn lines_without_tests(&self) -> usize {
        let lines: Vec<_> = self.code.lines().map(str::trim).collect();
        let opens_tests = |place: usize| {
            let mut next = lines[place + 1..].iter().find(|line| !line.starts_with("#["));
            lines[place] == "#[cfg(test)]"
                && next.take().is_some_and(|line| line.starts_with("mod ") && line.ends_with('{'))
        };
        (0..lines.len()).find(|&place| opens_tests(place)).unwrap_or(lines.len())
    }

    /// The identifiers and signs of its code, each with its line.
    pub(crate) fn tokens(&self) -> Vec<(usize, &str)> {
        let mut tokens = Vec::new();
        for (number, line) in self.code.lines().enumerate() {
            let mut rest = line.trim_start();
            while let Some(first) = rest.chars().next() {
                let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
                let len = match first {
                    _ if is_word(first) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
                    ':' if rest.starts_with("::") => 2,
                    _ => first.len_utf8(),
                };
                tokens.push((number + 1, &rest[..len]));
                rest = rest[len..].trim_start();
            }
        }
        tokens
    }

    /// The paths with at least two parts, groups spelt out: `use a::{b, c::d}` has `a::b` and `a::c::d`.
    pub(crate) fn paths(&self) -> Vec<(usize, Vec<&str>)> {
        let tokens = self.tokens();
        let mut paths = Vec::new();
        let mut place = 0;
        while place < tokens.len() {
            let starts = is_name(tokens[place].1) && tokens.get(place + 1).is_some_and(|next| next.1 == "::");
            place = if starts { take_path(&tokens, place, &[], &mut paths) } else { place + 1 };
        }
        paths.retain(|(_, path)| path.len() > 1);
        paths
    }
}

type Paths<'a> = Vec<(usize, Vec<&'a str>)>;

/// Reads the path that begins at `place`; gives the place behind it.
fn take_path<'a>(
    tokens: &[(usize, &'a str)],
    mut place: usize,
    before: &[&'a str],
    paths: &mut Paths<'a>,
) -> usize {
    let mut path = before.to_vec();
    let text = |place: usize| tokens.get(place).map_or("", |token| token.1);
    let line = tokens.get(place).map_or(0, |token| token.0);
    while is_name(text(place)) {
        path.push(text(place));
        place += 1;
        if text(place) != "::" {
            break;
        }
        place += 1;
        if text(place) == "{" {
            place += 1;
            while place < tokens.len() && text(place) != "}" {
                place = take_path(tokens, place, &path, paths).max(place + 1);
            }
            return place + 1;
        }
    }
    paths.push((line, path));
    place
}

fn is_name(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// Blanks out comments, texts and single characters.
fn without_words(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after_word = code.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let len = literal_or_comment(rest, after_word);
        if len == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.extend(rest[..len].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
            rest = &rest[len..];
        }
    }
    code
}

/// The length of the comment or literal that begins here; 0 where none does.
fn literal_or_comment(text: &str, after_word: bool) -> usize {
    let end_of = |found: Option<usize>, sign: usize| found.map_or(text.len(), |place| place + sign);
    if text.starts_with("//") {
        return end_of(text.find('\n'), 0);
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    if !after_word {
        let prefix =
            ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| text.starts_with(prefix)).unwrap_or("");
        let quoted = &text[prefix.len()..];
        let hashes = quoted.len() - quoted.trim_start_matches('#').len();
        if prefix.ends_with('r') && quoted[hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = prefix.len() + hashes + 1;
            return end_of(text[body..].find(&close).map(|place| place + body), close.len());
        }
        if quoted.starts_with('"') && !prefix.ends_with('r') {
            return prefix.len() + closed_by(quoted, '"');
        }
    }
    let mut letters = text.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some('\''), Some('\\'), _) | (Some('\''), Some(_), Some('\'')) => closed_by(text, '\''),
        // Else it is a lifetime.
        _ => 0,
    }
}

/// The length of a literal up to its closing sign, which a backslash takes the meaning from.
fn closed_by(text: &str, sign: char) -> usize {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == sign {
            return place + sign.len_utf8();
        }
    }
    text.len()
}

/// The length of a comment that may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut place) = (0, 0);
    while place < text.len() {
        let rest = &text[place..];
        if rest.starts_with("/*") {
            depth += 1;
            place += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}
