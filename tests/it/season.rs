//! The little season from end to end: what a run leaves, and what a second one does with it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::house::{House, assert_same_files, has_tool, issued_small, pipe, text};
use crate::sheets;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_clean_season_ends_with_exit_code_0_and_a_file_for_every_paper() {
    let issued = issued_small();
    assert_eq!(issued.ran.code, Some(0), "{}", issued.ran.err);
    let papers = issued.documents();
    for kind in ["diploma", "appendix", "transcript", "attestation"] {
        assert!(papers.iter().any(|paper| paper.kind == kind), "no {kind}");
    }
    for paper in &papers {
        assert_eq!(paper.state, "issued");
        assert_eq!(Path::new(&paper.file).parent(), Some(Path::new(&paper.kind)), "the folder of {}", paper.file);
        assert_eq!(sha256(issued.file(&paper.file)), paper.sha256, "{}", paper.file);
        assert!(issued.file(&paper.file).starts_with(b"%PDF-1.7"));
        assert!(paper.pages.parse::<u32>().unwrap() >= 1);
    }
    let pdfs = issued.files.keys().filter(|name| name.ends_with(".pdf")).count();
    assert_eq!(pdfs, papers.len(), "files no list names");
}

#[test]
fn the_report_and_the_plan_are_written_whole() {
    let issued = issued_small();
    let report = String::from_utf8(issued.file("report.html").to_vec()).unwrap();
    assert!(report.trim_end().ends_with("</html>"), "the report page is not whole: {} bytes", report.len());
    for foreign in ["http://", "https://", "<script"] {
        assert!(!report.contains(foreign), "the report page needs {foreign}");
    }
    for paper in issued.documents() {
        assert!(report.contains(&paper.file), "no link to {}", paper.file);
    }
    let plan: Value = serde_json::from_slice(issued.file("plan.json")).unwrap();
    assert_eq!(plan["documents"].as_array().unwrap().len(), issued.documents().len());
    assert_eq!(plan["run"], "small");
}

#[test]
fn the_manifest_names_every_file_with_its_hash() {
    let issued = issued_small();
    let manifest = String::from_utf8(issued.file("manifest-sha256.txt").to_vec()).unwrap();
    let listed: BTreeMap<&str, &str> =
        manifest.lines().map(|line| line.split_once("  ").unwrap()).map(|(hash, name)| (name, hash)).collect();
    let prefix = format!("{}/", issued.run_name);
    for (path, bytes) in &issued.files {
        let name = path.strip_prefix(&prefix).unwrap();
        if name != "manifest-sha256.txt" {
            assert_eq!(listed.get(name), Some(&sha256(bytes).as_str()), "{name}");
        }
    }
    assert_eq!(listed.len(), issued.files.len() - 1);
}

#[test]
fn the_manifest_satisfies_sha256sum_and_a_changed_file_does_not() {
    if !has_tool("sha256sum", "--version") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    crate::house::write_files(folder.path(), &issued_small().files);
    let run = folder.path().join(&issued_small().run_name);
    let holds = || {
        let mut command = Command::new("sha256sum");
        command.args(["--check", "--strict", "--quiet", "manifest-sha256.txt"]).current_dir(&run);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    };
    assert!(holds());
    fs::write(run.join("plan.json"), "{}").unwrap();
    assert!(!holds());
}

#[test]
fn files_are_open_to_their_owner_only() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let house = House::small();
        let graduate = &house.graduates()[0];
        house.run(&["issue", "--student", graduate, "--kind", "diploma"]).expect(0);
        let mut open = vec![house.at("output"), house.at("register.sqlite")];
        while let Some(path) = open.pop() {
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
            open.extend(fs::read_dir(&path).into_iter().flatten().map(|entry| entry.unwrap().path()));
        }
    }
}

#[test]
fn numbers_are_chronological_and_gap_free_in_every_book() {
    let issued = issued_small();
    let mut books: BTreeMap<String, Vec<(i64, i64, String)>> = BTreeMap::new();
    for entry in issued.entries.iter().filter(|entry| entry["action"] == "reserved") {
        let line = (entry["total"].as_i64().unwrap(), entry["in_year"].as_i64().unwrap(), text(&entry["date"]));
        books.entry(text(&entry["book"])).or_default().push(line);
    }
    assert_eq!(books.keys().collect::<Vec<_>>(), ["attestations", "diplomas", "transcripts"]);
    for (book, lines) in books {
        let first = if book == "diplomas" { 6001 } else { 1 };
        for (at, (total, in_year, date)) in (0..).zip(lines) {
            assert_eq!((total, in_year, date.as_str()), (first + at, 1 + at, "2025-09-30"), "{book}");
        }
    }
}

