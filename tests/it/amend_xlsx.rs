//! Excel workbooks handed back amended: what was asked for is there, and nothing else has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx};
use laurea::amend::{Amendment, Change, Look, Note, Overview, OverviewCell, SheetAmendment, xlsx};
use laurea::diag::{Level, Repair};
use rust_xlsxwriter::{
    Chart, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, Format, Formula, Image, Table, Workbook,
};
use tempfile::TempDir;
use zip::ZipArchive;

use crate::house::{finish, has_tool, loudly, tidy_season};

/// The text of every note that the tests add.
const TEXT: &str = "Намерено: „а < б“.\n\nПоправете го.";

/// A workbook's parts by name, packed and unpacked, in their order.
#[derive(Debug)]
struct Parts(Vec<(String, Vec<u8>, Vec<u8>)>);

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = (0..archive.len()).map(|place| {
            let (mut packed, mut text) = (Vec::new(), Vec::new());
            let name = archive.by_index(place).unwrap().name().unwrap().into_owned();
            archive.by_index_raw(place).unwrap().read_to_end(&mut packed).unwrap();
            archive.by_index(place).unwrap().read_to_end(&mut text).unwrap();
            (name, packed, text)
        });
        Self(parts.collect())
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _, _)| name.as_str()).collect()
    }

    fn text(&self, name: &str) -> String {
        let (_, _, text) = self.0.iter().find(|(other, _, _)| other == name).unwrap_or_else(|| panic!("there is no {name}"));
        String::from_utf8(text.clone()).unwrap()
    }

    /// Parts that are packed otherwise than in another file.
    fn differing(&self, other: &Self) -> BTreeSet<&str> {
        let others: BTreeMap<&str, &Vec<u8>> = other.0.iter().map(|(name, packed, _)| (name.as_str(), packed)).collect();
        self.0
            .iter()
            .filter(|(name, packed, _)| others.get(name.as_str()) != Some(&packed))
            .map(|(name, _, _)| name.as_str())
            .collect()
    }
}

/// Every cell of every sheet, by the sheet's name, with its row and column from 1.
fn cells(bytes: &[u8]) -> BTreeMap<String, BTreeMap<(u32, u32), Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let cells_of = |range: &Range<Data>| {
        let (row, column) = range.start().unwrap_or_default();
        let used = range.used_cells().map(|(down, right, value)| {
            ((row + u32::try_from(down).unwrap() + 1, column + u32::try_from(right).unwrap() + 1), value.clone())
        });
        used.collect()
    };
    names.into_iter().map(|name| (name.clone(), cells_of(&book.worksheet_range(&name).unwrap()))).collect()
}

/// Formulas of every sheet.
fn formulas(bytes: &[u8]) -> BTreeMap<String, Vec<(usize, usize, String)>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let of = |range: Range<String>| range.used_cells().map(|(row, column, text)| (row, column, text.clone())).collect();
    book.sheet_names().into_iter().map(|name| (name.clone(), of(book.worksheet_formula(&name).unwrap()))).collect()
}

/// All workbooks of the example seasons that lie beside the checkout.
fn examples() -> Vec<PathBuf> {
    let Some(tidy) = tidy_season() else { return Vec::new() };
    let messy = tidy.with_file_name("A-messy-200");
    if !messy.is_dir() {
        loudly(&format!("NOT TESTED: the messy season is not at {}", messy.display()));
    }
    let files = [tidy, messy].into_iter().flat_map(|season| fs::read_dir(season.join("data")).into_iter().flatten().flatten());
    let mut found: Vec<PathBuf> =
        files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "xlsx")).collect();
    found.sort();
    found
}

fn overview(sheet: &str) -> Overview {
    let cell = |text: &str, look| OverviewCell { text: text.to_owned(), look, link: None };
    let link = OverviewCell { link: Some((sheet.to_owned(), 2, 1)), ..cell("A2", Look::Level(Level::Error)) };
    let rows = vec![
        vec![cell("Проверка", Look::Title)],
        vec![cell("Вид", Look::Head), cell("=1", Look::Head)],
        vec![link, cell("-5", Look::Plain)],
    ];
    Overview { name: "Проверка".to_owned(), widths: vec![12, 40], rows }
}

