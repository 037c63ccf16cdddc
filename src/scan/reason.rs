//! Why a person must look at a page.

use super::page::Turn;

/// Why a person must look at a page, or why it belongs to no paper.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    // ── whose page it is ──
    /// No code was read, and the file's name carries no number.
    NoCode,
    /// There is hardly any ink on it.
    Blank,
    /// It is a paper of this program, but none of those awaited.
    NotAwaited,
    /// Two codes of different pages stand on it.
    TwoCodes,
    /// It has the number of an awaited paper, but another check value: an earlier print, or another paper.
    OtherCheck,
    /// The paper has fewer pages than the code or the name says.
    PageBeyond,
    /// More than one page, or more than one paper, may be meant.
    Candidates,
    /// The file's name is a number that may as well be the scanner's own.
    BareNumber,
    /// The file's name does not say which page of the paper it is.
    WhichPage,
    /// The same picture stands for another page too.
    SamePicture,
    // ── how it looks ──
    /// Fewer dots per inch than the limit.
    Resolution(u32),
    /// A long side of fewer pixels than the limit.
    Small(u32),
    /// A smaller share of colour than the limit, of 1.
    Grey(f64),
    /// It is smaller than A4, or of another shape.
    CutOff,
    /// Its edges are not sharp.
    Blurred,
    /// It leans by so many degrees.
    Leaning(f64),
    /// It lies where it should stand, or stands where it should lie, and no code says which way is up.
    Orientation(Turn),
}

impl Reason {
    /// The key of its words in the catalogue of messages.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoCode => "scan-no-code",
            Self::Blank => "scan-blank",
            Self::NotAwaited => "scan-not-awaited",
            Self::TwoCodes => "scan-two-codes",
            Self::OtherCheck => "scan-other-check",
            Self::PageBeyond => "scan-page-beyond",
            Self::Candidates => "scan-candidates",
            Self::BareNumber => "scan-bare-number",
            Self::WhichPage => "scan-which-page",
            Self::SamePicture => "scan-same-picture",
            Self::Resolution(_) => "scan-resolution",
            Self::Small(_) => "scan-small",
            Self::Grey(_) => "scan-grey",
            Self::CutOff => "scan-cut-off",
            Self::Blurred => "scan-blurred",
            Self::Leaning(_) => "scan-leaning",
            Self::Orientation(_) => "scan-orientation",
        }
    }

    /// Its words, with the figure they name.
    #[must_use]
    pub fn words(&self, lang: crate::diag::Lang) -> String {
        let found = match self {
            Self::Resolution(figure) | Self::Small(figure) => figure.to_string(),
            Self::Grey(share) => format!("{:.2}", share * 100.0),
            Self::Leaning(degrees) => format!("{degrees:.1}"),
            Self::Orientation(turn) => turn.degrees().to_string(),
            _ => String::new(),
        };
        crate::diag::ui(lang, self.key(), &[("found", &found)])
    }
}
