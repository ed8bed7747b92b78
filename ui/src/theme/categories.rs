//! The colour of each category: for ever the same, whatever is sorted, filtered or recorded.
//!
//! A group has a hue; the categories in it are shades of that hue, chosen by their names.

use super::tokens::rgb;
use eframe::egui::{Color32, Theme, Ui, lerp};

/// The hue of each group on a dark and on a light ground.
const GROUPS: &[(&str, u32, u32)] = &[
    ("Named", 0x97_84_e0, 0x7b_64_cf),
    ("Shared memory", 0x3d_a3_9a, 0x2b_95_8b),
    ("Graphics", 0x5b_98_cf, 0x45_85_bd),
    ("Malloc", 0xbf_9f_58, 0xae_8b_3a),
    ("Anonymous", 0x7d_90_b4, 0x6c_80_a6),
    ("Stacks", 0x82_a5_66, 0x6b_91_50),
    ("Files", 0xa3_8b_7c, 0x90_78_6a),
    ("JIT", 0xb8_78_a8, 0xa5_62_95),
    ("Totals", 0x5b_98_cf, 0x45_85_bd),
    ("Reserved", 0x6b_76_81, 0x8d_98_a2),
    ("Kernel", 0x6b_76_81, 0x8d_98_a2),
    ("Devices", 0x6b_76_81, 0x8d_98_a2),
    ("Unattributed", 0x6b_76_81, 0x8d_98_a2),
];

/// For groups that are not in the table.
const OTHERS: &[(u32, u32)] =
    &[(0x6f_a8_b8, 0x4f_91_a3), (0xa8_a0_6a, 0x92_89_4c), (0xa8_84_8f, 0x97_6e_7b), (0x8a_8f_c9, 0x70_76_b8)];

/// How far a shade may lie from its group's hue, towards white or black.
const SHADES: [f32; 6] = [0.0, 0.18, -0.16, 0.34, -0.3, -0.44];

/// With this basis the names of our own categories hardly ever share a shade.
const BASIS: u32 = 11_170;

/// The colour of a category.
pub(crate) fn category_color(ui: &Ui, group: &str, name: &str) -> Color32 {
    let known = GROUPS.iter().find(|(known, ..)| *known == group).map(|&(_, dark, light)| (dark, light));
    let (dark, light) = known.unwrap_or_else(|| OTHERS[place(group, OTHERS.len())]);
    let hue = rgb(if ui.theme() == Theme::Dark { dark } else { light });
    shaded(hue, SHADES[place(name, SHADES.len())])
}

fn shaded(hue: Color32, shade: f32) -> Color32 {
    let end = if shade < 0.0 { 0.0 } else { 255.0 };
    let [red, green, blue, _] = hue.to_array().map(|channel| {
        let mixed = lerp(f32::from(channel)..=end, shade.abs()).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
        let mixed = mixed as u8;
        mixed
    });
    Color32::from_rgb(red, green, blue)
}

/// A place that depends on nothing but the text: FNV-1a with a basis of our own. Its lowest bits mix badly.
fn place(text: &str, places: usize) -> usize {
    let mix = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    (text.bytes().fold(BASIS, mix) >> 7) as usize % places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shade_stays_between_its_hue_and_the_end() {
        let hue = rgb(0x80_00_ff);
        assert_eq!(shaded(hue, 0.0), hue);
        assert_eq!(shaded(hue, 0.5), rgb(0xc0_80_ff));
        assert_eq!(shaded(hue, -0.5), rgb(0x40_00_80));
    }
}
