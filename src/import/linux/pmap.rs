//! pmap, with any of its options: which columns there are, its header says.
//!
//! Of `-X` and `-XX` the columns are the keys of the running kernel's `smaps`. Names are without folders unless `-p` was
//! given.

use super::proc_files::exact;
use crate::import::capture::{FileBehind, Listed};
use crate::import::figures::{Rounded, UsageFigures};
use crate::model::Protection;
use crate::model::units::{Address, AddressRange, Bytes};
use crate::source::proc_text::SmapsRecord;

/// Columns of a table of pmap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    names: Vec<String>,
    /// Where in the line the name of the mapping begins.
    name_at: usize,
}

/// Reads a header in English: `Address Kbytes RSS Dirty Mode Mapping`, `Address Perm Offset … Mapping`.
pub(crate) fn columns(line: &str) -> Option<Columns> {
    let names: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
    let (first, last) = (names.first()?, names.last()?);
    let has = |name: &str| names.iter().any(|column| column == name);
    let is_header = first == "Address" && last == "Mapping" && (has("Kbytes") || has("Size"));
    is_header.then(|| Columns { name_at: line.rfind("Mapping").unwrap_or_default(), names })
}

/// The columns of a row without a header, as far as its shape tells them: `ADDRESS 4K rw---` of pmap alone, three sizes
/// before the rights of `-x` (four of an older one), offset and device behind them of `-d`.
pub(crate) fn columns_by_shape(line: &str) -> Option<Columns> {
    let words: Vec<_> = line.split_whitespace().take(7).collect();
    let is_mode = |word: &str| word.len() == 5 && rights(word).is_some();
    let mode = words.iter().position(|word| is_mode(word))?;
    let is_size = |word: &str| word == "-" || word.bytes().all(|digit| digit.is_ascii_digit());
    let has_bare_sizes = words.get(1..mode)?.iter().all(|word| is_size(word));
    hex(words[0]).filter(|_| (8..=16).contains(&words[0].len()))?;
    let has_device = words.get(mode + 2).is_some_and(|word| device(word).is_some());
    let names: &[&str] = match mode {
        2 if words[1].ends_with('K') => &["Address", "Kbytes", "Mode", "Mapping"],
        2 if has_bare_sizes && has_device => &["Address", "Kbytes", "Mode", "Offset", "Device", "Mapping"],
        4 if has_bare_sizes => &["Address", "Kbytes", "RSS", "Dirty", "Mode", "Mapping"],
        5 if has_bare_sizes => &["Address", "Kbytes", "RSS", "Anon", "Locked", "Mode", "Mapping"],
        _ => return None,
    };
    Some(Columns { names: names.iter().map(|&name| name.to_owned()).collect(), name_at: 0 })
}

/// Whether a line is a row of `-X` or `-XX`, whose columns are those of the kernel that it was taken on.
pub(crate) fn is_row_of_kernel_columns(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().take(7).collect();
    let [address, perm, offset, dev, inode, size, rss] = words[..] else { return false };
    let is_number = |word: &str| word.bytes().all(|digit| digit.is_ascii_digit());
    hex(address).is_some_and(|_| address.len() >= 8)
        && perm.len() == 4
        && rights(perm).is_some()
        && hex(offset).is_some()
        && device(dev).is_some()
        && [inode, size, rss].into_iter().all(is_number)
}

impl Columns {
    /// The columns without any option: `ADDRESS SIZE MODE NAME`.
    pub(crate) fn plain() -> Self {
        Self { names: ["Address", "Kbytes", "Mode", "Mapping"].map(str::to_owned).to_vec(), name_at: 0 }
    }

    /// Whether they are those of a table without any option, which has no header.
    pub(crate) fn is_plain(&self) -> bool {
        self.has_same_names(&Self::plain())
    }

    /// Whether both have the same columns, wherever they stand.
    pub(crate) fn has_same_names(&self, other: &Self) -> bool {
        self.names == other.names
    }

    /// Reads a row.
    pub(crate) fn row(&self, line: &str) -> Option<Listed> {
        let mut row = CapturedRow::default();
        let mut rest = line;
        for name in &self.names[..self.names.len() - 1] {
            if name == "VmFlags" {
                rest = self.behind_flags(line, rest);
                continue;
            }
            let trimmed = rest.trim_start();
            let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
            let (word, behind) = trimmed.split_at(end);
            row.take(name, word)?;
            rest = behind;
        }
        row.listed(rest.split("<<<").next()?.trim())
    }

    /// Flags are words of two letters, and so may a name be: the header's place decides, where it is one in the row.
    fn behind_flags<'a>(&self, line: &'a str, rest: &'a str) -> &'a str {
        let at_header = line.get(self.name_at..).filter(|_| line[..self.name_at].ends_with(' '));
        if let Some(name) = at_header.filter(|name| name.len() <= rest.len()) {
            return name;
        }
        let mut rest = rest.trim_start();
        while let Some((word, behind)) = rest.split_once(' ') {
            if word.len() != 2 || !word.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
                break;
            }
            rest = behind.trim_start();
        }
        rest
    }
}

