//! One line of `/proc/PID/maps`; also the first line of each entry of `smaps`. Grammar: `proc_pid_maps(5)`.

use crate::model::Protection;
use crate::model::units::AddressRange;

/// One line of `maps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MapsEntry<'a> {
    pub(crate) range: AddressRange,
    /// `rwxp`.
    pub(crate) protection: Protection,
    /// Offset in the file.
    pub(crate) offset: u64,
    /// Device number, major << 32 | minor.
    pub(crate) device: u64,
    /// Inode number; 0 where there is none.
    pub(crate) inode: u64,
    /// The name without " (deleted)"; empty for plain anonymous memory.
    pub(crate) name: &'a [u8],
}

impl MapsEntry<'_> {
    /// Private writable memory without name.
    pub(super) fn is_plain(&self) -> bool {
        self.name.is_empty() && self.is_anonymous() && self.is_private_writable()
    }

    pub(super) fn is_anonymous(&self) -> bool {
        self.inode == 0 && !self.name.starts_with(b"/") && !self.name.starts_with(b"anon_inode:")
    }

    pub(super) fn is_private_writable(&self) -> bool {
        self.protection.has(Protection::WRITE) && !self.protection.has(Protection::SHARED)
    }
}

/// Parses a line, without its line break. Nothing where it is torn or odd.
pub(crate) fn maps_line(line: &[u8]) -> Option<MapsEntry<'_>> {
    let (start, rest) = hex(line)?;
    let (end, rest) = hex(rest.strip_prefix(b"-")?)?;
    let (rights, rest) = rest.strip_prefix(b" ")?.split_at_checked(4)?;
    let (offset, rest) = hex(rest.strip_prefix(b" ")?)?;
    let (major, rest) = hex(rest.strip_prefix(b" ")?)?;
    let (minor, rest) = hex(rest.strip_prefix(b":")?)?;
    let (inode, rest) = decimal(rest.strip_prefix(b" ")?)?;
    if start >= end || !(rest.is_empty() || rest.starts_with(b" ")) {
        return None;
    }
    let name = rest.trim_ascii_start();
    let name = if inode == 0 { name } else { name.strip_suffix(b" (deleted)").unwrap_or(name) };
    Some(MapsEntry {
        range: AddressRange::from_bounds(start, end),
        protection: protection(rights)?,
        offset,
        device: major << 32 | minor & 0xffff_ffff,
        inode,
        name,
    })
}

/// The first address of a line; nothing where it is torn.
pub(crate) fn start_of_line(line: &[u8]) -> Option<u64> {
    hex(line).map(|(start, _)| start)
}

fn protection(rights: &[u8]) -> Option<Protection> {
    let right = |place: usize, letter, right| match rights[place] {
        b'-' => Some(Protection::default()),
        found if found == letter => Some(right),
        _ => None,
    };
    let shared = match rights[3] {
        b's' | b'S' => Protection::SHARED,
        b'p' => Protection::default(),
        _ => return None,
    };
    let read = right(0, b'r', Protection::READ)?;
    let write = right(1, b'w', Protection::WRITE)?;
    let execute = right(2, b'x', Protection::EXECUTE)?;
    Some(read.with(write).with(execute).with(shared))
}

fn hex(text: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    let mut digits = 0;
    for &letter in text {
        let digit = match letter {
            b'0'..=b'9' => letter - b'0',
            b'a'..=b'f' => letter - b'a' + 10,
            _ => break,
        };
        value = value.checked_mul(16)? | u64::from(digit);
        digits += 1;
    }
    (digits > 0).then_some((value, &text[digits..]))
}

fn decimal(text: &[u8]) -> Option<(u64, &[u8])> {
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let value = str::from_utf8(&text[..digits]).ok()?.parse().ok()?;
    Some((value, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind_are_understood() {
        let check = |line: &str, range: &str, rights: &str, name: &str| {
            let entry = maps_line(line.as_bytes()).unwrap();
            let seen =
                (entry.range.to_string(), entry.protection.to_string(), String::from_utf8_lossy(entry.name));
            assert_eq!(seen, (range.to_owned(), rights.to_owned(), name.into()));
        };
        check("7ffd0a000-7ffd0b000 rw-p 00000000 00:00 0", "7ffd0a000-7ffd0b000", "rw-p", "");
        check("00400000-0040b000 r-xp 00001000 fe:01 1234    /bin/a b", "400000-40b000", "r-xp", "/bin/a b");
        check("1000-2000 rw-s 00000000 00:01 17 /memfd:x y (deleted)", "1000-2000", "rw-s", "/memfd:x y");
        check(
            "1000-2000 rw-p 00000000 00:00 0   [anon: glibc: malloc]",
            "1000-2000",
            "rw-p",
            "[anon: glibc: malloc]",
        );
        check(
            "ffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]",
            "ffffffffff600000-ffffffffff601000",
            "--xp",
            "[vsyscall]",
        );
        check("1000-2000 ---p 00000000 00:00 0 ", "1000-2000", "---p", "");
    }

    #[test]
    fn torn_lines_are_left_out() {
        let lines = [
            "",
            "1000",
            "1000-",
            "2000-1000 rw-p 0 00:00 0",
            "1000-2000 rw",
            "1000-2000 rwzp 0 00:00 0",
            "1000-2000 rw-p 0 00:00",
            "1000-2000 rw-p 0 00:00 12x",
            "11112222333344445-2 rw-p 0 00:00 0",
            "Rss: 4 kB",
        ];
        for line in lines {
            assert_eq!(maps_line(line.as_bytes()), None, "{line:?}");
        }
    }
}
