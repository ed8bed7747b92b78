//! A picture of SVG, in PNG. It is drawn with the fonts of the window and no others: the same pixels everywhere.

use resvg::render;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::fmt;
use std::sync::{Arc, LazyLock};

/// No picture is larger to either side, in pixels.
const LARGEST: f32 = 8192.0;

/// The family of all text.
const FAMILY: &str = "Inter";

/// The last has signs that Inter lacks.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf"),
];

static KNOWN: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        for id in fonts.load_font_source(fontdb::Source::Binary(Arc::new(font))) {
            // The bold face calls itself a family of its own.
            let Some(mut face) = fonts.face(id).cloned() else { continue };
            if face.families.iter().any(|(name, _)| name.starts_with(FAMILY)) {
                face.families = vec![(FAMILY.to_owned(), fontdb::Language::English_UnitedStates)];
            }
            fonts.remove_face(id);
            fonts.push_face_info(face);
        }
    }
    Arc::new(fonts)
});

/// Draws SVG, with so many pixels for each of its own.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PictureError> {
    let options =
        Options { font_family: FAMILY.to_owned(), fontdb: Arc::clone(&KNOWN), ..Options::default() };
    // Inter has no such triangle, and all of a text is drawn in the font that has each of its letters.
    let svg = svg.replace('▸', "›");
    let tree = Tree::from_str(&svg, &options).map_err(|error| PictureError::Unreadable(error.to_string()))?;
    let size = tree.size();
    let [width, height] = [size.width() * scale, size.height() * scale];
    if !(width >= 1.0 && height >= 1.0 && width <= LARGEST && height <= LARGEST) {
        return Err(PictureError::TooLarge);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 8192")]
    let mut picture =
        Pixmap::new(width.round() as u32, height.round() as u32).ok_or(PictureError::TooLarge)?;
    render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|error| PictureError::Unreadable(error.to_string()))
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// It is no SVG that can be drawn.
    Unreadable(String),
    /// Ask for another scale: it would have no pixels, or more than 8192 to a side.
    TooLarge,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(reason) => write!(f, "the chart cannot be drawn: {reason}"),
            Self::TooLarge => write!(f, "the picture would have no pixels, or more than {LARGEST} to a side"),
        }
    }
}

impl std::error::Error for PictureError {}
