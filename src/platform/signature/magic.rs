//! What the blobs of a signature begin with (XNU `osfmk/kern/cs_blobs.h`; the DER form, Apple's `codesign`).

/// The table of all blobs.
pub const SUPER_BLOB: u32 = 0xfade_0cc0;
/// The hashes of the program, with its flags and names.
pub const CODE_DIRECTORY: u32 = 0xfade_0c02;
/// What is required of whoever signs it anew.
pub const REQUIREMENTS: u32 = 0xfade_0c01;
/// Its entitlements, as a property list.
pub const ENTITLEMENTS: u32 = 0xfade_7171;
/// The same in DER.
pub const ENTITLEMENTS_DER: u32 = 0xfade_7172;
/// The certificate of whoever signed it; empty where nobody did.
pub const CERTIFICATE: u32 = 0xfade_0b01;
