//! The look of the window: the only place that names a colour.

mod categories;
mod style;
mod text;
mod tokens;

pub(crate) use categories::category_color;
pub(crate) use style::{install, strong};
pub(crate) use text::drawable;
pub(crate) use tokens::Tokens;
