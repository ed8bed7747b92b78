//! An ad-hoc signature: the hashes of a program, with what it is called and entitled to, and nobody's certificate.
//!
//! A table of blobs, most significant byte first, as XNU's `osfmk/kern/cs_blobs.h` has it. It holds a code directory, whose
//! hashes are of each 4 KiB of the program and of the other blobs; an empty list of requirements; the entitlements twice,
//! as a property list and in DER; and an empty certificate.

use crate::Failure;
use crate::mach::Unsigned;
use plist::{Dictionary, Value};
use sha2::{Digest as _, Sha256};
use strandline::platform::signature::GET_TASK_ALLOW;
use strandline::platform::signature::magic::{
    CERTIFICATE, CODE_DIRECTORY, ENTITLEMENTS, ENTITLEMENTS_DER, REQUIREMENTS, SUPER_BLOB,
};

/// The places of blobs in the table; of those that are hashed the number is also that of their hash.
pub(crate) mod slot {
    pub(crate) const CODE_DIRECTORY: u32 = 0;
    pub(crate) const INFO: u32 = 1;
    pub(crate) const REQUIREMENTS: u32 = 2;
    pub(crate) const RESOURCES: u32 = 3;
    pub(crate) const ENTITLEMENTS: u32 = 5;
    pub(crate) const ENTITLEMENTS_DER: u32 = 7;
    pub(crate) const CERTIFICATE: u32 = 0x1_0000;
    /// Hashes of blobs and of what lies beside a program.
    pub(crate) const HASHED: u32 = 7;
}

/// The version whose header tells where the code lies.
const VERSION: u32 = 0x0002_0400;
/// Length of that header.
const FIXED: usize = 88;
/// Nobody signed it.
const AD_HOC: u32 = 2;
/// The program is one that is started.
const MAIN_BINARY: u64 = 1;
/// It lets others load code into it.
const ALLOWS_UNSIGNED: u64 = 0x10;
/// A page is two to the power of this.
const PAGE_SHIFT: u8 = 12;

/// What a signature says beside the hashes of the program.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said<'a> {
    /// What the program is called.
    pub(crate) identifier: &'a str,
    /// What it is entitled to: a property list.
    pub(crate) entitlements: &'a [u8],
    /// The property list of its bundle, and the seal on what lies in there.
    pub(crate) bundle: Option<(&'a [u8], &'a [u8])>,
}

/// A signed program, and what names it among all others.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    /// The bytes of the file.
    pub(crate) bytes: Vec<u8>,
    /// The first twenty bytes of the hash of its code directory.
    pub(crate) code_hash: [u8; 20],
}

/// Signs a program for one processor.
pub(crate) fn sign(program: Vec<u8>, said: Said<'_>) -> Result<Signed, Failure> {
    let mut program = Unsigned::new(program)?;
    let entitlements = Value::from_reader_xml(said.entitlements)
        .map_err(|error| format!("the entitlements: {error}"))?
        .into_dictionary()
        .ok_or("the entitlements are no dictionary")?;
    let requirements = blob(REQUIREMENTS, &0_u32.to_be_bytes());
    let list = blob(ENTITLEMENTS, said.entitlements);
    let der = blob(ENTITLEMENTS_DER, &der_of(&entitlements)?);
    let (info, resources) = said.bundle.unzip();
    let hashed = [
        (slot::INFO, info),
        (slot::REQUIREMENTS, Some(&requirements[..])),
        (slot::RESOURCES, resources),
        (slot::ENTITLEMENTS, Some(&list[..])),
        (slot::ENTITLEMENTS_DER, Some(&der[..])),
    ];
    let is_inviting = entitlements.get(GET_TASK_ALLOW).and_then(Value::as_boolean);
    let flags = MAIN_BINARY | if is_inviting == Some(true) { ALLOWS_UNSIGNED } else { 0 };
    let table = |program: &Unsigned| {
        let directory = code_directory(program, said.identifier, &hashed, flags);
        let blobs = [
            (slot::CODE_DIRECTORY, &directory[..]),
            (slot::REQUIREMENTS, &requirements[..]),
            (slot::ENTITLEMENTS, &list[..]),
            (slot::ENTITLEMENTS_DER, &der[..]),
            (slot::CERTIFICATE, &blob(CERTIFICATE, &[])[..]),
        ];
        (super_blob(&blobs), directory)
    };
    // How long it is does not depend on what is hashed, which holds how long it is.
    let length = table(&program).0.len();
    program.announce(length)?;
    let (signature, directory) = table(&program);
    let code_hash = Sha256::digest(&directory)[..20].try_into().unwrap_or_default();
    Ok(Signed { bytes: [program.bytes, signature].concat(), code_hash })
}

fn code_directory(
    program: &Unsigned,
    identifier: &str,
    hashed: &[(u32, Option<&[u8]>)],
    flags: u64,
) -> Vec<u8> {
    let pages = program.bytes.chunks(1 << PAGE_SHIFT);
    let name = [identifier.as_bytes(), b"\0"].concat();
    let first = FIXED + name.len() + 32 * slot::HASHED as usize;
    let mut content = Vec::new();
    let numbers = [
        VERSION,
        AD_HOC,
        short(first),
        short(FIXED),
        slot::HASHED,
        short(pages.len()),
        short(program.bytes.len()),
    ];
    content.extend(numbers.map(u32::to_be_bytes).concat());
    // Length and kind of a hash (SHA-256), no platform, size of a page.
    content.extend([32, 2, 0, PAGE_SHIFT]);
    // Spare, no parts, no team, spare; a limit beyond 4 GiB, and where the code lies.
    content.extend([0; 16]);
    let (place, size) = program.code;
    content.extend([0, place, size, flags].map(u64::to_be_bytes).concat());
    content.extend(name);
    for slot in (1..=slot::HASHED).rev() {
        let there = hashed.iter().find(|(own, _)| *own == slot).and_then(|(_, bytes)| *bytes);
        content.extend(there.map_or([0; 32], |bytes| Sha256::digest(bytes).into()));
    }
    for page in pages {
        content.extend(Sha256::digest(page));
    }
    blob(CODE_DIRECTORY, &content)
}

