//! Looking a code up in a published list, as the page does.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{PARAMETERS, Parameters, RECORDS, Read, place_of, read_parameters, read_records};
use super::record::{Opener, RECORD, secret_of};
use super::secret::bytes_of;
use super::stretch::stretch;
use super::typed::NO_NUMBER;
use super::{ListError, PaperCode, Standing};

/// The most rounds a list may ask for: a few seconds.
const MOST_ROUNDS: u32 = 20_000_000;

/// A published list.
#[derive(Debug)]
pub struct List {
    folder: PathBuf,
    parameters: Parameters,
    salt: [u8; 16],
    epoch: [u8; 16],
}

/// What a list says of a code.
#[derive(Debug)]
pub enum Looked {
    /// It knows the code.
    Found(Box<Found>),
    /// It does not.
    Unknown,
    /// It does not, and was not told the number of the paper.
    NeedsNumber,
    /// The code is of a paper of another institution.
    OtherInstitution,
}

/// The record of a paper.
#[derive(Debug)]
pub struct Found {
    /// How the paper stands.
    pub standing: Standing,
    /// Whether the code names another kind of paper than was issued with it.
    pub is_other_kind: bool,
    opener: Opener,
    record: [u8; RECORD],
}

impl Found {
    /// Whether the paper was issued as a PDF with this SHA-256, in hexadecimal.
    #[must_use]
    pub fn is_of_pdf(&self, sha256: &str) -> bool {
        self.opener.is_of_pdf(&self.record, sha256)
    }
}

