//! The papers themselves: what they say, how many pages they take, whether they are PDF/A and PDF/UA.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use laurea::model::sha256;
use laurea::render::{Paper, Templates, render};
use laurea::workshop::{Sample, Samples};
use serde_json::Value;

use crate::house::{House, Paper as Line, Undisturbed, has_tool, issued_small, loudly, pipe};
use crate::kinds::{self, templates};

/// What Typst remembers is one for all threads: tests that set pages in this process may do so side by side, and one that measures
/// what remembering saves is alone.
static SETTING: RwLock<()> = RwLock::new(());

/// Held by every test that sets pages in this process.
pub fn setting() -> RwLockReadGuard<'static, ()> {
    SETTING.read().unwrap_or_else(PoisonError::into_inner)
}

/// Held by a test that measures how long setting takes.
pub fn measuring() -> RwLockWriteGuard<'static, ()> {
    SETTING.write().unwrap_or_else(PoisonError::into_inner)
}

/// Text without anything that setting a page adds or takes: spaces, line breaks, hyphens.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}')).collect()
}

fn text_of(pdf: &[u8]) -> String {
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8", "-", "-"]);
    String::from_utf8(pipe(command, pdf)).unwrap()
}

#[test]
fn every_paper_of_the_little_season_says_what_its_record_says() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let issued = issued_small();
    let (mut courses, papers) = (0, issued.documents());
    for paper in &papers {
        let raw = text_of(issued.file(&paper.file));
        assert_eq!(raw.matches('\u{c}').count().to_string(), paper.pages, "pages of {}", paper.file);
        courses += compare(issued, paper, &bare(&raw));
    }
    loudly(&format!("{} papers and {courses} rows of courses read back", papers.len()));
    assert!(papers.len() > 20 && courses > 400, "too few to prove anything");
}

/// Compares a paper with its record; gives the number of rows of courses.
fn compare(issued: &Undisturbed, paper: &Line, text: &str) -> usize {
    let record = issued.record(&paper.faculty_number);
    let says = |words: &str| assert!(text.contains(&bare(words)), "{} does not say {words:?}", paper.file);
    let said = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
    says(&format!("{} {} {}", said("first_name"), said("middle_name"), said("last_name")));
    says(&paper.register_number);
    says("30.09.2025");
    if paper.kind != "transcript" {
        says(&said("egn"));
        says(&said("lnch"));
    }
    if paper.kind != "diploma" {
        says(&paper.faculty_number);
    }
    says(&said("speciality"));
    if ["diploma", "appendix"].contains(&paper.kind.as_str()) {
        says(&format!("{} ({})", said("overall_word"), said("overall")));
    }
    let has_exams = ["diploma", "appendix"].contains(&paper.kind.as_str());
    for exam in record["state_exams"].as_array().unwrap().iter().filter(|_| has_exams) {
        let (word, figures) = (exam["word"].as_str().unwrap(), exam["grade"].as_str().unwrap());
        // The diploma says them in a sentence, the appendix in columns.
        says(&if paper.kind == "diploma" { format!("{word} ({figures})") } else { format!("{word} {figures}") });
    }
    if ["appendix", "transcript"].contains(&paper.kind.as_str()) { rows(record, paper, text) } else { 0 }
}

/// Every row of the course table: number, name, hours (not in the record), credits, word, figures, ECTS letter.
fn rows(record: &Value, paper: &Line, text: &str) -> usize {
    let mut courses: Vec<&Value> = record["courses"].as_array().unwrap().iter().collect();
    courses.sort_by_key(|course| course["semester"].as_u64());
    let mut from = 0;
    for (number, course) in (1..).zip(&courses) {
        let name = bare(&format!("{number}{}", course["name"].as_str().unwrap()));
        let end = outcome(course);
        let found = text[from..].match_indices(&name).find_map(|(at, _)| {
            let rest = &text[from + at + name.len()..];
            let hours = rest.find(&end)?;
            is_between(&rest[..hours], course).then_some(from + at + name.len() + hours + end.len())
        });
        from = found.unwrap_or_else(|| panic!("{} has no row {number} {} … {end}", paper.file, course["name"]));
    }
    courses.len()
}

