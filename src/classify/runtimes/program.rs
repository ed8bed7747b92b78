//! What the file of a program is evidence of: ELF, of 64 bits. Anyone may have written it.

use super::table::{MESSAGES, SECTIONS, SYMBOLS};
use crate::model::{Runtime, Runtimes};
use memchr::memmem;
use object::elf::{self, FileHeader64, Sym64};
use object::read::elf::{FileHeader, SectionHeader, Sym};
use object::{Endianness, ReadRef};

/// A part of the file that is larger is not read. The names of a large program's symbols are some ten megabytes.
const LARGEST_PART: u64 = 64 << 20;

/// Programs have some fifty sections; more are not looked at.
const MOST_SECTIONS: usize = 1000;

/// Parts of which all bytes are read: there are two tables of names, and one section of texts.
const MOST_PARTS: usize = 4;

/// What is known of a program by its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramRuntimes {
    /// Which runtimes are inside it.
    pub runtimes: Runtimes,
    /// Whether its libraries use its malloc in place of the C library's.
    pub offers_malloc: bool,
}

/// What the file of a program tells; nothing where it is none, or damaged.
pub fn program<'data, R: ReadRef<'data>>(file: R) -> ProgramRuntimes {
    evidence(Bounded(file)).unwrap_or_default()
}

fn evidence<'data, R: ReadRef<'data>>(file: Bounded<R>) -> Option<ProgramRuntimes> {
    let header = FileHeader64::<Endianness>::parse(file).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, file).ok()?;
    let mut found = Runtimes::default();
    let (mut texts, mut has_symbols, mut parts) = (Vec::new(), false, 0);
    let mut shared_names: &[u8] = &[];
    for section in sections.iter().take(MOST_SECTIONS) {
        let name = sections.section_name(endian, section).unwrap_or_default();
        found = found.union(of_section(name));
        match name {
            b".strtab" | b".dynstr" if parts < MOST_PARTS => {
                parts += 1;
                has_symbols |= name == b".strtab";
                let names = section.data(endian, file).unwrap_or_default();
                found = found.union(of_symbols(names));
                if name == b".dynstr" {
                    shared_names = names;
                }
            }
            b".rodata" if section.sh_type(endian) == elf::SHT_PROGBITS => texts.push(section),
            _ => {}
        }
    }
    // Where the names of the program's symbols are, there is no need to guess by its messages.
    for section in texts.into_iter().take(MOST_PARTS).filter(|_| !has_symbols) {
        found = found.union(of_messages(section.data(endian, file).unwrap_or_default()));
    }
    // Most programs have no such name, and their tables need not be read.
    let may_offer = memmem::find(shared_names, MALLOC).is_some();
    let shared =
        sections.iter().take(MOST_SECTIONS).find(|section| section.sh_type(endian) == elf::SHT_DYNSYM);
    let offers_malloc = shared.filter(|_| may_offer).is_some_and(|section| {
        let symbols: &[Sym64<Endianness>] = section.data_as_array(endian, file).unwrap_or_default();
        let name_of = |symbol: &Sym64<Endianness>| shared_names.get(symbol.st_name(endian) as usize..);
        let is_malloc = |symbol| name_of(symbol).is_some_and(|name| name.starts_with(MALLOC));
        symbols.iter().any(|symbol| !symbol.is_undefined(endian) && is_malloc(symbol))
    });
    Some(ProgramRuntimes { runtimes: found, offers_malloc })
}

/// As it stands in a table of names.
const MALLOC: &[u8] = b"malloc\0";

fn of_section(name: &[u8]) -> Runtimes {
    SECTIONS.iter().filter(|(known, _)| name == known.as_bytes()).map(|&(_, runtime)| runtime).collect()
}

fn of_symbols(names: &[u8]) -> Runtimes {
    let held = SYMBOLS.iter().filter(|(name, _)| memmem::find(names, name.as_bytes()).is_some());
    held.map(|&(_, runtime)| runtime).collect()
}

fn of_messages(texts: &[u8]) -> Runtimes {
    let held =
        MESSAGES.iter().filter(|(halves, _)| memmem::find(texts, halves.concat().as_bytes()).is_some());
    held.map(|&(_, runtime): &(_, Runtime)| runtime).collect()
}

/// A file of which no part is read that is too large, however long it claims to be.
#[derive(Clone, Copy)]
struct Bounded<R>(R);

