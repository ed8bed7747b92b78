//! The file of a program: Mach-O, for one kind of processor or for several.

use super::blob::Signature;
use object::endian::Endianness;
use object::macho::{self, MachHeader64};
use object::read::macho::{FatArch, MachHeader, MachOFatFile32, MachOFatFile64};
use object::{BigEndian, ReadRef, U32};
use std::fmt;

/// A file that holds programs.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// One for each kind of processor.
    pub slices: Vec<Slice>,
}

/// What a file holds for one kind of processor.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// `cpu_type_t`.
    pub processor: u32,
    /// Whether it can be started, which libraries cannot.
    pub is_executable: bool,
    /// How it was signed.
    pub signature: Option<Signature>,
}

/// A file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no program of macOS.
    NotAProgram,
    /// It begins as one, and is cut short or odd.
    Broken,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAProgram => "it is no program of macOS (Mach-O)",
            Self::Broken => "it begins as a program of macOS, and is cut short or odd",
        })
    }
}

impl std::error::Error for Unreadable {}

/// Files of Java begin as programs for several processors do; there the number behind is a version, and is larger.
const MOST_SLICES: u32 = 16;
/// Load commands of real programs are some kilobytes.
const MOST_COMMANDS: u32 = 1 << 20;
/// Signatures are about a hundredth of their program.
const LONGEST_SIGNATURE: u32 = 64 << 20;

impl Program {
    /// Reads what is asked for, and no more than that: a program may be large.
    pub fn read<'data, R: ReadRef<'data>>(file: R) -> Result<Self, Unreadable> {
        let number = |place| file.read_at::<U32<BigEndian>>(place).map(|number| number.get(BigEndian));
        let magic = number(0).map_err(|()| Unreadable::NotAProgram)?;
        let ranges = match magic {
            macho::FAT_MAGIC | macho::FAT_MAGIC_64 => {
                if number(4).map_err(|()| Unreadable::NotAProgram)? > MOST_SLICES {
                    return Err(Unreadable::NotAProgram);
                }
                if magic == macho::FAT_MAGIC {
                    ranges(MachOFatFile32::parse(file).map_err(|_cut| Unreadable::Broken)?.arches())
                } else {
                    ranges(MachOFatFile64::parse(file).map_err(|_cut| Unreadable::Broken)?.arches())
                }
            }
            _ => vec![(0, file.len().map_err(|()| Unreadable::Broken)?)],
        };
        // What is there for systems long gone does not matter.
        let slices: Vec<_> = ranges
            .into_iter()
            .filter_map(|range| slice(file, range).transpose())
            .collect::<Result<_, _>>()?;
        if slices.is_empty() { Err(Unreadable::NotAProgram) } else { Ok(Self { slices }) }
    }

    /// Whether it can be started.
    pub fn is_executable(&self) -> bool {
        self.slices.iter().all(|slice| slice.is_executable)
    }

    /// The signatures there are.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.slices.iter().filter_map(|slice| slice.signature.as_ref())
    }
}

/// Where each slice begins, and how long it is.
fn ranges(slices: &[impl FatArch]) -> Vec<(u64, u64)> {
    slices.iter().map(FatArch::file_range).collect()
}

/// Reads one slice; nothing where it is not for a processor of 64 bits.
fn slice<'data, R: ReadRef<'data>>(
    file: R,
    (start, length): (u64, u64),
) -> Result<Option<Slice>, Unreadable> {
    let Ok(header) = MachHeader64::<Endianness>::parse(file, start) else {
        return Ok(None);
    };
    let broken = |_cut| Unreadable::Broken;
    let endian = header.endian().map_err(broken)?;
    if header.sizeofcmds(endian) > MOST_COMMANDS {
        return Err(Unreadable::Broken);
    }
    let mut commands = header.load_commands(endian, file, start).map_err(broken)?;
    let mut signature = None;
    while let Some(command) = commands.next().map_err(broken)? {
        if command.cmd() == macho::LC_CODE_SIGNATURE {
            // Linkers write one. Each that is read stays in memory: a forged file must not have thousands.
            if signature.is_some() {
                return Err(Unreadable::Broken);
            }
            let place: &macho::LinkeditDataCommand<Endianness> = command.data().map_err(broken)?;
            let (offset, size) = (place.dataoff.get(endian), place.datasize.get(endian));
            signature = Some(signature_at(file, (start, length), offset, size)?);
        }
    }
    Ok(Some(Slice {
        processor: header.cputype(endian),
        is_executable: header.filetype(endian) == macho::MH_EXECUTE,
        signature,
    }))
}

