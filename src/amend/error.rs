//! Why a file cannot be amended.

/// Why a file cannot be amended. Nothing of it was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// The file is not what its format wants; in the words of the reader of it.
    #[error("{0}")]
    Broken(String),
    /// It has no sheet of this name.
    #[error("no sheet {0:?}")]
    NoSheet(String),
    /// A part of it is larger than laurea will unpack; bytes.
    #[error("a part of more than {0} bytes")]
    TooLarge(u64),
    /// A letter of the new value does not exist in the file's encoding.
    #[error("{0:?} cannot be written in {1}")]
    NotInEncoding(String, &'static str),
    /// It has no cell at this row and column (from 1).
    #[error("no cell at row {0}, column {1}")]
    NoCell(u32, u32),
}

impl From<zip::result::ZipError> for AmendError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<std::io::Error> for AmendError {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<quick_xml::Error> for AmendError {
    fn from(error: quick_xml::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<quick_xml::events::attributes::AttrError> for AmendError {
    fn from(error: quick_xml::events::attributes::AttrError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<rust_xlsxwriter::XlsxError> for AmendError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Broken(error.to_string())
    }
}
