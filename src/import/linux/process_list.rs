//! Lines of ps and top: how large a process is, at one moment or over and over.

use crate::import::capture::CapturedProcess;
use crate::import::figures::{Rounded, rounded};
use crate::model::units::Bytes;

/// What a column of them is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Pid,
    Virtual,
    Resident,
    /// macOS's top: footprint.
    Footprint,
    Command,
    Other,
}

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns(Vec<Column>);

/// What a line tells of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) process: CapturedProcess,
    pub(crate) mapped: Option<Rounded>,
    pub(crate) resident: Option<Rounded>,
    pub(crate) footprint: Option<Rounded>,
}

/// Reads `USER PID %CPU %MEM VSZ RSS … COMMAND`, `PID USER PR NI VIRT RES SHR …`, `PID COMMAND … MEM …`.
pub(crate) fn columns(line: &str) -> Option<Columns> {
    if !line.contains("PID") {
        return None;
    }
    // procrank of Android.
    let is_procrank = line.split_whitespace().take(3).eq(["PID", "Vss", "Rss"]);
    let columns = line.split_whitespace().map(|word| match word {
        "PID" => Column::Pid,
        "VSZ" | "VIRT" | "VSIZE" | "Vss" => Column::Virtual,
        "RSS" | "RES" | "RSIZE" | "RSSIZE" | "Rss" => Column::Resident,
        "MEM" => Column::Footprint,
        "COMMAND" | "CMD" | "COMM" | "ARGS" | "cmdline" => Column::Command,
        _ => Column::Other,
    });
    let columns: Vec<_> = columns.collect();
    let is_name =
        |word: &str| word.bytes().all(|letter| !letter.is_ascii_lowercase() && !letter.is_ascii_digit());
    let is_header = (is_procrank || line.split_whitespace().all(is_name))
        && columns.contains(&Column::Pid)
        && [Column::Resident, Column::Footprint].iter().any(|size| columns.contains(size));
    is_header.then_some(Columns(columns))
}

impl Columns {
    /// Reads a line below the header.
    pub(crate) fn line(&self, text: &str) -> Option<Line> {
        let words: Vec<_> = text.split_whitespace().collect();
        // A command may have blanks, whether other columns follow or not.
        let command = self.0.iter().position(|column| *column == Column::Command);
        let blanks = words.len().checked_sub(self.0.len())?;
        if blanks > 0 && command.is_none() {
            return None;
        }
        let mut line = Line::default();
        for (place, column) in self.0.iter().enumerate() {
            let word =
                words[if command.is_some_and(|command| place > command) { place + blanks } else { place }];
            match column {
                Column::Pid => line.process.pid = Some(word.parse().ok()?),
                Column::Virtual => line.mapped = Some(kib(word)?),
                Column::Resident => line.resident = Some(kib(word)?),
                Column::Footprint => line.footprint = Some(rounded_by_suffix(word)?),
                Column::Command => line.process.name = Some(name(word)),
                Column::Other => {}
            }
        }
        Some(line)
    }
}

/// A bare number is KiB; top writes `1.2g` where it is long.
fn kib(word: &str) -> Option<Rounded> {
    if let Ok(kib) = word.parse::<u32>() {
        return Some(Rounded::exact(Bytes::from_kib(u64::from(kib))));
    }
    rounded_by_suffix(word)
}

/// `12M`, `1.2g`; macOS's top marks with `+` and `-` what has changed.
fn rounded_by_suffix(word: &str) -> Option<Rounded> {
    let word = word.trim_end_matches(['+', '-']);
    let number = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = word[number.len()..].to_ascii_uppercase();
    if unit.is_empty() { None } else { rounded(number, &unit) }
}

fn name(command: &str) -> String {
    command.rsplit('/').next().unwrap_or(command).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_follow_their_header() {
        let check = |header: &str, line: &str, expected: Option<(u32, u64, u64)>| {
            let actual = columns(header).unwrap().line(line).map(|line| {
                let bytes = |size: Option<Rounded>| size.map_or(0, |size| size.bytes.get() >> 10);
                (line.process.pid.unwrap(), bytes(line.mapped), bytes(line.resident.or(line.footprint)))
            });
            assert_eq!(actual, expected, "{line}");
        };
        let ps = "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND";
        check(
            ps,
            "root         123  0.0  0.1  12345  6789 ?        Ss   10:00   0:01 /usr/bin/a b",
            Some((123, 12_345, 6789)),
        );
        check(ps, "root         123  0.0  0.1  12345  x ?        Ss   10:00   0:01 a", None);
        let top = "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND";
        check(
            top,
            "   4242 me        20   0   12.5g   1.5g  12000 S   0.0   9.9   1:00.00 tidepool",
            Some((4242, 13_107_200, 1_572_864)),
        );
        let mac = "PID    COMMAND      MEM   CMPRS";
        check(mac, "99     tidepool     1200M+ 5M", Some((99, 0, 1_228_800)));
        check(mac, "99     Tide Pool He 1200M+ 5M", Some((99, 0, 1_228_800)));
        check(mac, "99     tidepool", None);
        let procrank = "  PID      Vss      Rss      Pss      Uss  cmdline";
        check(
            procrank,
            "  890   84456K   48668K   25850K   21284K  system_server",
            Some((890, 84_456, 48_668)),
        );
        assert_eq!(columns("PID of the process"), None);
        assert_eq!(columns("COUNT BYTES"), None);
    }
}
