//! Where bytes live.

use super::CategoryId;
use crate::model::units::{Address, AddressRange, Bytes};

/// Names memory that a process owns without an address, in the system's own numbers: `IOSurface` and Metal objects,
/// DRM buffers, open memfds. The source makes it unique within the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u64);

/// Where observed bytes live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the target's address space.
    Mapped(AddressRange),
    /// In an object without address, of this size.
    Object(ObjectId, AddressRange),
    /// In a row of a summary: only the size is known. Growth is taken at its end, and so are losses.
    Aggregate(CategoryId, AddressRange),
}

/// One line of bytes: the target's addresses, or the offsets in one object or row. Runs of one space never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// The target's address space.
    Address,
    /// The bytes of one object.
    Object(ObjectId),
    /// The bytes of one row.
    Aggregate(CategoryId),
}

impl Place {
    /// A whole object.
    pub fn object(id: ObjectId, size: Bytes) -> Self {
        Self::Object(id, from_zero(size))
    }

    /// A whole row.
    pub fn aggregate(category: CategoryId, size: Bytes) -> Self {
        Self::Aggregate(category, from_zero(size))
    }

    /// The piece of `space` at `range`.
    pub const fn in_space(space: Space, range: AddressRange) -> Self {
        match space {
            Space::Address => Self::Mapped(range),
            Space::Object(id) => Self::Object(id, range),
            Space::Aggregate(category) => Self::Aggregate(category, range),
        }
    }

    /// The line of bytes it lies on.
    pub const fn space(&self) -> Space {
        match *self {
            Self::Mapped(_) => Space::Address,
            Self::Object(id, _) => Space::Object(id),
            Self::Aggregate(category, _) => Space::Aggregate(category),
        }
    }

    /// Where on that line.
    pub const fn range(&self) -> AddressRange {
        match *self {
            Self::Mapped(range) | Self::Object(_, range) | Self::Aggregate(_, range) => range,
        }
    }

    pub const fn len(&self) -> Bytes {
        self.range().len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.range().is_empty()
    }
}

fn from_zero(size: Bytes) -> AddressRange {
    AddressRange::new(Address::ZERO, Address::new(size.get()))
}
