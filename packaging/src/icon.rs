//! The icon of an application, drawn anew for each size that macOS asks for.

use crate::{Failure, about};
use icns::{IconFamily, Image, PixelFormat};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::fs;
use std::io::BufWriter;
use std::path::Path;

/// From the smallest in a list to the largest on a screen of twice the density.
const SIZES: [u32; 7] = [16, 32, 64, 128, 256, 512, 1024];

/// What a desktop of Linux shows.
const PICTURE: u32 = 256;

pub(crate) fn write(svg: &Path, out: &Path) -> Result<(), Failure> {
    let text = fs::read(svg).map_err(about(svg))?;
    let tree =
        Tree::from_data(&text, &Options::default()).map_err(|error| format!("{}: {error}", svg.display()))?;
    if out.extension().is_some_and(|ending| ending == "png") {
        let picture = drawn(&tree, PICTURE)?.encode_png().map_err(|error| error.to_string())?;
        return fs::write(out, picture).map_err(about(out));
    }
    let mut family = IconFamily::new();
    for size in SIZES {
        let pixels = drawn(&tree, size)?.take_demultiplied();
        let image = Image::from_data(PixelFormat::RGBA, size, size, pixels).map_err(about(svg))?;
        family.add_icon(&image).map_err(about(svg))?;
    }
    let file = fs::File::create(out).map_err(about(out))?;
    family.write(BufWriter::new(file)).map_err(about(out))
}

#[expect(clippy::cast_precision_loss, reason = "sizes of pictures are small")]
fn drawn(tree: &Tree, size: u32) -> Result<Pixmap, Failure> {
    let mut picture = Pixmap::new(size, size).ok_or("an icon has pixels")?;
    let scale = size as f32 / tree.size().width();
    resvg::render(tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_all_sizes_and_is_not_empty() {
        let desk = tempfile::tempdir().unwrap();
        let svg = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/icon/strandline.svg");
        let out = desk.path().join("icon.icns");
        write(&svg, &out).unwrap();
        let family = IconFamily::read(fs::File::open(&out).unwrap()).unwrap();
        let mut sizes: Vec<_> = family
            .available_icons()
            .into_iter()
            .map(|kind| {
                let icon = family.get_icon_with_type(kind).unwrap();
                assert!(icon.data().iter().any(|&byte| byte != 0), "{kind:?}");
                icon.width()
            })
            .collect();
        sizes.sort_unstable();
        assert_eq!(sizes, SIZES);
        let png = desk.path().join("icon.png");
        write(&svg, &png).unwrap();
        assert_eq!(&fs::read(&png).unwrap()[..8], b"\x89PNG\r\n\x1a\n");
    }
}
