//! Everything that can be wrong with the world: each gives a clear message and the right exit code, and loses nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::{House, LAUREA, Ran, assert_same_files, finish, issued_small, loudly};
use crate::sheets;

/// Asserts that a house may not be issued, that nothing was numbered, and gives what was said.
#[track_caller]
fn refused(house: &House, code: i32) -> Ran {
    let ran = house.run(&["issue"]).expect(code);
    assert!(house.entries().is_empty(), "something was numbered");
    ran
}

/// Asserts that a message points at a line of a file and says what to do.
#[track_caller]
fn points_at(ran: &Ran, file: &str, line: usize) {
    let place = format!("{file}:{line}:");
    assert!(ran.err.contains(&place), "no {place} in:\n{}", ran.err);
}

fn line_of(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words}")) + 1
}

#[test]
fn every_mistake_of_pipeline_toml_is_said_at_once_with_its_line_and_a_hint() {
    let house = House::small()
        .with("pipeline.toml", "date = \"2025-09-30\"", "date = \"30.09.2025\"\nthread = 2")
        .with("pipeline.toml", "photos = ", "foto = ")
        .with_more("pipeline.toml", "egn-cheksum-wrong = \"note\"\negn-malformed = \"off\"\nphoto-size = \"loud\"");
    let text = house.text("pipeline.toml");
    let ran = refused(&house, 2);
    for mistake in ["30.09.2025", "thread = ", "foto = ", "egn-cheksum-wrong", "egn-malformed", "photo-size"] {
        points_at(&ran, "pipeline.toml", line_of(&text, mistake));
    }
    assert_eq!(ran.err.matches("= help:").count(), 6, "a hint each:\n{}", ran.err);
    assert!(ran.err.contains("“threads”"), "a near name is offered:\n{}", ran.err);
}

#[test]
fn mistakes_of_institution_toml_are_said_together_with_those_of_pipeline_toml() {
    let house = House::small()
        .with("pipeline.toml", "date = \"2025-09-30\"", "date = \"soon\"")
        .with("institution.toml", "overall = \"rounded-means\"", "overall = \"rounded\"")
        .with("institution.toml", "from = \"2023-11-01\"", "from = \"1 ноември\"")
        .with("institution.toml", "excellent = \"A\"", "excellent = \"А\"")
        .with("institution.toml", "number = \"УВ-{{ in_year }}/{{ year }}\"", "number = \"УВ-{{ inyear }}\"");
    let text = house.text("institution.toml");
    let ran = refused(&house, 2);
    points_at(&ran, "pipeline.toml", line_of(&house.text("pipeline.toml"), "soon"));
    for mistake in ["overall = \"rounded\"", "1 ноември", "inyear"] {
        points_at(&ran, "institution.toml", line_of(&text, mistake));
    }
    assert!(ran.err.contains("ECTS"), "a Cyrillic А for a letter:\n{}", ran.err);
    assert!(ran.err.matches("= help:").count() >= 5, "a hint each:\n{}", ran.err);
}

#[test]
fn mistakes_of_kind_toml_are_said_at_once_with_their_lines() {
    let house = House::small()
        .with_own_templates()
        .with("templates/diploma/kind.toml", "\"full_name\", ", "\"fullname\", ")
        .with("templates/diploma/kind.toml", "book = \"diplomas\"", "book = \"diploma\"")
        .with("templates/appendix/kind.toml", "pages = { min = 1, max = 8 }", "pages = { min = 1, most = 8 }");
    let ran = refused(&house, 2);
    for (kind, mistake) in [("diploma", "fullname"), ("diploma", "book = "), ("appendix", "most = ")] {
        let file = format!("templates/{kind}/kind.toml");
        points_at(&ran, &file, line_of(&house.text(&file), mistake));
    }
    assert!(ran.err.matches("= help:").count() >= 3, "a hint each:\n{}", ran.err);
}

