//! The parts of a zipped workbook: one read, one replaced, all others copied as they are packed.

use std::io::{Cursor, Read, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::AmendError;

/// The largest part that is unpacked, in bytes; a sheet of a million filled rows is smaller.
const LARGEST: u64 = 1 << 30;

/// In which way a file can be amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// xlsx or xlsm: see [`super::xlsx`].
    Xlsx,
    /// OpenDocument: see [`super::ods`].
    Ods,
    /// Anything else: it gets a twin, see [`super::twin`].
    Other,
}

/// The way a file can be amended, by what is in it and not by its name.
#[must_use]
pub fn form_of(bytes: &[u8]) -> Form {
    let Ok(archive) = archive(bytes) else { return Form::Other };
    let has = |name: &str| archive.index_for_name(name).is_some();
    match () {
        () if has("content.xml") && !has("[Content_Types].xml") => Form::Ods,
        () if has("[Content_Types].xml") && !has("xl/workbook.bin") => Form::Xlsx,
        () => Form::Other,
    }
}

/// The text of a part.
///
/// # Errors
/// The file is no zip, has no such part, or the part is too large or no UTF-8.
pub(super) fn text_of(bytes: &[u8], name: &str) -> Result<String, AmendError> {
    let mut archive = archive(bytes)?;
    let part = archive.by_name(name).map_err(|error| malformed(name, error))?;
    let mut text = String::new();
    // What a part says of its own size is not believed.
    let length = part.take(LARGEST + 1).read_to_string(&mut text).map_err(|error| malformed(name, error))?;
    if length as u64 > LARGEST { Err(AmendError::TooLarge(name.to_owned())) } else { Ok(text) }
}

/// The file with one part replaced; order, names and packed bytes of the others stay.
///
/// # Errors
/// The file is no zip.
pub(super) fn with_part(bytes: &[u8], name: &str, text: &str) -> Result<Vec<u8>, AmendError> {
    replaced(archive(bytes)?, name, text).map_err(|error| malformed(name, error))
}

/// A part that is not as the format asks.
pub(super) fn malformed(part: &str, why: impl ToString) -> AmendError {
    AmendError::Malformed { part: part.to_owned(), why: why.to_string() }
}

fn archive(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, AmendError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| AmendError::NotAWorkbook(error.to_string()))
}

fn replaced(mut archive: ZipArchive<Cursor<&[u8]>>, name: &str, text: &str) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at)?;
        if part.name()? != name {
            writer.raw_copy_file(part)?;
            continue;
        }
        let moment = part.last_modified().unwrap_or_default();
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(moment);
        writer.start_file(name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}
