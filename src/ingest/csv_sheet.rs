//! CSV files of any encoding and separator an office produces.

use super::cell::Cell;

/// A text file's rows and the encoding it was read in.
pub struct CsvSheet {
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// The encoding, where it had to be guessed.
    pub guessed_encoding: Option<&'static str>,
}

/// Reads a CSV file: UTF-8, UTF-16 with a byte-order mark, else windows-1251; `;`, `,` or tab.
pub fn read(bytes: &[u8]) -> Result<CsvSheet, csv::Error> {
    let (text, guessed_encoding) = decode(bytes);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(&text)).from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|record| record.map(|fields| fields.iter().map(Cell::from_text).collect()))
        .collect::<Result<_, _>>()?;
    Ok(CsvSheet { rows, guessed_encoding })
}

fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return (encoding.decode(bytes).0.into_owned(), None);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(), Some("windows-1251")),
    }
}

/// The separator that stands most often outside quotes in the first lines.
fn separator(text: &str) -> u8 {
    let mut counts = [(b';', 0_u32), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(20_000) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => {
                for (separator, count) in &mut counts {
                    *count += u32::from(*separator == byte);
                }
            }
        }
    }
    // On a tie the earlier one, as Bulgarian Excel writes `;`.
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(bytes: &[u8]) -> Vec<String> {
        let sheet = read(bytes).expect("readable");
        sheet.rows[0].iter().map(Cell::text).collect()
    }

    #[test]
    fn separators_and_encodings() {
        assert_eq!(first("Име;Оценка\nИван;5,50\n".as_bytes()), ["Име", "Оценка"]);
        assert_eq!(first("a,b\n\"x;y\",2\n".as_bytes()), ["a", "b"]);
        assert_eq!(first(&encoding_rs::WINDOWS_1251.encode("Име\tЕГН\n").0), ["Име", "ЕГН"]);
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend("Име;ЕГН".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(first(&utf16), ["Име", "ЕГН"]);
    }
}