#[test]
fn a_sentence_with_a_misspelt_variable_is_found_before_anything_is_numbered() {
    let house = House::small().with_more("institution.toml", "[texts.diploma]\nheading = \"ДИПЛОМА {{ fields.ful_name }}\"");
    let ran = refused(&house, 2);
    assert!(ran.err.contains("ful_name") || ran.err.contains("heading"), "{}", ran.err);
    assert!(ran.err.contains("= help:"), "{}", ran.err);
}

#[test]
fn a_file_that_is_not_toml_or_not_there_is_said_with_its_name() {
    let house = House::small();
    house.write("pipeline.toml", "institution = \"institution.toml\n[run\n");
    points_at(&finish(house.command(&["issue"])).expect(2), "pipeline.toml", 1);
    fs::remove_file(house.at("pipeline.toml")).unwrap();
    finish(house.command(&["issue"])).expect(2).says("pipeline.toml");
}

#[test]
fn a_missing_workbook_is_named() {
    let house = House::small();
    fs::remove_file(house.at("season/grades.xlsx")).unwrap();
    let ran = refused(&house, 2);
    assert!((ran.out + &ran.err).contains("grades.xlsx"), "the file is not named");
    let finding = house.check().into_iter().find(|finding| finding["code"] == "file-missing").unwrap();
    assert_eq!(finding["file"], "grades.xlsx");
}

#[test]
fn bytes_that_are_no_workbook_are_said_to_be_none() {
    let house = House::small();
    fs::write(house.at("season/students.xlsx"), b"this is no workbook at all").unwrap();
    let ran = refused(&house, 2);
    assert!((ran.out + &ran.err).contains("students.xlsx"));
    assert!(house.check().iter().any(|finding| finding["code"] == "file-wrong-type" && finding["file"] == "students.xlsx"));
}

#[test]
fn a_workbook_cut_off_in_the_middle_is_said_to_be_cut_off() {
    let house = House::small();
    let bytes = fs::read(house.at("season/grades.xlsx")).unwrap();
    fs::write(house.at("season/grades.xlsx"), &bytes[..bytes.len() / 2]).unwrap();
    refused(&house, 2);
    assert!(house.check().iter().any(|finding| finding["code"] == "file-cut-off" && finding["file"] == "grades.xlsx"));
}

#[test]
fn an_empty_sheet_and_one_with_a_header_only_are_said_to_be_empty() {
    for keep in [0, 1] {
        let house = House::small();
        sheets::change(&house.at("season/students.xlsx"), "Студенти", |rows| rows.truncate(keep));
        refused(&house, 2);
        let finding = house.check().into_iter().find(|finding| finding["code"] == "sheet-empty");
        let finding = finding.unwrap_or_else(|| panic!("a sheet of {keep} rows is not found empty"));
        assert_eq!((&finding["file"], &finding["sheet"]), (&"students.xlsx".into(), &"Студенти".into()));
    }
}

#[test]
fn a_missing_sheet_is_named() {
    let house = House::small();
    let rows = sheets::rows(&house.at("season/students.xlsx"), "Студенти");
    sheets::write(&house.at("season/students.xlsx"), "Лист1", &rows);
    refused(&house, 2);
    let finding = house.check().into_iter().find(|finding| finding["code"] == "sheet-missing").unwrap();
    assert_eq!((&finding["file"], &finding["expected"]), (&"students.xlsx".into(), &"Студенти".into()));
}

#[test]
fn a_missing_column_is_named_with_its_sheet_and_header() {
    let house = House::small();
    sheets::change(&house.at("season/grades.xlsx"), "Оценки", |rows| {
        let grade = sheets::column(rows, "Оценка");
        rows[0][grade] = sheets::said("Резултатче");
    });
    let ran = refused(&house, 2);
    let said = ran.out + &ran.err;
    let finding = house.check().into_iter().find(|finding| finding["code"] == "column-missing").unwrap();
    assert_eq!((&finding["sheet"], &finding["field"], &finding["level"]), (&"Оценки".into(), &"grade".into(), &"error".into()));
    assert!(said.contains("Оценки") && said.to_lowercase().contains("оценка"), "{said}");
}

