//! The segments of a JPEG file, as far as what stands before its picture goes.

/// A segment: its marker's second byte, and all its bytes with marker and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The marker, `0xe1` for APP1.
    pub marker: u8,
    /// The segment.
    pub bytes: &'a [u8],
}

impl Segment<'_> {
    /// What stands in it, after marker and length.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.bytes.get(4..).unwrap_or_default()
    }
}

/// The segments before the first scan, and the bytes from there to the end; `None` for what is no JPEG.
#[must_use]
pub fn segments(jpeg: &[u8]) -> Option<(Vec<Segment<'_>>, &[u8])> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    let mut found = Vec::new();
    loop {
        match (*rest.first()?, *rest.get(1)?) {
            (0xff, 0xda) => return Some((found, rest)),
            // Fill bytes and markers without content.
            (0xff, 0xff) => rest = &rest[1..],
            (0xff, 0x01 | 0xd0..=0xd7) => rest = &rest[2..],
            (0xff, marker) => {
                let length = 2 + usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
                let bytes = rest.get(..length)?;
                found.push(Segment { marker, bytes });
                rest = &rest[length..];
            }
            _ => return None,
        }
    }
}
