//! A command that was launched, taken apart: what is put before its program must not come before `cd`.

/// A command as the recorder writes it: `cd FOLDER && A=1 program arguments`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Launch<'a> {
    /// Where it runs and what its environment has, with the space behind it; empty where the line begins with the program.
    ahead: &'a str,
    /// The program and its arguments.
    call: &'a str,
}

impl<'a> Launch<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        let mut at = folder_len(line);
        while let Some(len) = variable_len(&line[at..]) {
            at += len;
        }
        let (ahead, call) = line.split_at(at);
        Self { ahead, call }
    }

    /// The program and its arguments.
    pub(super) const fn call(self) -> &'a str {
        self.call
    }

    /// The command with another call.
    pub(super) fn with_call(self, call: &str) -> String {
        format!("{}{call}", self.ahead)
    }

    /// The command with words before the program: variables, or another program that runs it.
    pub(super) fn with_prefix(self, words: &str) -> String {
        self.with_call(&format!("{words} {}", self.call))
    }

    /// The command in the background, with `words` before the program or none, and after a moment `then`, which names it by
    /// `$!`. Behind a `cd` that is the shell that runs both, unless the program takes its place.
    pub(super) fn in_background(self, words: &str, then: &str) -> String {
        let exec = if folder_len(self.ahead) > 0 { "exec" } else { "" };
        let words: Vec<_> = [words, exec, self.call].into_iter().filter(|words| !words.is_empty()).collect();
        format!("{} & sleep 5; {then}", self.with_call(&words.join(" ")))
    }
}

/// `cd FOLDER && `.
fn folder_len(line: &str) -> usize {
    const CD: &str = "cd ";
    const AND: &str = " && ";
    let end = line.strip_prefix(CD).map(|rest| CD.len() + word_len(rest));
    end.filter(|&end| line[end..].starts_with(AND)).map_or(0, |end| end + AND.len())
}

/// `NAME=value ` before something else.
fn variable_len(line: &str) -> Option<usize> {
    let len = word_len(line);
    let (name, _) = line[..len].split_once('=')?;
    let is_name = !name.is_empty()
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (is_name && len < line.len()).then_some(len + 1)
}

/// How long the first word is, quotes and all.
fn word_len(line: &str) -> usize {
    let (mut quote, mut is_escaped) = (None, false);
    let is_end = |&(_, letter): &(usize, char)| {
        let was_escaped = is_escaped;
        is_escaped = letter == '\\' && !was_escaped && quote != Some('\'');
        if matches!(letter, '\'' | '"') && !was_escaped {
            quote = if quote == Some(letter) { None } else { quote.or(Some(letter)) };
        }
        letter == ' ' && quote.is_none() && !was_escaped
    };
    line.char_indices().find(is_end).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::launch::CommandLine;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the words hold, the words before the program are taken for a program that is given the other.
        #[test]
        fn a_tool_is_given_the_program_in_its_folder_with_its_variables(
            folder in prop::option::of("[^\0]+"),
            variables in prop::collection::vec(("[A-Z_][a-z0-9]{0,3}", "[^\0]*"), 0..3),
            call in prop::collection::vec("[^\0=]+|[ \"'\\\\&]{1,6}", 1..4),
        ) {
            let quoted = |word: &str| shlex::try_quote(word).unwrap().into_owned();
            let line = |tool: &[&str]| {
                let folder = folder.iter().flat_map(|folder| ["cd".to_owned(), quoted(folder), "&&".to_owned()]);
                let set = variables.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
                let call = tool.iter().copied().chain(call.iter().map(String::as_str)).map(quoted);
                let words: Vec<String> = folder.chain(set).chain(call).collect();
                CommandLine::parse(&words.join(" ")).unwrap()
            };
            let plain = line(&[]).to_string();
            let with_tool = Launch::parse(&plain).with_prefix("heaptrack -o x");
            prop_assert_eq!(CommandLine::parse(&with_tool).unwrap(), line(&["heaptrack", "-o", "x"]), "{}", plain);
        }
    }

    #[test]
    fn what_comes_before_the_program_stays_there() {
        let check = |line, ahead, call| assert_eq!(Launch::parse(line), Launch { ahead, call }, "{line}");
        check("tide --low", "", "tide --low");
        check("A=1 _b='2 3' tide", "A=1 _b='2 3' ", "tide");
        check("cd /tmp && tide A=1", "cd /tmp && ", "tide A=1");
        check("cd '/opt/my app && more' && A=1 tide x", "cd '/opt/my app && more' && A=1 ", "tide x");
        check(r#"cd "/it's" && A="b \" c" tide"#, r#"cd "/it's" && A="b \" c" "#, "tide");
        check(r"cd /my\ app && tide", r"cd /my\ app && ", "tide");
        // Words of a program, whatever they look like.
        check("cd /tmp", "", "cd /tmp");
        check("env A=1 tide", "", "env A=1 tide");
        check("'A=1' tide", "", "'A=1' tide");
        check("2=3 tide", "", "2=3 tide");
        check("A=1", "", "A=1");
        check("", "", "");
    }

    #[test]
    fn a_shell_behind_a_folder_makes_room_for_the_program() {
        let check = |line, words, expected| {
            assert_eq!(Launch::parse(line).in_background(words, "kill $!"), expected);
        };
        check("tide --low", "", "tide --low & sleep 5; kill $!");
        check("A=1 tide", "B=2", "A=1 B=2 tide & sleep 5; kill $!");
        check("cd /tmp && A=1 tide", "", "cd /tmp && A=1 exec tide & sleep 5; kill $!");
        check("cd /tmp && tide", "B=2", "cd /tmp && B=2 exec tide & sleep 5; kill $!");
    }
}
