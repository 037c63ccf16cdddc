//! A record of the list: 33 bytes that only who has the code of a paper can make or read.

use super::Standing;
use super::stretch::{Key, hmac};
use super::typed::NO_NUMBER;

/// Bytes by which a record is found.
const TAG: usize = 12;
/// Bytes of the seal of the kind.
const KIND: usize = 4;
/// Bytes of the seal of the PDF.
const PDF: usize = 16;

/// Bytes of a record: tag, state, seal of the kind, seal of the PDF.
pub(super) const RECORD: usize = TAG + 1 + KIND + PDF;

/// Characters of a record in a file; base64 without anything to fill up.
pub(super) const WRITTEN: usize = RECORD / 3 * 4;

/// A record.
pub(super) type Record = [u8; RECORD];

/// What makes two lists of different contents differ in every record.
pub(super) type Epoch = [u8; 16];

/// What is stretched of a paper: everything of its code that whoever holds it in the hand can read. The kind is not among it, because
/// nobody should have to choose one; it is sealed apart.
pub(super) fn secret_of(institution: &str, number: Option<&str>, check: &str) -> String {
    format!("laurea 2\n{institution}\n{}\n{check}", number.unwrap_or(NO_NUMBER))
}

/// The record of a paper; a seal of chance stands for a PDF that has no hash.
pub(super) fn record(key: &Key, epoch: &Epoch, standing: Standing, kind: &str, pdf_sha256: &str) -> Record {
    let (tag, mask) = tag(key, epoch);
    let mut record = [0; RECORD];
    record[..TAG].copy_from_slice(&tag);
    record[TAG] = number_of(standing) ^ mask;
    record[TAG + 1..][..KIND].copy_from_slice(&seal_of_kind(key, epoch, kind));
    record[TAG + 1 + KIND..].copy_from_slice(&seal_of_pdf(key, epoch, pdf_sha256));
    record
}

/// Where the record of a key begins, and what its state is masked with.
fn tag(key: &Key, epoch: &Epoch) -> ([u8; TAG], u8) {
    let made = derived(key, epoch, "record", "");
    let mut tag = [0; TAG];
    tag.copy_from_slice(&made[..TAG]);
    (tag, made[TAG])
}

fn seal_of_kind(key: &Key, epoch: &Epoch, kind: &str) -> [u8; KIND] {
    let mut seal = [0; KIND];
    seal.copy_from_slice(&derived(key, epoch, "kind", &kind.to_lowercase())[..KIND]);
    seal
}

fn seal_of_pdf(key: &Key, epoch: &Epoch, sha256: &str) -> [u8; PDF] {
    let mut seal = [0; PDF];
    seal.copy_from_slice(&derived(key, epoch, "pdf", sha256)[..PDF]);
    seal
}

fn derived(key: &Key, epoch: &Epoch, what: &str, of: &str) -> Key {
    hmac(key, &[what.as_bytes(), b"\n", epoch, of.as_bytes()])
}

/// The key of a code against the records of a list.
#[derive(Debug, Clone)]
pub(super) struct Opener {
    key: Key,
    epoch: Epoch,
}

impl Opener {
    pub fn new(key: Key, epoch: Epoch) -> Self {
        Self { key, epoch }
    }

    /// The first characters, in hexadecimal, of the tag that is looked for.
    pub fn tag(&self) -> [u8; TAG] {
        tag(&self.key, &self.epoch).0
    }

    /// The state of a record that is this key's; `None` of another's, or of one that says nothing known.
    pub fn standing(&self, record: &[u8]) -> Option<Standing> {
        let (tag, mask) = tag(&self.key, &self.epoch);
        (record.len() == RECORD && record.starts_with(&tag)).then(|| standing_of(record[TAG] ^ mask))?
    }

    /// Whether a record of this key is of a paper of this kind.
    pub fn is_of_kind(&self, record: &[u8], kind: &str) -> bool {
        record.get(TAG + 1..TAG + 1 + KIND) == Some(&seal_of_kind(&self.key, &self.epoch, kind))
    }

    /// Whether a record of this key is of a paper with this PDF.
    pub fn is_of_pdf(&self, record: &[u8], sha256: &str) -> bool {
        record.get(TAG + 1 + KIND..) == Some(&seal_of_pdf(&self.key, &self.epoch, sha256))
    }
}

fn number_of(standing: Standing) -> u8 {
    match standing {
        Standing::Holds => 1,
        Standing::Annulled => 2,
        Standing::Replaced => 3,
    }
}

fn standing_of(number: u8) -> Option<Standing> {
    [Standing::Holds, Standing::Annulled, Standing::Replaced].into_iter().find(|standing| number_of(*standing) == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_opens_with_its_own_key_and_epoch_only() {
        let (key, epoch) = ([7; 32], [9; 16]);
        for standing in [Standing::Holds, Standing::Annulled, Standing::Replaced] {
            let record = record(&key, &epoch, standing, "diploma", "00ff");
            let own = Opener::new(key, epoch);
            assert_eq!(own.standing(&record), Some(standing));
            assert!(own.is_of_kind(&record, "diploma") && !own.is_of_kind(&record, "appendix"));
            assert!(own.is_of_pdf(&record, "00ff") && !own.is_of_pdf(&record, "00fe"));
            assert_eq!(Opener::new([8; 32], epoch).standing(&record), None);
            assert_eq!(Opener::new(key, [8; 16]).standing(&record), None);
            assert_eq!(own.standing(&record[..RECORD - 1]), None);
        }
    }

    #[test]
    fn records_of_two_epochs_share_nothing() {
        let key = [7; 32];
        let [one, other] = [[1; 16], [2; 16]].map(|epoch| record(&key, &epoch, Standing::Holds, "diploma", "00ff"));
        let same = one.iter().zip(other).filter(|(one, other)| *one == other).count();
        assert!(same < 4, "{same} of {RECORD} bytes are the same");
    }
}
