//! Apple's program that signs, and what it has to say.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// How `codesign` is started.
#[derive(Clone, Debug)]
pub(crate) struct Codesign {
    /// The program, and what stands before our arguments.
    words: Vec<OsString>,
}

/// The one that comes with macOS.
impl Default for Codesign {
    fn default() -> Self {
        Self { words: vec!["codesign".into()] }
    }
}

/// `codesign` has not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint(String);

impl Codesign {
    #[cfg(test)]
    pub(super) fn with_arguments(words: &[&str]) -> Self {
        Self { words: words.iter().map(Into::into).collect() }
    }

    /// Signs a program or a bundle for nobody, with these entitlements and under this name. The flags of an older signature
    /// are not kept: with the hardened runtime it would load no library but macOS's.
    pub(super) fn sign(&self, path: &Path, entitlements: &Path, identifier: &str) -> Result<(), Complaint> {
        let (program, before) = self.words.split_first().expect("a command has a program");
        let mut command = Command::new(program);
        command.args(before).args(["--force", "--sign", "-", "--identifier", identifier, "--entitlements"]);
        command.arg(entitlements).arg(path).stdin(Stdio::null());
        let output = command.output().map_err(|error| Complaint::at_start(&error))?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Complaint(if text.is_empty() { format!("codesign ends with {}", output.status) } else { text }))
    }
}

/// What mends the complaints that are known: a part of the text, and what to do about it. `TARGET` stands for the program.
const REMEDIES: [(&str, &str); 4] = [
    ("detritus not allowed", "take that off: xattr -cr TARGET"),
    (
        "unsealed contents present in the bundle root",
        "in a bundle nothing may lie beside Contents: move it away",
    ),
    ("codesign_allocate", "install Apple's command line tools: xcode-select --install"),
    ("No such file or directory (codesign)", "install Apple's command line tools: xcode-select --install"),
];

impl Complaint {
    fn at_start(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self("No such file or directory (codesign)".to_owned()),
            _ => Self(format!("codesign cannot be started: {error}")),
        }
    }

    /// Its text, about the program and not about the copy that was to be signed.
    pub(super) fn told_of(&self, copy: &Path, path: &Path) -> String {
        self.0.replace(&*copy.to_string_lossy(), &path.to_string_lossy())
    }

    /// What mends it, where that is known.
    pub(super) fn remedy(&self, copy: &Path, path: &Path) -> Option<String> {
        let text = self.told_of(copy, path);
        let inside = text.lines().find_map(|line| line.strip_prefix("In subcomponent: "));
        if let Some(inside) = inside.filter(|_| text.contains("not signed at all")) {
            return Some(format!("sign that first: strandline sign {}", quoted(inside)));
        }
        let known = REMEDIES.iter().find(|(part, _)| text.contains(part));
        known.map(|(_, remedy)| remedy.replace("TARGET", &quoted(&path.to_string_lossy())))
    }
}

/// As one word for a shell.
pub(in crate::platform::macos) fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