/// What may stand between a course's name and its outcome: hours, that it is facultative, where it was recognised from.
fn is_between(text: &str, course: &Value) -> bool {
    let is_facultative = course["kind"] == "facultative";
    let without_mark = text.strip_prefix("(факултативна)");
    if let Some(institution) = course["recognised"]["institution"].as_str() {
        return text.contains(&bare(institution));
    }
    is_facultative == without_mark.is_some() && without_mark.unwrap_or(text).chars().all(|c| !c.is_alphabetic())
}

fn outcome(course: &Value) -> String {
    let credits = course["credits"].as_f64().unwrap();
    let (result, word) = (course["result"].as_str().unwrap(), course["word"].as_str().unwrap_or_default());
    bare(&format!("{credits}{word}{result}{}", course["ects"].as_str().unwrap_or("–")))
}

#[test]
fn the_shortest_and_the_longest_samples_are_set_twice_the_same() {
    let _setting = setting();
    let cases = ["citizen", "longest-name", "fewest-courses", "most-courses"];
    let mut workshop = kinds::workshop();
    let kinds = workshop.kinds();
    let of_cases = kinds.iter().flat_map(|kind| cases.map(|case| (kind, case)));
    let all: Vec<_> = of_cases.map(|(kind, case)| workshop.samples(kind, Some(case)).unwrap()).collect();
    let papers: Vec<_> = all.iter().flat_map(|samples| samples.papers.iter().map(move |sample| (samples, sample))).collect();
    let hash = |templates: &Templates, (samples, sample): &(&Samples, &Sample)| {
        let rendered = kinds::set(templates, samples, sample, &sample.data);
        assert_eq!(rendered.sha256, sha256(&rendered.pdf));
        rendered.sha256
    };
    let shared = Templates::load(&templates()).unwrap();
    let first: Vec<_> = papers.iter().map(|paper| hash(&shared, paper)).collect();
    // From nothing again and the last first: neither the memory of layouts nor what was set before may show.
    comemo::evict(0);
    let fresh = Templates::load(&templates()).unwrap();
    for ((samples, sample), first) in papers.iter().zip(&first).rev() {
        let again = hash(&fresh, &(samples, sample));
        assert_eq!(&again, first, "{}/{} is not the same twice", samples.kind().name, sample.name);
    }
}

#[test]
fn a_letter_without_a_glyph_is_a_fault_and_no_empty_box() {
    let _setting = setting();
    let shared = Templates::load(&templates()).unwrap();
    let samples = kinds::samples("diploma", Some("citizen"));
    let mut data = samples.papers[0].data.clone();
    data["fields"]["full_name"] = "Иван 龍 Петров".into();
    let fault = render(&shared, &samples.papers[0].paper(samples.kind(), &data)).unwrap_err();
    assert!(fault.missing_glyph.is_some() && fault.message.contains('龍'), "{fault:?}");
}

#[test]
fn a_template_that_stops_is_a_fault_with_its_line() {
    let _setting = setting();
    let shared = Templates::load(&templates()).unwrap();
    let samples = kinds::samples("diploma", Some("citizen"));
    let mut data = samples.papers[0].data.clone();
    data.as_object_mut().unwrap().shift_remove("fields");
    let fault = render(&shared, &samples.papers[0].paper(samples.kind(), &data)).unwrap_err();
    assert!(fault.missing_glyph.is_none() && fault.place.starts_with("shared/diploma.typ:"), "{fault:?}");
}

