//! Where the commands of the cycles write to: a file of their own, beside the trace.

use crate::platform::files::{CreateError, Existing, Kind, NewFile, unused_neighbour};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How the output of a command is headed.
const TITLE: &str = "== ";

/// Such files among others.
const LOG: Kind = Kind { name: "log of cycles", is_one: |head| head.starts_with(b"== cycle ") };

/// So many of a command's last lines are shown when it fails.
const LINES: usize = 8;

/// They are looked for in so many bytes.
const LONGEST_TAIL: u64 = 4096;

/// The file, and where in it the output of the present command begins.
#[derive(Debug)]
pub(super) struct Output {
    path: PathBuf,
    /// Opened to append: whoever shares it never writes over another.
    file: File,
    begins: u64,
}

impl Output {
    /// Begins an empty file for the commands of this trace.
    pub(super) fn beside(trace: &Path) -> io::Result<Self> {
        let wanted = trace.with_extension("cycles.log");
        let created = create(&wanted).or_else(|_refused| create(&unused_neighbour(&wanted)));
        let (path, file) = created.map_err(io::Error::other)?;
        Ok(Self { path, file, begins: 0 })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what follows now.
    pub(super) fn begin(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.file, "{TITLE}{title}")?;
        self.begins = self.file.metadata()?.len();
        Ok(())
    }

    /// Standard output and standard error for a command.
    pub(super) fn handles(&self) -> io::Result<(File, File)> {
        Ok((self.file.try_clone()?, self.file.try_clone()?))
    }

    /// The last lines of the present command.
    pub(super) fn last_lines(&self) -> io::Result<Vec<String>> {
        let mut file = File::open(&self.path)?;
        let end = file.metadata()?.len();
        file.seek(SeekFrom::Start(self.begins.max(end.saturating_sub(LONGEST_TAIL))))?;
        let mut tail = Vec::new();
        file.take(LONGEST_TAIL).read_to_end(&mut tail)?;
        let tail = String::from_utf8_lossy(&tail);
        let lines: Vec<&str> = tail.lines().collect();
        Ok(lines[lines.len().saturating_sub(LINES)..].iter().map(|&line| line.to_owned()).collect())
    }
}

/// Begins an empty file; an older one of the same kind gives way.
fn create(path: &Path) -> Result<(PathBuf, File), CreateError> {
    let mut file = NewFile::shared_beside(path, Existing::Replace, LOG)?;
    file.take_name()?;
    Ok((path.to_owned(), file.into_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &[&str]) {
        let directory = tempfile::tempdir().unwrap();
        let mut output = Output::beside(&directory.path().join("a.strand")).unwrap();
        output.begin("the first").unwrap();
        output.handles().unwrap().0.write_all(b"of the first\n").unwrap();
        output.begin("the second").unwrap();
        output.handles().unwrap().1.write_all(written.as_bytes()).unwrap();
        assert_eq!(output.last_lines().unwrap(), expected);
        let all = std::fs::read_to_string(directory.path().join("a.cycles.log")).unwrap();
        assert_eq!(all, format!("== the first\nof the first\n== the second\n{written}"));
    }

    #[test]
    fn the_last_lines_are_those_of_the_present_command() {
        check("", &[]);
        check("a\nb", &["a", "b"]);
        check("1\n2\n3\n4\n5\n6\n7\n8\n9\n", &["2", "3", "4", "5", "6", "7", "8", "9"]);
        let long = "x".repeat(10_000);
        check(&long, &[&long[..4096]]);
    }
}