/// Marks the first, the middle and the last cell that each sheet uses.
fn marks(bytes: &[u8]) -> Amendment {
    let sheets = cells(bytes).into_iter().filter(|(_, cells)| !cells.is_empty()).map(|(name, cells)| {
        let places: Vec<(u32, u32)> = cells.into_keys().collect();
        let chosen = BTreeSet::from([places[0], places[places.len() / 2], places[places.len() - 1]]);
        let notes = chosen.into_iter().zip([Level::Error, Level::Warning, Level::Note]);
        let notes = notes.map(|((row, column), level)| Note { row, column, level, text: TEXT.to_owned() });
        SheetAmendment { name, notes: notes.collect(), changes: Vec::new() }
    });
    let sheets: Vec<SheetAmendment> = sheets.collect();
    Amendment { overview: Some(overview(&sheets[0].name)), sheets }
}

/// A sheet's part without what marking it may change: styles of cells, the drawing's reference, which sheet is shown.
fn without_marks(sheet: &str) -> String {
    let mut result = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find(['<', ' ']) {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let passed = [" s=\"", " tabSelected=\"", "<legacyDrawing "].into_iter().find(|start| rest.starts_with(start));
        let end = match passed {
            Some("<legacyDrawing ") => rest.find('>').unwrap() + 1,
            Some(start) => start.len() + rest[start.len()..].find('"').unwrap() + 1,
            None => 0,
        };
        let kept = usize::from(end == 0);
        result.push_str(&rest[..kept]);
        rest = &rest[end + kept..];
    }
    result + rest
}

#[test]
fn a_marked_workbook_differs_only_where_it_was_marked() {
    for path in examples() {
        let before = fs::read(&path).unwrap();
        let amendment = marks(&before);
        let after = xlsx(&before, &amendment).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (old, new) = (Parts::of(&before), Parts::of(&after));
        assert_eq!(new.names()[..old.0.len()], old.names(), "{}: parts and their order", path.display());
        let touched: BTreeSet<&str> = old.differing(&new);
        for name in &touched {
            let is_common =
                ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"].contains(name);
            assert!(is_common || name.starts_with("xl/worksheets/sheet"), "{}: {name} was touched", path.display());
        }
        let sheets: Vec<&&str> = touched.iter().filter(|name| name.starts_with("xl/worksheets/")).collect();
        assert_eq!(sheets.len(), amendment.sheets.len(), "{}", path.display());
        for name in sheets {
            assert!(without_marks(&new.text(name)) == without_marks(&old.text(name)), "{}: {name} changed", path.display());
        }
        let (values, mut shown) = (cells(&before), cells(&after));
        assert_eq!(shown.remove("Проверка").unwrap().len(), 5);
        assert!(shown == values, "{}: a value changed", path.display());
        let notes: usize = new
            .names()
            .iter()
            .filter(|name| name.starts_with("xl/comments"))
            .map(|name| new.text(name).matches("<comment ").count())
            .sum();
        let asked: usize = amendment.sheets.iter().map(|sheet| sheet.notes.len()).sum();
        assert!(notes <= asked && notes >= amendment.sheets.len(), "{}: {notes} notes of {asked}", path.display());
    }
}

#[test]
fn a_corrected_workbook_has_the_new_values_and_all_the_old_ones() {
    let day = jiff::civil::date(2002, 7, 12);
    for path in examples() {
        let before = fs::read(&path).unwrap();
        let mut expected = cells(&before);
        let (name, places) = expected.iter().max_by_key(|(_, cells)| cells.len()).unwrap();
        let (name, last) = (name.clone(), *places.keys().last().unwrap());
        let first = *places.keys().find(|place| place.0 > 6).unwrap();
        let values = [
            (first, Repair::Text("=А & „Б“".to_owned()), Data::String("=А & „Б“".to_owned())),
            (last, Repair::Number("5.5".to_owned()), Data::Float(5.5)),
            ((last.0 + 3, last.1 + 2), Repair::Date(day), Data::String("(2002, 7, 12, 0, 0, 0, 0)".to_owned())),
        ];
        let changes = values.iter().map(|((row, column), value, _)| Change { row: *row, column: *column, value: value.clone() });
        let sheet = SheetAmendment { name: name.clone(), notes: Vec::new(), changes: changes.collect() };
        let after = xlsx(&before, &Amendment { sheets: vec![sheet], overview: None }).unwrap();
        let mut found = cells(&after);
        for (place, _, value) in values {
            expected.get_mut(&name).unwrap().remove(&place);
            let found = found.get_mut(&name).unwrap().remove(&place).unwrap();
            let found = match found {
                // As a day, because workbooks count from different years.
                Data::DateTime(day) => Data::String(format!("{:?}", day.to_ymd_hms_milli())),
                other => other,
            };
            assert_eq!(found, value, "{} {place:?}", path.display());
        }
        assert!(found == expected, "{}: another value changed", path.display());
        assert_eq!(Parts::of(&before).names(), Parts::of(&after).names());
    }
}