impl<'data, R: ReadRef<'data>> ReadRef<'data> for Bounded<R> {
    fn len(self) -> Result<u64, ()> {
        self.0.len()
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'data [u8], ()> {
        let end = offset.checked_add(size).ok_or(())?;
        if size > LARGEST_PART || end > self.0.len()? {
            return Err(());
        }
        self.0.read_bytes_at(offset, size)
    }

    fn read_bytes_at_until(self, range: std::ops::Range<u64>, delimiter: u8) -> Result<&'data [u8], ()> {
        self.0.read_bytes_at_until(range, delimiter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    /// A program with these sections, each a name and its bytes.
    fn program(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut names = vec![0];
        let mut bytes = vec![0; 64];
        // The first header is that of no section.
        let mut headers = vec![0; 64];
        let all = sections.iter().copied().chain([(".shstrtab", [].as_slice())]);
        for (name, contents) in all {
            let name_at = u32::try_from(names.len()).unwrap();
            names.extend(name.bytes().chain([0]));
            let contents = if name == ".shstrtab" { names.clone() } else { contents.to_vec() };
            let mut header = [0; 64];
            header[..4].copy_from_slice(&name_at.to_le_bytes());
            let kind = match name {
                ".dynsym" => elf::SHT_DYNSYM,
                _ if name.ends_with("tab") => elf::SHT_STRTAB,
                _ => elf::SHT_PROGBITS,
            };
            header[4..8].copy_from_slice(&kind.to_le_bytes());
            header[24..32].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
            header[32..40].copy_from_slice(&(contents.len() as u64).to_le_bytes());
            headers.extend(header);
            bytes.extend(contents);
        }
        let count = u16::try_from(headers.len() / 64).unwrap();
        bytes[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
        let headers_at = bytes.len() as u64;
        bytes[16..18].copy_from_slice(&2_u16.to_le_bytes());
        bytes[40..48].copy_from_slice(&headers_at.to_le_bytes());
        bytes[52..54].copy_from_slice(&64_u16.to_le_bytes());
        bytes[58..60].copy_from_slice(&64_u16.to_le_bytes());
        bytes[60..62].copy_from_slice(&count.to_le_bytes());
        bytes[62..64].copy_from_slice(&(count - 1).to_le_bytes());
        bytes.extend(headers);
        bytes
    }

    fn found(bytes: &[u8]) -> Vec<&'static str> {
        super::program(bytes).runtimes.iter().map(Runtime::name).collect()
    }

    #[test]
    fn sections_symbols_and_messages_tell_what_a_program_holds() {
        let check = |sections: &[(&str, &[u8])], expected: &[&str]| {
            assert_eq!(found(&program(sections)), expected, "{sections:?}");
        };
        check(&[(".text", b"go")], &[]);
        check(&[(".go.buildinfo", b"go1.19")], &["Go"]);
        check(&[("__libc_IO_vtables", b""), (".rodata", b"")], &["glibc"]);
        check(&[(".strtab", b"\0main\0_rjem_je_malloc_default\0")], &["jemalloc"]);
        check(&[(".strtab", b"\0__malloc_alloc_meta\0")], &["musl"]);
        check(&[(".dynstr", b"\0_ZN2v87Isolate10GetCurrentEv\0"), (".rodata", b"")], &["V8"]);
        check(&[(".dynstr", b"\0PyObject_Malloc\0")], &["CPython"]);
        check(&[(".dynstr", b"\0malloc\0jemalloc_ptr_info\0")], &["mozjemalloc"]);
        check(&[(".dynstr", b"\0Perl_sv_setsv_flags\0")], &["Perl"]);
        let message: &[u8] = &[b"\0mimal".as_slice(), b"loc: warning: out of memory\0"].concat();
        check(&[(".rodata", message)], &["mimalloc"]);
        check(&[(".strtab", b"\0main\0"), (".rodata", message)], &[]);
    }

    /// A file that counts how often it is asked for bytes at some place.
    #[derive(Clone, Copy)]
    struct Watched<'a>(&'a [u8], usize, &'a Cell<usize>);

    impl<'a> ReadRef<'a> for Watched<'a> {
        fn len(self) -> Result<u64, ()> {
            Ok(self.0.len() as u64)
        }

        fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'a [u8], ()> {
            if (offset..offset + size).contains(&(self.1 as u64)) {
                self.2.set(self.2.get() + 1);
            }
            self.0.read_bytes_at(offset, size)
        }

        fn read_bytes_at_until(self, range: std::ops::Range<u64>, delimiter: u8) -> Result<&'a [u8], ()> {
            self.read_bytes_at(range.start, range.end - range.start)?;
            self.0.read_bytes_at_until(range, delimiter)
        }
    }

    #[test]
    fn a_malloc_is_offered_where_its_name_is_defined() {
        let check = |names: &[u8], (name, section): (u32, u16), expected| {
            let mut symbol = [0; 24];
            symbol[..4].copy_from_slice(&name.to_le_bytes());
            symbol[6..8].copy_from_slice(&section.to_le_bytes());
            let file = program(&[(".dynsym", &[[0; 24], symbol].concat()), (".dynstr", names)]);
            let (place, reads) = (memmem::find(&file, names).unwrap(), Cell::new(0));
            let actual = super::program(Watched(&file, place, &reads));
            assert_eq!((actual.offers_malloc, reads.get()), (expected, 1), "{names:?}");
        };
        check(b"\0free\0malloc\0", (6, 7), true);
        check(b"\0free\0malloc\0", (6, 0), false);
        check(b"\0free\0malloc\0", (1, 7), false);
        check(b"\0free\0malloc\0", (900, 7), false);
        check(b"\0free\0malloc_usable_size\0", (6, 7), false);
    }

    #[test]
    fn what_is_no_program_tells_nothing() {
        for bytes in [b"".as_slice(), b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF\x02\x01\x01 and nothing more"] {
            assert_eq!(found(bytes), Vec::<&str>::new());
        }
        let whole = program(&[(".go.buildinfo", b"go1.19")]);
        for cut in 0..whole.len() {
            found(&whole[..cut]);
        }
        // A section of which the header says that it is larger than the file.
        let mut huge = program(&[(".dynstr", b"\0mi_malloc\0")]);
        let header = huge.len() - 2 * 64;
        huge[header + 32..header + 40].copy_from_slice(&(1_u64 << 60).to_le_bytes());
        assert_eq!(found(&huge), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn no_byte_of_a_program_makes_it_panic(at in 0_usize..500, byte: u8) {
            let mut bytes = program(&[(".strtab", b"\0tc_malloc\0"), ("__libc_atexit", b"")]);
            let at = at % bytes.len();
            bytes[at] = byte;
            found(&bytes);
        }
    }
}