#[test]
fn every_issued_paper_has_its_entry_and_the_appendix_carries_the_number_of_its_diploma() {
    let issued = issued_small();
    let papers = issued.documents();
    let entries: Vec<&Value> = issued.entries.iter().filter(|entry| entry["action"] == "issued").collect();
    assert_eq!(entries.len(), papers.len());
    for paper in &papers {
        let entry = entries.iter().find(|entry| entry["pdf_sha256"] == paper.sha256.as_str()).unwrap();
        assert_eq!(entry["kind"], paper.kind.as_str());
        assert_eq!(entry["number"], paper.register_number.as_str());
        assert_eq!(entry["date"], paper.register_date.as_str());
        assert_eq!(entry["pages"].to_string(), paper.pages);
    }
    let number = |kind: &str| -> BTreeMap<&str, &str> {
        let of_kind = papers.iter().filter(|paper| paper.kind == kind);
        of_kind.map(|paper| (paper.faculty_number.as_str(), paper.register_number.as_str())).collect()
    };
    assert!(number("appendix").len() > 5);
    assert_eq!(number("appendix"), number("diploma"));
}

#[test]
fn a_second_run_changes_not_a_byte_and_a_deleted_output_comes_back_the_same() {
    let house = House::small();
    let first = house.run(&["issue"]).expect(0);
    let (files, export) = (house.files(), house.register_export());
    assert_same_files(&files, &issued_small().files);
    assert_eq!(export, issued_small().export);

    let second = house.run(&["issue"]).expect(0);
    assert_same_files(&house.files(), &files);
    assert_eq!(house.register_export(), export);
    assert!(second.seconds < first.seconds, "nothing was set again");

    fs::remove_dir_all(house.at("output")).unwrap();
    house.run(&["issue"]).expect(0);
    assert_same_files(&house.files(), &files);
    assert_eq!(house.register_export(), export);
}

#[test]
fn one_thread_and_two_write_the_same_bytes() {
    let runs = ["1", "2"].map(|threads| {
        let house = House::small();
        house.run(&["issue", "--threads", threads]).expect(0);
        (house.files(), house.register_export())
    });
    assert_same_files(&runs[0].0, &runs[1].0);
    assert_eq!(runs[0].1, runs[1].1);
}

/// Raises or lowers one compulsory grade of a student so that it still passes.
fn change_a_grade(house: &House, faculty_number: &str) {
    sheets::change(&house.at("season/grades.xlsx"), "Оценки", |rows| {
        let (number, grade) = (sheets::column(rows, "Факултетен номер"), sheets::column(rows, "Оценка"));
        let row = rows
            .iter_mut()
            .find(|row| row[number] == *faculty_number && matches!(row[grade], sheets::Cell::Float(old) if old >= 3.0));
        let cell = &mut row.unwrap()[grade];
        let sheets::Cell::Float(old) = *cell else { unreachable!() };
        *cell = sheets::Cell::Float(if old > 5.0 { 3.0 } else { 6.0 });
    });
}

#[test]
fn a_grade_changed_after_issue_is_refused_and_the_issued_paper_stays_as_it_is() {
    let house = House::small();
    let graduates = house.graduates();
    let student = graduates[0].as_str();
    house.run(&["issue", "--kind", "diploma", "--kind", "appendix"]).expect(0);
    let (files, export) = (house.files(), house.register_export());

    change_a_grade(&house, student);
    house.run(&["issue", "--kind", "diploma", "--kind", "appendix"]).expect(3);
    let folder = house.at("output").join("small-diploma-appendix");
    let findings = crate::house::lines(&fs::read_to_string(folder.join("findings.jsonl")).unwrap());
    let found: Vec<&Value> = findings.iter().filter(|finding| finding["code"] == "already-issued-differs").collect();
    assert!(!found.is_empty(), "nothing says that the paper was issued from other data");
    for finding in found {
        assert_eq!((&finding["faculty_number"], &finding["level"]), (&Value::from(student), &Value::from("error")));
    }
    assert_eq!(house.register_export(), export, "no new number, no new entry");
    let paper = format!("small-diploma-appendix/appendix/{student}.pdf");
    assert!(house.files().contains_key(&paper), "the issued paper was removed: {paper}");
    assert!(house.files().get(&paper) == files.get(&paper), "the issued paper was changed: {paper}");
}

