//! Stubs of Apple's libraries: files that name what a library exports, to link a program on Linux without Apple's SDK.
//!
//! The program itself says which symbols it wants: it was linked once with all of them left open. Which library exports a
//! symbol is known from bindings that were generated from Apple's headers (the `objc2` crates), and for the few symbols
//! without such bindings from [`BY_HAND`]. A symbol that neither knows is a failure: no library of the program exports it.

use crate::{Failure, about};
use object::LittleEndian;
use object::macho::MachHeader64;
use object::read::macho::{MachHeader as _, Nlist as _};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A library of macOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Library {
    name: &'static str,
    /// The version in its path; none for those in `/usr/lib`.
    version: Option<char>,
    /// The crate with its bindings.
    bindings: Option<&'static str>,
}

const fn framework(name: &'static str, version: char, bindings: Option<&'static str>) -> Library {
    Library { name, version: Some(version), bindings }
}

const OBJC: Library = Library { name: "libobjc.A", version: None, bindings: Some("objc2") };
const CORE_FOUNDATION: Library = framework("CoreFoundation", 'A', Some("objc2-core-foundation"));
const CORE_GRAPHICS: Library = framework("CoreGraphics", 'A', Some("objc2-core-graphics"));
const FOUNDATION: Library = framework("Foundation", 'C', Some("objc2-foundation"));
const APP_KIT: Library = framework("AppKit", 'C', Some("objc2-app-kit"));
const METAL: Library = framework("Metal", 'A', Some("objc2-metal"));
const QUARTZ_CORE: Library = framework("QuartzCore", 'A', Some("objc2-quartz-core"));
const APPLICATION_SERVICES: Library = framework("ApplicationServices", 'A', None);
const CARBON: Library = framework("Carbon", 'A', None);
const CORE_VIDEO: Library = framework("CoreVideo", 'A', None);

/// Where two have bindings for one symbol, the first exports it: Foundation passes on what `CoreFoundation` and the runtime
/// of Objective-C export.
const LIBRARIES: [Library; 10] = [
    OBJC,
    CORE_FOUNDATION,
    CORE_GRAPHICS,
    FOUNDATION,
    APP_KIT,
    METAL,
    QUARTZ_CORE,
    APPLICATION_SERVICES,
    CARBON,
    CORE_VIDEO,
];

/// Symbols without generated bindings, and the framework that Apple's documentation or, of those in no header, winit and
/// core-graphics name. `ApplicationServices` and `Carbon` pass on the symbols of the frameworks in them.
const BY_HAND: [(&str, Library); 17] = [
    ("CGContextRetain", CORE_GRAPHICS),
    ("CGContextSetFontSmoothingStyle", CORE_GRAPHICS),
    ("CGDisplayModeRelease", CORE_GRAPHICS),
    ("CGDisplayModeRetain", CORE_GRAPHICS),
    ("CGSMainConnectionID", CORE_GRAPHICS),
    ("CGSRegionRelease", CORE_GRAPHICS),
    ("CGSSetWindowBackgroundBlurRadius", CORE_GRAPHICS),
    ("CGDisplayCreateUUIDFromDisplayID", APPLICATION_SERVICES),
    ("CGDisplayGetDisplayIDFromUUID", APPLICATION_SERVICES),
    ("CVDisplayLinkCreateWithCGDisplay", CORE_VIDEO),
    ("CVDisplayLinkGetNominalOutputVideoRefreshPeriod", CORE_VIDEO),
    ("CVDisplayLinkRelease", CORE_VIDEO),
    ("LMGetKbdType", CARBON),
    ("TISCopyCurrentKeyboardLayoutInputSource", CARBON),
    ("TISGetInputSourceProperty", CARBON),
    ("UCKeyTranslate", CARBON),
    ("kTISPropertyUnicodeKeyLayoutData", CARBON),
];

/// Writes a stub of each library into a folder that is laid out like Apple's SDK.
pub(crate) fn write(program: &Path, bindings: &[PathBuf], folder: &Path) -> Result<(), Failure> {
    let bytes = fs::read(program).map_err(about(program))?;
    let symbols =
        open_symbols(&bytes).ok_or_else(|| format!("{}: its symbols are odd", program.display()))?;
    let libraries = libraries_by_symbol(bindings)?;
    for (library, symbols) in sorted_by_library(symbols, &libraries)? {
        let path = folder.join(library.stub_path());
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(about(&path))?;
        fs::write(&path, library.stub(&symbols)).map_err(about(&path))?;
    }
    Ok(())
}

