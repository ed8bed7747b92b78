//! Who may use whom. ARCHITECTURE.md explains it; this is what holds.

/// A folder or a file of `src/` or `ui/src/`.
pub(crate) struct Module {
    /// Its path from there.
    pub(crate) name: &'static str,
    /// The modules that it may use, with all that lies in them.
    pub(crate) uses: &'static [&'static str],
    /// In the window's package: the modules of the core that it may use.
    pub(crate) core: &'static [&'static str],
    /// The crates that it may use, beside the standard library.
    pub(crate) crates: &'static [&'static str],
    /// Whether it does without threads, files, clocks and the system.
    pub(crate) pure: bool,
}

/// In place of a list of names: all there are.
pub(crate) const ANY: &[&str] = &["*"];

const fn core(name: &'static str, uses: &'static [&'static str], crates: &'static [&'static str]) -> Module {
    Module { name, uses, core: &[], crates, pure: false }
}

const fn pure(name: &'static str, uses: &'static [&'static str]) -> Module {
    Module { name, uses, core: &[], crates: &[], pure: true }
}

/// A pure module that reads a form of its own, such as settings.
const fn reading(
    name: &'static str,
    uses: &'static [&'static str],
    crates: &'static [&'static str],
) -> Module {
    Module { name, uses, core: &[], crates, pure: true }
}

const fn window(
    name: &'static str,
    uses: &'static [&'static str],
    core: &'static [&'static str],
    crates: &'static [&'static str],
) -> Module {
    Module { name, uses, core, crates, pure: false }
}

/// The core, from below. A folder inside another has a line of its own where it may use other things than what is around
/// it. Measured data is serialised by `storage/trace_file` and `report` alone; rules and tables are settings.
#[rustfmt::skip]
pub(crate) const CORE: &[Module] = &[
    pure("model/units",         &[]),
    pure("model",               &["model/units"]),
    pure("classify",            &[]),
    core("classify/categories", &["model"],                                    &["serde", "ron"]),
    reading("classify/runtimes", &["model"],                                   &["memchr", "object"]),
    pure("heap",                &["model"]),
    core("source",              &["model"],                                    &[]),
    pure("source/proc_text",    &["classify", "model"]),
    core("platform/files",      &[],                                           &["libc", "signal_hook", "tempfile"]),
    reading("platform/signature", &[],                                         &["object", "plist"]),
    core("platform/launch",     &["platform"],                                 &["crossbeam_channel", "shlex"]),
    core("platform",            &["classify", "heap", "platform/files", "platform/signature", "source", "model"], &["crossbeam_channel", "framehop", "libc", "mach2", "memchr", "object", "perf_event_open_sys", "plist", "rustix", "tempfile"]),
    core("symbols",             &["model"],                                    &["addr2line", "crc32fast", "gimli", "object"]),
    pure("storage",             &[]),
    core("storage/trace_file",  &["model", "platform/files"],                  &["serde", "ron", "postcard", "crc32fast", "zstd"]),
    pure("storage/anonymise",   &["model"]),
    core("storage/own_files",   &["classify", "model", "platform", "storage/trace_file"], &["etcetera", "serde", "ron"]),
    pure("record",              &[]),
    pure("record/tracking",     &["model"]),
    core("record/session",      &["model", "platform", "record/tracking", "source", "storage/trace_file"], &["crossbeam_channel"]),
    pure("record/verify",       &["model", "source"]),
    core("import",              &["classify", "model", "record/tracking", "source"], &["encoding_rs", "encoding_rs_io", "serde", "serde_json"]),
    pure("analysis",            &["model"]),
    reading("analysis/gate",    &["analysis", "model"],                        &["jiff", "ron", "serde", "wildmatch"]),
    pure("report/markup",       &[]),
    reading("report/view",      &["analysis", "model", "report/markup"],       &["jiff"]),
    reading("report/charts",    &["analysis", "model", "report/markup", "report/view"], &["ron", "serde"]),
    reading("report/svg",       &["report/charts", "report/markup"],           &["resvg"]),
    core("report/export",       &["analysis", "model", "report/markup"],       &["csv", "fxprof_processed_profile", "serde_json"]),
    core("report",              &["analysis", "model", "report/charts", "report/markup", "report/svg", "report/view"], &["csv", "serde", "serde_json", "textwrap", "unicode_width"]),
    core("cli",                 ANY,                                           ANY),
];

const PAINTING: &[&str] = &["eframe", "egui", "egui_extras", "egui_plot"];