#[test]
fn a_template_changed_after_issue_is_told_apart_and_nothing_false_is_written() {
    let house = House::small().with_own_templates();
    let student = house.graduates()[0].clone();
    let issue = ["issue", "--kind", "diploma", "--student", &student];
    house.run(&issue).expect(0);
    let export = house.register_export();
    house.edit("templates/shared/diploma.typ", "tracking: 0.28em", "tracking: 0.27em");
    fs::remove_dir_all(house.at("output")).unwrap();

    house.run(&issue).expect(4);
    let folder = house.at("output").join(format!("small-diploma-{student}"));
    let findings = fs::read_to_string(folder.join("findings.jsonl")).unwrap();
    assert!(findings.contains("\"code\":\"output-differs\""), "{findings}");
    assert!(!folder.join(format!("diploma/{student}.pdf")).exists(), "a paper that is not the registered one");
    assert_eq!(house.register_export(), export);

    house.edit("templates/shared/diploma.typ", "tracking: 0.27em", "tracking: 0.28em");
    house.run(&issue).expect(0);
    assert!(folder.join(format!("diploma/{student}.pdf")).exists());
}

#[test]
fn kind_and_student_narrow_a_run_and_it_has_a_folder_of_its_own() {
    let house = House::small();
    let graduates = house.graduates();
    let (one, other) = (graduates[0].as_str(), graduates[1].as_str());
    house.run(&["issue", "--kind", "diploma", "--student", one, "--student", other]).expect(0);
    let names: Vec<String> = house.files().into_keys().filter(|name| name.ends_with(".pdf")).collect();
    let folder = format!("small-diploma-{one}-{other}");
    let mut expected = vec![format!("{folder}/diploma/{one}.pdf"), format!("{folder}/diploma/{other}.pdf")];
    expected.sort();
    assert_eq!(names, expected);
    assert_eq!(house.entries().len(), 4, "two reserved, two issued");

    // The whole run afterwards keeps the two numbers and their bytes.
    let before = house.files();
    house.run(&["issue", "--kind", "diploma"]).expect(0);
    let after = house.files();
    for name in &expected {
        let in_whole_run = name.replace(&folder, "small-diploma");
        assert!(before[name] == after[&in_whole_run], "{name}");
    }
}

#[test]
fn a_dry_run_prints_the_plan_and_writes_nothing() {
    let house = House::small();
    let ran = house.run(&["issue", "--dry-run", "--format", "json"]).expect(0);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(plan["documents"].as_array().unwrap().len(), issued_small().documents().len());
    assert!(!house.at("output").exists(), "a dry run made an output folder");
    assert!(!house.at("register.sqlite").exists(), "a dry run made a register");
    assert!(house.run(&["issue", "--dry-run"]).expect(0).out.contains("nothing was numbered"));
}

#[test]
fn a_draft_carries_its_watermark_and_no_number_and_leaves_no_register() {
    let house = House::small();
    let student = house.graduates()[0].clone();
    house.run(&["draft", "--student", &student, "--kind", "diploma", "--kind", "appendix"]).expect(0);
    assert!(!house.at("register.sqlite").exists(), "a draft made a register");
    let papers: Vec<(String, Vec<u8>)> = house.files().into_iter().filter(|(name, _)| name.ends_with(".pdf")).collect();
    assert_eq!(papers.len(), 2);
    assert!(papers.iter().all(|(name, _)| name.contains("-draft/")), "drafts lie apart");
    if has_tool("pdftotext", "-v") {
        for (name, pdf) in papers {
            let mut command = Command::new("pdftotext");
            command.args(["-raw", "-", "-"]);
            let words: String = String::from_utf8(pipe(command, &pdf)).unwrap().split_whitespace().collect();
            assert!(words.contains("ЧЕРНОВА"), "{name} has no watermark");
            assert!(!words.contains("6001"), "{name} has a number");
        }
    }
}

#[test]
fn a_paper_numbered_after_signature_is_issued_without_a_number_and_waits_for_it() {
    let house = House::small().with("institution.toml", "# diploma = \"after-print\"", "diploma = \"after-print\"");
    let student = house.graduates()[0].clone();
    let issue = ["issue", "--student", &student, "--kind", "diploma", "--kind", "appendix"];
    house.run(&issue).expect(0);
    let entries = house.entries();
    assert_eq!(entries.iter().map(|entry| text(&entry["action"])).collect::<Vec<_>>(), ["issued", "issued"]);
    assert!(entries.iter().all(|entry| entry["number"].is_null()), "{entries:?}");
    assert!(house.run(&["register", "list"]).expect(0).out.contains("awaiting its number after signature"));
    let (files, export) = (house.files(), house.register_export());
    house.run(&issue).expect(0);
    assert_same_files(&house.files(), &files);
    assert_eq!(house.register_export(), export);
}