#[test]
fn a_csv_in_windows_1251_is_read_and_the_guess_is_said() {
    let house = House::small().with("pipeline.toml", "requests.xlsx", "requests.csv").with(
        "institution.toml",
        "sheets = [\"Заявления\"]",
        "sheets = [\"requests*\"]",
    );
    let rows = sheets::rows(&house.at("season/requests.xlsx"), "Заявления");
    let csv: String = rows.iter().map(|row| row.iter().map(as_office_writes).collect::<Vec<_>>().join(";") + "\r\n").collect();
    let (bytes, _, has_strangers) = encoding_rs::WINDOWS_1251.encode(&csv);
    assert!(!has_strangers, "the requests fit windows-1251");
    fs::write(house.at("season/requests.csv"), bytes).unwrap();
    assert!(house.check().iter().any(|finding| finding["code"] == "encoding-guessed" && finding["level"] == "note"));
    let plan = house.run(&["issue", "--dry-run", "--kind", "attestation", "--format", "json"]).expect(0).out;
    let issued = issued_small().documents().iter().filter(|paper| paper.kind == "attestation").count();
    assert!(issued > 0);
    assert_eq!(plan.matches("\"kind\": \"attestation\"").count(), issued, "the same papers as from the workbook");
}

fn as_office_writes(cell: &sheets::Cell) -> String {
    let text = match cell {
        sheets::Cell::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{day:02}.{month:02}.{year}")
        }
        other => other.to_string(),
    };
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn an_output_that_cannot_be_written_is_said_before_anything_is_numbered() {
    let house = House::small();
    house.write("output", "a file where the folder should be");
    refused(&house, 1).says("output").says("Cannot write");
    assert_eq!(house.text("output"), "a file where the folder should be");
}

#[cfg(unix)]
#[test]
fn a_read_only_output_is_said_before_anything_is_numbered() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::small();
    fs::create_dir(house.at("output")).unwrap();
    fs::set_permissions(house.at("output"), fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(house.at("output/probe"), b"").is_ok() {
        loudly(
            "NOT TESTED with a read-only folder: this user writes anyway (root); the test with a file in its place stands for it",
        );
        return;
    }
    refused(&house, 1).says("Cannot write");
    fs::set_permissions(house.at("output"), fs::Permissions::from_mode(0o700)).unwrap();
    house.run(&["issue"]).expect(0);
    assert_same_files(&house.files(), &issued_small().files);
}

/// A small file system in memory; unmounted with the value.
pub struct Tmpfs(PathBuf);

impl Tmpfs {
    pub fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={size},mode=700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            loudly("NOT TESTED: this user cannot mount a tmpfs, so no disk can be made full");
            return None;
        }
        Some(Self(at.to_owned()))
    }

    pub fn grow(&self, size: &str) {
        let grown = Command::new("mount").args(["-o", &format!("remount,size={size}")]).arg(&self.0).status().unwrap();
        assert!(grown.success());
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        // Not asserted: a panic while another unwinds would hide the first.
        drop(unmounted);
    }
}

#[test]
fn a_disk_full_of_papers_is_said_and_after_space_is_freed_the_run_ends_as_if_undisturbed() {
    let house = House::small();
    let Some(disk) = Tmpfs::mount(&house.at("output"), "900k") else { return };
    house.run(&["issue"]).expect(1).says("disk is full").says("Free some space");
    assert_eq!(house.unfinished(), Vec::<String>::new(), "a half file was left");
    disk.grow("64m");
    house.run(&["issue"]).expect(0);
    assert_same_files(&house.files(), &issued_small().files);
    assert_eq!(house.register_export(), issued_small().export);
}

#[test]
fn a_disk_full_under_the_register_is_said_and_after_space_is_freed_the_run_ends_as_if_undisturbed() {
    let house = House::small().with("pipeline.toml", "register = \"register.sqlite\"", "register = \"books/register.sqlite\"");
    let Some(disk) = Tmpfs::mount(&house.at("books"), "200k") else { return };
    house.run(&["issue"]).expect(1).says("disk is full").says("Free some space");
    disk.grow("64m");
    house.run(&["issue"]).expect(0);
    assert_same_files(&house.files(), &issued_small().files);
    assert_eq!(house.register_export(), issued_small().export);
}

