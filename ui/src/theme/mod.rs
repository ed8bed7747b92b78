//! The look of the window: the only place that names a colour.

mod categories;
pub(crate) mod fonts;
mod icon;
pub(crate) mod size;
mod style;
mod text;
mod tokens;

pub(crate) use categories::{category_color, role_color};
pub(crate) use icon::{Icon, filled_icon, icon};
pub(crate) use style::install;
pub(crate) use text::{caption, medium, mono, strong, weak};
pub(crate) use tokens::Tokens;