/// A workbook with much that must survive: notes, a chart, a picture, rules, names, a table, a hidden sheet, formulas.
fn rich() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("О'Лист").unwrap();
    for row in 1..=10 {
        page.write_string(row, 0, format!("Студент {row}")).unwrap();
        page.write_number(row, 1, f64::from(row) / 2.0).unwrap();
        page.write_formula(row, 2, Formula::new(format!("=B{}*2", row + 1)).set_result(row.to_string())).unwrap();
    }
    page.merge_range(0, 0, 0, 3, "Обединено", &Format::new().set_bold()).unwrap();
    page.insert_note(1, 0, &rust_xlsxwriter::Note::new("Стара бележка").set_author("Учебен отдел")).unwrap();
    page.insert_note(2, 1, &rust_xlsxwriter::Note::new("Друга")).unwrap();
    let mut chart = Chart::new_column();
    chart.add_series().set_values(("О'Лист", 1, 1, 10, 1));
    page.insert_chart(1, 5, &chart).unwrap();
    let mut picture = Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    page.insert_image(20, 5, &Image::new_from_buffer(&picture.into_inner()).unwrap()).unwrap();
    let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::LessThan(3)).set_format(Format::new().set_bold());
    page.add_conditional_format(1, 1, 10, 1, &rule).unwrap();
    page.add_data_validation(1, 3, 10, 3, &DataValidation::new().allow_list_strings(&["а", "б"]).unwrap()).unwrap();
    page.set_print_area(0, 0, 10, 3).unwrap();
    let table = book.add_worksheet().set_name("Таблица").unwrap();
    table.write_row(0, 0, ["х", "у"]).unwrap();
    table.add_table(0, 0, 3, 1, &Table::new()).unwrap();
    book.add_worksheet().set_name("Скрит").unwrap().set_hidden(true);
    book.define_name("Име", "='О''Лист'!$A$1").unwrap();
    book.save_to_buffer().unwrap()
}

/// Marks in the rich workbook: a cell with a note, one without, one inside merged cells, one beyond the used ones; and a change.
fn marks_of_rich() -> Amendment {
    let note = |row, column| Note { row, column, level: Level::Warning, text: TEXT.to_owned() };
    let changes = vec![Change { row: 3, column: 3, value: Repair::Text("вместо формула".to_owned()) }];
    let first =
        SheetAmendment { name: "О'Лист".to_owned(), notes: vec![note(2, 1), note(5, 2), note(1, 3), note(30, 9)], changes };
    let second = SheetAmendment { name: "Таблица".to_owned(), notes: vec![note(2, 2)], changes: Vec::new() };
    Amendment { sheets: vec![first, second], overview: Some(overview("О'Лист")) }
}

#[test]
fn notes_charts_pictures_rules_and_names_survive() {
    let before = rich();
    let after = xlsx(&before, &marks_of_rich()).unwrap();
    let (old, new) = (Parts::of(&before), Parts::of(&after));
    let kept: Vec<&str> = old
        .names()
        .into_iter()
        .filter(|name| name.contains("chart") || name.contains("media") || name.contains("tables/"))
        .collect();
    assert!(kept.len() >= 3, "{:?}", old.names());
    let touched = old.differing(&new);
    assert!(kept.iter().all(|name| !touched.contains(name)), "{touched:?}");
    let sheet = new.text("xl/worksheets/sheet1.xml");
    for element in ["<conditionalFormatting ", "<dataValidations ", "<mergeCell ", "<drawing ", "<pageMargins "] {
        assert!(sheet.contains(element), "{element} was lost");
    }
    assert_eq!(sheet.matches("<legacyDrawing ").count(), 1);
    let notes = new.text("xl/comments1.xml");
    assert!(notes.contains("Стара бележка") && notes.contains("Друга") && notes.matches("Поправете го.").count() == 4, "{notes}");
    assert_eq!(notes.matches("<comment ").count(), 5);
    let names = new.text("xl/workbook.xml");
    assert!(
        names.contains("name=\"Име\"") && names.contains("localSheetId=\"1\"") && names.contains("fullCalcOnLoad=\"1\""),
        "{names}"
    );
    let (mut old, mut new) = (formulas(&before), formulas(&after));
    assert!(old.get_mut("О'Лист").unwrap().len() == 10 && new.get_mut("О'Лист").unwrap().len() == 9);
}

