//! The files for the state register of students, and what it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::state_work::graduates;
use super::{Checked, Error, Options, check, numbers};
use crate::config::{Complaint, Config};
use crate::diag::{Code, Finding, Level, Origin, Subject, sort_findings};
use crate::disk::write_whole;
use crate::event::Listener;
use crate::ingest::{self, Isolation};
use crate::model::{Record, Season};
use crate::output::{OutputError, RunFolder};
use crate::plan::Held;
use crate::rdpzsd::{self, Answer, AnswerSheet, Extra, FileKind, Known, Nomenclatures, PeopleFault, Sent, TxtFile, World};

/// Folder within a folder of state files for what was written before.
const EARLIER: &str = "earlier";

/// Name of the work list.
const WORK_LIST: &str = "work-list.xlsx";

/// What came of making the files.
#[derive(Debug)]
pub struct StateFiles {
    /// The inputs, with the findings of the register's rules alone.
    pub checked: Checked,
    /// The folder; `None` where nothing was written.
    pub folder: Option<PathBuf>,
    /// The files with their rows, without sidecars.
    pub files: Vec<(String, usize)>,
    /// Persons in the file, and those left out because of an error.
    pub persons: [usize; 2],
    /// Semesters in the files, those left out because of an error, and those that wait for an ЕАН.
    pub semesters: [usize; 3],
}

/// What came of reading an answer.
#[derive(Debug)]
pub struct StateAnswer {
    /// The findings, in the guise of checked inputs.
    pub checked: Checked,
    /// What the answer was.
    pub told: Told,
}

/// What an answer was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Rows with errors of a file.
    Errors {
        /// The file.
        file: String,
        /// Rows.
        rows: usize,
    },
    /// Persons that were entered.
    People {
        /// Rows.
        rows: usize,
        /// Numbers that were not known.
        new: usize,
        /// Numbers that were.
        known: usize,
    },
    /// Nothing that is known.
    Nothing,
}

/// Makes the persons file, the semester files and the work list of a configuration's records.
///
/// # Errors
/// The configuration, a nomenclature or the list of ЕАН is wrong; the folder cannot be written.
pub fn state_files(config: &Config, options: &Options, out: Option<&Path>, listener: &dyn Listener) -> Result<StateFiles, Error> {
    let known = Nomenclatures::load(&config.institution.rdpzsd.nomenclatures).map_err(Error::Config)?;
    let people = read_people(&config.pipeline.paths.people)?;
    let mut checked = check(config, options, listener)?;
    let none = |checked| StateFiles { checked, folder: None, files: Vec::new(), persons: [0; 2], semesters: [0; 3] };
    if checked.held.is_batch() {
        return Ok(none(checked));
    }
    let held = std::mem::take(&mut checked.held);
    let weigh = |findings: Vec<Finding>| config.pipeline.strictness.apply(findings);
    let mut findings = Vec::new();
    let Season { records, sources, .. } = &mut checked.season;
    let sheets =
        ingest::read_state(&config.pipeline.inputs, &config.institution, &options.isolation, records, sources, &mut findings);
    let findings = weigh(findings);
    if findings.iter().any(|finding| finding.subject == Subject::Batch && finding.level == Level::Error) {
        return Ok(none(with(checked, findings)));
    }
    let world = World {
        records,
        persons: sheets.persons.iter().map(|row| (row.record, Extra { texts: &row.texts, place: &row.place })).collect(),
        semesters: sheets.semesters.iter().map(|row| (row.record, Extra { texts: &row.texts, place: &row.place })).collect(),
        known: &known,
        people: &people,
        today: checked.date,
        has_known: config.institution.rdpzsd.has_known,
        yes_or_no: &|word| config.institution.words.yes_or_no(word),
        weigh: &weigh,
    };
    let persons = rdpzsd::persons(&world);
    let semesters = rdpzsd::semesters(&world);
    let mut files = rdpzsd::txt_files(FileKind::Persons, "persons", &persons.lines, sources, rdpzsd::LIMIT);
    for (at, lines) in semesters.files.iter().enumerate() {
        let stem = format!("semesters-{}", at + 1);
        files.extend(rdpzsd::txt_files(FileKind::Semesters, &stem, lines, sources, rdpzsd::LIMIT));
    }
    let work = graduates(config, &world, &held, checked.date)?;
    let list = rdpzsd::work_list(&config.institution.name, &work).map_err(|error| Error::Other(error.to_string()))?;
    let folder = out.map_or_else(|| state_folder(config, &checked.run), Path::to_owned);
    write(&folder, &files, &list)?;
    let sent = semesters.files.iter().map(Vec::len).sum();
    let counts = ([persons.lines.len(), persons.refused], [sent, semesters.refused, semesters.waiting]);
    let findings = [findings, persons.findings, semesters.findings].concat();
    let files = files.into_iter().map(|file| (file.name, file.rows)).collect();
    Ok(StateFiles { checked: with(checked, findings), folder: Some(folder), files, persons: counts.0, semesters: counts.1 })
}

