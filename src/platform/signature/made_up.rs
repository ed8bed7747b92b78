//! Made-up programs, laid out by bytes of their own: as little as a reader looks at.

/// A program for one kind of processor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MadeUp<'a> {
    pub(crate) processor: u32,
    /// `filetype`: 2 is a program, 6 a library.
    pub(crate) kind: u32,
    pub(crate) unsigned: bool,
    /// Of the code directory.
    pub(crate) version: u32,
    pub(crate) flags: u32,
    pub(crate) identifier: &'a str,
    pub(crate) team: Option<&'a str>,
    pub(crate) platform: u8,
    pub(crate) certified: bool,
    pub(crate) entitlements: Option<&'a str>,
}

impl Default for MadeUp<'_> {
    fn default() -> Self {
        Self {
            processor: 0x0100_000c,
            kind: 2,
            unsigned: false,
            version: 0x0002_0400,
            flags: 0x2,
            identifier: "org.example.program",
            team: None,
            platform: 0,
            certified: false,
            entitlements: None,
        }
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("made-up programs are short")
}

/// A blob of a signature.
pub(crate) fn blob(kind: u32, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &(length(content) + 8).to_be_bytes(), content].concat()
}

impl MadeUp<'_> {
    /// The bytes of its file.
    pub(crate) fn file(&self) -> Vec<u8> {
        let signature = self.signature();
        let mut commands: Vec<[u32; 4]> = Vec::new();
        if !self.unsigned {
            commands.push([0x1d, 16, 48, length(&signature)]);
        }
        let (count, size) = (u32::from(!self.unsigned), if self.unsigned { 0 } else { 16 });
        let header = [0xfeed_facf, self.processor, 0, self.kind, count, size, 0, 0];
        let words = header.into_iter().chain(commands.into_iter().flatten());
        let mut file: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
        if !self.unsigned {
            file.extend(signature);
        }
        file
    }

    fn signature(&self) -> Vec<u8> {
        let mut blobs = vec![(0_u32, self.code_directory())];
        blobs.extend(self.entitlements.map(|list| (5, blob(0xfade_7171, list.as_bytes()))));
        let certificate: &[u8] = if self.certified { b"a certificate" } else { b"" };
        blobs.push((0x1_0000, blob(0xfade_0b01, certificate)));
        let mut place = 12 + 8 * length(&vec![0; blobs.len()]);
        let mut index = u32::try_from(blobs.len()).expect("a few").to_be_bytes().to_vec();
        let mut contents = Vec::new();
        for (role, blob) in blobs {
            index.extend(role.to_be_bytes());
            index.extend(place.to_be_bytes());
            place += length(&blob);
            contents.extend(blob);
        }
        index.extend(contents);
        blob(0xfade_0cc0, &index)
    }

    fn code_directory(&self) -> Vec<u8> {
        const FIXED: u32 = 52;
        let identifier = [self.identifier.as_bytes(), b"\0"].concat();
        let team = self.team.map_or(0, |_| FIXED + length(&identifier));
        // Behind the header: version, flags, hashes, identifier, five counts, platform among four bytes, spare, scatter,
        // team.
        let mut content = Vec::new();
        for number in [self.version, self.flags, 0, FIXED, 0, 0, 0] {
            content.extend(number.to_be_bytes());
        }
        content.extend([32, 2, self.platform, 12]);
        for number in [0, 0, team] {
            content.extend(number.to_be_bytes());
        }
        content.extend(identifier);
        content.extend(self.team.unwrap_or_default().as_bytes());
        content.push(0);
        blob(0xfade_0c02, &content)
    }
}

/// One file that holds several.
pub(crate) fn fat(files: &[Vec<u8>]) -> Vec<u8> {
    let mut place = 8 + 20 * length(&vec![0; files.len()]);
    let mut header = [0xcafe_babe, u32::try_from(files.len()).expect("a few")].map(u32::to_be_bytes).concat();
    for file in files {
        let processor = u32::from_le_bytes(file[4..8].try_into().expect("four bytes"));
        for number in [processor, 0, place, length(file), 0] {
            header.extend(number.to_be_bytes());
        }
        place += length(file);
    }
    [header, files.concat()].concat()
}

/// The programs that fuzzing begins with are these.
#[test]
fn fuzz_seeds() {
    let entitlements = Some("<plist><dict><key>a</key><true/></dict></plist>");
    let signed = MadeUp { entitlements, team: Some("TEAM"), certified: true, ..MadeUp::default() }.file();
    let other = MadeUp { processor: 0x0100_0007, unsigned: true, ..MadeUp::default() }.file();
    let kept = include_bytes!("../../../fuzz/seeds/read_program/signed.bin");
    assert_eq!(kept.as_slice(), signed, "{signed:02x?}");
    let (kept, both) = (include_bytes!("../../../fuzz/seeds/read_program/fat.bin"), fat(&[signed, other]));
    assert_eq!(kept.as_slice(), both, "{both:02x?}");
}
