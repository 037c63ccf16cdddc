//! Submission on the built program: from issued papers over their scans to an archive that is verified, also when it is interrupted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use fastrand::Rng;
use image::{Rgb, RgbImage};
use laurea::model::sha256;
use serde_json::Value;

use crate::house::{Files, House, Ran, files_under, has_tool, write_files};
use crate::scanner::{Glass, drawn};

/// Dots per inch of the scans: the least the gate takes, so that the tests are fast.
const DPI: u32 = 150;

/// A house whose first students have signed and sealed diplomas with their appendices; their faculty numbers.
fn sealed(count: usize) -> (House, Vec<String>) {
    let house = House::small().with("institution.toml", "# until = \"2026-12-31\"", "until = \"2020-12-31\"");
    let students: Vec<String> = house.graduates().into_iter().take(count).collect();
    let mut issue = vec!["issue", "--kind", "diploma", "--kind", "appendix"];
    issue.extend(students.iter().flat_map(|student| ["--student", student.as_str()]));
    house.run(&issue).expect(0);
    for step in ["sign", "seal"] {
        house.run(&["register", step, "--all-of", "diploma", "--date", "2025-10-06"]).expect(0);
    }
    fs::create_dir(house.at("scans")).unwrap();
    (house, students)
}

/// The issued PDF of somebody.
fn pdf_of(house: &House, kind: &str, student: &str) -> PathBuf {
    let found = files_under(&house.at("output")).into_keys().find(|name| name.ends_with(&format!("{kind}/{student}.pdf")));
    house.at("output").join(found.unwrap_or_else(|| panic!("{kind} of {student}")))
}

/// Scans the pages of a paper; `change` may spoil one.
fn scan(house: &House, kind: &str, student: &str, change: &dyn Fn(usize, &mut RgbImage) -> Option<String>) {
    let mut rng = Rng::with_seed(7);
    for (at, mut page) in drawn(&pdf_of(house, kind, student), DPI).into_iter().enumerate() {
        let name = change(at + 1, &mut page)
            .unwrap_or_else(|| format!("IMG_{kind}_{}_{}.jpg", student.len() + at, sha256(student.as_bytes())));
        fs::write(house.at("scans").join(name), Glass::good(DPI).jpeg(&page, &mut rng)).unwrap();
    }
}

/// Scans everything of somebody.
fn scan_all(house: &House, student: &str) {
    for kind in ["diploma", "appendix"] {
        scan(house, kind, student, &|_, _| None);
    }
}

fn submit(house: &House, more: &[&str]) -> Ran {
    let words = [&["submit", "--scans", "scans", "--date", "2025-10-14"], more].concat();
    house.run(&words)
}

/// The entries of papers that were sent.
fn sent(house: &House) -> Vec<Value> {
    house.entries().into_iter().filter(|entry| entry["action"] == "submitted").collect()
}

fn details(entry: &Value) -> Value {
    serde_json::from_str(entry["details"].as_str().unwrap()).unwrap()
}

fn archives(house: &House) -> Files {
    files_under(&house.at("submissions"))
}

/// White over the code in the lower right corner of the second page, which then has a name of its own.
fn without_code(page: usize, picture: &mut RgbImage) -> Option<String> {
    if page != 2 {
        return None;
    }
    let (width, height) = picture.dimensions();
    let corner = DPI * 32 / 25;
    for y in height - corner..height {
        for x in width - corner..width {
            picture.put_pixel(x, y, Rgb([255, 255, 255]));
        }
    }
    Some("scan07.jpg".to_owned())
}

/// Decides in the list beside the scans what a file is.
fn decide(house: &House, file: &str, document: &str, page: &str) {
    let text = house.text("scans/decisions.csv");
    let delimiter = if text.lines().next().unwrap().contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|found| found.trim() == name).unwrap();
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    let mut met = false;
    for record in reader.records() {
        let mut record: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if record[column("file")] == file {
            met = true;
            document.clone_into(&mut record[column("document")]);
            page.clone_into(&mut record[column("document_page")]);
        }
        writer.write_record(&record).unwrap();
    }
    assert!(met, "{file} is not in {text}");
    fs::write(house.at("scans/decisions.csv"), writer.into_inner().unwrap()).unwrap();
}

