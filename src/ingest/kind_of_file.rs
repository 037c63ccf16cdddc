//! What a file is, by what is in it: a name proves nothing.

/// What a file is, as far as its first bytes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindOfFile {
    /// A zip archive: xlsx, xlsm, xlsb, ods, or something else.
    Zip,
    /// A compound file: xls, an encrypted workbook, or something else.
    Compound,
    /// Text that may be a table.
    Text,
    /// Something that is no table, by its usual name.
    Other(&'static str),
    /// Nothing at all.
    Empty,
}

/// Beginnings of files that offices keep beside their tables.
const BEGINNINGS: [(&[u8], &str); 15] = [
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"SQLite format 3", "SQLite"),
    (b"\x00\x01\x00\x00Standard", "Access"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"\x09\x08", "XLS (Excel 5)"),
    (b"\x09\x04", "XLS (Excel 4)"),
    (b"\x09\x02", "XLS (Excel 3)"),
];

/// What some bytes are.
pub fn kind_of(bytes: &[u8]) -> KindOfFile {
    if bytes.is_empty() {
        return KindOfFile::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return KindOfFile::Zip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return KindOfFile::Compound;
    }
    if let Some((_, name)) = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return KindOfFile::Other(name);
    }
    markup(bytes).map_or(KindOfFile::Text, KindOfFile::Other)
}

/// HTML and XML as web systems export them under the name of a workbook.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let beginning: String =
        bytes.iter().take(4096).filter(|byte| **byte != 0).map(|byte| byte.to_ascii_lowercase() as char).collect();
    let beginning = beginning.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{ff}', '\u{fe}']).trim_start();
    if !beginning.starts_with('<') {
        return None;
    }
    if beginning.contains("urn:schemas-microsoft-com:office:spreadsheet") && beginning.starts_with("<?xml") {
        return Some("XML (Excel 2003)");
    }
    if ["<html", "<table", "<!doctype html", "<body", "<meta"].iter().any(|tag| beginning.contains(tag)) {
        return Some("HTML");
    }
    beginning.starts_with("<?xml").then_some("XML")
}

/// Types of tables, with the extensions they go by.
const EXTENSIONS: [(&str, &[&str]); 5] = [
    ("XLSX", &["xlsx", "xlsm", "xltx", "xltm"]),
    ("XLSB", &["xlsb"]),
    ("XLS", &["xls", "xlt"]),
    ("ODS", &["ods", "ots"]),
    ("CSV", &["csv", "tsv", "txt", "tab"]),
];

/// Whether a file's name says another type than its content.
pub fn is_misnamed(file: &str, kind: &str) -> bool {
    let extension = file.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    !EXTENSIONS.iter().any(|(name, extensions)| *name == kind && extensions.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_not_the_name() {
        assert_eq!(kind_of(b""), KindOfFile::Empty);
        assert_eq!(kind_of(b"PK\x03\x04..."), KindOfFile::Zip);
        assert_eq!(kind_of(b"%PDF-1.7"), KindOfFile::Other("PDF"));
        assert_eq!(kind_of(b"\xef\xbb\xbf\r\n<html><table>"), KindOfFile::Other("HTML"));
        assert_eq!(kind_of(b"<TABLE border=1>"), KindOfFile::Other("HTML"));
        assert_eq!(kind_of("Име;Оценка\n".as_bytes()), KindOfFile::Text);
        assert!(is_misnamed("оценки.xls", "XLSX") && is_misnamed("оценки", "CSV"));
        assert!(!is_misnamed("ОЦЕНКИ.XLSX", "XLSX") && !is_misnamed("o.xlsm", "XLSX"));
    }
}
