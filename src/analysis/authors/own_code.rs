//! The places of a stack that its programmer knows: below the allocator, the C library and the language's own library.

use crate::model::{CallLog, Function, Module};

/// A place in code, as it is shown: one of the functions that were inlined there, or module and offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePlace<'a> {
    /// The function, where it is known.
    pub function: Option<&'a Function>,
    /// The module, where the code lies in one.
    pub module: Option<&'a Module>,
    /// The address in the module's own numbers.
    pub offset: u64,
}

/// Folders of the system's own libraries.
const SYSTEM: [&str; 5] = ["/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/lib32/"];

/// How functions begin that come with a language, or allocate for others.
const LIBRARY: [&str; 16] = [
    "std::",
    "core::",
    "alloc::",
    "<std::",
    "<core::",
    "<alloc::",
    "__rust",
    "__rdl",
    "hashbrown::",
    "operator new",
    "void* std::",
    "__gnu_cxx::",
    "_start",
    "__libc_start",
    "mmap",
    "malloc",
];

impl<'a> CodePlace<'a> {
    /// Every place of a stack, the innermost first; functions that were inlined have places of their own.
    pub fn of_stack(log: &'a CallLog, stack: u32) -> Vec<Self> {
        let frames = log.stacks().get(stack as usize).map_or(&[][..], Vec::as_slice);
        frames.iter().flat_map(|&frame| Self::of_frame(log, frame)).collect()
    }

    fn of_frame(log: &'a CallLog, number: u32) -> Vec<Self> {
        let Some(frame) = log.frames().get(number as usize) else { return Vec::new() };
        let module = frame.module.and_then(|module| log.modules().get(module as usize));
        let place = |function| Self { function, module, offset: frame.offset };
        match log.functions(number) {
            [] => vec![place(None)],
            functions => functions.iter().map(|function| place(Some(function))).collect(),
        }
    }

    /// Whether it is code of the program itself, as far as can be told.
    pub fn is_own(&self) -> bool {
        let is_system = |module: &Module| SYSTEM.iter().any(|folder| module.path.starts_with(folder));
        let is_library = |function: &Function| LIBRARY.iter().any(|begin| function.name.starts_with(begin));
        !self.module.is_none_or(is_system) && !self.function.is_some_and(is_library)
    }

    /// The function, or module and offset: `grow`, `libc.so.6+0x1234`.
    pub fn name(&self) -> String {
        match (self.function, self.module) {
            (Some(function), _) => function.name.clone(),
            (None, Some(module)) => {
                format!("{}+{:#x}", self.module_name().unwrap_or(&module.path), self.offset)
            }
            (None, None) => format!("{:#x}", self.offset),
        }
    }

    /// The line in the source file, where it is known.
    pub fn line(&self) -> Option<u32> {
        self.function.map(|function| function.line).filter(|&line| line > 0)
    }

    /// The last part of the module's path.
    pub fn module_name(&self) -> Option<&'a str> {
        self.module.map(|module| module.path.rsplit('/').next().unwrap_or(&module.path))
    }
}

/// The first places of a stack that are the program's own, `most` at most; of one without such the innermost.
pub fn own_places<'a>(places: &[CodePlace<'a>], most: usize) -> Vec<CodePlace<'a>> {
    let own: Vec<_> = places.iter().filter(|place| place.is_own()).take(most).copied().collect();
    if own.is_empty() { places.iter().take(most).copied().collect() } else { own }
}