impl Library {
    /// Where the loader finds it.
    fn install_name(&self) -> String {
        let name = self.name;
        match self.version {
            Some(version) => format!("/System/Library/Frameworks/{name}.framework/Versions/{version}/{name}"),
            None => format!("/usr/lib/{name}.dylib"),
        }
    }

    /// Where a linker finds the stub.
    fn stub_path(&self) -> String {
        let name = self.name;
        match self.version {
            Some(_) => format!("System/Library/Frameworks/{name}.framework/{name}.tbd"),
            None => format!("usr/lib/{}.tbd", name.split('.').next().unwrap_or(name)),
        }
    }

    fn stub(&self, symbols: &BTreeSet<String>) -> String {
        let targets = "[ x86_64-macos, arm64-macos ]";
        let name = self.install_name();
        let mut text = format!("--- !tapi-tbd\ntbd-version: 4\ntargets: {targets}\ninstall-name: '{name}'\n");
        if !symbols.is_empty() {
            let symbols: Vec<String> = symbols.iter().map(|symbol| format!("_{symbol}")).collect();
            let _infallible =
                writeln!(text, "exports:\n  - targets: {targets}\n    symbols: [ {} ]", symbols.join(", "));
        }
        text.push_str("...\n");
        text
    }
}

fn sorted_by_library(
    symbols: BTreeSet<String>,
    libraries: &HashMap<String, Library>,
) -> Result<BTreeMap<Library, BTreeSet<String>>, Failure> {
    let mut sorted: BTreeMap<Library, BTreeSet<String>> =
        LIBRARIES.map(|library| (library, BTreeSet::new())).into();
    for symbol in symbols {
        let library = libraries.get(&symbol).ok_or_else(|| {
            format!("{symbol} is in no bindings of Apple's libraries: see BY_HAND in packaging/src/stubs.rs")
        })?;
        sorted.entry(*library).or_default().insert(symbol);
    }
    Ok(sorted)
}

/// The symbols that a program wants and that no library it was linked with exports.
fn open_symbols(program: &[u8]) -> Option<BTreeSet<String>> {
    /// In place of the number of a library: the program itself, and whichever has it.
    const NO_LIBRARY: [u8; 2] = [0, 0xfe];
    let header = MachHeader64::<LittleEndian>::parse(program, 0).ok()?;
    let mut commands = header.load_commands(LittleEndian, program, 0).ok()?;
    let mut open = BTreeSet::new();
    while let Some(command) = commands.next().ok()? {
        let Some(table) = command.symtab().ok()? else { continue };
        let symbols = table.symbols::<MachHeader64<LittleEndian>, _>(LittleEndian, program).ok()?;
        for symbol in symbols.iter().filter(|symbol| symbol.is_undefined()) {
            if NO_LIBRARY.contains(&symbol.library_ordinal(LittleEndian)) {
                let name = symbol.name(LittleEndian, symbols.strings()).ok()?;
                open.insert(std::str::from_utf8(name).ok()?.trim_start_matches('_').to_owned());
            }
        }
    }
    Some(open)
}

fn libraries_by_symbol(bindings: &[PathBuf]) -> Result<HashMap<String, Library>, Failure> {
    let mut libraries: HashMap<String, Library> =
        BY_HAND.iter().map(|&(symbol, library)| (symbol.to_owned(), library)).collect();
    for library in LIBRARIES {
        let is_of_library = |path: &&PathBuf| library.bindings.is_some_and(|name| is_crate(path, name));
        for folder in bindings.iter().filter(is_of_library) {
            for file in sources(&folder.join("src")).map_err(about(folder))? {
                let text = fs::read_to_string(&file).map_err(about(&file))?;
                for symbol in declared(&text) {
                    libraries.entry(symbol.to_owned()).or_insert(library);
                }
            }
        }
    }
    Ok(libraries)
}

