//! What one clicks on or types into.

mod copy_box;
mod empty_state;
mod key_cap;
mod push_button;
mod search_field;
mod segmented;

pub(crate) use copy_box::copy_box;
pub(crate) use empty_state::EmptyState;
pub(crate) use key_cap::key_cap;
pub(crate) use push_button::PushButton;
pub(crate) use search_field::{search_field, search_field_id};
pub(crate) use segmented::segmented;