#[test]
fn a_date_before_the_last_number_of_the_book_is_refused_before_anything_is_numbered() {
    let house = House::small();
    let graduates = house.graduates();
    house.run(&["issue", "--kind", "diploma", "--student", &graduates[0]]).expect(0);
    let export = house.register_export();
    let earlier = ["issue", "--kind", "diploma", "--student", &graduates[1], "--date", "2025-09-29"];
    house.run(&earlier).expect(2).says("earlier than the last number");
    assert_eq!(house.register_export(), export);
    let later = ["issue", "--kind", "diploma", "--student", &graduates[1], "--date", "2025-10-01"];
    house.run(&later).expect(0);
    let last = house.entries().pop().unwrap();
    assert_eq!((&last["number"], &last["date"]), (&Value::from("6002-2/2025"), &Value::from("2025-10-01")));
}

#[test]
fn a_register_held_by_another_process_is_left_alone() {
    let house = House::small();
    let student = house.graduates()[0].clone();
    let lock = File::create(house.at("register.lock")).unwrap();
    lock.lock().unwrap();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(1).says("in use by another run");
    assert!(house.entries().is_empty());
    lock.unlock().unwrap();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
}

#[test]
fn an_open_transaction_on_the_register_is_waited_for_and_then_reported() {
    let house = House::small();
    let graduates = house.graduates();
    house.run(&["issue", "--kind", "diploma", "--student", &graduates[0]]).expect(0);
    let export = house.register_export();
    let other = Connection::open(house.at("register.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let second = ["issue", "--kind", "diploma", "--student", graduates[1].as_str()];
    house.run(&second).expect(1).says("in use by another run");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert_eq!(house.register_export(), export, "nothing was numbered");
    house.run(&second).expect(0);
}

#[test]
fn the_register_refuses_changes_and_notices_those_that_were_forced() {
    let house = House::small();
    let graduates = house.graduates();
    house.run(&["issue", "--kind", "diploma", "--student", &graduates[0]]).expect(0);
    let register = Connection::open(house.at("register.sqlite")).unwrap();
    let forge = "UPDATE entry SET person_name = 'Някой Друг' WHERE seq = 1";
    assert!(register.execute(forge, []).unwrap_err().to_string().contains("append-only"));
    assert!(register.execute("DELETE FROM entry WHERE seq = 2", []).unwrap_err().to_string().contains("append-only"));
    register.execute_batch("DROP TRIGGER entry_as_is").unwrap();
    assert_eq!(register.execute(forge, []).unwrap(), 1);
    drop(register);
    let commands: [&[&str]; 3] = [&["issue", "--kind", "diploma"], &["register", "list"], &["register", "export"]];
    for command in commands {
        house.run(command).expect(4).says("entry 1");
    }
    assert!(!house.at("output/small-diploma/diploma").exists(), "papers were made on a forged register");
}

#[test]
fn the_register_is_listed_shown_and_exported() {
    let house = House::small();
    let student = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
    assert!(house.run(&["register", "list"]).expect(0).out.contains("6001-1/2025"));
    assert!(!house.run(&["register", "list", "--book", "transcripts"]).expect(0).out.contains("6001-1/2025"));
    for key in ["6001-1/2025", student.as_str(), &format!("diploma/{student}")] {
        assert!(house.run(&["register", "show", key]).expect(0).out.contains("6001-1/2025"), "{key}");
    }
    // The code on the paper names no person, and finds the entry.
    let register = Connection::open(house.at("register.sqlite")).unwrap();
    let data: String = register.query_row("SELECT data FROM entry WHERE data IS NOT NULL", [], |row| row.get(0)).unwrap();
    let data: Value = serde_json::from_str(&data).unwrap();
    let code = data["document"]["code"].as_str().unwrap();
    assert!(code.starts_with("laurea:2:DUS:diploma:6001-1/2025:") && !code.contains(&student), "{code}");
    assert!(house.run(&["register", "show", code]).expect(0).out.contains(&student));
    assert!(house.run(&["register", "show", &format!("{code}:p2")]).expect(0).out.contains(&student), "of a further page");
    let other = format!("{}00000000", &code[..code.len() - 8]);
    assert!(!house.run(&["register", "show", &other]).expect(0).out.contains(&student));
    drop(register);
    house.run(&["register", "export", "--format", "xlsx", "--out", "register.xlsx"]).expect(0);
    let rows = sheets::rows(&house.at("register.xlsx"), "register");
    assert_eq!(rows.len(), 3, "header, reserved, issued");
    assert_eq!(rows[1][sheets::column(&rows, "number")].to_string(), "6001-1/2025");
}
