//! What a shard says of itself: a line for each paper it has made, and the sheet that completes it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::part::Shard;

/// Name of the list of papers made.
pub(super) const JOURNAL: &str = "made.jsonl";
/// Name of the sheet that completes a shard.
pub(super) const SHEET: &str = "shard.json";

/// A line of `made.jsonl`: a paper that was set, or why it could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The paper's key.
    pub key: String,
    /// Its file in the shard's folder.
    pub file: String,
    /// SHA-256 of the file; empty where there is none.
    pub sha256: String,
    /// Pages; 0 where there is no file.
    pub pages: usize,
    /// Why it could not be set, as whoever sets papers writes it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Value>,
}

/// The first line of `made.jsonl`: of which plan and shard it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    /// SHA-256 of the plan's sheet.
    pub plan: String,
    /// The shard.
    pub shard: Shard,
}

/// `shard.json`: the shard is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShardSheet {
    /// Version of the format.
    pub format: u32,
    /// SHA-256 of the plan's sheet.
    pub plan: String,
    /// The shard.
    pub shard: Shard,
    /// Number of papers.
    pub papers: usize,
    /// How many of them could not be set.
    pub failed: usize,
    /// SHA-256 of `made.jsonl`.
    pub made_sha256: String,
}

/// A value as a line.
pub(super) fn line(value: &impl Serialize) -> String {
    // These types have nothing that JSON cannot say.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// The whole lines of a journal, as far as they can be read; what a killed process wrote last may be half a line.
pub(super) fn read(bytes: &[u8]) -> (Option<Heading>, Vec<Made>) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let heading = lines.next().and_then(|line| serde_json::from_str(line).ok());
    let made = lines.map_while(|line| serde_json::from_str(line).ok()).collect();
    (heading, made)
}

/// A journal as it stands in the file.
pub(super) fn text<'m>(heading: &Heading, made: impl Iterator<Item = &'m Made>) -> String {
    let lines: String = made.map(line).collect();
    line(heading) + &lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(key: &str) -> Made {
        Made { key: key.to_owned(), file: format!("{key}.pdf"), sha256: "ab".to_owned(), pages: 1, fault: None }
    }

    #[test]
    fn a_journal_cut_off_anywhere_gives_its_whole_lines() {
        let heading = Heading { plan: "p".to_owned(), shard: Shard { number: 1, of: 3 } };
        let all = [made("a"), made("b"), Made { fault: Some(Value::from("no")), ..made("в") }];
        let whole = text(&heading, all.iter());
        assert_eq!(read(whole.as_bytes()), (Some(heading), all.to_vec()));
        for end in 0..whole.len() {
            let (heading, lines) = read(&whole.as_bytes()[..end]);
            let complete = whole[..whole.floor_char_boundary(end)].matches('\n').count();
            assert_eq!((heading.is_some(), lines.len()), (complete > 0, complete.saturating_sub(1)), "cut at {end}");
            assert_eq!(lines, all[..lines.len()]);
        }
    }
}
