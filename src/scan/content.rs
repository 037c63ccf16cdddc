//! What a file is: its content decides, not its name.

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Jpeg,
    Png,
    Tiff,
    Pdf,
}

impl Content {
    /// What the first bytes of a file say; `None` for anything that is not read here.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Self::Tiff),
            // Some programs write something before the header; readers look for it in the first kilobyte.
            _ if bytes[..bytes.len().min(1024)].windows(5).any(|words| words == b"%PDF-") => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Whether a file of it may hold many pages, so that its pages are read side by side rather than the file beside others.
    pub fn has_many_pages(self) -> bool {
        matches!(self, Self::Tiff | Self::Pdf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide() {
        assert_eq!(Content::of(&[0xff, 0xd8, 0xff, 0xe0]), Some(Content::Jpeg));
        assert_eq!(Content::of(b"\x89PNG\r\n\x1a\n...."), Some(Content::Png));
        assert_eq!(Content::of(b"II*\0...."), Some(Content::Tiff));
        assert_eq!(Content::of(b"MM\0*...."), Some(Content::Tiff));
        assert_eq!(Content::of(b"\n\n%PDF-1.7"), Some(Content::Pdf));
        assert_eq!(Content::of(b"GIF89a"), None);
        assert_eq!(Content::of(b""), None);
    }
}