/// Whether a folder holds a crate: it has its name, with or without a version.
fn is_crate(folder: &Path, name: &str) -> bool {
    let rest = folder.file_name().and_then(|file| file.to_str()).and_then(|file| file.strip_prefix(name));
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_numeric))
    })
}

fn sources(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// The functions and constants that a source file of bindings declares.
fn declared(source: &str) -> impl Iterator<Item = &str> {
    let mut before = "";
    let words = source.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.filter(|word| !word.is_empty()).filter(move |word| {
        let declares = matches!(before, "fn" | "static" | "link_name");
        before = word;
        declares
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program with undefined symbols, each with the number of its library.
    fn program(symbols: &[(&str, u8)]) -> Vec<u8> {
        const SYMBOLS: u32 = 32 + 24;
        let mut strings = vec![0_u8];
        let mut table = Vec::new();
        for (name, library) in symbols {
            table.extend(u32::try_from(strings.len()).unwrap().to_le_bytes());
            table.extend([1, 0, 0, *library]);
            table.extend(0_u64.to_le_bytes());
            strings.extend([name.as_bytes(), b"\0"].concat());
        }
        let header = [0xfeed_facf, 0x0100_000c, 0, 2, 1, 24, 0, 0];
        let count = u32::try_from(symbols.len()).unwrap();
        let size = u32::try_from(strings.len()).unwrap();
        let command = [2, 24, SYMBOLS, count, SYMBOLS + 16 * count, size];
        let words = header.into_iter().chain(command).flat_map(u32::to_le_bytes);
        words.chain(table).chain(strings).collect()
    }

    fn stubs(symbols: &[(&str, u8)]) -> Result<tempfile::TempDir, Failure> {
        let desk = tempfile::tempdir().unwrap();
        let bindings = desk.path().join("objc2-app-kit-0.3.2");
        fs::create_dir_all(bindings.join("src/generated")).unwrap();
        let source = "extern \"C\" { pub static NSApp: u8; }\n#[link_name = \"NSBeep\"] pub fn beep();";
        fs::write(bindings.join("src/generated/all.rs"), source).unwrap();
        fs::write(desk.path().join("program"), program(symbols)).unwrap();
        write(&desk.path().join("program"), &[bindings], &desk.path().join("sdk")).map(|()| desk)
    }

    #[test]
    fn each_symbol_is_in_the_stub_of_its_library() {
        let desk =
            stubs(&[("_NSApp", 0), ("_NSBeep", 0xfe), ("_UCKeyTranslate", 0), ("_malloc", 1)]).unwrap();
        let stub = |path: &str| fs::read_to_string(desk.path().join("sdk").join(path)).unwrap();
        let app_kit = stub("System/Library/Frameworks/AppKit.framework/AppKit.tbd");
        assert!(app_kit.contains("symbols: [ _NSApp, _NSBeep ]"), "{app_kit}");
        let place = "install-name: '/System/Library/Frameworks/AppKit.framework/Versions/C/AppKit'";
        assert!(app_kit.contains(place), "{app_kit}");
        assert!(
            stub("System/Library/Frameworks/Carbon.framework/Carbon.tbd").contains("[ _UCKeyTranslate ]")
        );
        let objc = stub("usr/lib/libobjc.tbd");
        assert!(
            objc.contains("install-name: '/usr/lib/libobjc.A.dylib'") && !objc.contains("symbols"),
            "{objc}"
        );
    }

    #[test]
    fn what_nobody_declares_is_refused() {
        for misspelt in ["_NSAap", "_malloc"] {
            let failure = stubs(&[("_NSApp", 0), (misspelt, 0)]).unwrap_err();
            assert!(failure.starts_with(misspelt.trim_start_matches('_')), "{failure}");
        }
    }

    #[test]
    fn a_crate_is_known_by_its_folder() {
        for (folder, is) in [("objc2", true), ("objc2-0.6.5", true), ("objc2-app-kit-0.3.2", false)] {
            assert_eq!(is_crate(Path::new("/registry").join(folder).as_path(), "objc2"), is, "{folder}");
        }
    }

    #[test]
    fn what_is_no_program_has_no_symbols() {
        assert_eq!(open_symbols(b"no program"), None);
        let whole = program(&[("_NSApp", 0)]);
        assert_eq!(open_symbols(&whole[..whole.len() - 8]), None);
    }
}
