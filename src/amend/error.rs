//! Why a registrar's file could not be handed back amended.

/// Why a file could not be amended.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// The bytes are no workbook of the expected kind: encrypted, of another format, or cut short.
    #[error("not a workbook: {0}")]
    NotAWorkbook(String),
    /// The file is digitally signed; a changed copy would carry a broken signature.
    #[error("the file is digitally signed")]
    Signed,
    /// Two parts of the file have the same name or share their bytes, so that programs would read different ones.
    #[error("two parts of the file have the same name or place")]
    DuplicateParts,
    /// A part is larger than any honest workbook needs.
    #[error("the part {0} is too large")]
    TooLarge(String),
    /// A part is not as the format asks.
    #[error("the part {part} cannot be amended: {why}")]
    Malformed {
        /// Its name in the file.
        part: String,
        /// What is wrong with it.
        why: String,
    },
    /// The file has no sheet of this name.
    #[error("there is no sheet named {0}")]
    NoSuchSheet(String),
    /// A value, or its place, cannot stand in a sheet.
    #[error("{place} cannot hold {value:?}")]
    Impossible {
        /// The cell.
        place: String,
        /// What it should have held.
        value: String,
    },
}
