//! The layout of a ZIP file, and the bounds of what is read of it.

/// The bytes that the header of an entry begins with.
pub(super) const SIGNATURE: [u8; 4] = *b"PK\x03\x04";
/// The bytes that a line of the directory begins with.
pub(super) const DIRECTORY: [u8; 4] = *b"PK\x01\x02";
/// The largest data descriptor after an entry, which has its sizes.
pub(super) const SIZES: usize = 24;
/// The place of the name in the header of an entry.
pub(super) const NAME_AT: usize = 30;
/// Files in a container.
pub(super) const MOST_ENTRIES: usize = 2_000;
/// Bytes kept of the beginning of an entry: its header, and enough of its content to recognise it.
pub(super) const BEGINNING: usize = 1_024;
/// The entry of an office document that names the kinds of the others. Office reads it in any case.
pub(super) const TYPES: &str = "[Content_Types].xml";

/// The 16 bits at a place; 0 past the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

/// The 32 bits at a place; 0 past the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four))
}

/// The sizes and the checksum of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    pub(super) checksum: u32,
}
