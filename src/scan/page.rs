//! A scanned page as it was found: where it stands, how it looks, and the codes on it.

/// How far a picture must be turned, clockwise, to stand upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Turn {
    /// It stands upright.
    #[default]
    None,
    /// By 90° to the right.
    Right,
    /// It stands on its head.
    Half,
    /// By 90° to the left.
    Left,
}

impl Turn {
    /// A number of quarters of a turn, clockwise.
    #[must_use]
    pub fn quarters(count: i64) -> Self {
        match count.rem_euclid(4) {
            0 => Self::None,
            1 => Self::Right,
            2 => Self::Half,
            _ => Self::Left,
        }
    }

    /// Degrees, clockwise: 0, 90, 180 or 270.
    #[must_use]
    pub fn degrees(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Right => 90,
            Self::Half => 180,
            Self::Left => 270,
        }
    }

    /// The turn of so many degrees; `None` where they are no quarters.
    #[must_use]
    pub fn of_degrees(degrees: i64) -> Option<Self> {
        (degrees % 90 == 0).then(|| Self::quarters(degrees / 90))
    }

    /// Whether width and height change places.
    #[must_use]
    pub fn lays_down(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    /// Width and height after the turn.
    #[must_use]
    pub fn turned(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.lays_down() { (height, width) } else { (width, height) }
    }
}

/// How a page's picture lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JPEG file.
    Jpeg,
    /// A PNG file.
    Png,
    /// A page of a TIFF file.
    Tiff,
    /// A page of a PDF that is one JPEG picture, which is taken as it is.
    PdfJpeg,
    /// A page of a PDF that is one picture packed without loss.
    PdfPixels,
    /// A page of a PDF that is drawn from several things.
    PdfDrawn,
}

/// Why a file or a page of it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The file has no bytes.
    Empty,
    /// The system does not let it be read.
    Unreadable(String),
    /// Neither JPEG, PNG, TIFF nor PDF.
    NoPicture,
    /// The file ends before its picture does.
    CutOff,
    /// What is in it does not fit together.
    Damaged(String),
    /// It is, or unpacks to, more than the limits allow.
    TooLarge,
    /// The PDF is protected by a password.
    Protected,
}

impl Fault {
    /// The key of its words in the catalogue of messages.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "scan-fault-empty",
            Self::Unreadable(_) => "scan-fault-unreadable",
            Self::NoPicture => "scan-fault-no-picture",
            Self::CutOff => "scan-fault-cut-off",
            Self::Damaged(_) => "scan-fault-damaged",
            Self::TooLarge => "scan-fault-too-large",
            Self::Protected => "scan-fault-protected",
        }
    }
}

/// A code that was read from a page.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCode {
    /// What it says.
    pub payload: String,
    /// How the page must be turned for the code to stand upright.
    pub turn: Turn,
    /// What then remains, in degrees clockwise: how the sheet lay on the scanner.
    pub skew: f64,
}

/// A page of a file, or a whole file that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanPage {
    /// The file, from the folder of scans, with `/` between folders.
    pub file: String,
    /// Which page of the file, from 1; 0 where the file as a whole is at fault.
    pub page: u32,
    /// How many pages the file has.
    pub of: u32,
    /// How the picture lies in the file.
    pub format: Format,
    /// SHA-256 of the file.
    pub file_sha256: String,
    /// SHA-256 of the page's own bytes: of the file for JPEG and PNG, of the picture's stream where a page of a PDF is one JPEG;
    /// elsewhere of the picture as it was unpacked.
    pub sha256: String,
    /// SHA-256 of the grey picture, for the same picture in another file.
    pub picture_sha256: String,
    /// Pixels from left to right, as stored.
    pub width: u32,
    /// Pixels from top to bottom, as stored.
    pub height: u32,
    /// Dots per inch, where the file says them and a sheet of that size is likely.
    pub said_dpi: Option<u32>,
    /// How the file says that the picture must be turned (Exif, TIFF tag, the page of the PDF).
    pub said_turn: Turn,
    /// The share of pixels that are not grey, of 1.
    pub colour_share: f64,
    /// The share of the surface that is ink, of 1.
    pub ink_share: f64,
    /// How sharp its edges are, of 1.
    pub sharpness: f64,
    /// The codes on it, each payload once.
    pub codes: Vec<FoundCode>,
    /// Why it cannot be used at all.
    pub fault: Option<Fault>,
}

impl ScanPage {
    /// A file, or a page of it, that cannot be read.
    pub(super) fn broken(file: &str, page: u32, fault: Fault) -> Self {
        Self {
            file: file.to_owned(),
            page,
            of: 0,
            format: Format::Jpeg,
            file_sha256: String::new(),
            sha256: String::new(),
            picture_sha256: String::new(),
            width: 0,
            height: 0,
            said_dpi: None,
            said_turn: Turn::None,
            colour_share: 0.0,
            ink_share: 0.0,
            sharpness: 0.0,
            codes: Vec::new(),
            fault: Some(fault),
        }
    }

    /// The long side, in pixels.
    #[must_use]
    pub fn long_side(&self) -> u32 {
        self.width.max(self.height)
    }

    /// Dots per inch: what the file says, else what an A4 sheet of so many pixels has.
    #[must_use]
    pub fn dpi(&self) -> u32 {
        self.said_dpi.unwrap_or_else(|| super::gate::dpi_of_a4(self.long_side()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_in_quarters() {
        for quarters in -8..8 {
            let turn = Turn::quarters(quarters);
            assert_eq!(Turn::of_degrees(quarters * 90), Some(turn));
            assert_eq!(i64::from(turn.degrees()), quarters.rem_euclid(4) * 90);
        }
        assert_eq!(Turn::of_degrees(45), None);
        assert_eq!(Turn::Left.turned((3, 4)), (4, 3));
        assert_eq!(Turn::Half.turned((3, 4)), (3, 4));
    }
}