/// What a row tells.
#[derive(Debug, Default)]
struct CapturedRow {
    start: u64,
    len: Bytes,
    protection: Protection,
    offset: u64,
    device: Option<u64>,
    inode: Option<u64>,
    resident: Option<Bytes>,
    proportional: Option<Bytes>,
    dirty: Option<Bytes>,
    anonymous: Option<Bytes>,
    swapped: Option<Bytes>,
    lazy_free: Option<Bytes>,
    huge: Bytes,
}

impl CapturedRow {
    /// Takes one word; nothing where it is not what its column has.
    fn take(&mut self, column: &str, word: &str) -> Option<()> {
        match column {
            "Address" => self.start = hex(word).filter(|_| word.len() >= 5)?,
            "Kbytes" | "Size" => self.len = kib(word)?,
            "Mode" | "Perm" => self.protection = rights(word)?,
            "Offset" => self.offset = hex(word)?,
            "Device" => self.device = Some(device(word)?),
            "Inode" => self.inode = Some(word.parse().ok()?),
            // What an older pmap does not know.
            _ if word == "-" => {}
            "RSS" | "Rss" => self.resident = Some(kib(word)?),
            "Pss" => self.proportional = Some(kib(word)?),
            "Dirty" => self.dirty = Some(kib(word)?),
            "Anonymous" | "Anon" => self.anonymous = Some(kib(word)?),
            "Swap" => self.swapped = Some(kib(word)?),
            "LazyFree" => self.lazy_free = Some(kib(word)?),
            "Private_Hugetlb" | "Shared_Hugetlb" => self.huge += kib(word)?,
            // Other figures of the kernel; without -x they are nothing but numbers.
            _ => drop(word.parse::<u64>().ok()?),
        }
        Some(())
    }

    fn listed(self, mapping: &str) -> Option<Listed> {
        let end = Address::new(self.start).saturating_add(self.len);
        let range = AddressRange::new(Address::new(self.start), end);
        let label = name(mapping);
        let is_file = !label.is_empty() && !label.starts_with('[');
        let file = match (self.inode, self.device) {
            (Some(inode), Some(device)) if inode != 0 => {
                FileBehind::Known { device, inode, offset: self.offset }
            }
            _ if is_file => FileBehind::Named,
            _ => FileBehind::None,
        };
        let figures = self.figures(&label);
        let listed = Listed {
            range: Some(range),
            label,
            protection: self.protection,
            file,
            figures,
            ..Listed::default()
        };
        (!range.is_empty()).then_some(listed)
    }

    /// With `-X` as from `smaps`; with `-x` dirty is what pmap calls so, which has written file pages in it.
    fn figures(&self, label: &str) -> UsageFigures {
        let Some(anonymous) = self.anonymous else {
            let (resident, dirty) = (self.resident.map(Rounded::exact), self.dirty.map(Rounded::exact));
            return UsageFigures { resident, dirty, ..UsageFigures::default() };
        };
        let is_shared_memory = crate::source::proc_text::is_named_shared_memory(label.as_bytes());
        let record = SmapsRecord {
            resident: self.resident.unwrap_or_default(),
            proportional: self.proportional.unwrap_or_default(),
            anonymous,
            swapped: self.swapped.unwrap_or_default(),
            lazy_free: self.lazy_free.unwrap_or_default(),
            huge: self.huge,
            ..SmapsRecord::default()
        };
        let reported = exact(record.usage(is_shared_memory));
        UsageFigures { swapped: reported.swapped.filter(|_| self.swapped.is_some()), ..reported }
    }
}

/// The kernel's name of a mapping, as far as pmap leaves it: without folders, and with words of its own in brackets.
fn name(mapping: &str) -> String {
    let mapping = mapping.strip_suffix(" (deleted)").unwrap_or(mapping);
    match mapping {
        "[ anon ]" => String::new(),
        "[ stack ]" => "[stack]".to_owned(),
        "zero" => "/dev/zero".to_owned(),
        _ if mapping.starts_with("memfd:") || mapping.starts_with("SYSV") => format!("/{mapping}"),
        _ => mapping.to_owned(),
    }
}

fn kib(word: &str) -> Option<Bytes> {
    let number = word.strip_suffix('K').unwrap_or(word);
    // Sixteen digits of KiB are more than any machine has.
    let is_number = (1..16).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| number.parse().ok().map(Bytes::from_kib)).flatten()
}

fn hex(word: &str) -> Option<u64> {
    word.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u64::from_str_radix(word, 16).ok()).flatten()
}

/// `fe:00`, and with `-d` `0fe:00000`.
fn device(word: &str) -> Option<u64> {
    let (major, minor) = word.split_once(':')?;
    Some(hex(major)? << 32 | hex(minor)? & 0xffff_ffff)
}

