//! The command with which a text was made, where it stands above it behind the prompt of a shell.

/// Tools whose output is read or recognised, and `cat`, which prints files of `/proc`.
const TOOLS: [&str; 16] = [
    "vmmap",
    "footprint",
    "heap",
    "leaks",
    "malloc_history",
    "sample",
    "cat",
    "pmap",
    "ps",
    "top",
    "jcmd",
    "dumpsys",
    "numastat",
    "grep",
    "head",
    "tail",
];

/// Those that take the id of a process by itself.
const OF_A_PROCESS: [&str; 9] =
    ["vmmap", "footprint", "heap", "leaks", "malloc_history", "sample", "pmap", "jcmd", "dumpsys"];

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The process that it names by its id.
    pub(super) pid: Option<u32>,
}

/// Reads `$ footprint 8210`, `root@host /tmp# sudo pmap -x 2029`, `a:/proc/107 # cat smaps_rollup`. Where no prompt stands
/// before it, each of its words must be one of a command.
pub(super) fn command(line: &str) -> Option<Command> {
    let ends = ["$ ", "% ", "# ", "> "];
    let behind = ends.iter().filter_map(|end| line.find(end).map(|at| at + end.len())).min();
    let (before, words) = line.split_at(behind.unwrap_or_default());
    let place = before.trim_end().trim_end_matches(['$', '%', '#', '>']).trim();
    let is_prompt =
        place.is_empty() || place.contains(['@', '~', '/', ':']) && place.split_whitespace().count() <= 3;
    let mut words = words.split_whitespace().peekable();
    while words.next_if(|word| ["sudo", "adb", "shell", "time"].contains(word)).is_some() {}
    let tool = words.next()?.rsplit('/').next()?;
    if !is_prompt || !TOOLS.contains(&tool) {
        return None;
    }
    let arguments: Vec<_> = words.collect();
    let is_number = |word: &&&str| word.bytes().all(|digit| digit.is_ascii_digit());
    let is_argument =
        |word: &&str| is_number(&word) || word.starts_with(['-', '$', '<']) || word.contains('/');
    if before.is_empty() && (arguments.is_empty() || !arguments.iter().all(is_argument)) {
        return None;
    }
    let of_proc = |text: &str| text.split_once("/proc/")?.1.split(['/', ' ']).next()?.parse().ok();
    let by_number =
        || arguments.iter().find(is_number).filter(|_| OF_A_PROCESS.contains(&tool))?.parse().ok();
    let pid = arguments.iter().find_map(|word| of_proc(word)).or_else(by_number).or_else(|| of_proc(before));
    Some(Command { pid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_sentences() {
        let check = |line, expected: Option<Option<u32>>| {
            assert_eq!(command(line).map(|found| found.pid), expected, "{line}");
        };
        check("$ footprint 8210", Some(Some(8210)));
        check("$ vmmap --summary tidepool", Some(None));
        check("root@host /h/me# sudo pmap 2029", Some(Some(2029)));
        check("me@host ~ % top -l 1 -o mem", Some(None));
        check("phone:/proc/10660 # cat smaps_rollup", Some(Some(10_660)));
        check("me@host:~/tomcat$ jcmd 31006 VM.native_memory summary", Some(Some(31_006)));
        check("$ cat /proc/77/smaps | head -20", Some(Some(77)));
        check("pmap -x 497", Some(Some(497)));
        check("vmmap 53799", Some(Some(53_799)));
        check("adb shell dumpsys meminfo org.example.app", None);
        check("$ adb shell dumpsys meminfo org.example.app", Some(None));
        check("footprint shows 3.4 GB", None);
        check("heap analysis:", None);
        check("top", None);
        check("$ ls -l", None);
        check("VM_ALLOCATE  19.7G", None);
        check("a => top", None);
    }
}
