//! What a scan must be like, and how much reading it may cost.

/// What a scan must be like, and how much reading it may cost.
///
/// The first four are rules of the register of secondary-school diplomas (governmentbg/NEISPUO, `ImageService.cs`); the others are ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Least length of the long side, in pixels. NEISPUO: „с размери поне 1024 пиксела по дългата страна“.
    pub long_side: u32,
    /// Least resolution, in dots per inch, as the file says it or an A4 sheet would have it.
    pub dpi: u32,
    /// The share of pixels that must be more than grey, of 1. NEISPUO: more than 0.5 %.
    pub colour_share: f64,
    /// How far apart the channels of a pixel are, of 255, before it counts as coloured: less is noise of the scanner or of JPEG.
    pub grey_spread: u8,
    /// A page with less ink than this share of its surface is blank.
    pub ink_share: f64,
    /// Sharpness below which a page is blurred, of 1; see `gate`.
    pub sharpness: f64,
    /// How much a side may fall short of A4, of 1, before the page counts as cut off.
    pub cut_off: f64,
    /// How far a page may lean, in degrees.
    pub skew: f64,
    /// Dots per inch at which a page of a PDF is drawn that is no single picture.
    pub drawn_dpi: u32,
    /// Most pixels of a page. An A3 sheet at 600 dpi has 69.6 million; a page takes four bytes for each while it is read.
    pub max_pixels: u64,
    /// Largest file, in bytes.
    pub max_file: u64,
    /// Most pages of one file.
    pub max_pages: usize,
    /// Most files of a folder.
    pub max_files: usize,
    /// Most bytes one packed stream of a PDF may unpack to.
    pub max_unpacked: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            long_side: 1024,
            dpi: 150,
            colour_share: 0.005,
            grey_spread: 6,
            ink_share: 0.0008,
            sharpness: 0.10,
            cut_off: 0.06,
            skew: 8.0,
            drawn_dpi: 300,
            max_pixels: 80_000_000,
            max_file: 1 << 30,
            max_pages: 5_000,
            max_files: 200_000,
            max_unpacked: 512 << 20,
        }
    }
}
