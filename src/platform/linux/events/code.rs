//! The files with code that a process has mapped: what their stacks are unwound by, and what names them for ever.

use crate::model::Module;
use framehop::ExplicitModuleSectionInfo;
use object::{Object, ObjectSection, ObjectSegment, SegmentFlags};
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Larger files are not read for their unwind information.
const LARGEST_FILE: u64 = 2 << 30;

/// What is read of a file with code.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) build_id: Vec<u8>,
    /// Where in the file the parts lie that are mapped to be run, and by which address.
    executable: Vec<(Range<u64>, u64)>,
    sections: Sections,
}

#[derive(Debug, Default)]
struct Sections {
    text: Option<Range<u64>>,
    eh_frame: Option<(Range<u64>, Vec<u8>)>,
    eh_frame_hdr: Option<(Range<u64>, Vec<u8>)>,
    got: Option<Range<u64>>,
}

impl Code {
    /// Reads a file that a process has mapped at `mapped`, from whichever of these paths leads to it.
    pub(super) fn read(paths: &[PathBuf]) -> Option<Self> {
        let bytes = paths.iter().find_map(|path| read(path))?;
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let file = object::File::parse(bytes).ok()?;
        let is_executable =
            |flags| matches!(flags, SegmentFlags::Elf { p_flags } if p_flags & object::elf::PF_X != 0);
        let segments = file.segments().filter(|segment| is_executable(segment.flags()));
        let executable = segments.map(|segment| {
            let (offset, len) = segment.file_range();
            (offset..offset.saturating_add(len), segment.address())
        });
        let range = |section: &object::Section<'_, '_>| {
            section.address()..section.address().saturating_add(section.size())
        };
        let place = |name| file.section_by_name(name).map(|section| range(&section));
        let contents = |name| {
            let section = file.section_by_name(name)?;
            Some((range(&section), section.uncompressed_data().ok()?.into_owned()))
        };
        Some(Self {
            build_id: file.build_id().ok().flatten().unwrap_or_default().to_vec(),
            executable: executable.collect(),
            sections: Sections {
                text: place(".text"),
                eh_frame: contents(".eh_frame"),
                eh_frame_hdr: contents(".eh_frame_hdr"),
                got: place(".got"),
            },
        })
    }

    /// What is to be added to the file's own addresses, where a part of it from `offset` on is mapped at `start`.
    fn bias(&self, start: u64, offset: u64) -> u64 {
        let holds =
            |(range, _): &&(Range<u64>, u64)| range.start <= offset.max(range.start) && offset < range.end;
        let part = self.executable.iter().find(holds);
        let address =
            part.map_or(offset, |(range, address)| address.wrapping_add(offset).wrapping_sub(range.start));
        start.wrapping_sub(address)
    }

    fn into_sections(self) -> ExplicitModuleSectionInfo<Vec<u8>> {
        let Sections { text, eh_frame, eh_frame_hdr, got } = self.sections;
        let (eh_frame_svma, eh_frame) = eh_frame.unzip();
        let (eh_frame_hdr_svma, eh_frame_hdr) = eh_frame_hdr.unzip();
        ExplicitModuleSectionInfo {
            text_svma: text,
            got_svma: got,
            eh_frame_svma,
            eh_frame,
            eh_frame_hdr_svma,
            eh_frame_hdr,
            ..ExplicitModuleSectionInfo::default()
        }
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let file = File::open(path).ok()?;
    let is_fitting = file.metadata().is_ok_and(|about| about.is_file() && about.len() <= LARGEST_FILE);
    let mut bytes = Vec::new();
    let read = is_fitting.then(|| file.take(LARGEST_FILE).read_to_end(&mut bytes))?;
    read.ok().map(|_len| bytes)
}

/// A piece of a process's address space from which code is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapped {
    pub(super) range: Range<u64>,
    /// Where it begins in the file.
    pub(super) offset: u64,
    pub(super) path: String,
}

/// A piece of code with what places in it are called.
pub(super) struct Loaded {
    pub(super) range: Range<u64>,
    pub(super) bias: u64,
    /// What the trace calls it.
    pub(super) module: Module,
    /// What unwinds through it.
    pub(super) unwinding: framehop::Module<Vec<u8>>,
}

/// Reads what lies at a place in the address space of a process.
pub(super) fn load(process: &Path, mapped: &Mapped) -> Loaded {
    let Mapped { range, offset, path } = mapped;
    let below_root = process.join("root").join(path.trim_start_matches('/'));
    // A file without a name any more is still to be had where it is mapped, by whoever may.
    let by_mapping = process.join(format!("map_files/{:x}-{:x}", range.start, range.end));
    let code = Code::read(&[by_mapping, below_root]).unwrap_or_default();
    let bias = code.bias(range.start, *offset);
    let module = Module { path: path.clone(), build_id: code.build_id.clone() };
    let sections = code.into_sections();
    let unwinding = framehop::Module::new(path.clone(), range.clone(), bias, sections);
    Loaded { range: range.clone(), bias, module, unwinding }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_file_are_found_by_its_parts() {
        let code = Code { executable: vec![(0x1000..0x3000, 0x41000)], ..Code::default() };
        assert_eq!(code.bias(0x7000_1000, 0x1000), 0x7000_1000 - 0x41000);
        assert_eq!(code.bias(0x7000_2000, 0x2000), 0x7000_2000 - 0x42000);
        assert_eq!(code.bias(0x7000_0000, 0x9000), 0x7000_0000 - 0x9000);
        assert!(Code::parse(b"garbage").is_none());
    }

    #[test]
    fn this_program_can_be_unwound() {
        let code = Code::read(&[PathBuf::from("/nowhere"), std::env::current_exe().unwrap()]).unwrap();
        assert!(!code.executable.is_empty() && code.sections.eh_frame.is_some());
    }
}