#[test]
fn from_issue_to_a_verified_archive_with_doubts_decisions_and_nothing_sent_twice() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let (house, students) = sealed(3);
    let [one, two, three] = [&students[0], &students[1], &students[2]];
    scan_all(&house, one);
    scan(&house, "diploma", two, &|_, _| None);
    scan(&house, "appendix", two, &without_code);
    scan(&house, "diploma", three, &|_, _| None);
    let before = house.register_export();

    let dry = submit(&house, &["--dry-run"]).expect(3);
    assert!(dry.out.contains("whole, would be sent") && dry.out.contains("nothing was written"), "{}", dry.out);
    assert!(!house.at("submissions").exists() && !house.at("scans/contact-sheet.html").exists());
    assert_eq!(house.register_export(), before);

    let first = submit(&house, &[]).expect(3);
    assert!(first.out.contains("Pages: 7; in their place: 6, to be decided: 0, left over: 1"), "{}", first.out);
    assert!(first.out.contains("pages 2 of 2 are missing") && first.out.contains("pages 1, 2 of 2 are missing"), "{}", first.out);
    assert!(house.text("scans/contact-sheet.html").contains("scan07.jpg"));
    assert_eq!(sent(&house).len(), 1);
    let entry = details(&sent(&house)[0]);
    assert_eq!(entry["archive"], "DUS_2025-10-14_1-001.zip");
    let zip = archives(&house)["DUS_2025-10-14_1-001.zip"].clone();
    assert_eq!(entry["archive_sha256"], sha256(&zip).as_str());
    house.run(&["verify", "submissions"]).expect(0);

    decide(&house, "scan07.jpg", &format!("appendix/{two}"), "2");
    let second = submit(&house, &[]).expect(3);
    assert!(second.out.contains("sent before (DUS_2025-10-14_1-001.zip"), "{}", second.out);
    assert!(second.out.contains("sent in DUS_2025-10-14_2-001.zip"), "{}", second.out);
    assert_eq!(archives(&house)["DUS_2025-10-14_1-001.zip"], zip);
    house.run(&["verify", "submissions"]).expect(0);
    let is_named_after_somebody = |name: &String| students.iter().any(|student| name.contains(student.as_str()));
    let named = String::from_utf8_lossy(&zip).into_owned();
    assert!(
        !archives(&house).keys().any(is_named_after_somebody) && named.contains("data/scans/DUS_appendix_2025_6001-1-2025_2.jpg")
    );

    // Once more: nothing is sent, nothing is written.
    let (files, register) = (archives(&house), house.register_export());
    let third = submit(&house, &[]).expect(3);
    assert!(third.out.contains("There is nothing to send"), "{}", third.out);
    assert!(archives(&house) == files && house.register_export() == register);

    status_and_overdue(&house, three);
    once_more_and_annulled(&house, one);
    pdfs(&house, one, two);
}

fn status_and_overdue(house: &House, student: &str) {
    house.run(&["register", "scan", &format!("diploma/{student}"), "--date", "2025-10-15"]).expect(0);
    let status = |day: &str| -> Value {
        serde_json::from_str(&house.run(&["submit", "--status", "--date", day, "--format", "json"]).expect(0).out).unwrap()
    };
    let on_time = status("2025-10-18");
    assert_eq!(on_time["archives"].as_array().unwrap().len(), 2);
    assert_eq!((&on_time["waiting"][0]["step"], &on_time["waiting"][0]["is_overdue"]), (&"submitted".into(), &false.into()));
    assert_eq!(status("2025-10-19")["waiting"][0]["is_overdue"], true);
    assert!(house.run(&["submit", "--status", "--date", "2025-10-19"]).expect(0).out.contains("overdue: 1"));
}

fn once_more_and_annulled(house: &House, student: &str) {
    let again = submit(house, &["--again", "the ministry lost it"]).expect(3);
    assert!(again.out.contains("DUS_2025-10-14_3"), "{}", again.out);
    let entries = sent(house);
    assert_eq!(entries.len(), 4);
    assert_eq!(details(&entries[3])["again"], "the ministry lost it");
    house.run(&["verify", "submissions/DUS_2025-10-14_1-001.zip"]).expect(0);
    house.run(&["register", "annul", &format!("diploma/{student}"), "--reason", "wrong", "--date", "2025-10-20"]).expect(0);
    let annulled = house.run(&["verify", "submissions/DUS_2025-10-14_1-001.zip"]).expect(4);
    assert!(annulled.out.contains("annulled on 2025-10-20"), "{}", annulled.out);
    house.run(&["register", "verify"]).expect(0);
    fs::write(house.at("no.p7s"), b"no signature").unwrap();
    house.run(&["submit", "--signature", "no.p7s"]).expect(2);
}

/// An issued PDF is known by its hash.
fn pdfs(house: &House, annulled: &str, standing: &str) {
    let verify = |path: &Path| house.run(&["verify", path.to_str().unwrap()]);
    assert!(verify(&pdf_of(house, "diploma", standing)).expect(0).out.contains("issued and holds"));
    assert!(verify(&pdf_of(house, "diploma", annulled)).expect(4).out.contains("no longer holds"));
    let mut bytes = fs::read(pdf_of(house, "diploma", standing)).unwrap();
    bytes.push(b'\n');
    fs::write(house.at("other.pdf"), bytes).unwrap();
    assert!(verify(&house.at("other.pdf")).expect(4).out.contains("something was added after its end (bytes: 1)"));
}

/// The files of the register.
fn register_files(house: &House) -> Files {
    files_under(&house.at(".")).into_iter().filter(|(name, _)| name.starts_with("register.")).collect()
}

fn put_back(house: &House, register: &Files) {
    for name in register_files(house).keys() {
        fs::remove_file(house.at(name)).unwrap();
    }
    write_files(&house.at("."), register);
}

