//! Names of users and hosts, and their replacements.

/// Names that a caller knows beside a trace: those of its own user and machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub users: Vec<String>,
    pub hosts: Vec<String>,
}

/// Where homes lie, with what may stand before.
const HOMES: [&str; 2] = ["/home/", "/Users/"];
const BEFORE_HOMES: [&str; 5] = ["/var", "/export", "/usr", "/System/Volumes/Data", "/private/var"];

/// Names in the place of a user's that are nobody's.
const NOBODY: [&str; 7] = ["root", "user", "users", "shared", "guest", "*", "."];

/// So long a name is replaced inside of words too: `projects_of_alice`, `alicephone`.
const LONG: usize = 5;

/// Shorter names would hide half of a text.
const SHORTEST: usize = 2;

/// The names that are hidden.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// Each in small letters with what takes its place, the longest first.
    names: Vec<(String, String)>,
}

impl People {
    /// Finds the users whose homes the texts name.
    pub(super) fn find<'a>(texts: impl Iterator<Item = &'a str>, own: &Names) -> Self {
        let mut users: Vec<String> = own.users.iter().map(|name| name.to_ascii_lowercase()).collect();
        users.extend(texts.flat_map(owners).map(str::to_ascii_lowercase));
        let hosts = own.hosts.iter().map(|name| name.to_ascii_lowercase()).collect();
        let mut people = Self::default();
        people.add("user", users);
        people.add("host", hosts);
        people.names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        people
    }

    fn add(&mut self, kind: &str, mut names: Vec<String>) {
        names.retain(|name| name.len() >= SHORTEST && !NOBODY.contains(&name.as_str()));
        names.sort();
        names.dedup();
        let numbered = (1..).zip(names);
        self.names.extend(numbered.map(|(number, name)| (name, format!("{kind}-{number}"))));
    }

    /// The text with other names.
    pub(super) fn hide(&self, text: &str) -> String {
        let small = text.to_ascii_lowercase();
        let mut hidden = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            let found = self.names.iter().find(|(name, _)| is_named(&small, at, name));
            if let Some((name, other)) = found {
                hidden.push_str(other);
                at += name.len();
            } else {
                hidden.push(letter);
                at += letter.len_utf8();
            }
        }
        hidden
    }
}

/// Whether a name stands at this place of a text in small letters; a short one must be a word of its own.
fn is_named(text: &str, at: usize, name: &str) -> bool {
    let is_free = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let is_word =
        || is_free(text[..at].chars().next_back()) && is_free(text[at + name.len()..].chars().next());
    text[at..].starts_with(name) && (name.len() >= LONG || is_word())
}

/// The owners of the homes that a text names.
fn owners(text: &str) -> impl Iterator<Item = &str> {
    let homes = HOMES.iter().flat_map(move |home| text.match_indices(home));
    homes.filter_map(|(at, home)| {
        let before = &text[..at];
        let is_first = before.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
        let is_home = is_first || BEFORE_HOMES.iter().any(|folder| before.ends_with(folder));
        let name = &text[at + home.len()..];
        let ends = |letter: char| letter.is_whitespace() || "/\"'`:;,<>|()[]{}".contains(letter);
        let end = name.find(ends).unwrap_or(name.len());
        is_home.then(|| name[..end].trim_end_matches(['.', '!', '?']))
    })
}
