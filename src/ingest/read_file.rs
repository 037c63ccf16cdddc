//! Reads one file, whatever it is, to whoever listens.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::fault::Fault;
use super::kind_of_file::{KindOfFile, is_misnamed, kind_of};
use super::meter::Meter;
use super::package::Package;
use super::told::{Listener, Teller, Told};
use super::{csv_sheet, ods, xls, xlsx};
use crate::config::WorkbookLimits;

/// Reads a file within limits.
pub fn read_path(path: &Path, limits: WorkbookLimits, listener: &mut dyn Listener) -> Result<(), Fault> {
    let bytes = bytes(path, limits)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    read_bytes(&bytes, &name, limits, listener)
}

fn bytes(path: &Path, limits: WorkbookLimits) -> Result<Vec<u8>, Fault> {
    let most = u64::from(limits.mib) << 20;
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(Fault::Broken("not a file".to_owned()));
    }
    if about.len() > most {
        return Err(Fault::TooBig);
    }
    let mut bytes = Vec::new();
    // It may grow while it is read.
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(Fault::TooBig) } else { Ok(bytes) }
}

/// Reads the bytes of a file of some name within limits.
pub fn read_bytes(bytes: &[u8], name: &str, limits: WorkbookLimits, listener: &mut dyn Listener) -> Result<(), Fault> {
    let meter = Meter::new(limits);
    let mut teller = Teller::new(listener, &meter);
    match kind_of(bytes) {
        KindOfFile::Empty => Err(Fault::CutOff),
        KindOfFile::Other(kind) => Err(Fault::WrongType(kind.to_owned())),
        KindOfFile::Zip => zipped(bytes, name, &mut teller),
        KindOfFile::Compound => {
            named(name, "XLS", &mut teller)?;
            xls::read_xls(bytes, &mut teller)
        }
        KindOfFile::Text => {
            if is_misnamed(name, "CSV") {
                if !csv_sheet::is_table(bytes) {
                    return Err(Fault::WrongType("?".to_owned()));
                }
                teller.tell(Told::Misnamed("CSV"))?;
            }
            csv_sheet::read(bytes, name, &mut teller)
        }
    }
}

fn zipped(bytes: &[u8], name: &str, teller: &mut Teller<'_>) -> Result<(), Fault> {
    let package = Package::open(bytes, teller.meter)?;
    // An encrypted ods has no part `content.xml` that could be told from others.
    let is_ods =
        package.bytes("mimetype", 256)?.is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet"));
    if is_ods {
        named(name, "ODS", teller)?;
        return ods::read(&package, teller);
    }
    if package.has("xl/workbook.bin") {
        named(name, "XLSB", teller)?;
        return xls::read_xlsb(bytes, &package, teller);
    }
    if package.has("xl/workbook.xml") || (package.has("[Content_Types].xml") && package.has_under("xl/")) {
        named(name, "XLSX", teller)?;
        return xlsx::read(&package, teller);
    }
    let kinds = [("word/", "DOCX"), ("ppt/", "PPTX"), ("visio/", "VSDX"), ("index/", "NUMBERS")];
    let kind = kinds.into_iter().find(|(folder, _)| package.has_under(folder)).map_or("ZIP", |(_, kind)| kind);
    Err(Fault::WrongType(kind.to_owned()))
}

/// Says where a file's name promises another type.
fn named(name: &str, kind: &str, teller: &mut Teller<'_>) -> Result<(), Fault> {
    if is_misnamed(name, kind) { teller.tell(Told::Misnamed(kind)) } else { Ok(()) }
}