#[test]
fn a_disk_full_under_a_backup_is_said_and_leaves_neither_half_a_file_nor_the_last_one_spoiled() {
    let house = House::small();
    house.run(&["issue", "--kind", "attestation"]).expect(0);
    let Some(disk) = Tmpfs::mount(&house.at("copies"), "64k") else { return };
    fs::write(house.at("copies/backup.sqlite"), "the backup of yesterday").unwrap();
    house.run(&["register", "backup", "copies/backup.sqlite"]).expect(1).says("disk is full").says("Free some space");
    assert_eq!(house.text("copies/backup.sqlite"), "the backup of yesterday");
    assert_eq!(house.unfinished(), Vec::<String>::new(), "a half file was left");
    disk.grow("64m");
    house.run(&["register", "backup", "copies/backup.sqlite"]).expect(0);
}

#[test]
fn an_unknown_kind_student_or_code_is_said_with_what_there_is() {
    let house = House::small();
    house.run(&["issue", "--kind", "diplom"]).expect(2).says("diploma, doctor-diploma, ");
    house.run(&["issue", "--student", "99999999"]).expect(2).says("99999999");
    house.run(&["kind", "show", "diplom"]).expect(2).says("diploma, doctor-diploma, ");
    house.run(&["explain", "egn-cheksum-wrong"]).expect(2).says("egn-checksum-wrong");
    house.run(&["issue", "--threads", "0"]).expect(2);
    house.run(&["issue", "--date", "30.09.2025"]).expect(2);
    house.run(&["ishue"]).expect(2);
    assert!(!house.at("register.sqlite").exists());
}

#[test]
fn messages_are_bulgarian_or_english_as_asked_or_as_the_locale_says() {
    let house = House::small();
    let student = ["issue", "--student", "99999999"];
    let (bulgarian, english) = ("Няма студент", "There is no student");
    house.run(&["issue", "--student", "99999999", "--lang", "bg"]).expect(2).says(bulgarian);
    house.run(&["issue", "--student", "99999999", "--lang", "en"]).expect(2).says(english);
    for (locale, words) in [("bg_BG.UTF-8", bulgarian), ("en_GB.UTF-8", english), ("C", english)] {
        let mut command = Command::new(LAUREA);
        command.arg("--config").arg(house.at("pipeline.toml")).args(student);
        command.env_remove("LC_MESSAGES").env_remove("LANG").env("LC_ALL", locale);
        finish(command).expect(2).says(words);
    }
}

#[test]
fn every_exit_code_stands_in_the_help() {
    let house = House::small();
    for arguments in [vec!["--help"], vec!["check", "--help"], vec!["issue", "--help"], vec!["draft", "--help"]] {
        let help = house.run(&arguments).expect(0).out;
        for code in ["0  done", "1  ", "2  ", "3  done, but", "4  verification failed"] {
            assert!(help.contains(code), "{arguments:?} does not explain {code:?}");
        }
    }
}

#[test]
fn a_register_of_a_newer_version_is_not_touched() {
    let house = House::small();
    let student = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
    let register = rusqlite::Connection::open(house.at("register.sqlite")).unwrap();
    register.pragma_update(None, "user_version", 999).unwrap();
    drop(register);
    let issue = ["issue", "--kind", "diploma"];
    house.run(&issue).expect(1).says("newer version");
    house.run(&["register", "list"]).expect(1).says("newer version");
}

#[test]
fn a_register_that_is_no_database_is_not_touched() {
    let house = House::small();
    house.write("register.sqlite", "a text that somebody saved here, long enough to be no empty file at all");
    house.run(&["issue"]).expect(4).says("register.sqlite").says("register restore");
    assert!(house.text("register.sqlite").starts_with("a text that somebody saved here"));
}

#[test]
fn inputs_are_never_modified() {
    let house = House::defective(40);
    let before = crate::house::files_under(&house.at("season"));
    house.run(&["check"]).expect(3);
    house.run(&["issue", "--kind", "attestation"]);
    assert_same_files(&crate::house::files_under(&house.at("season")), &before);
}
