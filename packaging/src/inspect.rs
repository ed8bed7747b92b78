//! What a linked program says of itself: read anew from its file, to hold against what was meant.

use crate::signature::slot;
use crate::{Failure, about, universal};
use object::LittleEndian;
use object::macho::{self, MachHeader64};
use object::read::macho::{LoadCommandVariant, MachHeader as _};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use strandline::platform::signature::magic::{CODE_DIRECTORY, SUPER_BLOB};
use strandline::platform::signature::{Entitlements, Program};

/// Tells of each processor: the oldest system, the libraries, the entitlements. A hash that is not that of its page is a
/// failure.
pub(crate) fn describe_program(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(about(path))?;
    let of_file = |failure: Failure| format!("{}: {failure}", path.display());
    let slices = Program::read(&bytes[..]).map_err(|error| of_file(error.to_string()))?.slices;
    let mut text = String::new();
    for (part, slice) in universal::parts(&bytes).map_err(of_file)?.iter().zip(slices) {
        let broken = broken_pages(part).map_err(of_file)?;
        if !broken.is_empty() {
            return Err(of_file(format!("the hashes of {} pages are those of others", broken.len())));
        }
        let needs = Needs::read(part).ok_or_else(|| of_file("its commands cannot be read".to_owned()))?;
        let _infallible = writeln!(text, "processor {:#x}", slice.processor);
        let _infallible = writeln!(text, "minos {}", needs.oldest);
        for library in &needs.libraries {
            let _infallible = writeln!(text, "library {library}");
        }
        let Some(signature) = slice.signature else { continue };
        let _infallible = writeln!(text, "identifier {}", signature.identifier);
        for key in signature.entitlements.iter().flat_map(Entitlements::keys) {
            let _infallible = writeln!(text, "entitled {key}");
        }
    }
    Ok(text)
}

/// What a program asks of the system that starts it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Needs {
    oldest: String,
    libraries: Vec<String>,
}

impl Needs {
    fn read(bytes: &[u8]) -> Option<Self> {
        let header = MachHeader64::<LittleEndian>::parse(bytes, 0).ok()?;
        let mut commands = header.load_commands(LittleEndian, bytes, 0).ok()?;
        let mut needs = Self::default();
        let mut name = |version: u32| needs.oldest = format!("{}.{}", version >> 16, version >> 8 & 0xff);
        let mut libraries = Vec::new();
        while let Some(command) = commands.next().ok()? {
            match command.variant().ok()? {
                LoadCommandVariant::BuildVersion(build) => name(build.minos.get(LittleEndian)),
                LoadCommandVariant::VersionMin(least) => name(least.version.get(LittleEndian)),
                LoadCommandVariant::Dylib(library) if command.cmd() != macho::LC_ID_DYLIB => {
                    let path = command.string(LittleEndian, library.dylib.name).ok()?;
                    libraries.push(String::from_utf8_lossy(path).into_owned());
                }
                _ => {}
            }
        }
        Some(Self { libraries, ..needs })
    }
}

/// The pages of a program for one processor that are not those that were signed.
pub(crate) fn broken_pages(bytes: &[u8]) -> Result<Vec<usize>, Failure> {
    let odd = || "its signature is odd".to_owned();
    let place = signature_place(bytes).ok_or("it is not signed")?;
    let table = bytes.get(place..).ok_or_else(odd)?;
    let number = |place: usize| {
        let four = table.get(place..place + 4).and_then(|four| four.try_into().ok());
        four.map(u32::from_be_bytes).ok_or_else(odd)
    };
    let is_table = number(0)? == SUPER_BLOB && number(12)? == slot::CODE_DIRECTORY;
    let directory = if is_table { number(16)? as usize } else { return Err(odd()) };
    if number(directory)? != CODE_DIRECTORY {
        return Err(odd());
    }
    let (first, count) = (number(directory + 16)? as usize, number(directory + 28)? as usize);
    let limit = number(directory + 32)? as usize;
    let shift = *table.get(directory + 39).ok_or_else(odd)?;
    let code = bytes.get(..limit).filter(|_| limit <= place).ok_or_else(odd)?;
    let pages: Vec<&[u8]> = code.chunks(1 << shift.min(16)).collect();
    if pages.len() != count {
        return Err(odd());
    }
    let hashes = table.get(directory + first..directory + first + 32 * count).ok_or_else(odd)?;
    let pairs = pages.into_iter().zip(hashes.chunks(32)).enumerate();
    Ok(pairs.filter(|(_, (page, hash))| Sha256::digest(page)[..] != **hash).map(|(nth, _)| nth).collect())
}

fn signature_place(bytes: &[u8]) -> Option<usize> {
    let header = MachHeader64::<LittleEndian>::parse(bytes, 0).ok()?;
    let mut commands = header.load_commands(LittleEndian, bytes, 0).ok()?;
    while let Some(command) = commands.next().ok()? {
        if let LoadCommandVariant::LinkeditData(data) = command.variant().ok()?
            && command.cmd() == macho::LC_CODE_SIGNATURE
        {
            return usize::try_from(data.dataoff.get(LittleEndian)).ok();
        }
    }
    None
}