/// The validator: a command that takes `-f 2a,ua1 FILES…` and ends with 0 if all conform.
pub fn validator() -> Option<Vec<String>> {
    let command = std::env::var("LAUREA_VERAPDF").unwrap_or_default();
    let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        loudly("NOT TESTED with veraPDF: LAUREA_VERAPDF names no command that takes `-f 2a,ua1 FILES…`");
        return None;
    }
    Some(words)
}

pub fn conforms(validator: &[String], files: &[PathBuf]) -> (bool, String) {
    let mut command = Command::new(&validator[0]);
    command.args(&validator[1..]).args(["-f", "2a,ua1"]).args(files);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[test]
fn twelve_papers_satisfy_verapdf_and_a_bad_one_does_not() {
    let Some(validator) = validator() else { return };
    let _setting = setting();
    let issued = issued_small();
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for kind in ["diploma", "appendix", "transcript", "attestation"] {
        let of_kind: Vec<Line> = issued.documents().into_iter().filter(|paper| paper.kind == kind).collect();
        for paper in of_kind.iter().take(if of_kind.len() > 3 { 5 } else { 3 }) {
            let path = folder.path().join(paper.file.replace('/', "-"));
            fs::write(&path, issued.file(&paper.file)).unwrap();
            files.push(path);
        }
    }
    assert!(files.len() >= 12, "only {} papers", files.len());
    let (holds, said) = conforms(&validator, &files);
    assert!(holds, "{said}");
    loudly(&format!("veraPDF: {} papers are PDF/A-2a and PDF/UA-1", files.len()));

    let plain = folder.path().join("plain.pdf");
    let shared = Templates::load(&templates()).unwrap();
    let samples = kinds::samples("attestation", Some("citizen"));
    let sample = &samples.papers[0];
    let paper = Paper { standards: &["1.7".to_owned()], ..sample.paper(samples.kind(), &sample.data) };
    fs::write(&plain, render(&shared, &paper).unwrap().pdf).unwrap();
    assert!(!conforms(&validator, &[plain]).0, "a PDF that claims nothing was let through");
    let cut = folder.path().join("cut.pdf");
    fs::write(&cut, &fs::read(&files[0]).unwrap()[..20_000]).unwrap();
    assert!(!conforms(&validator, &[cut]).0, "a truncated PDF was let through");
}

#[test]
fn a_person_whose_paper_fails_is_named_and_the_others_go_on() {
    let house = House::small();
    let graduates = house.graduates();
    crate::sheets::change(&house.at("season/students.xlsx"), "Студенти", |rows| {
        let (number, place) = (crate::sheets::column(rows, "Факултетен номер"), crate::sheets::column(rows, "Място на раждане"));
        let row = rows.iter_mut().find(|row| row[number].to_string() == graduates[0]).unwrap();
        row[place] = crate::sheets::said("Пекин 北");
    });
    let students = ["--student", &graduates[0], "--student", &graduates[1]];
    let ran = house.run(&[&["issue", "--kind", "diploma"], &students[..]].concat()).expect(3);
    assert!(ran.out.contains(&graduates[0]), "the held person is named:\n{}", ran.out);
    let folder = house.at("output").join(format!("small-diploma-{}-{}", graduates[0], graduates[1]));
    assert!(!folder.join(format!("diploma/{}.pdf", graduates[0])).exists());
    assert!(folder.join(format!("diploma/{}.pdf", graduates[1])).exists());
    let findings = crate::house::lines(&fs::read_to_string(folder.join("findings.jsonl")).unwrap());
    let finding = findings.iter().find(|finding| finding["code"] == "glyph-missing").expect("the finding");
    assert_eq!((&finding["faculty_number"], &finding["level"]), (&graduates[0].as_str().into(), &"error".into()));
    assert!(finding["message"].as_str().unwrap().contains('北'), "{finding}");
    // The message has a place for the letter itself: „The font has no glyph for {found}“.
    assert!(finding["found"].as_str().unwrap().contains('北'), "the letter is not in `found`: {finding}");
}
