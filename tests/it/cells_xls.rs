//! Values of xls files as their records have them.

use jiff::civil::date;
use laurea::ingest::{Cell, Merge};

use crate::cells::{said, sheet};
use crate::forged::{compound, record, words, xls, xls_number};

#[test]
fn cells_of_xls() {
    let label = |row: u16, text: &str| {
        let letters: Vec<u16> = text.encode_utf16().collect();
        record(0x0204, &[words(&[row, 0, 0, letters.len() as u16]), vec![1], words(&letters)].concat())
    };
    let hidden = record(0x0208, &words(&[2, 0, 1, 0, 0, 0, 0x20, 0]));
    let error = record(0x0205, &[words(&[3, 0, 0]), vec![0x2A, 1]].concat());
    let cells = [label(0, "Име"), label(1, "с\u{0}нула"), hidden, xls_number(2, 0, 0, 5.5), error].concat();
    let merged = record(0x00E5, &words(&[1, 0, 1, 3, 4]));
    let sheet = sheet("a.xls", &xls(&[], &[cells, merged].concat()));
    assert_eq!(sheet.merges(), [Merge { top: 1, left: 4, bottom: 2, right: 5 }]);
    let read: Vec<Cell> = (1..=4).map(|row| sheet.cell(row, 1).clone()).collect();
    assert_eq!(read, [said("Име"), said("с\u{0}нула"), Cell::Number(5.5), Cell::Error("#N/A".to_owned())]);
    assert!(sheet.is_row_hidden(3) && !sheet.is_row_hidden(2));
}

#[test]
fn an_xls_of_excel_95_in_the_letters_of_its_time() {
    let in_1251 = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let begin = |kind: u16| record(0x0809, &words(&[0x0500, kind, 0, 0]));
    let head = |offset: u32| {
        let bound = [&offset.to_le_bytes()[..], &[0, 0, 4], &in_1251("Лист")].concat();
        [begin(0x0005), record(0x0042, &words(&[1251])), record(0x0085, &bound), record(0x000A, &[])].concat()
    };
    let label = record(0x0204, &[words(&[0, 0, 0, 4]), in_1251("Иван")].concat());
    let offset = head(0).len() as u32;
    let stream = [head(offset), begin(0x0010), label, xls_number(0, 1, 0, 5.5), record(0x000A, &[])].concat();
    let sheet = sheet("a.xls", &compound("Book", &stream));
    assert_eq!((sheet.name.as_str(), sheet.cell(1, 1), sheet.cell(1, 2)), ("Лист", &said("Иван"), &Cell::Number(5.5)));
}

#[test]
fn an_xls_of_excel_97_with_eight_bits_a_letter() {
    let label =
        record(0x0204, &[words(&[0, 0, 0, 4]), vec![0], encoding_rs::WINDOWS_1251.encode("Иван").0.into_owned()].concat());
    let sheet = sheet("a.xls", &xls(&record(0x0042, &words(&[1251])), &label));
    assert_eq!(sheet.cell(1, 1), &said("Иван"));
}

#[test]
fn formats_and_formulas_of_xls() {
    let letters = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let format = |id: u16, text: &str| {
        let letters = letters(text);
        record(0x041E, &[words(&[id, letters.len() as u16]), vec![1], words(&letters)].concat())
    };
    let style = |format: u16| record(0x00E0, &[words(&[0, format]), vec![0; 16]].concat());
    let formats = [format(164, "\"г.\"0"), format(165, "dd.mm.yyyy\\ \"г.\"")];
    let globals = [formats.concat(), [0, 164, 165, 14].map(style).concat()].concat();
    let formula = |row: u16, result: [u8; 8]| record(0x0006, &[words(&[row, 0, 0]), result.to_vec(), vec![0; 8]].concat());
    let text = [words(&[3]), vec![1], words(&letters("Ана"))].concat();
    let formulas = [
        formula(4, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
        record(0x0207, &text),
        formula(5, [2, 0, 42, 0, 0, 0, 0xff, 0xff]),
        formula(6, 5.5_f64.to_le_bytes()),
    ];
    let numbers: Vec<u8> = (0..4).flat_map(|style| xls_number(style, 0, style, 45850.0)).collect();
    let sheet = sheet("a.xls", &xls(&globals, &[numbers, formulas.concat()].concat()));
    let (number, day) = (Cell::Number(45850.0), Cell::Date(date(2025, 7, 12)));
    let expected = [number.clone(), number, day.clone(), day, said("Ана"), Cell::Error("#N/A".to_owned()), Cell::Number(5.5)];
    assert_eq!((1..=7).map(|row| sheet.cell(row, 1).clone()).collect::<Vec<_>>(), expected);
}
