//! Nothing in a script that a Mac runs is newer than bash 3.2, or an option of GNU's tools alone.
//!
//! The text is searched line by line: what is looked for is listed in the manual's chapter on changes of bash.
//! `STRANDLINE_BASH` names a real bash 3.2 for the tests beside this one, where somebody has one.

use super::{ROOT, SCRIPTS};
use std::fs;
use std::path::Path;

/// Options that a builtin of bash 3.2 does not have.
const OPTIONS: [(&[&str], &str); 4] = [
    (&["declare", "local", "typeset"], "AIgnluc"),
    (&["wait"], "npf"),
    (&["read"], "Ni"),
    (&["[", "[[", "test"], "vR"),
];

/// Words that bash 3.2 takes for the name of a program, of a variable or of an option that is not there.
const WORDS: [&str; 12] = [
    "mapfile",
    "readarray",
    "coproc",
    "globstar",
    "lastpipe",
    "inherit_errexit",
    "autocd",
    "dirspell",
    "BASHPID",
    "EPOCHSECONDS",
    "EPOCHREALTIME",
    "SRANDOM",
];

/// Operators that bash 3.2 reads as two.
const OPERATORS: [&str; 4] = ["&>>", "|&", ";;&", ";&"];

/// Programs that do not come with a Mac.
const FOREIGN: [&str; 9] =
    ["timeout", "nproc", "tac", "sha256sum", "md5sum", "getent", "setsid", "numfmt", "stdbuf"];

/// Options that Apple's tools do not have; `sed -i` wants a suffix there.
const FOREIGN_OPTIONS: [(&str, &str); 8] = [
    ("grep", "P"),
    ("sed", "i"),
    ("date", "d"),
    ("stat", "c"),
    ("cp", "t"),
    ("mv", "t"),
    ("du", "b"),
    ("base64", "w"),
];

/// A script without comments and without what follows its part for macOS, as numbered lines.
fn lines(name: &str) -> Vec<(usize, String)> {
    let text = fs::read_to_string(Path::new(ROOT).join("scripts").join(name)).expect("a script is there");
    let mut lines = Vec::new();
    let mut on_macos = false;
    for (nth, line) in text.lines().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        on_macos |= line.contains("uname -s") && line.contains("= Darwin") && line.starts_with("if");
        lines.push((nth + 1, line.to_owned()));
        if on_macos && line.trim() == "exit 0" {
            break;
        }
    }
    lines
}

