//! One file with a program for each processor.

use crate::{Failure, about};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const FAT_MAGIC: u32 = 0xcafe_babe;
/// Programs lie at multiples of the largest page there is, 16 KiB, which is two to the power of this.
const ALIGNMENT: u32 = 14;

pub(crate) fn write(programs: &[PathBuf], out: &Path) -> Result<(), Failure> {
    let read = |path: &PathBuf| fs::read(path).map_err(about(path));
    let programs = programs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    fs::write(out, joined(&programs)?).map_err(about(out))?;
    fs::set_permissions(out, fs::Permissions::from_mode(0o755)).map_err(about(out))
}

/// The bytes of the file: the processors, then the programs.
pub(crate) fn joined(programs: &[Vec<u8>]) -> Result<Vec<u8>, Failure> {
    let number =
        |length: usize| u32::try_from(length).map_err(|_too_long| "a program is too long".to_owned());
    let mut file = [FAT_MAGIC, number(programs.len())?].map(u32::to_be_bytes).concat();
    let mut place = 1_u32 << ALIGNMENT;
    let mut places = Vec::new();
    let mut seen = Vec::new();
    for program in programs {
        let word = |place: usize| program.get(place..place + 4)?.try_into().ok().map(u32::from_le_bytes);
        let is_program = word(0) == Some(object::macho::MH_MAGIC_64);
        let (Some(processor), Some(kind)) = (word(4).filter(|_| is_program), word(8)) else {
            return Err("what is joined is no program for one processor".to_owned());
        };
        if seen.contains(&processor) {
            return Err("two programs are for one processor".to_owned());
        }
        seen.push(processor);
        let length = number(program.len())?;
        for field in [processor, kind, place, length, ALIGNMENT] {
            file.extend(field.to_be_bytes());
        }
        places.push(place);
        place = (place + length).next_multiple_of(1 << ALIGNMENT);
    }
    for (place, program) in places.into_iter().zip(programs) {
        file.resize(place as usize, 0);
        file.extend(program);
    }
    Ok(file)
}

/// The programs that a file holds, or the one that it is.
pub(crate) fn parts(file: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let odd = || "it holds no programs".to_owned();
    let number = |place: usize| {
        let four = file.get(place..place + 4).and_then(|four| four.try_into().ok());
        four.map(u32::from_be_bytes).ok_or_else(odd)
    };
    if number(0)? != FAT_MAGIC {
        return Ok(vec![file.to_vec()]);
    }
    let part = |nth: usize| {
        let (place, length) = (number(16 + 20 * nth)? as usize, number(20 + 20 * nth)? as usize);
        file.get(place..place + length).map(<[u8]>::to_vec).ok_or_else(odd)
    };
    (0..number(4)?.min(16) as usize).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mach::tests::program;
    use strandline::platform::signature::Program;

    #[test]
    fn both_programs_are_found_in_it() {
        let both = [program(0x0100_000c), program(0x0100_0007)];
        let file = joined(&both).unwrap();
        let read = Program::read(&file[..]).unwrap();
        assert_eq!(
            read.slices.iter().map(|slice| slice.processor).collect::<Vec<_>>(),
            [0x0100_000c, 0x0100_0007]
        );
        let place = 1 << ALIGNMENT;
        assert_eq!(file[place..place + both[0].len()], both[0][..]);
        assert_eq!(parts(&file).unwrap(), both);
        assert_eq!(parts(&both[0]).unwrap(), both[..1]);
    }

    #[test]
    fn one_processor_is_there_once() {
        assert!(joined(&[program(7), program(7)]).is_err());
        assert!(joined(&[b"no program".to_vec()]).is_err());
    }
}