fn state_folder(config: &Config, run: &str) -> PathBuf {
    config.pipeline.paths.output.join(format!("{run}-state"))
}

/// The same with other findings.
fn with(mut checked: Checked, mut findings: Vec<Finding>) -> Checked {
    sort_findings(&mut findings);
    checked.held = Held::by(&findings);
    checked.findings = findings;
    checked
}

/// Writes the files; what stood there before and says something else is kept, because an answer to it may come yet.
fn write(folder: &Path, files: &[TxtFile], list: &[u8]) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| Error::Output(OutputError { path, error })
    };
    RunFolder::open(folder)?;
    let is_ours = |name: &str| name.ends_with(".rows.jsonl") || (name.ends_with(".txt") && !name.contains(char::is_whitespace));
    let mut old: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let name = entry.map_err(failed(folder))?.file_name().to_string_lossy().into_owned();
        let stem = name.trim_end_matches(".rows.jsonl").trim_end_matches(".txt").to_owned();
        if is_ours(&name) && (stem.starts_with("persons-") || stem.starts_with("semesters-")) && !old.contains(&stem) {
            old.push(stem);
        }
    }
    old.sort();
    for stem in old {
        let (txt, rows) = (folder.join(format!("{stem}.txt")), folder.join(format!("{stem}.rows.jsonl")));
        let bytes = fs::read(&txt).unwrap_or_default();
        if files.iter().any(|file| file.name == format!("{stem}.txt") && file.bytes == bytes) {
            continue;
        }
        let kept = folder.join(EARLIER);
        RunFolder::open(&kept)?;
        let mark = &crate::model::sha256(&bytes)[..12];
        // The sidecar first: a run that is killed in between finds its mark again from the file itself.
        for (path, end) in [(&rows, "rows.jsonl"), (&txt, "txt")] {
            if path.is_file() {
                fs::rename(path, kept.join(format!("{stem}-{mark}.{end}"))).map_err(failed(path))?;
            }
        }
    }
    for file in files {
        // The sidecar first: whoever finds the file finds where its rows came from.
        for (name, bytes) in [(&file.sidecar_name, &file.sidecar), (&file.name, &file.bytes)] {
            let path = folder.join(name);
            write_whole(&path, bytes).map_err(failed(&path))?;
        }
    }
    let path = folder.join(WORK_LIST);
    write_whole(&path, list).map_err(failed(&path))
}

fn read_people(path: &Path) -> Result<Known, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Known::default()),
        Err(error) => {
            let complaint = Complaint::file(path, "config-unreadable", &[("error", &error.to_string())]);
            return Err(Error::Config(vec![complaint]));
        }
    };
    Known::read(&text).map_err(|fault| {
        let line = match fault {
            PeopleFault::Line(line) => line.to_string(),
            PeopleFault::Other(other) => other,
        };
        Error::Config(vec![Complaint::file(path, "config-people-list", &[("line", &line)])])
    })
}