fn signature_at<'data, R: ReadRef<'data>>(
    file: R,
    (start, length): (u64, u64),
    offset: u32,
    size: u32,
) -> Result<Signature, Unreadable> {
    let is_inside = u64::from(offset) + u64::from(size) <= length && size <= LONGEST_SIGNATURE;
    let place = start.checked_add(offset.into()).filter(|_| is_inside).ok_or(Unreadable::Broken)?;
    let bytes = file.read_bytes_at(place, size.into()).map_err(|()| Unreadable::Broken)?;
    Signature::read(bytes).ok_or(Unreadable::Broken)
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{MadeUp, fat};
    use super::super::{Flags, GET_TASK_ALLOW};
    use super::*;
    use object::ReadCache;
    use proptest::prelude::*;
    use std::io::Cursor;

    const ENTITLED: &str =
        "<plist version=\"1.0\"><dict><key>com.apple.security.get-task-allow</key><true/></dict></plist>";

    fn read(file: &[u8]) -> Result<Program, Unreadable> {
        let program = Program::read(file);
        let cache = ReadCache::new(Cursor::new(file));
        assert_eq!(Program::read(&cache), program, "in pieces");
        program
    }

    #[test]
    fn a_signature_is_found_at_the_end_of_its_program() {
        let made_up =
            MadeUp { flags: 0x1_0000, team: Some("TEAM123456"), certified: true, ..MadeUp::default() };
        let program = read(&MadeUp { entitlements: Some(ENTITLED), ..made_up }.file()).unwrap();
        assert!(program.is_executable());
        assert_eq!(program.slices[0].processor, 0x0100_000c);
        let signature = program.signatures().next().unwrap();
        assert!(signature.flags.has(Flags::RUNTIME) && signature.is_certified && !signature.is_of_macos);
        assert_eq!(signature.identifier, "org.example.program");
        assert_eq!(signature.team.as_deref(), Some("TEAM123456"));
        assert!(signature.entitlements.as_ref().unwrap().holds(GET_TASK_ALLOW));
    }

    #[test]
    fn an_older_code_directory_knows_no_team() {
        let old = MadeUp { version: 0x0002_0100, team: Some("TEAM"), platform: 14, ..MadeUp::default() };
        let program = read(&old.file()).unwrap();
        let signature = program.signatures().next().unwrap();
        assert_eq!((signature.team.as_deref(), signature.is_of_macos), (None, true));
        assert!(signature.entitlements.as_ref().unwrap().is_empty());
    }

    #[test]
    fn each_slice_has_a_signature_of_its_own() {
        let intel = MadeUp { processor: 0x0100_0007, unsigned: true, ..MadeUp::default() };
        let program = read(&fat(&[MadeUp::default().file(), intel.file()])).unwrap();
        let processors: Vec<_> = program.slices.iter().map(|slice| slice.processor).collect();
        assert_eq!(processors, [0x0100_000c, 0x0100_0007]);
        assert!(program.slices[0].signature.is_some() && program.slices[1].signature.is_none());
    }

    #[test]
    fn a_library_cannot_be_started() {
        let library = MadeUp { kind: 6, ..MadeUp::default() };
        assert!(!read(&library.file()).unwrap().is_executable());
    }

    #[test]
    fn a_second_signature_is_odd() {
        let mut file = MadeUp::default().file();
        let command: Vec<u8> = file[32..48].to_vec();
        // Of the header: how many commands, and how long they are together.
        file[16..24].copy_from_slice(&[2, 0, 0, 0, 32, 0, 0, 0]);
        file.splice(48..48, command);
        for place in [40, 56] {
            file[place] += 16;
        }
        assert_eq!(read(&file), Err(Unreadable::Broken));
    }

    #[test]
    fn other_files_are_no_programs() {
        let check = |file: &[u8], expected| assert_eq!(read(file), Err(expected), "{file:?}");
        check(b"", Unreadable::NotAProgram);
        check(b"#!/bin/sh\necho hello, this is a script of some length\n", Unreadable::NotAProgram);
        check(
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            Unreadable::NotAProgram,
        );
        check(b"\xca\xfe\xba\xbe\0\0\0\x34\0\x1d\x0a\0", Unreadable::NotAProgram);
        let whole = MadeUp::default().file();
        check(&whole[..whole.len() - 1], Unreadable::Broken);
        check(&whole[..40], Unreadable::Broken);
        check(&fat(&[whole])[..20], Unreadable::Broken);
    }

    proptest! {
        #[test]
        fn no_file_is_too_odd_to_be_read(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
            cut in any::<prop::sample::Index>(),
        ) {
            let made_up = MadeUp { entitlements: Some(ENTITLED), ..MadeUp::default() }.file();
            for mut file in [made_up.clone(), fat(&[made_up.clone(), made_up])] {
                for (place, byte) in &changes {
                    let place = place.index(file.len());
                    file[place] = *byte;
                }
                let _changed = read(&file);
                let _cut = read(&file[..cut.index(file.len())]);
            }
        }
    }
}