impl List {
    /// Opens the list of a folder.
    ///
    /// # Errors
    /// There is none, a later laurea wrote it, or its parameters are damaged.
    pub fn open(folder: &Path) -> Result<Self, ListError> {
        let path = folder.join(PARAMETERS);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Err(ListError::Damaged(path)),
            Err(_) => return Err(ListError::NoList(folder.to_owned())),
        };
        let parameters = match read_parameters(&text) {
            Read::Known(parameters) => parameters,
            Read::Newer => return Err(ListError::Newer(path)),
            Read::Other => return Err(ListError::Damaged(path)),
        };
        let is_likely = (1..=MOST_ROUNDS).contains(&parameters.rounds) && (1..=4).contains(&parameters.digits);
        match (bytes_of(&parameters.salt), bytes_of(&parameters.epoch)) {
            (Some(salt), Some(epoch)) if is_likely => Ok(Self { folder: folder.to_owned(), parameters, salt, epoch }),
            _ => Err(ListError::Damaged(path)),
        }
    }

    /// What everybody may know of it.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// What it says of a code. Of what was typed by hand the number may be missing; it is also looked for as a paper that had none
    /// when it was made.
    ///
    /// # Errors
    /// A file of the list is missing or damaged.
    pub fn look(&self, code: &PaperCode) -> Result<Looked, ListError> {
        if code.institution.as_ref().is_some_and(|institution| *institution != self.parameters.institution) {
            return Ok(Looked::OtherInstitution);
        }
        let is_whole = code.kind.is_some();
        let said = code.number.as_deref().filter(|number| *number != NO_NUMBER);
        let tried = match said {
            Some(_) if is_whole => vec![said],
            Some(_) => vec![said, None],
            None => vec![None],
        };
        for number in tried {
            if let Some(found) = self.record_of(number, code)? {
                return Ok(Looked::Found(Box::new(found)));
            }
        }
        Ok(if is_whole || said.is_some() { Looked::Unknown } else { Looked::NeedsNumber })
    }

    fn record_of(&self, number: Option<&str>, code: &PaperCode) -> Result<Option<Found>, ListError> {
        let secret = secret_of(&self.parameters.institution, number, &code.check);
        let opener = Opener::new(stretch(secret.as_bytes(), &self.salt, self.parameters.rounds), self.epoch);
        let tag = opener.tag();
        let place = place_of(&tag, self.parameters.digits);
        let path = self.folder.join(RECORDS).join(&self.parameters.epoch).join(format!("{place}.js"));
        let text = fs::read_to_string(&path).map_err(|_| ListError::Damaged(path.clone()))?;
        let records = read_records(&text, &place).ok_or_else(|| ListError::Damaged(path.clone()))?;
        let Some(record) = records.into_iter().find(|record| record.starts_with(&tag)) else { return Ok(None) };
        let standing = opener.standing(&record).ok_or(ListError::Damaged(path))?;
        let is_other_kind = code.kind.as_ref().is_some_and(|kind| !opener.is_of_kind(&record, kind));
        Ok(Some(Found { standing, is_other_kind, opener, record }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Listed, Publishing, cache_of, key_of, publish, read_code};
    use super::*;

    /// Rounds of the tests.
    const FEW: u32 = 20;

    fn publishing(folder: &Path) -> Publishing {
        let register = folder.join("register.sqlite");
        Publishing {
            institution: "DUS".to_owned(),
            name_bg: "Университет <„Дунав“>".to_owned(),
            name_en: "Danubian University".to_owned(),
            as_of: None,
            out: folder.join("list"),
            key: key_of(&register),
            cache: cache_of(&register),
        }
    }

    fn listed(number: Option<&str>, check: &str, standing: Standing) -> Listed {
        let number = number.map(str::to_owned);
        Listed { number, check: check.to_owned(), kind: "diploma".to_owned(), pdf_sha256: format!("{check:0>64}"), standing }
    }

    fn papers() -> Vec<Listed> {
        vec![
            listed(Some("6001-1/2025"), "7KXM20QA", Standing::Holds),
            listed(Some("О-2/2025"), "8KXM20QA", Standing::Annulled),
            listed(Some("6003-3/2025"), "9KXM20QA", Standing::Replaced),
            listed(None, "AKXM20QA", Standing::Holds),
        ]
    }

    fn build(folder: &Path, papers: &[Listed]) -> List {
        publish(papers, &publishing(folder), FEW, &|_, _| {}).unwrap();
        List::open(&folder.join("list")).unwrap()
    }

    fn said(list: &List, typed: &str) -> String {
        match list.look(&read_code(typed).unwrap()).unwrap() {
            Looked::Found(found) if found.is_other_kind => "other kind".to_owned(),
            Looked::Found(found) => format!("{:?}", found.standing),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn every_code_gets_its_answer_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let list = build(folder.path(), &papers());
        for (typed, expected) in [
            ("laurea:2:DUS:diploma:6001-1/2025:7KXM20QA", "Holds"),
            ("laurea:2:DUS:appendix:6001-1/2025:7KXM20QA", "other kind"),
            ("laurea:2:DUS:diploma:6001-2/2025:7KXM20QA", "Unknown"),
            ("laurea:2:DUS:diploma:6001-1/2025:7KXM20QB", "Unknown"),
            ("laurea:2:DUS:diploma:-:7KXM20QA", "Unknown"),
            ("laurea:2:UNI:diploma:6001-1/2025:7KXM20QA", "OtherInstitution"),
            ("7kxm 20qa", "NeedsNumber"),
            ("6001-1/2025 7kxm20qa", "Holds"),
            ("o–2/2025 8KXM20QA", "Annulled"),
            ("6003-3/2025 9KXM20QA", "Replaced"),
            ("AKXM20QA", "Holds"),
            ("17/2025 AKXM20QA", "Holds"),
            ("17/2025 BKXM20QA", "Unknown"),
        ] {
            assert_eq!(said(&list, typed), expected, "{typed}");
        }
        let Looked::Found(found) = list.look(&read_code("6001-1/2025 7KXM20QA").unwrap()).unwrap() else { panic!() };
        assert!(found.is_of_pdf(&format!("{:0>64}", "7KXM20QA")) && !found.is_of_pdf(&format!("{:0>64}", "7KXM20QB")));
    }

    #[test]
    fn the_same_papers_give_the_same_bytes_and_others_share_none() {
        let folder = tempfile::tempdir().unwrap();
        let own = |list: &List| {
            let path = list.folder.join("list").join(&list.parameters.epoch).join("a.js");
            (fs::read_to_string(list.folder.join("list.js")).unwrap(), fs::read_to_string(path).unwrap())
        };
        let mut papers = papers();
        let first = own(&build(folder.path(), &papers));
        papers.reverse();
        assert_eq!(own(&build(folder.path(), &papers)), first);
        papers[0].standing = Standing::Annulled;
        let list = build(folder.path(), &papers);
        let (parameters, records) = own(&list);
        assert_ne!(parameters, first.0);
        let all = |text: &str| read_records(text, "a").unwrap();
        assert!(all(&records).iter().all(|record| !all(&first.1).contains(record)), "a record is the same");
        assert_eq!(said(&list, "AKXM20QA"), "Annulled");
        assert_eq!(fs::read_dir(list.folder.join("list")).unwrap().count(), 1, "the former records are gone");
        assert_eq!(build(folder.path(), &[]).parameters.entries, 1_024, "nobody learns that there is no paper");
    }

    #[test]
    fn no_word_of_a_paper_stands_in_any_file() {
        let folder = tempfile::tempdir().unwrap();
        let list = build(folder.path(), &papers());
        let mut open = vec![list.folder];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for word in ["6001-1/2025", "6001-1", "7KXM20QA", "8KXM20QA", "AKXM20QA", "diploma"] {
                assert!(!text.contains(word), "{} has {word}", path.display());
            }
        }
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone_and_an_unfinished_list_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("list");
        fs::create_dir_all(&out).unwrap();
        fs::write(out.join("thesis.txt"), "mine").unwrap();
        let refused = publish(&papers(), &publishing(folder.path()), FEW, &|_, _| {});
        assert!(matches!(refused, Err(ListError::Taken(path)) if path == out));
        fs::remove_file(out.join("thesis.txt")).unwrap();
        build(folder.path(), &papers());
        fs::remove_file(out.join("list.js")).unwrap();
        fs::remove_file(out.join("index.html")).unwrap();
        assert!(matches!(List::open(&out), Err(ListError::NoList(_))));
        build(folder.path(), &papers());
        fs::write(out.join("robots.txt"), "").unwrap();
        build(folder.path(), &papers());
    }

    #[test]
    fn a_list_that_is_damaged_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let list = build(folder.path(), &papers());
        let code = read_code("6001-1/2025 7KXM20QA").unwrap();
        let records = list.folder.join("list").join(&list.parameters.epoch);
        for entry in fs::read_dir(&records).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replacen('"', "", 1)).unwrap();
        }
        assert!(matches!(list.look(&code), Err(ListError::Damaged(_))));
        fs::write(list.folder.join("list.js"), "laureaList({ \"format\": 7 });").unwrap();
        assert!(matches!(List::open(&list.folder), Err(ListError::Newer(_))));
        fs::write(list.folder.join("list.js"), "nothing").unwrap();
        assert!(matches!(List::open(&list.folder), Err(ListError::Damaged(_))));
    }
}