#[test]
fn libreoffice_reads_and_writes_a_marked_workbook() {
    if !has_tool("soffice", "--version") {
        return;
    }
    let messy = examples().into_iter().filter(|path| path.to_string_lossy().contains("Списък"));
    let messy = messy.map(|path| fs::read(path).unwrap()).map(|bytes| (marks(&bytes), bytes));
    let folder = TempDir::new().unwrap();
    for (number, (amendment, before)) in messy.chain([(marks_of_rich(), rich())]).enumerate() {
        let after = xlsx(&before, &amendment).unwrap();
        let written = converted(folder.path(), &format!("{number}.xlsx"), &after);
        let (mut expected, mut found) = (cells(&after), cells(&written));
        for sheet in expected.values_mut().chain(found.values_mut()) {
            sheet.retain(|_, value| *value != Data::String(String::new()));
        }
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (name, sheet) in &expected {
            assert_eq!(&found[name], sheet, "{name}");
        }
        let count = |bytes: &[u8]| {
            let parts = Parts::of(bytes);
            let texts = parts.names().into_iter().filter(|name| name.contains("comments")).map(|name| parts.text(name));
            texts
                .map(|text| (text.matches("<comment ").count(), text.matches("Поправете го.").count()))
                .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        assert!(count(&after).1 > 3);
        assert_eq!(count(&written), count(&after), "notes");
    }
}

/// A workbook as LibreOffice writes it after reading it.
fn converted(folder: &Path, name: &str, bytes: &[u8]) -> Vec<u8> {
    fs::write(folder.join(name), bytes).unwrap();
    let mut command = Command::new("soffice");
    command.args(["--headless", "--norestore", "--convert-to", "xlsx", "--outdir"]).arg(folder.join("out"));
    command.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display())).arg(folder.join(name));
    let ran = finish(command);
    // It ends well whatever happens, so only the file counts.
    fs::read(folder.join("out").join(name))
        .unwrap_or_else(|error| panic!("LibreOffice wrote nothing: {error}\n{}{}", ran.out, ran.err))
}

#[test]
fn the_format_is_kept_as_well_as_before() {
    let is_there = Command::new("python3").args(["-c", "import openxml_audit"]).output().is_ok_and(|ran| ran.status.success());
    if !is_there {
        loudly("NOT TESTED: there is no openxml-audit on this machine");
        return;
    }
    // It takes seconds for each, and most of a minute for the largest.
    const CHOSEN: [&str; 3] = ["Списък", "(Mac)", "curricula"];
    let chosen = examples().into_iter().filter(|path| CHOSEN.iter().any(|name| path.to_string_lossy().contains(name)));
    let files = chosen.map(|path| fs::read(path).unwrap()).map(|bytes| (marks(&bytes), bytes)).chain([(marks_of_rich(), rich())]);
    let folder = TempDir::new().unwrap();
    for (number, (amendment, before)) in files.enumerate() {
        let known = complaints(&folder.path().join(format!("{number}-before.xlsx")), &before);
        let found = complaints(&folder.path().join(format!("{number}-after.xlsx")), &xlsx(&before, &amendment).unwrap());
        let new: Vec<&String> = found.difference(&known).collect();
        assert!(new.is_empty(), "{new:#?}");
    }
}

/// What openxml-audit holds against a workbook: its errors, with their parts.
fn complaints(path: &Path, bytes: &[u8]) -> BTreeSet<String> {
    fs::write(path, bytes).unwrap();
    let mut command = Command::new("python3");
    command.args(["-m", "openxml_audit", "-m", "0", "-o", "json"]).arg(path).current_dir(path.parent().unwrap());
    let ran = finish(command);
    let report: serde_json::Value =
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    let errors = report[0]["errors"].as_array().unwrap().iter().filter(|error| error["severity"] == "error");
    errors.map(|error| format!("{} {}", error["part_uri"], error["description"])).collect()
}
