//! Any bytes in: a finding or sheets, never a panic, never without end.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use laurea::config::WorkbookLimits;
use laurea::diag::Sources;
use laurea::ingest::Workbooks;
use proptest::prelude::*;

use crate::forged::{Xlsx, ods_rows, packed, record, words, xls, xls_number, zip};

/// Small limits, so that what should be bounded shows it.
const LIMITS: WorkbookLimits = WorkbookLimits { mib: 4, cells: 200_000, memory_mib: 64, seconds: 20 };

/// Names that promise each type.
const NAMES: [&str; 5] = ["a.xlsx", "a.xls", "a.ods", "a.csv", "a.xlsb"];

/// Reads some bytes; a crash of the reader is a fault of it.
fn read(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let start = Instant::now();
    let mut findings = Vec::new();
    let sheets = Workbooks::of_bytes(name, bytes, LIMITS).sheets(name.as_ref(), &mut Sources::default(), &mut findings);
    let crash = findings.iter().find(|finding| finding.code.name() == "file-reader-crashed");
    // calamine, which reads xls, may panic: then the process that reads the file ends, and here the panic is caught.
    prop_assert!(crash.is_none() || bytes.starts_with(b"\xd0\xcf"), "{crash:?}");
    prop_assert!(!sheets.is_empty() || !findings.is_empty(), "neither sheets nor a word");
    let cells: usize = sheets.iter().flat_map(|sheet| sheet.rows()).map(|(_, cells)| cells.len()).sum();
    prop_assert!(cells <= LIMITS.cells as usize);
    prop_assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    Ok(())
}

/// A small sound file of each type.
static SOUND: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let rows = "<row r=\"1\" hidden=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45850</v></c></row><row r=\"2\"><c t=\"str\"><v>а_x000D_</v></c><c t=\"e\"><v>#N/A</v></c></row>";
    let book = Xlsx::of_rows(rows).with_strings(&["<t>Име</t>", "<r><t>а</t></r>"]).with_formats(&["dd.mm.yyyy"]);
    let row = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\"><text:p>Име<text:s text:c=\"2\"/></text:p></table:table-cell></table:table-row>";
    let cells = [record(0x0204, &[words(&[0, 0, 0, 3]), vec![1], words(&[1048, 1084, 1077])].concat()), xls_number(1, 1, 0, 5.5)];
    let csv = "Име;Оценка\r\n\"Иван; младши\";5,50\r\n".as_bytes().to_vec();
    vec![book.bytes(), packed(&book.parts()), ods_rows(row), xls(&[], &cells.concat()), csv]
});

/// What may happen to a file on its way.
#[derive(Debug, Clone)]
enum Harm {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Drop(prop::sample::Index, usize),
    Double(prop::sample::Index, usize),
    Put(prop::sample::Index, Vec<u8>),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Harm::Flip(at, byte)),
        1 => at().prop_map(Harm::Cut),
        1 => (at(), 1..64_usize).prop_map(|(at, count)| Harm::Drop(at, count)),
        1 => (at(), 1..64_usize).prop_map(|(at, count)| Harm::Double(at, count)),
        2 => (at(), prop::collection::vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Harm::Put(at, bytes)),
    ]
}

fn harmed(bytes: &mut Vec<u8>, harm: &Harm) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match harm {
        Harm::Flip(at, byte) => bytes[at.index(length)] ^= byte,
        Harm::Cut(at) => bytes.truncate(at.index(length)),
        Harm::Drop(at, count) => drop(bytes.drain(at.index(length)..(at.index(length) + count).min(length))),
        Harm::Double(at, count) => {
            let from = at.index(length);
            let again = bytes[from..(from + count).min(length)].to_vec();
            bytes.splice(from..from, again);
        }
        Harm::Put(at, new) => {
            let from = at.index(length);
            bytes.splice(from..(from + new.len()).min(length), new.clone());
        }
    }
}

/// Pieces of which the XML of parts is made; put together anyhow.
const PIECES: [&str; 34] = [
    "<row>",
    "<row r=\"7\">",
    "<row r=\"4294967295\">",
    "</row>",
    "<c>",
    "<c r=\"A1\">",
    "<c r=\"XFD1048576\" t=\"s\">",
    "<c t=\"inlineStr\">",
    "</c>",
    "<v>",
    "</v>",
    "<is>",
    "</is>",
    "<t>",
    "</t>",
    "1",
    "99999999999999999999",
    "-1e308",
    "&#0;",
    "&lt;",
    "&a;",
    "_xD800_",
    "<![CDATA[]]>",
    "<!-- -->",
    "<sheetData>",
    "</sheetData>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<mergeCells>",
    "</mergeCells>",
    "<si/>",
    "<r>",
    "</r>",
    "<a b='c' b=\"c\"/>",
    "\u{0}",
];

proptest! {
    // `PROPTEST_CASES=100000` for a long run.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..2000), start in 0..4_usize, name in 0..NAMES.len()) {
        let start: &[u8] = [b"".as_slice(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"][start];
        read(NAMES[name], &[start, &bytes].concat())?;
    }

    #[test]
    fn sound_files_with_harm_done(file in 0..5_usize, harms in prop::collection::vec(harm(), 1..6), name in 0..NAMES.len()) {
        let mut bytes = SOUND[file].clone();
        harms.iter().for_each(|harm| harmed(&mut bytes, harm));
        read(NAMES[name], &bytes)?;
    }

    #[test]
    fn parts_with_harm_done(part in any::<prop::sample::Index>(), harms in prop::collection::vec(harm(), 1..6)) {
        let mut book = Xlsx::of_rows("<row><c t=\"s\"><v>0</v></c></row>").with_strings(&["<t>а</t>"]).with_formats(&["0"]);
        let at = part.index(book.0.len());
        harms.iter().for_each(|harm| harmed(&mut book.0[at].1, harm));
        read("a.xlsx", &book.bytes())?;
    }

    #[test]
    fn parts_in_each_others_place(one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>()) {
        let mut book = Xlsx::of_rows("<row><c t=\"s\"><v>0</v></c></row>").with_strings(&["<t>а</t>"]).with_formats(&["0"]);
        let (one, other) = (one.index(book.0.len()), other.index(book.0.len()));
        let bytes = book.0[one].1.clone();
        book.0[one].1 = std::mem::replace(&mut book.0[other].1, bytes);
        read("a.xlsx", &zip(&book.parts()))?;
    }

    #[test]
    fn markup_put_together_anyhow(pieces in prop::collection::vec(0..PIECES.len(), 0..60), is_whole in any::<bool>()) {
        let pieces: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let book = if is_whole { Xlsx::of_sheet(&format!("<worksheet>{pieces}")) } else { Xlsx::of_rows(&pieces) };
        read("a.xlsx", &book.with_strings(&[&pieces]).bytes())?;
    }

    #[test]
    fn text_put_together_anyhow(text in "[аБ1\";,|\t\r\n \u{0}=sep]{0,200}") {
        read("a.csv", text.as_bytes())?;
        read("a.csv", &encoding_rs::WINDOWS_1251.encode(&text).0)?;
    }
}
