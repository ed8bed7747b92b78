//! The lines with which vmmap, leaks, heap, sample and crash reports begin.

use crate::import::capture::{Capture, CapturedProcess};
use crate::import::dates::moment;
use crate::import::figures::{Rounded, vmmap_size};
use crate::model::TotalKind;
use crate::model::units::Bytes;
use std::time::SystemTime;

/// Keys that tell nothing of what is measured.
const SILENT: &[&str] = &[
    "Path",
    "Load Address",
    "Identifier",
    "Version",
    "Build Info",
    "Platform",
    "Parent Process",
    "Responsible",
    "Target Type",
    "User ID",
    "Report Version",
    "Analysis Tool",
    "Analysis Tool Version",
    "Idle exit",
    "Physical footprint (peak)",
    "Anonymous UUID",
    "Hardware Model",
    "Coalition",
    "Role",
    "App Item ID",
];

/// What the header has told so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    process: CapturedProcess,
    taken: Option<SystemTime>,
    os_release: Option<String>,
    page_size: Option<Bytes>,
    footprint: Option<Rounded>,
    /// Whether something below it has taken its words.
    pub(crate) is_used: bool,
}

impl Header {
    /// Takes in a line; says whether it is one of a header.
    pub(crate) fn line(&mut self, line: &str) -> bool {
        let Some((key, value)) = line.split_once(':') else { return false };
        let (key, value) = (key.trim(), value.trim());
        let begins_anew = key == "Process" || key == "Physical footprint" && self.footprint.is_some();
        if begins_anew && self.is_used {
            *self = Self::default();
        }
        match key {
            "Process" => match process(value) {
                Some(process) => self.process = process,
                None => return false,
            },
            "Code Type" => {
                let kib = if value.starts_with("ARM") { 16 } else { 4 };
                self.page_size = Some(Bytes::from_kib(kib));
            }
            "Date/Time" => self.taken = moment(value),
            "Launch Time" => self.process.launched = moment(value),
            "OS Version" => self.os_release = Some(value.to_owned()),
            "Physical footprint" => match vmmap_size(value) {
                Some(size) => self.footprint = Some(size),
                None => return false,
            },
            // A crash report as JSON, of which the rest is not there.
            "\"procName\"" => self.process.name = Some(value.trim_matches(['"', ',', ' ']).to_owned()),
            "\"pid\"" => self.process.pid = value.trim_end_matches(',').trim().parse().ok(),
            "\"captureTime\"" => self.taken = moment(value.trim_matches(['"', ',', ' '])),
            _ => return SILENT.contains(&key),
        }
        true
    }

    /// The process it names.
    pub(crate) fn process(&self) -> &CapturedProcess {
        &self.process
    }

    /// Names the process where no header did.
    pub(crate) fn name_process(&mut self, process: CapturedProcess) {
        if self.process.pid.is_none() {
            self.process = CapturedProcess { launched: self.process.launched, ..process };
        }
    }

    /// Whether nothing has used a header that tells of memory.
    pub(crate) const fn waits(&self) -> bool {
        !self.is_used && self.footprint.is_some()
    }

    /// Gives its words to what stands below it.
    pub(crate) fn fill(&mut self, capture: &mut Capture) {
        self.is_used = true;
        capture.process.clone_from(&self.process);
        capture.taken = self.taken;
        capture.os_release.clone_from(&self.os_release);
        capture.page_size = self.page_size;
        capture.totals.extend(self.footprint.map(|size| (TotalKind::PhysFootprint, size)));
    }
}

/// `Google Chrome Helper (Renderer) [87033]`: the id is in the last brackets.
pub(crate) fn process(text: &str) -> Option<CapturedProcess> {
    let (name, pid) = text.trim().strip_suffix(']')?.rsplit_once('[')?;
    let pid = pid.trim().parse().ok()?;
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    Some(CapturedProcess { pid: Some(pid), name, launched: None })
}
