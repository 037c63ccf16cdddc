//! Whether an archive is whole, and as the register says.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::super::{Error, open_register_to_read};
use super::SubmitError;
use crate::config::Config;
use crate::register::{Action, Entry, Register, State};
use crate::submit::{self, Verdict};

/// An archive, an unpacked one, or the folder of a batch, as it was looked at.
#[derive(Debug)]
pub struct Seen {
    /// What is wrong with it as an archive.
    pub verdict: Verdict,
    /// What the register says against it.
    pub agreement: Vec<Agreement>,
    /// Papers that were compared with the register.
    pub papers: usize,
}

/// What the register says against an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// There is no register to ask.
    NoRegister,
    /// The register does not know a paper.
    Unknown {
        /// Its key.
        document: String,
    },
    /// A paper no longer holds.
    Annulled {
        /// Its key.
        document: String,
        /// Its number.
        number: String,
        /// Since when.
        date: String,
    },
    /// A paper was made with another PDF than the archive says.
    OtherPdf {
        /// Its key.
        document: String,
        /// Its number.
        number: String,
    },
    /// The number in the archive is another than the paper's.
    OtherNumber {
        /// Its key.
        document: String,
        /// What the archive says.
        said: String,
        /// What the register says.
        number: String,
    },
    /// An issued PDF in the archive is none the register knows.
    UnknownPdf {
        /// The file in the archive.
        file: String,
    },
    /// The register has another hash of the archive.
    OtherArchive {
        /// The archive.
        archive: String,
    },
    /// No paper was entered as sent with this archive.
    NotEntered {
        /// The archive.
        archive: String,
    },
}

impl Seen {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.verdict.is_sound() && self.agreement.is_empty()
    }
}

/// Looks at an archive or a folder.
///
/// # Errors
/// It cannot be read, or the register cannot.
pub fn verify(config: &Config, path: &Path, passphrase: Option<&str>) -> Result<Seen, Error> {
    let register = open_register_to_read(config)?;
    let verdict = submit::verify(path, passphrase).map_err(SubmitError::Verify)?;
    let papers = verdict.bags.iter().map(|bag| bag.papers.len()).sum();
    let agreement = match &register {
        Some(register) => agreement(register, &verdict)?,
        None => vec![Agreement::NoRegister],
    };
    Ok(Seen { verdict, agreement, papers })
}

/// What the register says against the papers and the file of each archive.
fn agreement(register: &Register, verdict: &Verdict) -> Result<Vec<Agreement>, Error> {
    let sent = register.sent()?;
    let mut against = Vec::new();
    for bag in &verdict.bags {
        for said in &bag.papers {
            against.extend(of_paper(register, said)?);
        }
        for (file, hash) in bag.payload.iter().filter(|(file, _)| file.starts_with("data/papers/")) {
            if !register.knows_pdf(hash)? {
                against.push(Agreement::UnknownPdf { file: file.clone() });
            }
        }
        let archive = if bag.name.ends_with(".zip") { bag.name.clone() } else { format!("{}.zip", bag.name) };
        let own: Vec<&Entry> = sent.iter().filter(|entry| entry.detail("archive").as_ref() == Some(&archive)).collect();
        let is_same = |hash: &String| own.iter().all(|entry| entry.detail("archive_sha256").as_ref() == Some(hash));
        if own.is_empty() {
            against.push(Agreement::NotEntered { archive });
        } else if bag.sha256.as_ref().is_some_and(|hash| !is_same(hash)) {
            against.push(Agreement::OtherArchive { archive });
        }
    }
    Ok(against)
}

/// What the register says against a line of an archive's excerpt.
fn of_paper(register: &Register, said: &Value) -> Result<Option<Agreement>, Error> {
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    let document = text("document");
    let Some(paper) = register.paper(&document)? else { return Ok(Some(Agreement::Unknown { document })) };
    let last = paper.last();
    let number = last.number.clone().unwrap_or_default();
    let made_with = |hash: &str| {
        let mut made = paper.entries().iter().filter(|entry| matches!(entry.action, Action::Issued | Action::Reissued));
        made.any(|entry| entry.pdf_sha256.as_deref() == Some(hash))
    };
    Ok(if paper.state() == State::Annulled {
        Some(Agreement::Annulled { document, number, date: last.date.clone() })
    } else if number != text("number") {
        Some(Agreement::OtherNumber { document, said: text("number"), number })
    } else if !made_with(&text("pdf_sha256")) {
        Some(Agreement::OtherPdf { document, number })
    } else {
        None
    })
}