/// `rw-p`; in `Mode` `rw-s-`, whose fifth letter is that of reserved swap.
fn rights(word: &str) -> Option<Protection> {
    if !(4..=5).contains(&word.len()) {
        return None;
    }
    let letters = [
        ('r', Protection::READ),
        ('w', Protection::WRITE),
        ('x', Protection::EXECUTE),
        ('s', Protection::SHARED),
    ];
    word.chars().zip(letters).try_fold(Protection::default(), |all, (found, (letter, right))| match found {
        '-' | 'p' => Some(all),
        _ if found == letter => Some(all.with(right)),
        _ => None,
    })
}

/// `26079:   /opt/program --option`: the line above a table.
pub(crate) fn command(line: &str) -> Option<(u32, &str)> {
    let (pid, command) = line.split_once(':')?;
    let command = command.strip_prefix("   ")?;
    let is_pid = !pid.is_empty() && pid.bytes().all(|digit| digit.is_ascii_digit());
    is_pid.then(|| Some((pid.parse().ok()?, command.trim()))).flatten()
}

/// The sum below a table: `total 12548K`, `total kB 48848 36032 28984`, `48848 … KB`, `mapped: 48848K …`.
pub(crate) fn total(line: &str) -> Option<Bytes> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    match (first, words.next()) {
        ("total", Some("kB")) => kib(words.next()?),
        ("total" | "mapped:", Some(size)) if size.ends_with('K') => kib(size),
        (size, Some(_)) if line.trim_end().ends_with(" KB") => kib(size),
        _ => None,
    }
}

/// What the sum below a table of `-x` says is in memory: its second figure.
pub(crate) fn resident_total(line: &str) -> Option<Bytes> {
    let mut words = line.split_whitespace();
    let is_extended = words.next() == Some("total") && words.next() == Some("kB");
    is_extended.then(|| kib(words.nth(1)?)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, KiB, rights, label, resident and dirty in KiB.
    type Told<'a> = (u64, u64, &'a str, &'a str, Option<u64>, Option<u64>);

    fn check(columns: &Columns, line: &str, expected: Option<Told<'_>>) {
        let row = columns.row(line);
        let kib = |size: Option<Rounded>| size.map(|size| size.bytes.get() / 1024);
        let rights = row.as_ref().map(|row| row.protection.to_string()).unwrap_or_default();
        let actual = row.as_ref().map(|row| {
            let range = row.range.unwrap();
            let figures = row.figures;
            (
                range.start.get(),
                range.len().get() / 1024,
                rights.as_str(),
                row.label.as_str(),
                kib(figures.resident),
                kib(figures.dirty),
            )
        });
        assert_eq!(actual, expected, "{line}");
    }

    #[test]
    fn every_table_is_read_by_its_header() {
        let plain = Columns::plain();
        check(
            &plain,
            "00000002007d0000      4K rwx--   [ anon ]    <<<-- here",
            Some((0x2007_d0000, 4, "rwxp", "", None, None)),
        );
        check(
            &plain,
            "0000000000400000      8K r-x-- a b.so",
            Some((0x40_0000, 8, "r-xp", "a b.so", None, None)),
        );
        let extended = columns("Address           Kbytes     RSS   Dirty Mode  Mapping").unwrap();
        check(
            &extended,
            "00007f0e7cf00000    1024      64      60 rw-s- zero (deleted)",
            Some((0x7f0e_7cf0_0000, 1024, "rw-s", "/dev/zero", Some(64), Some(60))),
        );
        let device = columns("Address           Kbytes Mode  Offset           Device    Mapping").unwrap();
        check(
            &device,
            "0000564df3037000    2124 rw--- 0000000000000000 000:00000   [ anon ]",
            Some((0x564d_f303_7000, 2124, "rw-p", "", None, None)),
        );
        let header =
            "     Address Perm   Offset Device Inode Size Rss Pss Anonymous Swap     VmFlags Mapping";
        let row = "564dc3f78000 r--p 00000000  fe:00 18504    4   4   4         4    0 rd mr mw me ab c";
        let kernel = columns(header).unwrap();
        check(&kernel, row, Some((0x564d_c3f7_8000, 4, "r--p", "ab c", Some(4), Some(4))));
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for line in [
            "",
            "x",
            "400000 8K",
            "400000 -8K r-x-- a",
            "400000 8K rwq-- a",
            "400000 99999999999999999999K r-x-- a",
            "400000 0K r-x-- a",
        ] {
            check(&Columns::plain(), line, None);
        }
        assert_eq!(columns("Adresse           Kbytes     RSS   Dirty Mode  Zuordnung"), None);
    }

    #[test]
    fn sums_and_commands_are_told_from_rows() {
        let check = |line, kib: Option<u64>| assert_eq!(total(line), kib.map(Bytes::from_kib), "{line}");
        check(" total            12548K", Some(12_548));
        check("total kB           48848   36032   28984", Some(48_848));
        check("mapped: 48848K    writeable/private: 37888K    shared: 2144K", Some(48_848));
        check("     48848 36032 33897 0 KB ", Some(48_848));
        check("total of nothing", None);
        assert_eq!(command("26079:   /opt/a b"), Some((26_079, "/opt/a b")));
        assert_eq!(command("26079: x"), None);
    }
}
