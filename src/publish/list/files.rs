//! The files of a list: scripts, because a page that was opened from a disk may load nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::{RECORD, Record, WRITTEN};
use crate::model::hex;

/// The version of the form.
pub(super) const FORMAT: u32 = 1;

/// The page.
pub(super) const PAGE: &str = "index.html";
/// The file of the parameters; it completes the list.
pub(super) const PARAMETERS: &str = "list.js";
/// The folder of the records, in it one folder for each epoch.
pub(super) const RECORDS: &str = "list";

const BEFORE_PARAMETERS: &str = "laureaList(";
const BEFORE_RECORDS: &str = "laureaRecords(";
const AFTER: &str = ");\n";

/// What everybody may know of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The version of the form.
    pub format: u32,
    /// The institution's code.
    pub institution: String,
    /// Its name in Bulgarian.
    pub name_bg: String,
    /// Its name in English.
    pub name_en: String,
    /// The day of the list, `YYYY-MM-DD`, where one stands on it.
    pub as_of: Option<String>,
    /// Rounds of PBKDF2.
    pub rounds: u32,
    /// Its salt, in hexadecimal.
    pub salt: String,
    /// The epoch, in hexadecimal; also the name of the folder of the records.
    pub epoch: String,
    /// By how many characters of their tag, in hexadecimal, the records are parted into files.
    pub digits: usize,
    /// Records, of papers and of chance.
    pub entries: usize,
}

/// What a file of parameters may be.
pub(super) enum Read {
    Known(Parameters),
    Newer,
    Other,
}

pub(super) fn parameters_file(parameters: &Parameters) -> String {
    let json = serde_json::to_string_pretty(parameters).unwrap_or_default();
    format!("{BEFORE_PARAMETERS}{json}{AFTER}")
}

pub(super) fn read_parameters(text: &str) -> Read {
    let json = text.trim().strip_prefix(BEFORE_PARAMETERS).and_then(|rest| rest.strip_suffix(AFTER.trim_end()));
    let Some(value) = json.and_then(|json| serde_json::from_str::<Value>(json).ok()) else { return Read::Other };
    match value["format"].as_u64() {
        Some(format) if format > u64::from(FORMAT) => Read::Newer,
        Some(_) => serde_json::from_value(value).map_or(Read::Other, Read::Known),
        None => Read::Other,
    }
}

/// Into how many files records are parted: up to some hundred kilobytes each, and few for a small list.
pub(super) fn digits_of(entries: usize) -> usize {
    match entries {
        0..=8_192 => 1,
        8_193..=262_144 => 2,
        _ => 3,
    }
}

/// The file that a tag stands in.
pub(super) fn place_of(tag: &[u8], digits: usize) -> String {
    hex(tag).chars().take(digits).collect()
}

/// All places, in order.
pub(super) fn places(digits: usize) -> impl Iterator<Item = String> {
    let count = 16_usize.pow(u32::try_from(digits).unwrap_or(1));
    (0..count).map(move |at| format!("{at:0digits$x}"))
}

pub(super) fn records_file(place: &str, records: &[Record]) -> String {
    let written: String = records.iter().map(|record| STANDARD.encode(record)).collect();
    format!("{BEFORE_RECORDS}\"{place}\",\"{written}\"{AFTER}")
}

/// The records of a file; `None` where it is not as it was written.
pub(super) fn read_records(text: &str, place: &str) -> Option<Vec<[u8; RECORD]>> {
    let rest = text.trim().strip_prefix(BEFORE_RECORDS)?.strip_prefix(&format!("\"{place}\",\""))?;
    let written = rest.strip_suffix(AFTER.trim_end())?.strip_suffix('"')?;
    written.len().is_multiple_of(WRITTEN).then_some(())?;
    let bytes = STANDARD.decode(written).ok()?;
    let records: Vec<[u8; RECORD]> = bytes.chunks_exact(RECORD).filter_map(|record| record.try_into().ok()).collect();
    let is_in_place = records.iter().all(|record| place_of(record, place.len()) == place);
    (is_in_place && records.is_sorted()).then_some(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> Parameters {
        Parameters {
            format: FORMAT,
            institution: "DUS".to_owned(),
            name_bg: "Университет „);“".to_owned(),
            name_en: "University".to_owned(),
            as_of: None,
            rounds: 10,
            salt: "00".repeat(16),
            epoch: "11".repeat(16),
            digits: 1,
            entries: 1_024,
        }
    }

    #[test]
    fn parameters_are_read_as_they_were_written_and_nothing_else_is() {
        let text = parameters_file(&parameters());
        assert!(matches!(read_parameters(&text), Read::Known(read) if read == parameters()));
        assert!(matches!(read_parameters(&text.replace("\"format\": 1", "\"format\": 2, \"more\": 1")), Read::Newer));
        for other in ["", "{}", "laureaList({});\n", &text[1..], &text.replace("rounds", "round")] {
            assert!(matches!(read_parameters(other), Read::Other), "{other}");
        }
    }

    #[test]
    fn records_are_read_as_they_were_written_and_nothing_else_is() {
        let records: Vec<Record> = (0..3_u8).map(|at| [0xa0 + at; RECORD]).collect();
        let text = records_file("a", &records);
        assert_eq!(read_records(&text, "a").as_deref(), Some(records.as_slice()));
        assert_eq!(read_records(&records_file("a", &[]), "a").as_deref(), Some([].as_slice()));
        let mixed = records_file("a", &[records[1], records[0]]);
        let strange = records_file("a", &[[0xb0; RECORD]]);
        for other in ["", &text[2..], &text[..text.len() - 4], &text.replacen("oKCg", "oKC", 1), &mixed, &strange] {
            assert_eq!(read_records(other, "a"), None, "{other}");
        }
        assert_eq!(read_records(&text, "b"), None);
    }

    #[test]
    fn places_are_as_many_as_there_are_prefixes() {
        assert_eq!(places(1).count(), 16);
        assert_eq!(places(2).nth(10).as_deref(), Some("0a"));
        assert_eq!(place_of(&[0x0a, 0xff], 3), "0af");
        assert_eq!((digits_of(1_024), digits_of(131_072), digits_of(1 << 20)), (1, 2, 3));
    }
}
