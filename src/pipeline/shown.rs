//! A paper that somebody shows, as a file or by its code: what the register or a published list says of it.

mod judged;

use std::collections::BTreeMap;
use std::path::Path;

use super::{Error, SubmitError};
use crate::publish::list::{List, Looked, PaperCode, Standing, fold, read_code};
use crate::register::{Paper, Register, State};
use crate::scan;
use crate::submit::VerifyError;
use judged::{FileShown, Fit, Known, judged, unknown};

pub use judged::{Answer, Because, PaperShown, Shown};

/// Who is asked.
#[derive(Debug, Clone, Copy)]
pub enum Against<'a> {
    /// The register, and the code of its institution.
    Register(&'a Register, &'a str),
    /// A published list.
    List(&'a List),
}

/// Whether a file is shown as a paper: a PDF or a picture, by its name or what it begins with.
#[must_use]
pub fn is_shown_as_paper(path: &Path) -> bool {
    const ENDINGS: [&str; 6] = ["pdf", "jpg", "jpeg", "png", "tif", "tiff"];
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if !path.is_dir() && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        return true;
    }
    let mut head = Vec::new();
    let read =
        std::fs::File::open(path).and_then(|file| std::io::Read::read_to_end(&mut std::io::Read::take(file, 1_024), &mut head));
    read.is_ok() && scan::is_paper(&head)
}

/// What can be said of a code that was typed; `None` where it is no code.
///
/// # Errors
/// The register or the list cannot be read.
pub fn show_code(against: Against, typed: &str) -> Result<Option<Shown>, Error> {
    let Some(code) = read_code(typed) else { return Ok(None) };
    let paper = of_code(against, &code, None)?;
    Ok(Some(Shown { sha256: None, papers: vec![paper] }))
}

/// What can be said of a file.
///
/// # Errors
/// The file, the register or the list cannot be read.
pub fn show_file(against: Against, path: &Path) -> Result<Shown, Error> {
    let unreadable = |error| SubmitError::Verify(VerifyError::Unusable { path: path.to_owned(), error });
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let mut file = FileShown::of(&bytes);
    let mut papers = match against {
        Against::Register(register, _) => issued_as(register, &file)?,
        Against::List(_) => Vec::new(),
    };
    if papers.is_empty() {
        let (codes, fault) = codes_of(path, bytes);
        for (code, (pages, look)) in codes {
            file.is_picture = look == Look::Picture;
            papers.push(PaperShown { pages, ..of_code(against, &code, Some(&file))? });
        }
        if papers.is_empty() {
            papers.push(PaperShown { fault, ..unknown(Because::NoCode, None) });
        }
    }
    Ok(Shown { sha256: Some(file.sha256), papers })
}

fn of_code(against: Against, code: &PaperCode, file: Option<&FileShown>) -> Result<PaperShown, Error> {
    match against {
        Against::Register(register, institution) => of_register(register, institution, code, file),
        Against::List(list) => of_list(list, code, file),
    }
}

fn of_list(list: &List, code: &PaperCode, file: Option<&FileShown>) -> Result<PaperShown, Error> {
    let found = match list.look(code)? {
        Looked::Found(found) => found,
        Looked::Unknown => return Ok(unknown(Because::NoPaper, Some(code))),
        Looked::NeedsNumber => return Ok(unknown(Because::NeedsNumber, Some(code))),
        Looked::OtherInstitution => return Ok(unknown(Because::OtherInstitution, Some(code))),
    };
    let because = match found.standing {
        Standing::Holds => Because::SameCode,
        Standing::Annulled => Because::Annulled,
        Standing::Replaced => Because::Replaced,
    };
    let fit = file.map_or(Fit::Code, |file| file.fit(&|sha256| found.is_of_pdf(sha256)));
    Ok(judged(Known { because, is_other: found.is_other_kind, entry: None, instead: None }, fit, Some(code)))
}

