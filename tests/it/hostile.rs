//! Hostile and broken files, all in one season: each gets its own finding, and the others are read as if alone.

use std::fs;

use serde_json::Value;

use crate::forged::{Xlsx, compound, ods, ods_rows, packed, record, words, xls, xls_number, zip};
use crate::house::{House, text};

/// A file name, its bytes, and the code of its finding.
type Trap = (&'static str, Vec<u8>, &'static str);

const ONE: &str = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";

fn traps() -> Vec<Trap> {
    let one = Xlsx::of_rows(ONE);
    let spaces = " ".repeat(70 << 20);
    let bomb = format!("<worksheet><sheetData>{spaces}</sheetData></worksheet>");
    assert_eq!(bomb.len(), (70 << 20) + 46);
    let bomb = packed(&Xlsx::of_sheet(&bomb).parts());
    let entities = "<!DOCTYPE a [<!ENTITY a \"ха\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let rows: String = (1..=3000).map(|row| format!("<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(40))).collect();
    let long = format!("<t>{}</t>", "я".repeat(100_000));
    let many: String = (1..=2000).map(|row| format!("<row r=\"{row}\"><c t=\"s\"><v>0</v></c></row>")).collect();
    let twice = [one.parts(), vec![("xl/worksheets/sheet1.xml", ONE.as_bytes())]].concat();
    let in_capitals = [one.parts(), vec![("xl/WORKSHEETS/sheet1.xml", ONE.as_bytes())]].concat();
    let repeated = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row>";
    let far = [xls_number(0, 0, 0, 1.0), xls_number(65535, 255, 0, 2.0)].concat();
    vec![
        ("encrypted.xlsx", compound("EncryptedPackage", b"secret"), "file-encrypted"),
        ("encrypted.xls", xls(&record(0x002F, &words(&[1, 1, 1])), &[]), "file-encrypted"),
        // The weak kind, which calamine does not know and reads as it stands there.
        ("obfuscated.xls", xls(&record(0x002F, &words(&[0, 1, 1])), &xls_number(0, 0, 0, 1.0)), "file-encrypted"),
        ("encrypted.ods", ods("", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"), "file-encrypted"),
        ("empty.xlsx", Vec::new(), "file-cut-off"),
        ("cut.xlsx", cut(one.bytes(), 2), "file-cut-off"),
        ("cut.ods", cut(ods_rows(""), 2), "file-cut-off"),
        ("cut.xls", cut(xls(&[], &[]), 3), "file-cut-off"),
        ("cut-sheet.xlsx", Xlsx::of_sheet("<worksheet><sheetData><row r=\"1\">").bytes(), "file-cut-off"),
        ("page.xls", "<html><body><table><tr><td>Име</td></tr></table></body></html>".into(), "file-wrong-type"),
        (
            "old.xls",
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>".into(),
            "file-wrong-type",
        ),
        ("letter.xlsx", zip(&[("word/document.xml", b"<a/>")]), "file-wrong-type"),
        ("letter.xls", compound("WordDocument", b"text"), "file-wrong-type"),
        ("scan.xlsx", b"%PDF-1.7 ...".to_vec(), "file-wrong-type"),
        ("prose.xlsx", "Уважаеми колеги, прилагам списъка.\nПоздрави\n".into(), "file-wrong-type"),
        ("big.xlsx", vec![b' '; 5 << 20], "file-too-big"),
        ("lying.xlsx", lying(bomb.clone()), "file-unreadable"),
        ("bomb.xlsx", bomb, "file-too-much-memory"),
        ("text-bomb.xlsx", Xlsx::of_rows(&many).with_strings(&[&long]).bytes(), "file-too-much-memory"),
        ("cells.xlsx", packed(&Xlsx::of_rows(&rows).parts()), "file-too-many-cells"),
        ("cells.ods", ods_rows(repeated), "file-too-many-cells"),
        ("far.xls", xls(&[], &far), "file-too-much-memory"),
        ("declared.xls", xls(&[], &record(0x0200, &words(&[0, 0, 0xffff, 0xffff, 0, 256, 0]))), "file-unreadable"),
        ("cell-twice.xls", xls(&[], &[xls_number(0, 0, 0, 1.0), xls_number(0, 0, 0, 2.0)].concat()), "file-ambiguous"),
        ("unknown-string.xls", xls(&[], &record(0x00FD, &[words(&[4, 0, 0]), vec![7, 0, 0, 0]].concat())), "file-unreadable"),
        ("twice.xlsx", zip(&twice), "file-ambiguous"),
        ("capitals.xlsx", zip(&in_capitals), "file-ambiguous"),
        ("cell-twice.xlsx", Xlsx::of_rows(&ONE.replace("</c>", "</c><c r=\"A1\"><v>2</v></c>")).bytes(), "file-ambiguous"),
        ("entities.xlsx", Xlsx::of_sheet(&format!("{entities}<worksheet/>")).bytes(), "file-has-entities"),
        (
            "entities.ods",
            ods_rows(
                "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>&boom;</text:p></table:table-cell></table:table-row>",
            ),
            "file-has-entities",
        ),
        (
            "unknown-string.xlsx",
            Xlsx::of_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>").with_strings(&["<t>а</t>"]).bytes(),
            "file-unreadable",
        ),
        ("no-number.xlsx", Xlsx::of_rows("<row r=\"1\"><c r=\"A1\"><v>пет</v></c></row>").bytes(), "file-unreadable"),
        ("infinite.xlsx", Xlsx::of_rows("<row r=\"1\"><c r=\"A1\"><v>inf</v></c></row>").bytes(), "file-unreadable"),
        ("wrong-row.xlsx", Xlsx::of_rows("<row r=\"1\"><c r=\"A7\"><v>1</v></c></row>").bytes(), "file-unreadable"),
        ("behind-the-last.xlsx", Xlsx::of_rows("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>").bytes(), "file-unreadable"),
        ("damaged.xlsx", damaged(one.bytes()), "file-unreadable"),
        ("open-quote.csv", "Име;Оценка\n\"Иван;5\nАна;6\n".into(), "file-unreadable"),
        ("spilled.csv", "Име,Оценка\nИван,5,50\nАна,6\nЕва,4\n".into(), "row-too-long"),
    ]
}

/// The first of some equal parts of a file.
fn cut(mut bytes: Vec<u8>, parts: usize) -> Vec<u8> {
    bytes.truncate(bytes.len() / parts);
    bytes
}

/// A packed file that says of its largest part that it is small.
fn lying(mut bytes: Vec<u8>) -> Vec<u8> {
    let size = ((70_u32 << 20) + 46).to_le_bytes();
    let places: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, four)| **four == size).map(|(at, _)| at).collect();
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let said = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap().decompressed_size();
    assert!(said.is_some_and(|size| size < 10_000), "it says {said:?}");
    bytes
}