/// Reads what the register answers: its errors become findings at the registrar's cells, its academic numbers are kept.
///
/// # Errors
/// The configuration or the list of ЕАН is wrong, or the list cannot be written.
pub fn state_answer(config: &Config, options: &Options, file: &Path, out: Option<&Path>) -> Result<StateAnswer, Error> {
    let date = options.date.or(config.pipeline.date).ok_or(Error::NoDate)?;
    let run = super::run_name(config, options, date);
    let mut season = Season::default();
    let mut findings = Vec::new();
    let sheets = ingest::read_plain(file, &config.institution, &options.isolation, &mut season.sources, &mut findings);
    let sheets: Vec<AnswerSheet> =
        sheets.into_iter().map(|sheet| AnswerSheet { index: sheet.index, name: sheet.name, rows: sheet.rows }).collect();
    let is_unreadable = sheets.is_empty();
    let told = match rdpzsd::read_answer(&sheets) {
        Answer::Errors(kind, rows) => {
            let folders = out.map_or_else(|| state_folders(config), |out| vec![out.to_owned()]);
            let sent = sent_files(&folders);
            match rdpzsd::findings_of(kind, &rows, &sent, &mut season.sources) {
                Some((sent, found)) => {
                    findings.extend(found);
                    Told::Errors { file: sent.name.clone(), rows: rows.len() }
                }
                None => Told::Nothing,
            }
        }
        Answer::People(rows) => {
            let (records, new, known, found) = enter_people(config, &options.isolation, &rows)?;
            season.records = records;
            findings.extend(found);
            Told::People { rows: rows.len(), new, known }
        }
        Answer::Nothing => Told::Nothing,
    };
    if told == Told::Nothing && !is_unreadable {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        findings.push(Finding::new(Code::StateAnswerForeign, Subject::Batch).at(Origin::sheet(0)).found(name));
    }
    let findings = config.pipeline.strictness.apply(findings);
    let checked =
        Checked { season, findings: Vec::new(), held: Held::default(), kinds: BTreeMap::new(), wanted: Vec::new(), date, run };
    Ok(StateAnswer { checked: with(checked, findings), told })
}

/// Folders of state files under the outputs, by name.
fn state_folders(config: &Config) -> Vec<PathBuf> {
    let listed = fs::read_dir(&config.pipeline.paths.output).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = listed.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Files that were sent and still stand with their sidecars; those that were written last come last.
fn sent_files(folders: &[PathBuf]) -> Vec<Sent> {
    let mut sent = Vec::new();
    for folder in folders.iter().map(|folder| folder.join(EARLIER)).chain(folders.iter().cloned()) {
        let listed = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<PathBuf> = listed.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let (Ok(txt), Ok(sidecar)) = (fs::read(&path), fs::read_to_string(path.with_extension("rows.jsonl"))) else {
                continue;
            };
            sent.extend(rdpzsd::trace(&name, &txt, &sidecar));
        }
    }
    sent
}

/// Keeps the academic numbers of the persons that were entered.
fn enter_people(
    config: &Config,
    isolation: &Isolation,
    rows: &[rdpzsd::AnsweredPerson],
) -> Result<(Vec<Record>, usize, usize, Vec<Finding>), Error> {
    let path = &config.pipeline.paths.people;
    let season = super::requests::read(config, &super::requests::of_people(&config.pipeline.inputs), isolation)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| OutputError { path: folder.to_owned(), error })?;
    }
    let _lock = numbers::lock(path)?;
    let mut people = read_people(path)?;
    let (mut findings, mut new, mut known) = (Vec::new(), 0, 0);
    let mut by_identifier: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (at, record) in season.records.iter().enumerate() {
        let person = &record.person;
        let own = [&person.egn_text, &person.lnch_text, &person.idn].into_iter().enumerate().filter(|(_, text)| !text.is_empty());
        for (kind, text) in own {
            by_identifier.entry((kind, bare(text))).or_default().push(at);
        }
    }
    for row in rows {
        let told = row.identifiers.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let owners: BTreeSet<usize> =
            told.filter_map(|(kind, text)| by_identifier.get(&(kind, bare(text)))).flatten().copied().collect();
        let ean = match (&row.ean, owners.is_empty()) {
            (Ok(ean), false) => ean,
            (Ok(text), true) | (Err(text), _) => {
                let finding = Finding::new(Code::StateEanUnknown, Subject::Row).at(row.origin).found(text);
                findings.push(finding.arg("row", row.origin.row.to_string()));
                continue;
            }
        };
        for at in owners {
            let record = &season.records[at];
            match people.enter(record.faculty_number(), ean) {
                Ok(true) => new += 1,
                Ok(false) => known += 1,
                Err(PeopleFault::Other(before)) => {
                    let finding = Finding::new(Code::StateEanConflict, Subject::Record(at)).of(record.faculty_number());
                    findings.push(finding.at(row.origin).found(ean).expected(before));
                }
                Err(PeopleFault::Line(_)) => {}
            }
        }
    }
    if new > 0 {
        let text = people.text().map_err(|error| Error::Other(error.to_string()))?;
        write_whole(path, &text).map_err(|error| OutputError { path: path.clone(), error })?;
    }
    Ok((season.records, new, known, findings))
}

/// An identifier as it is compared: a spreadsheet may have taken its zeros.
fn bare(text: &str) -> &str {
    text.trim().trim_start_matches('0')
}
