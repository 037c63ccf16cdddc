//! A place kept for xlsx and xlsm, which are built apart.

use super::{AmendError, Amendment};

/// Not built yet.
///
/// # Errors
/// Always.
pub fn xlsx(_bytes: &[u8], _amendment: &Amendment) -> Result<Vec<u8>, AmendError> {
    Err(AmendError::NotAWorkbook("xlsx is not built yet".to_owned()))
}
