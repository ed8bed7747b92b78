//! Which signals a command sends to the target: one that has no handler for them yet would end.

/// A signal that ends a process which is not prepared for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signal {
    /// As `kill -l` tells it.
    pub(super) name: &'static str,
    /// Its number.
    pub(super) number: u32,
}

/// Those that are sent by hand, and that can be caught (signal(7); the numbers are those of Linux on x86 and ARM).
const SIGNALS: [Signal; 10] = [
    Signal { name: "HUP", number: 1 },
    Signal { name: "INT", number: 2 },
    Signal { name: "QUIT", number: 3 },
    Signal { name: "USR1", number: 10 },
    Signal { name: "USR2", number: 12 },
    Signal { name: "PIPE", number: 13 },
    Signal { name: "ALRM", number: 14 },
    Signal { name: "TERM", number: 15 },
    Signal { name: "VTALRM", number: 26 },
    Signal { name: "IO", number: 29 },
];

/// What `kill` sends where nobody says it.
const DEFAULT: &str = "TERM";

/// The signals that a command for the shell sends to the target by `kill` and `$STRANDLINE_PID`. What it sends in other ways
/// is not seen.
pub(super) fn signals_to_target(line: &str) -> Vec<Signal> {
    let is_separator = |letter: char| matches!(letter, ';' | '&' | '|' | '(' | ')' | '\n');
    line.split(is_separator).filter_map(sent_by).collect()
}

/// The signal of one simple command.
fn sent_by(command: &str) -> Option<Signal> {
    let words = shlex::split(command)?;
    let mut words = words.iter().map(String::as_str).skip_while(|word| !is_kill(word));
    words.next()?;
    let (mut name, mut at_target) = (DEFAULT, false);
    while let Some(word) = words.next() {
        match word {
            "-s" | "-n" => name = words.next()?,
            "--" => {}
            _ if word.strip_prefix('-').is_some_and(|rest| !rest.is_empty()) => name = &word[1..],
            _ => at_target |= matches!(word, "$STRANDLINE_PID" | "${STRANDLINE_PID}"),
        }
    }
    let name = name.strip_prefix("SIG").unwrap_or(name);
    let is_named = |signal: &&Signal| signal.name == name || signal.number.to_string() == name;
    SIGNALS.iter().find(is_named).copied().filter(|_| at_target)
}

fn is_kill(word: &str) -> bool {
    word.rsplit('/').next() == Some("kill")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signals_that_reach_the_target_are_found() {
        let check = |line: &str, expected: &[&str]| {
            let names: Vec<_> = signals_to_target(line).iter().map(|signal| signal.name).collect();
            assert_eq!(names, expected, "{line}");
        };
        check("kill -USR1 $STRANDLINE_PID", &["USR1"]);
        check("kill -SIGUSR2 \"$STRANDLINE_PID\"; sleep 1", &["USR2"]);
        check("sleep 1 && /bin/kill -s HUP ${STRANDLINE_PID}", &["HUP"]);
        check("kill -10 $STRANDLINE_PID\nsleep 1\nkill -n 12 -- $STRANDLINE_PID", &["USR1", "USR2"]);
        check("kill $STRANDLINE_PID", &["TERM"]);
        check("for i in 1 2; do kill -USR1 $STRANDLINE_PID; done", &["USR1"]);
        // These end nothing, or not the target.
        check("kill -0 $STRANDLINE_PID", &[]);
        check("kill -WINCH $STRANDLINE_PID", &[]);
        check("kill -USR1 $(pidof tide)", &[]);
        check("pkill -USR1 tide", &[]);
        check("echo kill", &[]);
        check("xdotool key ctrl+n", &[]);
        check("echo 'not closed", &[]);
    }
}
