//! What draws the values of [`view`](crate::report::view): one way each for a terminal, for Markdown, for a page and for
//! programs.

pub(super) mod text;

pub(super) mod markdown;

pub(super) mod html;

pub(super) mod csv;

pub(super) mod page;

pub(super) mod sign;

pub(super) mod escape;