/// All of the core but the tool.
const BELOW_TOOL: &[&str] =
    &["analysis", "classify", "import", "model", "platform", "record", "report", "source", "storage"];

/// The window.
#[rustfmt::skip]
pub(crate) const WINDOW: &[Module] = &[
    window("theme",   &[],                                        &["report", "model"],   &["eframe", "egui", "serde", "ron"]),
    window("widgets", &["theme"],                                 &["model", "report"],            PAINTING),
    window("panels",    &["command", "state", "theme", "widgets"], &["analysis", "model", "platform", "report", "source"], PAINTING),
    window("state",     &[],                                       BELOW_TOOL,                                  &[]),
    window("command",   &["state", "theme"],                                &["analysis", "model", "platform"], &["eframe", "egui"]),
    window("system",    &["shell", "state"],                                BELOW_TOOL,                                  &["pollster", "rfd"]),
    window("shell",     &["command", "state"],                    &["platform", "record", "storage"],                                &["eframe", "egui", "objc2", "objc2_app_kit", "objc2_foundation", "winit"]),
    window("live",      &["jobs", "state", "system"],                    BELOW_TOOL,                                  &["crossbeam_channel"]),
    window("jobs",      &["state", "system"],                      BELOW_TOOL,                                  &["crossbeam_channel"]),
    window("update",    &["app", "command", "jobs", "live", "shell", "state"], BELOW_TOOL,                      &["eframe", "egui"]),
    window("app",       ANY,                                       BELOW_TOOL,                                  ANY),
    window("signals",   &[],                                       &["record"],                                &["signal_hook"]),
    window("arguments", ANY,                                       BELOW_TOOL,                                  ANY),
    window("window",    ANY,                                       BELOW_TOOL,                                  ANY),
];

/// Every crate that the manifests name. What the tables above do not grant is for programs and tests.
#[rustfmt::skip]
pub(crate) const CRATES: &[&str] = &[
    "addr2line",
    "allocation_counter",
    "base64",
    "clap",
    "crc32fast",
    "crossbeam_channel",
    "csv",
    "eframe",
    "egui",
    "egui_extras",
    "egui_kittest",
    "egui_plot",
    "encoding_rs",
    "encoding_rs_io",
    "etcetera",
    "framehop",
    "fxprof_processed_profile",
    "gimli",
    "jiff",
    "libc",
    "mach2",
    "memchr",
    "objc2",
    "objc2_app_kit",
    "objc2_foundation",
    "object",
    "perf_event_open_sys",
    "plist",
    "pollster",
    "postcard",
    "proptest",
    "resvg",
    "rfd",
    "ron",
    "roxmltree",
    "rustix",
    "serde",
    "serde_json",
    "sha2",
    "shlex",
    "signal_hook",
    "tempfile",
    "textwrap",
    "unicode_width",
    "wgpu",
    "wildmatch",
    "winit",
    "zstd",
];

/// Files that may hold `unsafe`.
pub(crate) const UNSAFE: &[&str] = &[
    "src/platform/group.rs",
    "src/platform/limits.rs",
    "src/platform/linux/events/sys.rs",
    "src/platform/linux/sys.rs",
    "src/platform/macos/sys/machine.rs",
    "src/platform/macos/sys/mod.rs",
    "src/platform/macos/sys/process.rs",
    "src/platform/macos/sys/surfaces.rs",
    "src/platform/macos/sys/task.rs",
    "src/platform/memory.rs",
    "src/platform/users.rs",
    "ui/src/shell/mac/delegate.rs",
    "ui/src/shell/mac/unchecked.rs",
];

/// The folders that may ask on which system they run: what lies below the program, and what lies around its window.
pub(crate) const ASKS_THE_SYSTEM: [&str; 2] = ["src/platform/", "ui/src/shell/"];

/// The folders that may create files: the one way to do it, and what signs works on copies of whole programs.
pub(crate) const CREATES: [&str; 2] = ["src/platform/files/", "src/platform/macos/signing/"];

/// The folder that may make up colours.
pub(crate) const MAKES_COLOURS: &str = "ui/src/theme";

/// What a module without threads, files, clocks and the system does without. A moment of the wall clock is a value like
/// others; to ask for it is not.
pub(crate) const IMPURE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime::now",
    "SystemTime::now",
];

/// Lines of a file without its tests, at most. The norm is 300.
pub(crate) const LONGEST_FILE: usize = 400;
