//! Colours by their use.

use eframe::egui::{Color32, Theme, Ui};

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens {
    /// Ground of charts and tables.
    pub(crate) canvas: Color32,
    /// Ground of panes.
    pub(crate) panel: Color32,
    /// Ground of bars.
    pub(crate) header: Color32,
    /// Ground of buttons.
    pub(crate) raised: Color32,
    /// Ground of a button under the pointer.
    pub(crate) hover: Color32,
    /// Borders.
    pub(crate) line: Color32,
    /// The chart's grid.
    pub(crate) grid: Color32,
    /// Titles, and what matters.
    pub(crate) strong: Color32,
    /// Text.
    pub(crate) text: Color32,
    /// Captions.
    pub(crate) weak: Color32,
    /// Zeros, and what is disabled.
    pub(crate) faint: Color32,
    /// The selected row, or the one under the pointer.
    pub(crate) select: Color32,
    /// Links and the cursor.
    pub(crate) focus: Color32,
    /// Ground of a message.
    pub(crate) notice: Color32,
    /// Categories that share a band.
    pub(crate) others: Color32,
}

const DARK: Tokens = Tokens {
    canvas: rgb(0x10_14_18),
    panel: rgb(0x16_1b_20),
    header: rgb(0x1c_22_28),
    raised: rgb(0x28_30_38),
    hover: rgb(0x34_3e_48),
    line: rgb(0x2a_32_3a),
    grid: rgb(0x1d_24_2a),
    strong: rgb(0xf1_f4_f6),
    text: rgb(0xc6_ce_d6),
    weak: rgb(0x8f_9a_a5),
    faint: rgb(0x6c_78_83),
    select: rgb(0x23_39_4a),
    focus: rgb(0x7d_b4_da),
    notice: rgb(0x1a_28_34),
    others: rgb(0x4c_56_60),
};

const LIGHT: Tokens = Tokens {
    canvas: rgb(0xff_ff_ff),
    panel: rgb(0xf5_f7_f8),
    header: rgb(0xeb_ee_f1),
    raised: rgb(0xff_ff_ff),
    hover: rgb(0xdd_e3_e8),
    line: rgb(0xd4_da_e0),
    grid: rgb(0xec_ef_f2),
    strong: rgb(0x0c_12_17),
    text: rgb(0x29_32_3a),
    weak: rgb(0x5b_67_72),
    faint: rgb(0x84_8f_99),
    select: rgb(0xd3_e4_f1),
    focus: rgb(0x2a_6c_9d),
    notice: rgb(0xe1_eb_f3),
    others: rgb(0xb3_bc_c4),
};

pub(super) const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

impl Tokens {
    /// The colours in force here.
    pub(crate) fn of(ui: &Ui) -> Self {
        Self::of_theme(ui.theme())
    }

    pub(super) const fn of_theme(theme: Theme) -> Self {
        match theme {
            Theme::Dark => DARK,
            Theme::Light => LIGHT,
        }
    }
}
