//! Which surfaces the built-in target makes, and when it takes plain memory instead. Pure but for the surfaces themselves.

use crate::model::units::Bytes;
use crate::platform::memory::whole_pages;

/// Four bytes for a pixel: blue, green, red and how opaque it is.
const PIXEL: u64 = 4;
/// Pixels in a row, as many as a window of 1280 × 800 has.
const WIDTH: u64 = 1280;

/// What is said of a surface that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Pixels in a row.
    pub(crate) width: u64,
    pub(crate) height: u64,
    /// Bytes of a pixel.
    pub(crate) pixel: u64,
    /// Bytes in all.
    pub(crate) size: Bytes,
}

impl Shape {
    /// A surface that has room for so much.
    pub(crate) fn holding(size: Bytes) -> Self {
        let height = size.get().div_ceil(WIDTH * PIXEL).max(1);
        Self { width: WIDTH, height, pixel: PIXEL, size: whole_pages(Bytes::new(height * WIDTH * PIXEL)) }
    }
}

/// A real surface, as long as it is kept.
pub(crate) trait Surface: Sized {
    /// Makes one; nothing where the system has none to give, as over a network or in a sandbox.
    fn create(shape: Shape) -> Option<Self>;
    /// How much memory it has.
    fn size(&self) -> Bytes;
    /// Writes one byte on each page.
    fn touch(&mut self, value: u8);
}

/// A surface of this size to the byte: the target tells beforehand what it leaks.
pub(crate) fn surface<S: Surface>(size: Bytes) -> Option<S> {
    S::create(Shape::holding(size)).filter(|surface| surface.size() == whole_pages(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surface_has_room_for_what_is_asked() {
        let check = |size, height, bytes| {
            let shape = Shape::holding(Bytes::new(size));
            assert_eq!((shape.width, shape.height, shape.pixel), (1280, height, 4));
            assert_eq!(shape.size, whole_pages(Bytes::new(bytes)));
        };
        check(1280 * 800 * 4, 800, 4_096_000);
        check(1280 * 800 * 4 + 1, 801, 801 * 5120);
        check(0, 1, 5120);
    }

    /// What the system gives may be larger than what was asked for.
    struct Larger<const BY: u64>(Bytes);

    impl<const BY: u64> Surface for Larger<BY> {
        fn create(shape: Shape) -> Option<Self> {
            Some(Self(shape.size + Bytes::new(BY)))
        }

        fn size(&self) -> Bytes {
            self.0
        }

        fn touch(&mut self, _: u8) {}
    }

    #[test]
    fn a_surface_of_another_size_would_belie_the_target() {
        let size = Bytes::new(1280 * 800 * 4);
        assert_eq!(surface::<Larger<0>>(size).map(|surface| surface.size()), Some(size));
        assert!(surface::<Larger<1>>(size).is_none());
    }
}
