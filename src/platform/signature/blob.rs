//! The signature at the end of a program: a table of blobs.

use super::entitlements::{Entitlements, NotEntitlements};
use super::flags::Flags;
use super::magic::{CERTIFICATE, CODE_DIRECTORY, ENTITLEMENTS, SUPER_BLOB};

/// What a signature says.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// How the program wants to be run.
    pub flags: Flags,
    /// What the program is called in signatures: `org.example.terminal`.
    pub identifier: String,
    /// The maker's account with Apple, where there is one.
    pub team: Option<String>,
    /// Whether it is signed as part of macOS.
    pub is_of_macos: bool,
    /// Whether a certificate stands behind it, of whomever.
    pub is_certified: bool,
    /// What the program is entitled to.
    pub entitlements: Result<Entitlements, NotEntitlements>,
}

/// Each blob begins with its kind and its length.
const HEADER: usize = 8;
/// Real signatures hold fewer than ten blobs.
const MOST_BLOBS: u32 = 64;

/// Places in the code directory.
mod directory {
    pub(super) const VERSION: usize = 8;
    pub(super) const FLAGS: usize = 12;
    pub(super) const IDENTIFIER: usize = 20;
    pub(super) const PLATFORM: usize = 38;
    /// Since [`WITH_TEAM`].
    pub(super) const TEAM: usize = 48;
    pub(super) const WITH_TEAM: u32 = 0x0002_0200;
}

/// A blob, as far as it is there.
#[derive(Clone, Copy)]
struct Blob<'a>(&'a [u8]);

impl<'a> Blob<'a> {
    /// The blob at this place: at most as long as it says, and as there are bytes.
    fn at(bytes: &'a [u8], place: usize) -> Option<Self> {
        let rest = bytes.get(place..)?;
        let length = usize::try_from(Self(rest).number(4)?).ok()?;
        rest.get(..length).filter(|_| length >= HEADER).map(Self)
    }

    fn number(self, place: usize) -> Option<u32> {
        let bytes = self.0.get(place..)?.first_chunk()?;
        Some(u32::from_be_bytes(*bytes))
    }

    fn is(self, kind: u32) -> bool {
        self.number(0) == Some(kind)
    }

    /// The text, ended by a NUL, whose place stands at this place.
    fn text(self, place: usize) -> Option<String> {
        let start = usize::try_from(self.number(place)?).ok().filter(|&start| start > 0)?;
        let rest = self.0.get(start..)?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    }
}

impl Entitlements {
    /// Reads the blob that holds them, as the kernel gives it. Where there are none it gives another, or zeroes.
    pub fn of_blob(bytes: &[u8]) -> Result<Self, NotEntitlements> {
        let blob = Blob::at(bytes, 0).filter(|blob| blob.is(ENTITLEMENTS));
        blob.map_or(Ok(Self::default()), |blob| Self::parse(&blob.0[HEADER..]))
    }
}

impl Signature {
    /// Reads a signature; nothing where the bytes are none.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let table = Blob::at(bytes, 0).filter(|table| table.is(SUPER_BLOB))?;
        let count = table.number(HEADER).filter(|&count| count <= MOST_BLOBS)?;
        // An entry is the blob's role and its place.
        let place = |entry: u32| table.number(HEADER + 8 + 8 * usize::try_from(entry).ok()?);
        let blobs: Vec<_> =
            (0..count).filter_map(|entry| Blob::at(table.0, usize::try_from(place(entry)?).ok()?)).collect();
        let find = |kind| blobs.iter().find(|blob| blob.is(kind)).copied();
        let directory = find(CODE_DIRECTORY)?;
        let has_team = directory.number(directory::VERSION)? >= directory::WITH_TEAM;
        let entitlements = find(ENTITLEMENTS).map_or(&[][..], |blob| &blob.0[HEADER..]);
        Some(Self {
            flags: Flags(directory.number(directory::FLAGS)?),
            identifier: directory.text(directory::IDENTIFIER).unwrap_or_default(),
            team: directory.text(directory::TEAM).filter(|_| has_team),
            is_of_macos: directory.0.get(directory::PLATFORM).is_some_and(|&platform| platform != 0),
            // Signed by nobody, it is missing or empty.
            is_certified: find(CERTIFICATE).is_some_and(|blob| blob.0.len() > HEADER),
            entitlements: Entitlements::parse(entitlements),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::blob;
    use super::*;

    #[test]
    fn what_lies_behind_a_blob_does_not_matter() {
        let list = b"<plist><dict><key>a</key><true/></dict></plist>";
        let mut bytes = blob(ENTITLEMENTS, list);
        bytes.extend([0; 100]);
        assert!(Entitlements::of_blob(&bytes).unwrap().holds("a"));
        for none in [&[][..], &[0; 64], &blob(CERTIFICATE, list), &bytes[..20]] {
            assert!(Entitlements::of_blob(none).unwrap().is_empty());
        }
    }
}