/// What a line has that a Mac has not.
fn newer(line: &str) -> Option<String> {
    let code = without_literals(line);
    let words: Vec<&str> = code
        .split(|letter: char| letter.is_whitespace() || ";|&()`\"!".contains(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let bare = |word: &&str| word.trim_start_matches(['$', '{']).trim_end_matches('}').to_owned();
    let word = words.iter().map(bare).find(|word| WORDS.contains(&&**word));
    let foreign =
        || words.iter().find(|word| FOREIGN.contains(word)).map(|word| format!("{word} (no such program)"));
    let operator =
        || OPERATORS.iter().find(|operator| code.contains(**operator)).map(|&found| found.to_owned());
    word.or_else(foreign)
        .or_else(operator)
        .or_else(|| newer_option(&words))
        .or_else(|| newer_expansion(&code))
        .or_else(|| newer_brace(&code))
        .or_else(|| newer_literal(line))
}

/// Without what stands in single quotes: programs for sed and awk have a syntax of their own.
fn without_literals(line: &str) -> String {
    let mut in_double = false;
    let mut in_single = false;
    let mut code = String::new();
    for letter in line.chars() {
        match letter {
            '"' if !in_single => in_double = !in_double,
            '\'' if !in_double => in_single = !in_single,
            _ if in_single => continue,
            _ => {}
        }
        code.push(letter);
    }
    code
}

fn newer_option(words: &[&str]) -> Option<String> {
    for (nth, word) in words.iter().enumerate() {
        let builtin =
            OPTIONS.iter().find(|(builtins, _)| builtins.contains(word)).map(|(_, letters)| *letters);
        let tool = FOREIGN_OPTIONS.iter().find(|(tool, _)| tool == word).map(|(_, letters)| *letters);
        let Some(letters) = builtin.or(tool) else { continue };
        let options =
            words[nth + 1..].iter().take_while(|option| option.starts_with('-') && !option.starts_with("--"));
        for option in options {
            if option[1..].contains(|letter| letters.contains(letter)) {
                return Some(format!("{word} {option}"));
            }
        }
        let wait = words.get(nth + 1..nth + 3);
        if *word == "read" && wait.is_some_and(|wait| wait[0] == "-t" && wait[1].contains('.')) {
            return Some("read -t of a part of a second".to_owned());
        }
    }
    None
}

/// `${…}` with an operator that came later, and indices from the end.
fn newer_expansion(code: &str) -> Option<String> {
    for expansion in code.split("${").skip(1) {
        let name = expansion.trim_start_matches(['!', '#']);
        let rest = name.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
        let rest = if rest.len() == name.len() { name.get(1..).unwrap_or_default() } else { rest };
        let (index, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((index, rest)) => (index, rest),
            None => ("", rest),
        };
        let is_of = |operators: &str| rest.starts_with(|letter| operators.contains(letter));
        let is_transformed = is_of("@") && rest[1..].starts_with(|letter: char| letter.is_alphabetic());
        let length = rest.strip_prefix(':').and_then(|rest| rest.split('}').next()?.split_once(':'));
        if is_of("^,") || is_transformed || index.starts_with('-') {
            return Some(format!("${{{expansion}"));
        }
        if length.is_some_and(|(_, length)| length.trim_start().starts_with('-')) {
            return Some(format!("${{{expansion}, a length from the end"));
        }
    }
    let is_counted_back =
        |rest: &str| rest.split_once("]=").is_some_and(|(index, _)| index.parse::<u32>().is_ok());
    code.split("[-").skip(1).any(is_counted_back).then(|| "an index from the end".to_owned())
}

/// `{01..10}`, `{1..10..2}` and `{name}>`.
fn newer_brace(code: &str) -> Option<String> {
    let braces = code.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    for ((inside, behind), before) in braces.zip(code.split('{')) {
        let parts: Vec<&str> = inside.split("..").collect();
        let is_padded = |part: &&str| part.len() > 1 && part.starts_with('0');
        let is_range = parts.len() > 1 && parts.iter().all(|part| part.parse::<i64>().is_ok());
        if is_range && (parts.len() > 2 || parts.iter().any(is_padded)) {
            return Some(format!("{{{inside}}}"));
        }
        let is_name =
            !inside.is_empty() && inside.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        if is_name && behind.starts_with(['<', '>']) && !before.ends_with('$') {
            return Some(format!("{{{inside}}} before a redirection"));
        }
    }
    None
}

/// Times by printf, and letters by their number.
fn newer_literal(line: &str) -> Option<String> {
    let has = |one: &str, other: &str| line.contains(one) && line.contains(other);
    let is_time = has("printf", "%(") && line.contains(")T");
    let is_letter = has("$'", "\\u") || has("$'", "\\U");
    (is_time || is_letter).then(|| line.trim().to_owned())
}

#[test]
fn nothing_is_newer_than_the_shell_and_the_tools_of_a_mac() {
    for name in SCRIPTS {
        for (number, line) in lines(name) {
            assert_eq!(newer(&line), None, "scripts/{name}:{number}: {line}");
        }
    }
}

#[test]
fn what_is_newer_is_found() {
    let check = |line: &str| assert!(newer(line).is_some(), "{line}");
    for line in [
        "mapfile -t a < b",
        "a | readarray b",
        "coproc cat",
        "declare -A a",
        "local -rA a=()",
        "local -n a=$1",
    ] {
        check(line);
    }
    for line in
        ["declare -g a", "typeset -l a", "echo ${a^^}", "echo ${a,,}", "echo \"${a[0]^}\"", "echo ${a@Q}"]
    {
        check(line);
    }
    for line in
        ["echo ${a[-1]}", "a[-1]=b", "echo ${a:0:-1}", "a &>> b", "a |& b", "a) b ;&", "a) b ;;&", "wait -n"]
    {
        check(line);
    }
    for line in [
        "[[ -v a ]]",
        "[ -v a ]",
        "if ! test -v a; then",
        "printf '%(%s)T'",
        "echo $'\\u00b7'",
        "exec {file}<a",
    ] {
        check(line);
    }
    for line in [
        "echo {01..10}",
        "echo {1..9..2}",
        "shopt -s globstar",
        "kill $BASHPID",
        "echo ${EPOCHSECONDS}",
        "read -N 1 a",
    ] {
        check(line);
    }
    for line in [
        "read -t 0.5 a",
        "timeout 5 a",
        "grep -oP a",
        "sed -i s/a/b/ c",
        "$(nproc)",
        "stat -c %s a",
        "date -d now",
    ] {
        check(line);
    }
}

#[test]
fn what_is_old_is_not_taken_for_newer() {
    let check = |line: &str| assert_eq!(newer(line), None, "{line}");
    for line in [
        "command -v cargo",
        "local -a a",
        "declare -r a",
        "echo ${a[@]}",
        "echo \"${#a[@]}\"",
        "echo ${a:-1}",
    ] {
        check(line);
    }
    for line in [
        "echo ${a: -1}",
        "echo ${a:1:2}",
        "a >b 2>&1 &",
        "a) b ;;",
        "wait \"$a\"",
        "[ -n \"$a\" ]",
        "echo {1..9}",
    ] {
        check(line);
    }
    for line in [
        "printf '%s' a",
        "read -r a",
        "sed 's/a|&/b;&/'",
        "grep -q a",
        "${a+\"$@\"}",
        "echo ${a//-/_}",
        "a {b,c}",
    ] {
        check(line);
    }
}

/// A list without elements is unset to bash before 4.4: with `set -u` its use ends the script.
#[test]
fn lists_that_may_be_empty_are_asked_first() {
    for name in SCRIPTS {
        if let Some((number, line)) = unasked(&lines(name)) {
            panic!("scripts/{name}:{number}: a list may be empty: {line}");
        }
    }
    let check = |text: &str, expected: bool| {
        let lines: Vec<_> = text.lines().map(str::to_owned).enumerate().collect();
        assert_eq!(unasked(&lines).is_some(), expected, "{text}");
    };
    check("a=()\nb \"${a[@]}\"", true);
    check("a=(\"$@\")\nb \"${a[@]}\"", true);
    check("local a=($(b))\nb \"${a[@]}\"", true);
    check("a=()\nfor b in ${a[@]}; do", true);
    check("a=(b)\nb \"${a[@]}\"", false);
    check("a=()\nb ${a[@]+\"${a[@]}\"}", false);
    check("a=()\n[ ${#a[@]} = 0 ] || b \"${a[@]}\"", false);
    check("aa=()\na=(b)\nb \"${a[@]}\"", false);
}

/// The first line that uses a list which may have no elements, without a look at their number.
fn unasked(lines: &[(usize, String)]) -> Option<&(usize, String)> {
    let begins_empty = |list: &str| {
        let made = |line: &str| {
            let rest = line.trim_start();
            let rest = rest.strip_prefix("local ").unwrap_or(rest);
            let rest = rest.strip_prefix(list)?.strip_prefix("=(")?;
            Some([")", "$(", "\"$@\")", "$@)"].iter().any(|begin| rest.starts_with(begin)))
        };
        lines.iter().any(|(_, line)| line.split(';').any(|part| made(part) == Some(true)))
    };
    lines.iter().find(|(_, line)| {
        let used = line.split("${").skip(1).filter_map(|rest| rest.split_once("[@]}"));
        let mut lists = used
            .map(|(list, _)| list)
            .filter(|list| list.chars().all(|letter| letter.is_alphanumeric() || letter == '_'));
        lists.any(|list| {
            let is_asked =
                line.contains(&format!("${{#{list}[@]}}")) || line.contains(&format!("${{{list}[@]+"));
            begins_empty(list) && !is_asked
        })
    })
}