const UNFINISHED: &str = r#"{ "name": "DUS_2025-10-14_1", "date": "2025-10-14", "again": null, "by": null }"#;

#[test]
fn an_interrupted_submission_is_completed_with_the_same_archive_whenever_it_was_killed() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let (house, students) = sealed(1);
    scan_all(&house, &students[0]);
    let register = register_files(&house);
    submit(&house, &[]).expect(0);
    let (files, export) = (archives(&house), house.register_export());
    assert_eq!(files.len(), 3, "{:?}", files.keys());
    let is_as_before = |house: &House, when: &str| {
        assert!(archives(house) == files, "{when}: {:?}", archives(house).keys());
        assert_eq!(house.register_export(), export, "{when}");
    };

    // The archive is whole and nothing is entered: a later day completes it under its own.
    put_back(&house, &register);
    house.write("submissions/unfinished.json", UNFINISHED);
    let completed = house.run(&["submit", "--scans", "scans", "--date", "2025-10-16"]).expect(0);
    assert!(completed.out.contains("Batch DUS_2025-10-14_1 of an interrupted submission is completed"), "{}", completed.out);
    is_as_before(&house, "before the entry");

    // The archive is half written under another name.
    put_back(&house, &register);
    fs::remove_dir_all(house.at("submissions")).unwrap();
    fs::create_dir(house.at("submissions")).unwrap();
    house.write("submissions/unfinished.json", UNFINISHED);
    fs::write(house.at("submissions/DUS_2025-10-14_1-001.zip.laurea-tmp"), b"PK half").unwrap();
    house.run(&["submit", "--scans", "scans", "--date", "2025-10-16"]).expect(0);
    is_as_before(&house, "while packing");

    // A whole archive that somebody has changed is not entered.
    put_back(&house, &register);
    house.write("submissions/unfinished.json", UNFINISHED);
    let zip = "submissions/DUS_2025-10-14_1-001.zip";
    fs::write(house.at(zip), b"PK").unwrap();
    submit(&house, &[]).expect(4);
    assert!(sent(&house).is_empty());
    fs::write(house.at(zip), &files["DUS_2025-10-14_1-001.zip"]).unwrap();

    // Killed in earnest, as soon as the batch is noted, and a little later.
    for pause in [0, 15] {
        put_back(&house, &register);
        fs::remove_dir_all(house.at("submissions")).unwrap();
        kill_when_noted(&house, Duration::from_millis(pause));
        let left = archives(&house).into_iter().filter(|(name, _)| name.ends_with(".zip") || name.ends_with(".txt"));
        for (name, bytes) in left {
            assert!(files[&name] == bytes, "{name} is half written under its final name");
        }
        house.run(&["submit", "--scans", "scans", "--date", "2025-10-16"]).expect(0);
        is_as_before(&house, "killed");
        assert!(house.unfinished().is_empty(), "{:?}", house.unfinished());
    }
}

/// Starts a submission and kills it when its batch is noted.
fn kill_when_noted(house: &House, pause: Duration) {
    let words = ["submit", "--scans", "scans", "--date", "2025-10-14"];
    let mut child = house.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while !house.at("submissions/unfinished.json").exists() && child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(300), "nothing is packed");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(pause);
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn archives_are_split_by_class_enciphered_and_carry_the_issued_papers_where_that_is_asked() {
    if !has_tool("pdftoppm", "-v") {
        return;
    }
    let (house, students) = sealed(1);
    scan_all(&house, &students[0]);
    house.edit("institution.toml", "split = \"none\"", "split = \"class\"");
    house.edit("institution.toml", "with_pdfs = false", "with_pdfs = true");
    house.write("secret.txt", "синя къща 7\r\n");
    let pdf = pdf_of(&house, "appendix", &students[0]);
    let bytes = fs::read(&pdf).unwrap();
    fs::remove_file(&pdf).unwrap();
    let without = submit(&house, &["--passphrase", "secret.txt"]).expect(3);
    assert!(without.out.contains("the issued PDF is not in the folder"), "{}", without.out);
    fs::write(&pdf, bytes).unwrap();
    submit(&house, &["--passphrase", "secret.txt"]).expect(0);
    let zip = "submissions/DUS_2025-10-14_1-001.zip";
    house.run(&["verify", zip]).expect(4);
    let seen = house.run(&["verify", zip, "--passphrase", "secret.txt", "--format", "json"]).expect(0);
    let seen: Value = serde_json::from_str(&seen.out).unwrap();
    assert_eq!((&seen["sound"], &seen["papers"]), (&true.into(), &2.into()));
    let zip = fs::read(house.at(zip)).unwrap();
    assert!(String::from_utf8_lossy(&zip).contains("data/papers/DUS_diploma_2025_6001-1-2025.pdf"));
    house.run(&["verify", "nothing.zip"]).expect(2);
    house.run(&["submit", "--scans", "scans", "--passphrase", "nothing.txt"]).expect(2);
    house.run(&["submit"]).expect(2);
}