fn of_register(register: &Register, institution: &str, code: &PaperCode, file: Option<&FileShown>) -> Result<PaperShown, Error> {
    let mut papers = Vec::new();
    for document in register.papers_of_code(&code.check)? {
        papers.extend(register.paper(&document)?.filter(|paper| paper.state() != State::Reserved));
    }
    let is_other_institution = code.institution.as_ref().is_some_and(|own| own != institution);
    let is_other = |paper: &Paper| is_other_institution || !says_the_same(code, paper);
    let Some(paper) = papers.iter().find(|paper| !is_other(paper)).or(papers.first()) else {
        let because = if is_other_institution { Because::OtherInstitution } else { Because::NoPaper };
        return Ok(unknown(because, Some(code)));
    };
    let is_last = paper.made().and_then(|made| made.check_value.as_ref()).is_none_or(|own| *own == code.check);
    let is_pdf = |sha256: &str| paper.entries().iter().any(|entry| entry.pdf_sha256.as_deref() == Some(sha256));
    let fit = file.map_or(Fit::Code, |file| file.fit(&is_pdf));
    Ok(judged(known(register, paper, is_last, is_other(paper))?, fit, Some(code)))
}

/// Whether a code names the kind and the number of a paper, as far as it names any.
fn says_the_same(code: &PaperCode, paper: &Paper) -> bool {
    let last = paper.last();
    let made = paper.first_made().and_then(|made| made.number.as_deref());
    let numbers = [Some(made.unwrap_or("-")), last.number.as_deref()];
    let is_number = |said: &String| numbers.into_iter().flatten().any(|own| fold(own) == *said);
    code.kind.as_ref().is_none_or(|kind| *kind == last.kind.to_lowercase()) && code.number.as_ref().is_none_or(is_number)
}

/// The papers that were issued as this file, or as the beginning of it.
fn issued_as(register: &Register, file: &FileShown) -> Result<Vec<PaperShown>, Error> {
    let all = std::iter::once((Fit::Same, &file.sha256));
    let beginnings = file.beginnings.iter().map(|(appended, sha256)| (Fit::Appended(*appended), sha256));
    for (fit, sha256) in all.chain(beginnings) {
        let mut shown = Vec::new();
        for paper in register.papers_of_pdf(sha256)? {
            let is_last = paper.made().and_then(|made| made.pdf_sha256.as_ref()) == Some(sha256);
            shown.push(judged(known(register, &paper, is_last, false)?, fit, None));
        }
        if !shown.is_empty() {
            return Ok(shown);
        }
    }
    Ok(Vec::new())
}

/// How a paper of the register stands; `is_last` says whether the print that was shown is the last one.
fn known(register: &Register, paper: &Paper, is_last: bool, is_other: bool) -> Result<Known, Error> {
    let last = paper.last();
    let mut instead = last.replaced_by.clone();
    let because = match (paper.state(), &instead) {
        (State::Annulled, None) => Because::Annulled,
        (State::Annulled, Some(_)) => {
            let others = register.duplicates_of(&last.document)?;
            instead = others.first().and_then(|other| other.number.clone()).or(instead);
            match others.first() {
                Some(other) if other.kind == last.kind => Because::Corrected,
                Some(_) => Because::Duplicate,
                None => Because::Replaced,
            }
        }
        _ if !is_last => Because::Spoiled,
        _ => Because::SameCode,
    };
    Ok(Known { because, is_other, entry: Some(last.clone()), instead })
}

/// Codes of papers with the pages they were read off, and whether those are pictures.
type Codes = BTreeMap<PaperCode, (Vec<u32>, Look)>;

/// Whether pages were drawn by a program, or are pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Drawn,
    Picture,
}

/// The codes of papers in a file, and why it cannot be read. Pages are drawn only where no code stands in the file in plain letters.
fn codes_of(path: &Path, bytes: Vec<u8>) -> (Codes, Option<&'static str>) {
    let within = scan::codes_within(&bytes);
    if !within.is_empty() {
        let code = |payload: &String| Some((read_code(payload)?, (Vec::new(), Look::Drawn)));
        return (within.iter().filter_map(code).collect(), None);
    }
    let pages = scan::read_paper(path, bytes);
    let mut codes = Codes::new();
    for page in &pages {
        let look = if page.is_picture { Look::Picture } else { Look::Drawn };
        for code in page.codes.iter().filter_map(|payload| read_code(payload)) {
            codes.entry(code).or_insert((Vec::new(), look)).0.push(page.page);
        }
    }
    (codes, pages.iter().find_map(|page| page.fault.as_ref()).map(scan::Fault::key))
}
