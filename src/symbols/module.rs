//! The symbols of one module: what its debug information says, else the nearest symbol of its tables.

use super::demangled::demangled;
use super::files::ModuleFiles;
use crate::model::Function;
use addr2line::Context;
use addr2line::fallible_iterator::FallibleIterator as _;
use gimli::{Dwarf, EndianArcSlice, Error, RunTimeEndian, SectionId};
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};
use std::sync::Arc;

type Reader = EndianArcSlice<RunTimeEndian>;

/// Functions that were inlined into each other, at one place, at most.
const MOST_INLINED: usize = 32;

/// Code behind a symbol without a length is taken for its function so far.
const LONGEST_UNSIZED: u64 = 64 << 10;

/// Answers for places in one module.
pub(super) struct Symbols {
    debug: Option<Context<Reader>>,
    /// Symbols of functions by address.
    table: Vec<Symbol>,
}

struct Symbol {
    start: u64,
    /// 0 where it is not told.
    len: u64,
    name: String,
}

impl Symbols {
    pub(super) fn read(files: &ModuleFiles) -> Self {
        let all: Vec<object::File<'_>> = [&files.debug, &files.module]
            .into_iter()
            .flatten()
            .filter_map(|bytes| object::File::parse(bytes.as_slice()).ok())
            .collect();
        let debug = all.iter().find(|file| file.section_by_name(".debug_info").is_some()).and_then(context);
        Self { debug, table: table(&all) }
    }

    /// The functions that an address of the module is in, the innermost first; none where nothing knows it.
    pub(super) fn functions(&self, address: u64) -> Vec<Function> {
        let symbol = self.symbol(address);
        let mut functions = self.debug.as_ref().map(|debug| inlined(debug, address)).unwrap_or_default();
        if let Some(outermost) = functions.last_mut().filter(|function| function.name.is_empty()) {
            outermost.name = symbol.map(|symbol| demangled(&symbol.name)).unwrap_or_default();
        }
        functions.retain(|function| !function.name.is_empty());
        if functions.is_empty() {
            let name = symbol.map(|symbol| demangled(&symbol.name));
            functions.extend(name.map(|name| Function { name, ..Function::default() }));
        }
        functions
    }

    fn symbol(&self, address: u64) -> Option<&Symbol> {
        let behind = self.table.partition_point(|symbol| symbol.start <= address);
        let symbol = self.table.get(behind.checked_sub(1)?)?;
        let len = if symbol.len == 0 { LONGEST_UNSIZED } else { symbol.len };
        (address - symbol.start < len).then_some(symbol)
    }
}

/// What the debug information says of an address.
fn inlined(debug: &Context<Reader>, address: u64) -> Vec<Function> {
    let Ok(frames) = debug.find_frames(address).skip_all_loads() else { return Vec::new() };
    let function = |frame: addr2line::Frame<'_, Reader>| {
        let raw = frame.function.as_ref().and_then(|name| name.raw_name().ok());
        let (file, line) = frame.location.map_or((None, None), |place| (place.file, place.line));
        Function {
            name: raw.map(|name| demangled(&name)).unwrap_or_default(),
            file: file.unwrap_or_default().to_owned(),
            line: line.unwrap_or(0),
        }
    };
    // Behind an entry that makes no sense nothing does.
    let mut functions = Vec::new();
    let mut frames = frames.map(|frame| Ok(function(frame)));
    while functions.len() < MOST_INLINED
        && let Ok(Some(function)) = frames.next()
    {
        functions.push(function);
    }
    functions
}

fn context(file: &object::File<'_>) -> Option<Context<Reader>> {
    let endian = if file.is_little_endian() { RunTimeEndian::Little } else { RunTimeEndian::Big };
    let section = |id: SectionId| -> Result<Reader, Error> {
        let section = file.section_by_name(id.name());
        let bytes = section.and_then(|section| section.uncompressed_data().ok()).unwrap_or_default();
        Ok(EndianArcSlice::new(Arc::from(&*bytes), endian))
    };
    Context::from_dwarf(Dwarf::load(section).ok()?).ok()
}

/// The symbols of functions, one for each address. Of several names of one address the first counts.
fn table(files: &[object::File<'_>]) -> Vec<Symbol> {
    let symbols = files.iter().flat_map(|file| file.symbols().chain(file.dynamic_symbols()));
    let is_function =
        |symbol: &object::Symbol<'_, '_>| symbol.is_definition() && symbol.kind() == SymbolKind::Text;
    let mut table: Vec<_> = symbols
        .filter(is_function)
        .filter_map(|symbol| {
            let name = symbol.name().ok().filter(|name| !name.is_empty())?.to_owned();
            Some(Symbol { start: symbol.address(), len: symbol.size(), name })
        })
        .collect();
    table.sort_by_key(|symbol| (symbol.start, symbol.len == 0));
    table.dedup_by_key(|symbol| symbol.start);
    table
}
