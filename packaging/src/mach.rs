//! A program for one processor, as far as its signature touches it: the command that says where the signature lies, and the
//! segment that holds it.

use crate::Failure;
use object::macho;

/// What is before the first command.
const HEADER: usize = 32;
/// Signatures begin at multiples of this.
const SIGNATURE_ALIGNMENT: usize = 16;
/// The largest page of both processors.
const PAGE: u64 = 0x4000;

/// Where the fields of a segment's command lie.
mod segment {
    pub(super) const NAME: usize = 8;
    pub(super) const MEMORY_SIZE: usize = 32;
    pub(super) const PLACE: usize = 40;
    pub(super) const SIZE: usize = 48;
}

/// A program whose signature is still to come.
#[derive(Clone, Debug)]
pub(crate) struct Unsigned {
    /// Its bytes up to the signature.
    pub(crate) bytes: Vec<u8>,
    /// Where its code lies, and how long that is.
    pub(crate) code: (u64, u64),
    /// The command that names the signature.
    command: usize,
    /// The segment in which it lies: its place among the commands, and where it begins in the file.
    linked: (usize, u64),
}

impl Unsigned {
    /// Takes the signature off a program, or makes room for one.
    pub(crate) fn new(mut bytes: Vec<u8>) -> Result<Self, Failure> {
        if word(&bytes, 0)? != macho::MH_MAGIC_64 {
            return Err("it is no program for one processor".to_owned());
        }
        let (mut code, mut linked, mut command, mut first_content) = (None, None, None, usize::MAX);
        let (count, size) = (word(&bytes, 16)?, word(&bytes, 20)? as usize);
        let mut place = HEADER;
        for _ in 0..count {
            match word(&bytes, place)? {
                macho::LC_SEGMENT_64 => {
                    let begins = long(&bytes, place + segment::PLACE)?;
                    let size = long(&bytes, place + segment::SIZE)?;
                    match name(&bytes, place + segment::NAME) {
                        b"__TEXT" => code = Some((begins, size)),
                        b"__LINKEDIT" => linked = Some((place, begins)),
                        _ => {}
                    }
                    first_content = first_content.min(first_section(&bytes, place)?);
                }
                macho::LC_CODE_SIGNATURE => command = Some(place),
                _ => {}
            }
            place += (word(&bytes, place + 4)? as usize).max(8);
        }
        let code = code.ok_or("it has no code")?;
        let linked = linked.ok_or("it has no segment for a signature")?;
        if let Some(command) = command {
            bytes.truncate(word(&bytes, command + 8)? as usize);
        } else {
            if HEADER + size + 16 > first_content {
                return Err("there is no room for the command that names a signature".to_owned());
            }
            put(&mut bytes, 16, &(count + 1).to_le_bytes());
            let grown = u32::try_from(size + 16).map_err(|_too_long| "its commands are too long")?;
            put(&mut bytes, 20, &grown.to_le_bytes());
            put(&mut bytes, HEADER + size, &macho::LC_CODE_SIGNATURE.to_le_bytes());
            put(&mut bytes, HEADER + size + 4, &16_u32.to_le_bytes());
        }
        bytes.resize(bytes.len().next_multiple_of(SIGNATURE_ALIGNMENT), 0);
        Ok(Self { bytes, code, command: command.unwrap_or(HEADER + size), linked })
    }

    /// Says in the program that a signature of so many bytes follows it.
    pub(crate) fn announce(&mut self, length: usize) -> Result<(), Failure> {
        let too_long = |_| "it is too long".to_owned();
        let place = self.bytes.len();
        put(&mut self.bytes, self.command + 8, &u32::try_from(place).map_err(too_long)?.to_le_bytes());
        put(&mut self.bytes, self.command + 12, &u32::try_from(length).map_err(too_long)?.to_le_bytes());
        let (segment, begins) = self.linked;
        let size = (place + length) as u64 - begins;
        put(&mut self.bytes, segment + segment::SIZE, &size.to_le_bytes());
        put(&mut self.bytes, segment + segment::MEMORY_SIZE, &size.next_multiple_of(PAGE).to_le_bytes());
        Ok(())
    }
}

/// Where the content of the first section of a segment lies.
fn first_section(bytes: &[u8], segment: usize) -> Result<usize, Failure> {
    const SECTIONS: usize = 72;
    const SECTION: usize = 80;
    let count = word(bytes, segment + 64)? as usize;
    let mut first = usize::MAX;
    for nth in 0..count.min(256) {
        let place = word(bytes, segment + SECTIONS + nth * SECTION + 48)? as usize;
        first = if place == 0 { first } else { first.min(place) };
    }
    Ok(first)
}

fn word(bytes: &[u8], place: usize) -> Result<u32, Failure> {
    let four = bytes.get(place..place + 4).and_then(|four| four.try_into().ok());
    four.map(u32::from_le_bytes).ok_or_else(|| "it is cut short".to_owned())
}

fn long(bytes: &[u8], place: usize) -> Result<u64, Failure> {
    Ok(u64::from(word(bytes, place)?) | u64::from(word(bytes, place + 4)?) << 32)
}

fn name(bytes: &[u8], place: usize) -> &[u8] {
    let name = bytes.get(place..place + 16).unwrap_or_default();
    name.split(|&byte| byte == 0).next().unwrap_or_default()
}

fn put(bytes: &mut [u8], place: usize, value: &[u8]) {
    bytes[place..place + value.len()].copy_from_slice(value);
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A program that does nothing: code with room before it, and a segment for the linker's tables.
    pub(crate) fn program(processor: u32) -> Vec<u8> {
        const CODE: u64 = 0x4000;
        let mut bytes = Vec::new();
        for number in [macho::MH_MAGIC_64, processor, 0, macho::MH_EXECUTE, 2, 72 + 80 + 72, 0, 0] {
            bytes.extend(number.to_le_bytes());
        }
        let mut segment = |name: &str, place: u64, size: u64, sections: u32| {
            bytes.extend(macho::LC_SEGMENT_64.to_le_bytes());
            bytes.extend((72 + 80 * sections).to_le_bytes());
            let mut padded = [0; 16];
            padded[..name.len()].copy_from_slice(name.as_bytes());
            bytes.extend(padded);
            for number in [place, size.next_multiple_of(PAGE), place, size] {
                bytes.extend(number.to_le_bytes());
            }
            for number in [5, 5, sections, 0] {
                bytes.extend(number.to_le_bytes());
            }
            if sections == 1 {
                let mut section = [0; 80];
                section[..6].copy_from_slice(b"__text");
                section[16..22].copy_from_slice(b"__TEXT");
                section[48..52].copy_from_slice(&0x1000_u32.to_le_bytes());
                bytes.extend(section);
            }
        };
        segment("__TEXT", 0, CODE, 1);
        segment("__LINKEDIT", CODE, 100, 0);
        bytes.resize(usize::try_from(CODE).unwrap(), 0x90);
        bytes.extend([7; 100]);
        bytes
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(Unsigned::new(b"no program at all".to_vec()).is_err());
        let mut cut = program(7);
        cut.truncate(60);
        assert!(Unsigned::new(cut).is_err());
        let mut crowded = program(7);
        // The first section right behind the commands.
        put(&mut crowded, HEADER + 72 + 48, &256_u32.to_le_bytes());
        assert!(Unsigned::new(crowded).unwrap_err().contains("room"));
    }
}
