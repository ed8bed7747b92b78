//! The user's settings.

use super::{Kept, OwnFiles, OwnFilesError, ron_file};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// The shortest and the longest period of a recording's grid, as the command line has them.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(5), Duration::from_hours(1));

/// What the user chose for good. A field that the file does not have is as it begins; one that this version does not know
/// is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// Period of a recording's grid in milliseconds, as it stands in the file; [`Settings::interval`] is what counts.
    pub interval_ms: u64,
    /// Whether the window says nothing about what to do next.
    pub hides_advice: bool,
    /// Width and height of the window, in points.
    pub window_size: (f32, f32),
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light text on dark ground.
    Dark,
    /// Dark text on light ground.
    Light,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: Theme::System, interval_ms: 100, hides_advice: false, window_size: (1400.0, 900.0) }
    }
}

impl Settings {
    /// Period of a recording's grid, within what a recording can do.
    pub fn interval(&self) -> Duration {
        Duration::from_millis(self.interval_ms).clamp(INTERVALS.0, INTERVALS.1)
    }
}

impl OwnFiles {
    /// What the user chose, from `settings.ron` in the configuration directory.
    pub fn settings(&self) -> Kept<Settings> {
        ron_file::read(&self.settings_path())
    }

    /// Keeps what the user chose.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), OwnFilesError> {
        ron_file::write(&self.settings_path(), settings)
    }

    fn settings_path(&self) -> PathBuf {
        self.config.join("settings.ron")
    }
}