/// A file with another letter in its sheet than its sum says.
fn damaged(mut bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.windows(5).position(|five| five == b"<v>1<").unwrap();
    bytes[at + 3] = b'6';
    bytes
}

/// The findings about a file.
fn about<'a>(findings: &'a [Value], file: &str) -> Vec<&'a Value> {
    findings.iter().filter(|finding| finding["file"] == file).collect()
}

#[test]
fn every_trap_is_one_files_finding_and_the_others_go_on() {
    let traps = traps();
    let names: Vec<String> = traps.iter().map(|(name, ..)| format!("\"{name}\"")).collect();
    let list = format!("requests = [\"requests.xlsx\", {}]", names.join(", "));
    let limits = "[limits]\nworkbook_mib = 4\nworkbook_cells = 100_000\nworkbook_memory_mib = 64\n";
    let house = House::defective(40);
    let undisturbed = house.check();
    let house =
        house.with("pipeline.toml", "requests = [\"requests.xlsx\"]", &list).with("institution.toml", "[limits]\n", limits);
    for (name, bytes, _) in &traps {
        fs::write(house.at("season").join(name), bytes).unwrap();
    }
    house.run(&["check"]).expect(2);
    let findings = house.check();
    for (name, _, code) in &traps {
        let codes: Vec<String> = about(&findings, name).iter().map(|finding| text(&finding["code"])).collect();
        assert_eq!(codes.first().map(String::as_str), Some(*code), "{name}: {codes:?}");
    }
    let sound = |findings: &[Value]| -> Vec<Value> {
        findings.iter().filter(|finding| !traps.iter().any(|(name, ..)| finding["file"] == *name)).cloned().collect()
    };
    assert!(undisturbed.len() > 20, "there is something to find");
    assert_eq!(sound(&findings), sound(&undisturbed), "what is said of the other files");
}