fn super_blob(blobs: &[(u32, &[u8])]) -> Vec<u8> {
    let mut place = 12 + 8 * blobs.len();
    let mut content = short(blobs.len()).to_be_bytes().to_vec();
    for (slot, blob) in blobs {
        content.extend(slot.to_be_bytes());
        content.extend(short(place).to_be_bytes());
        place += blob.len();
    }
    for (_, blob) in blobs {
        content.extend(*blob);
    }
    blob(SUPER_BLOB, &content)
}

fn blob(kind: u32, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &short(content.len() + 8).to_be_bytes(), content].concat()
}

/// No program is as long as four gigabytes: `announce` refuses those.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Entitlements in DER: version 1 and a dictionary, whose entries are sorted by their names.
fn der_of(entitlements: &Dictionary) -> Result<Vec<u8>, Failure> {
    const APPLICATION_16: u8 = 0x70;
    Ok(der(APPLICATION_16, &[der(0x02, &[1]), der_dictionary(entitlements)?].concat()))
}

fn der_dictionary(dictionary: &Dictionary) -> Result<Vec<u8>, Failure> {
    const CONTEXT_16: u8 = 0xb0;
    const SEQUENCE: u8 = 0x30;
    const TEXT: u8 = 0x0c;
    let mut entries: Vec<_> = dictionary.iter().collect();
    entries.sort_by_key(|(name, _)| *name);
    let mut content = Vec::new();
    for (name, value) in entries {
        content.extend(der(SEQUENCE, &[der(TEXT, name.as_bytes()), der_value(value)?].concat()));
    }
    Ok(der(CONTEXT_16, &content))
}

/// Entitlements are truths, texts, and lists and dictionaries of those.
fn der_value(value: &Value) -> Result<Vec<u8>, Failure> {
    match value {
        Value::Boolean(truth) => Ok(der(0x01, &[if *truth { 0xff } else { 0 }])),
        Value::String(text) => Ok(der(0x0c, text.as_bytes())),
        Value::Array(values) => {
            let values = values.iter().map(der_value).collect::<Result<Vec<_>, _>>()?;
            Ok(der(0x30, &values.concat()))
        }
        Value::Dictionary(dictionary) => der_dictionary(dictionary),
        _ => Err("an entitlement is no truth, text, list or dictionary".to_owned()),
    }
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect();
    let length = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![short],
        _ => [&[0x80 | u8::try_from(bytes.len()).unwrap_or_default()], &bytes[..]].concat(),
    };
    [&[tag], &length[..], content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect;
    use crate::mach::tests::program;
    use strandline::platform::signature::Program;

    const RIGHTS: &str = "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>\
        <key>com.apple.security.cs.debugger</key><true/></dict></plist>";

    fn said(bundle: Option<(&'static [u8], &'static [u8])>) -> Said<'static> {
        Said { identifier: "app.strandline.test", entitlements: RIGHTS.as_bytes(), bundle }
    }

    #[test]
    fn the_reader_of_signatures_reads_what_was_said() {
        let signed = sign(program(0x0100_000c), said(None)).unwrap();
        let read = Program::read(&signed.bytes[..]).unwrap();
        let signature = read.slices[0].signature.as_ref().expect("it is signed");
        assert_eq!(signature.identifier, "app.strandline.test");
        assert!(!signature.is_certified && !signature.is_of_macos && signature.team.is_none());
        let entitlements = signature.entitlements.as_ref().unwrap();
        assert!(entitlements.holds("com.apple.security.cs.debugger"));
        assert!(!entitlements.holds("com.apple.security.get-task-allow"));
    }

    #[test]
    fn each_hash_is_that_of_its_page_and_one_byte_breaks_it() {
        let signed = sign(program(0x0100_0007), said(Some((b"info", b"seal")))).unwrap();
        assert_eq!(inspect::broken_pages(&signed.bytes).unwrap(), Vec::<usize>::new());
        let mut altered = signed.bytes;
        altered[0x2001] ^= 1;
        assert_eq!(inspect::broken_pages(&altered).unwrap(), [2]);
    }

    #[test]
    fn to_sign_once_more_gives_the_same() {
        let once = sign(program(7), said(None)).unwrap();
        let twice = sign(once.bytes.clone(), said(None)).unwrap();
        assert_eq!((once.bytes, once.code_hash), (twice.bytes, twice.code_hash));
    }

    #[test]
    fn entitlements_in_der_are_as_apple_writes_them() {
        let list = Value::from_reader_xml(RIGHTS.as_bytes()).unwrap().into_dictionary().unwrap();
        let name = b"com.apple.security.cs.debugger";
        let entry = [&[0x0c, 30], &name[..], &[0x01, 0x01, 0xff]].concat();
        let dictionary = [&[0x30, 35], &entry[..]].concat();
        let expected = [&[0x70, 42, 0x02, 0x01, 0x01, 0xb0, 37], &dictionary[..]].concat();
        assert_eq!(der_of(&list).unwrap(), expected);
        assert_eq!(der(4, &[0; 200])[..3], [4, 0x81, 200]);
        assert_eq!(der(4, &[0; 300])[..4], [4, 0x82, 1, 44]);
    }
}
