//! Elements of HTML and SVG as values: text and attributes are escaped when they are written, so that no name from outside
//! can become markup; and cells of tables that are no formulas.
//!
//! What is written is well-formed XML as well as HTML: only elements that are empty in HTML close themselves.

mod cell;

mod element;

mod escape;

pub(crate) use cell::cell;
pub(crate) use element::Element;
pub(crate) use escape::{printable, printable_line, shortened};