#[test]
fn a_folder_in_place_of_a_workbook_is_said() {
    let house = House::small();
    fs::remove_file(house.at("season/requests.xlsx")).unwrap();
    fs::create_dir(house.at("season/requests.xlsx")).unwrap();
    house.run(&["check"]).expect(2);
    assert_eq!(about(&house.check(), "requests.xlsx")[0]["code"], "file-unreadable");
}

#[test]
fn content_under_another_name_is_read_and_said() {
    let house = House::small();
    let as_it_was = house.records();
    let house = house.with("pipeline.toml", "students.xlsx", "students.xls").with("pipeline.toml", "grades.xlsx", "grades.ods");
    fs::rename(house.at("season/students.xlsx"), house.at("season/students.xls")).unwrap();
    fs::rename(house.at("season/grades.xlsx"), house.at("season/grades.ods")).unwrap();
    assert_eq!(house.records(), as_it_was);
    let findings = house.check();
    for name in ["students.xls", "grades.ods"] {
        let said = about(&findings, name).into_iter().find(|finding| finding["code"] == "file-misnamed");
        assert_eq!(said.unwrap_or_else(|| panic!("{name}"))["level"], "note");
    }
}

#[test]
fn two_far_cells_take_no_rectangle() {
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let sheet = format!("<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{far}</sheetData></worksheet>");
    let house = House::small().with("institution.toml", "[limits]\n", "[limits]\nworkbook_memory_mib = 16\n");
    fs::write(house.at("season/requests.xlsx"), Xlsx::of_sheet(&sheet).bytes()).unwrap();
    house.run(&["check"]).expect(2);
    let findings = house.check();
    let codes: Vec<String> = about(&findings, "requests.xlsx").iter().map(|finding| text(&finding["code"])).collect();
    assert_eq!(codes, ["sheet-missing", "sheet-unread"], "it was read, and is no list of requests");
}

#[cfg(unix)]
mod readers {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Instant;

    use laurea::config::Config;
    use laurea::event::Silent;
    use laurea::ingest::Isolation;
    use laurea::pipeline::{Options, check};

    use super::*;
    use crate::house::LAUREA;

    /// The codes of the findings when workbooks are read by a shell script.
    fn codes(house: &House, script: &str) -> Vec<&'static str> {
        let reader = house.at("reader.sh");
        fs::write(&reader, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&reader, fs::Permissions::from_mode(0o700)).unwrap();
        let options = Options { isolation: Isolation::Process(reader), ..Options::default() };
        let config = Config::load(&house.at("pipeline.toml")).unwrap();
        let checked = check(&config, &options, &Silent).unwrap();
        checked.findings.iter().map(|finding| finding.code.name()).collect()
    }

    #[test]
    fn a_reader_that_goes_mad_is_its_files_finding() {
        let house =
            House::small().with("institution.toml", "[limits]\n", "[limits]\nworkbook_seconds = 1\nworkbook_memory_mib = 8\n");
        for (script, code) in [
            ("exit 3", "file-reader-crashed"),
            ("kill -SEGV $$", "file-reader-crashed"),
            ("echo 'no cells at all'", "file-reader-crashed"),
            ("printf '\\003\\001\\377\\377\\377\\377\\017'", "file-reader-crashed"),
            ("echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$", "file-too-much-memory"),
            ("exit 86", "file-too-much-memory"),
            ("exec sleep 600", "file-too-slow"),
            ("exec >&-; exec sleep 600", "file-too-slow"),
            ("exec cat /dev/zero >&2", "file-too-slow"),
            // A sheet, then the same hidden row for ever.
            ("printf '\\001\\000\\001a'; while :; do printf '\\011\\001\\001\\011\\001\\001\\011\\001\\001'; done", "file-too"),
        ] {
            let start = Instant::now();
            let codes = codes(&house, script);
            assert_eq!(codes.len(), 6, "{script}: {codes:?}");
            assert!(codes.iter().all(|found| found.starts_with(code)), "{script}: {codes:?}");
            assert!(start.elapsed().as_secs() < 60, "{script} took {:?}", start.elapsed());
        }
    }

    #[test]
    fn a_season_reads_the_same_in_processes_of_its_own_and_here() {
        let house = House::defective(40);
        let config = Config::load(&house.at("pipeline.toml")).unwrap();
        let read = |isolation| {
            let checked = check(&config, &Options { isolation, ..Options::default() }, &Silent).unwrap();
            (format!("{:?}", checked.findings), format!("{:?}", checked.season.records))
        };
        assert!(read(Isolation::Here) == read(Isolation::Process(LAUREA.into())), "they differ");
    }
}
