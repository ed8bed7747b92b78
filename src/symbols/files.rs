//! The files that tell the symbols of a module: itself, and files of debug information beside it.

use crate::model::Module;
use object::Object;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Larger files are not read.
const LARGEST_FILE: u64 = 4 << 30;

/// Where distributions keep files of debug information.
const DEBUG_FILES: &str = "usr/lib/debug";

/// The contents of a module's files.
#[derive(Debug)]
pub(super) struct ModuleFiles {
    /// The module itself, where it is still there.
    pub(super) module: Option<Vec<u8>>,
    /// Its debug information, where that lies elsewhere.
    pub(super) debug: Option<Vec<u8>>,
}

/// Finds files below a root.
pub(super) struct DebugFiles {
    root: PathBuf,
}

impl DebugFiles {
    pub(super) fn below(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The files of a module, or why there are none.
    pub(super) fn of_module(&self, module: &Module) -> Result<ModuleFiles, String> {
        let own = self.own_file(module);
        let debug = self.by_build_id(&module.build_id).or_else(|| self.by_link(own.as_deref().ok()?, module));
        match (own, debug) {
            (Err(why), None) => Err(why),
            (own, debug) => Ok(ModuleFiles { module: own.ok(), debug }),
        }
    }

    /// The file itself, if it is of the build that was recorded.
    fn own_file(&self, module: &Module) -> Result<Vec<u8>, String> {
        let bytes = self.read(&module.path).map_err(|error| format!("{}: {error}", module.path))?;
        if is_build(&bytes, &module.build_id) {
            Ok(bytes)
        } else {
            Err(format!("{}: it is another build than the one that was recorded", module.path))
        }
    }

    /// `/usr/lib/debug/.build-id/ab/cdef….debug`.
    fn by_build_id(&self, id: &[u8]) -> Option<Vec<u8>> {
        let (first, rest) = id.split_first()?;
        let rest = rest.iter().fold(String::new(), |mut name, byte| {
            let _written = write!(name, "{byte:02x}");
            name
        });
        let bytes = self.read(&format!("{DEBUG_FILES}/.build-id/{first:02x}/{rest}.debug")).ok()?;
        is_build(&bytes, id).then_some(bytes)
    }

    /// The file that the module names (`.gnu_debuglink`), where debuggers look for it.
    fn by_link(&self, own: &[u8], module: &Module) -> Option<Vec<u8>> {
        let file = object::File::parse(own).ok()?;
        let (name, checksum) = file.gnu_debuglink().ok()??;
        let name = str::from_utf8(name).ok().filter(|name| !name.contains('/'))?;
        let folder = Path::new(&module.path).parent()?.to_str()?;
        let places = [
            format!("{folder}/{name}"),
            format!("{folder}/.debug/{name}"),
            format!("{DEBUG_FILES}/{}/{name}", folder.trim_start_matches('/')),
        ];
        let files = places.iter().filter_map(|place| self.read(place).ok());
        files.into_iter().find(|bytes| *bytes != own && crc32fast::hash(bytes) == checksum)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = File::open(self.root.join(path.trim_start_matches('/')))?;
        let about = file.metadata()?;
        if !about.is_file() || about.len() > LARGEST_FILE {
            return Err(io::Error::other("it is no file, or too large"));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Whether it is the build of this id. Without one the path must do.
fn is_build(bytes: &[u8], id: &[u8]) -> bool {
    let found = object::File::parse(bytes).ok().and_then(|file| file.build_id().ok().flatten());
    id.is_empty() || found == Some(id)
}
