//! Files and wishes that are refused.

use super::super::super::AmendError;
use super::*;

#[track_caller]
fn refused(bytes: &[u8], amendment: &Amendment) -> AmendError {
    xlsx(bytes, amendment).expect_err("this should have been refused")
}

fn mark() -> Amendment {
    noted(&[(1, 1, Level::Error, "а")])
}

#[test]
fn what_is_no_workbook_is_refused() {
    let encrypted = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    let whole = Book::with_rows("").bytes();
    let text = Book(Vec::new()).with("mimetype", "application/vnd.oasis.opendocument.spreadsheet").bytes();
    let word = Book::with_rows("").with("xl/workbook.xml", "<w:document xmlns:w=\"urn:w\"/>").bytes();
    for bytes in [&b""[..], b"a;b\r\n", &encrypted, &whole[..whole.len() / 2], &text, &word] {
        assert!(matches!(refused(bytes, &mark()), AmendError::NotAWorkbook(_)));
    }
}

#[test]
fn a_signed_workbook_is_refused() {
    let origin = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin";
    let book = Book::with_rows("")
        .with("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", origin, "a.sigs")]));
    assert!(matches!(refused(&book.bytes(), &mark()), AmendError::Signed));
    let book = Book::with_rows("").with("_xmlsignatures/sig1.xml", "<a/>");
    assert!(matches!(refused(&book.bytes(), &mark()), AmendError::Signed));
}

#[test]
fn parts_of_one_name_are_refused() {
    let folded = Book::with_rows("").with("XL/Workbook.xml", "<a/>");
    assert!(matches!(refused(&folded.bytes(), &mark()), AmendError::DuplicateParts));
    let mut same = Book::with_rows("").with("xl/workbooq.xml", "<a/>").bytes();
    let other = b"xl/workbooq.xml";
    for at in 0..same.len() - other.len() {
        if same[at..].starts_with(other) {
            same[at..at + other.len()].copy_from_slice(b"xl/workbook.xml");
        }
    }
    assert!(matches!(refused(&same, &mark()), AmendError::DuplicateParts));
}

#[test]
fn a_part_that_swells_is_refused() {
    let swollen = Book::with_rows("").with("xl/media/a.bin", &" ".repeat(40 << 20));
    assert!(matches!(refused(&swollen.bytes(), &mark()), AmendError::TooLarge(name) if name == "xl/media/a.bin"));
}

#[test]
fn broken_parts_are_named() {
    let sheet = "xl/worksheets/sheet1.xml";
    let entity = format!("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet xmlns=\"{MAIN}\"><sheetData/></worksheet>");
    for text in ["", "<worksheet", "<worksheet></a>", "<worksheet xmlns=\"urn:other\"><sheetData/></worksheet>", &entity] {
        let error = refused(&Book::with_rows("").with(sheet, text).bytes(), &mark());
        assert!(matches!(&error, AmendError::Malformed { part, .. } if part == sheet), "{error}");
    }
    let error = refused(&Book::with_rows("").without(sheet).bytes(), &mark());
    assert!(matches!(error, AmendError::Malformed { .. }));
}

#[test]
fn what_no_sheet_can_hold_is_refused() {
    let bytes = Book::with_rows("").bytes();
    for (row, column, value) in [
        (0, 1, number("1")),
        (1, 16_385, number("1")),
        (1_048_577, 1, number("1")),
        (1, 1, number("1,5")),
        (1, 1, number("NaN")),
        (1, 1, words(&"я".repeat(32_768))),
    ] {
        assert!(matches!(refused(&bytes, &changed(&[(row, column, value)])), AmendError::Impossible { .. }), "{row} {column}");
    }
    let mut strange = mark();
    "Друг".clone_into(&mut strange.sheets[0].name);
    assert!(matches!(refused(&bytes, &strange), AmendError::NoSuchSheet(name) if name == "Друг"));
}

#[test]
fn nothing_wanted_gives_the_same_bytes() {
    let bytes = Book::with_rows("").bytes();
    assert_eq!(xlsx(&bytes, &Amendment::default()).unwrap(), bytes);
}
