//! Nothing published tells of who did not agree: the book is read back whole, and what is planted is found in every format.

use std::collections::BTreeSet;

use jiff::civil::date;
use laurea::render::{Templates, bind_book};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::book::{agreed_of, everybody, made_small};
use crate::house::{Files, REPOSITORY, has_tool};
use crate::leak_finder::{Secrets, leaks};

/// Files of one format.
fn of_format(files: &Files, ending: &str) -> Files {
    files.iter().filter(|(name, _)| name.ends_with(ending)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
}

fn one(name: &str, bytes: impl Into<Vec<u8>>) -> Files {
    Files::from([(name.to_owned(), bytes.into())])
}

#[track_caller]
fn found(files: &Files, secrets: &Secrets, what: &str) {
    let found = leaks(files, secrets);
    assert!(found.iter().any(|line| line.contains(what)), "{what:?} was planted and not found: {found:?}");
}

#[test]
fn the_book_tells_of_nobody_who_did_not_agree() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let book = made_small();
    let secrets = Secrets::of(&book.records, &book.entries, &agreed_of(&book.records));
    assert!(secrets.names.len() >= 8 && secrets.agreed.len() >= 8 && secrets.numbers.len() > 24, "{secrets:?}");
    for ending in [".pdf", ".html", ".csv", ".jpg", ".txt"] {
        assert!(!of_format(&book.files, ending).is_empty(), "nothing that ends with {ending}");
    }
    let found = leaks(&book.files, &secrets);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_name_in_the_book_without_consent_is_found_in_each_format() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    // The book with everybody in it, looked at with the consents of a few.
    let book = everybody();
    let secrets = Secrets::of(&book.records, &book.entries, &agreed_of(&book.records));
    for ending in [".pdf", ".html", ".csv"] {
        found(&of_format(&book.files, ending), &secrets, "the name");
    }
    // In English pages the Latin name would be enough.
    let latin = secrets.names.iter().filter(|name| name.is_ascii()).cloned().collect();
    found(&of_format(&book.files, "en/index.html"), &Secrets { names: latin, ..secrets }, "the name");
}

/// The sample of the template with some text in place of another.
fn pdf_with(change: &dyn Fn(&mut Value)) -> Files {
    let folder = std::path::Path::new(REPOSITORY).join("templates");
    let mut data: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("book/data.json")).unwrap()).unwrap();
    change(&mut data);
    let templates = Templates::load(&folder).unwrap();
    one("book.pdf", bind_book(&templates, "book", "book/test", data.to_string(), Vec::new(), date(2025, 9, 30)).unwrap().pdf)
}

#[test]
fn what_is_planted_in_a_pdf_is_found_wherever_it_stands() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let secrets =
        Secrets {
            names: vec!["Тайна Скритова Незнайна".to_owned()], numbers: vec!["13000177".to_owned()], ..Secrets::default()
        };
    assert_eq!(leaks(&pdf_with(&|_| {}), &secrets), Vec::<String>::new());
    found(&pdf_with(&|data| data["book"]["contact"]["bg"] = "0243176495".into()), &secrets, "the identifier 0243176495");
    // Author: in the document's information, its metadata, and on the title page.
    found(&pdf_with(&|data| data["book"]["institution"]["bg"] = "Тайна Незнайна".into()), &secrets, "the name тайна незнайна");
    // A heading: on a page, among the bookmarks.
    let heading = "/book/faculties/0/title/bg";
    found(&pdf_with(&|data| *data.pointer_mut(heading).unwrap() = "№ 13000177".into()), &secrets, "the number 13000177");
    // Only in the alternative text of a chart.
    found(
        &pdf_with(&|data| data["texts"]["bar_alt"] = "Незнайна, Тайна Скритова: {lines}".into()),
        &secrets,
        "the name незнайна тайна скритова",
    );
    found(
        &pdf_with(&|data| data["texts"]["about_data"] = "пишете на taina@example.bg".into()),
        &secrets,
        "an e-mail at example.bg",
    );
}

#[test]
fn what_is_planted_in_pages_scripts_and_tables_is_found() {
    let names = vec!["Иво Петров Скрит".to_owned(), "Ivo Petrov Skrit".to_owned()];
    let secrets = Secrets {
        names,
        agreed: vec!["Иво Илиев Явен".to_owned()],
        numbers: vec!["11210001".to_owned(), "17.03.2002".to_owned()],
    };
    for (name, bytes, what) in [
        ("a.html", "<p>Иво <b>Петров</b> Скрит", "the name иво петров скрит"),
        ("a.html", "<li data-other=\"IVO PETROV SKRIT\">", "the name ivo petrov skrit"),
        ("a.html", "<p>Скрит, Иво Петров", "the name скрит иво петров"),
        ("a.html", "<p>Скрит&nbsp;Иво", "the name скрит иво"),
        ("a.js", "const names=[\"11210001\"];", "the number 11210001"),
        ("a.csv", "1,„ЕГН 0243176495“,2", "the identifier 0243176495"),
        ("a.csv", "7111042925", "the identifier 7111042925"),
        ("a.json", "{\"born\":\"17.03.2002\"}", "the number 17 03 2002"),
        ("a.txt", "гр. Русе, ул. „Дунав“ 5", "an address with ул."),
        ("a.html", "<td>вх. Б, ап.&nbsp;7", "an address with ап."),
        ("a.txt", "ivo.skrit@example.com", "an e-mail"),
        ("Иво Скрит.txt", "нищо", "the name иво скрит"),
    ] {
        found(&one(name, bytes), &secrets, what);
    }
    let harmless = "Иво Илиев Явен, Иво Явен, Илиев; 12345678901; 1.0243176495; 7f0243176495aabbccddeeff00; @media print { a@b } <b>АП</b> ЕТ, стр. 5, кап. 7";
    assert_eq!(leaks(&one("a.html", harmless), &secrets), Vec::<String>::new());
}

#[test]
fn what_is_planted_in_a_workbook_or_a_photo_is_found() {
    let secrets = Secrets { names: vec!["Иво Петров Скрит".to_owned()], ..Secrets::default() };
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Иво Скрит").unwrap();
    sheet.write(1, 0, "0243176495").unwrap();
    sheet.write(2, 0, "ivo@example.com").unwrap();
    let files = one("alumni.xlsx", workbook.save_to_buffer().unwrap());
    for what in ["the name иво скрит", "the identifier 0243176495", "an e-mail at example.com"] {
        found(&files, &secrets, what);
    }
    let plain =
        made_small().files.iter().find(|(name, _)| name.ends_with(".jpg")).map(|(_, bytes)| bytes.clone()).expect("a photo");
    assert_eq!(leaks(&one("a.jpg", plain.clone()), &secrets), Vec::<String>::new());
    let told = [&plain[..2], &[0xff, 0xfe, 0, 6], b"Ivo!", &plain[2..]].concat();
    found(&one("a.jpg", told), &secrets, "a picture with a segment fe");
}

#[test]
fn people_who_agreed_are_in_the_book_so_that_the_finder_has_something_to_tell_apart() {
    let book = made_small();
    let agreed: BTreeSet<String> = agreed_of(&book.records);
    let csv = String::from_utf8(book.files["book.csv"].clone()).unwrap();
    assert!(csv.lines().count() > 2 && !agreed.is_empty(), "{csv}");
}
