//! The graduates' book on whole seasons: who is in it, what it counts, the same bytes, PDF and pages as the checkers want them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::date;
use laurea::config::Config;
use laurea::model::{AcademicYear, Granted, Whose};
use laurea::pipeline::{BookOptions, Error, GraduatesBookMade, graduates_book};
use serde_json::Value;

use crate::house::{Files, House, files_under, has_tool, text, tidy_season};
use crate::leak_finder::{Secrets, leaks};
use crate::papers::{conforms, validator};
use crate::sheets::{Cell, change, said};
use crate::web::web;

/// A book, and the season it was made of.
pub struct Made {
    pub house: House,
    pub made: GraduatesBookMade,
    pub files: Files,
    pub records: Vec<Value>,
    pub entries: Vec<Value>,
}

const YEAR: &str = "2024/2025";

/// Who agrees: four of five; to a photo, every second of them.
fn agrees(number: &str) -> Granted {
    let sum: u32 = number.chars().filter_map(|letter| letter.to_digit(10)).sum();
    Granted { book: !sum.is_multiple_of(5), photo: sum.is_multiple_of(2), mail: false }
}

/// Faculty numbers of those who agree.
pub fn agreed_of(records: &[Value]) -> BTreeSet<String> {
    records.iter().map(|record| text(&record["faculty_number"])).filter(|number| agrees(number).book).collect()
}

/// Makes a book of a house into a folder of it.
fn bind(house: &House, folder: &str, granted: &dyn Fn(&Whose<'_>) -> Granted) -> Result<GraduatesBookMade, Error> {
    let config = Config::load(&house.at("pipeline.toml")).unwrap();
    let options = BookOptions {
        year: AcademicYear::parse(YEAR).unwrap(),
        out: Some(house.at(folder)),
        date: date(2025, 11, 1),
        by: Some("Мария Илиева".to_owned()),
        granted,
    };
    graduates_book(&config, &options)
}

/// A house whose diplomas are issued.
fn graduated(house: House) -> House {
    let ran = house.run(&["issue", "--kind", "diploma"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}\n{}", ran.out, ran.err);
    house
}

fn made(house: House, granted: &dyn Fn(&Whose<'_>) -> Granted) -> Made {
    let house = graduated(house);
    let made = bind(&house, "book", granted).unwrap_or_else(|error| panic!("{error:?}"));
    let (records, entries) = (house.records(), house.entries());
    Made { files: files_under(&house.at("book")), house, made, records, entries }
}

fn as_agreed(whose: &Whose<'_>) -> Granted {
    agrees(whose.faculty_number)
}

fn to_all(_: &Whose<'_>) -> Granted {
    Granted { book: true, photo: true, mail: true }
}

/// The book of the little season, made once for all who only look at it.
pub fn made_small() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| made(House::invented(40, "clean"), &as_agreed))
}

/// The same season with everybody in the book.
pub fn everybody() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| made(House::small(), &to_all))
}

/// The book of the example season of 200, where it lies beside the checkout.
fn made_tidy() -> Option<&'static Made> {
    static MADE: OnceLock<Option<Made>> = OnceLock::new();
    MADE.get_or_init(|| House::tidy().map(|house| made(house, &as_agreed))).as_ref()
}

/// The faculty numbers of those whose diploma the register holds.
fn graduates(entries: &[Value]) -> Vec<String> {
    let issued = entries.iter().filter(|entry| entry["action"] == "issued" && entry["kind"] == "diploma");
    issued.map(|entry| text(&entry["faculty_number"])).collect()
}

fn name_of(made: &Made, number: &str) -> String {
    let record = made.records.iter().find(|record| record["faculty_number"] == number).unwrap();
    ["first_name", "middle_name", "last_name"].map(|part| text(&record[part])).join(" ").trim().to_owned()
}

fn text_of(files: &Files, name: &str) -> String {
    String::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name} is not there")).clone()).unwrap()
}

#[test]
fn who_agreed_is_in_every_form_of_the_book_and_everybody_is_counted() {
    let book = made_small();
    let graduates = graduates(&book.entries);
    let (named, counted): (Vec<&String>, Vec<&String>) = graduates.iter().partition(|number| agrees(number).book);
    assert!(named.len() > 5 && !counted.is_empty(), "{} named, {} counted", named.len(), counted.len());
    assert_eq!((book.made.named, book.made.unnamed), (named.len() as u64, counted.len() as u64));
    assert_eq!(book.made.undated, 0);
    let (csv, index) = (text_of(&book.files, "book.csv"), text_of(&book.files, "site/index.html"));
    assert_eq!(csv.lines().count(), named.len() + 1);
    for number in &named {
        let name = name_of(book, number);
        assert!(csv.contains(&name), "{name} is not in the table");
        let family = name.split(' ').next_back().unwrap();
        assert!(index.contains(&format!(">{family}, ")), "{name} is not in the index");
    }
    let pages = text_of(&book.files, "counts.csv");
    assert!(pages.contains("university"), "{pages}");
    let photos = book.files.keys().filter(|name| name.starts_with("site/photos/")).count();
    assert!(photos > 0 && book.made.photos >= photos as u64, "{photos}");
    assert!(book.made.lost_photos.is_empty(), "{:?}", book.made.lost_photos);
    // The manifest is over all of it.
    let manifest = text_of(&book.files, "manifest-sha256.txt");
    assert_eq!(manifest.lines().count() + 1, book.files.len());
}

#[test]
fn the_words_of_the_pdf_are_those_of_the_book() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let book = made_small();
    let mut command = std::process::Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8"]).arg(book.house.at("book/book.pdf")).arg("-");
    let words = crate::house::pipe(command, b"");
    let words = String::from_utf8(words).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    for part in
        ["Книга на завършилите", "учебна 2024/2025 година", "Book of Graduates", "Азбучен показалец", "Завършилите в числа"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    for number in graduates(&book.entries).iter().filter(|number| agrees(number).book) {
        assert!(words.contains(&name_of(book, number)), "{}", name_of(book, number));
    }
}

#[test]
fn the_same_register_and_consents_give_the_same_bytes_and_a_withdrawal_takes_name_and_photo_out() {
    let house = graduated(House::small());
    bind(&house, "one", &to_all).unwrap();
    bind(&house, "two", &to_all).unwrap();
    let one = files_under(&house.at("one"));
    crate::house::assert_same_files(&files_under(&house.at("two")), &one);

    let entries = house.entries();
    let gone = graduates(&entries)[0].clone();
    let without = |whose: &Whose<'_>| if whose.faculty_number == gone { Granted::default() } else { to_all(whose) };
    let made = bind(&house, "one", &without).unwrap();
    assert_eq!(made.unnamed, 1);
    let again = files_under(&house.at("one"));
    let photos = |files: &Files| files.keys().filter(|name| name.contains("/photos/")).cloned().collect::<BTreeSet<_>>();
    assert_eq!(photos(&one).difference(&photos(&again)).count(), 1, "the photo's file is gone, too");
    let agreed = graduates(&entries).into_iter().filter(|number| *number != gone).collect();
    let secrets = Secrets::of(&house.records(), &entries, &agreed);
    if has_tool("pdftotext", "-v") {
        assert_eq!(leaks(&again, &secrets), Vec::<String>::new());
    }
    // Who was handed what is in the register.
    let log = house.run(&["register", "log"]).expect(0).out;
    assert!(log.contains("graduates' book") && log.contains("2024/2025"), "{log}");
}

#[test]
fn who_withdraws_stays_out_of_the_book_whatever_the_workbook_says() {
    let house = graduated(House::small());
    let named = || {
        house.run(&["book", "--year", YEAR, "--by", "Мария Илиева"]).expect(0);
        text_of(&files_under(&house.at("output/book-2024-2025")), "book.csv")
    };
    house.run(&["consent", "import", "--date", "2025-09-27"]).expect(0);
    let before = named();
    assert!(before.lines().count() > 3, "the workbook says who agreed: {before}");
    let (records, entries) = (house.records(), house.entries());
    let name_of = |number: &String| {
        let record = records.iter().find(|record| record["faculty_number"] == number.as_str()).unwrap();
        ["first_name", "middle_name", "last_name"].map(|part| text(&record[part])).join(" ")
    };
    let gone = graduates(&entries).into_iter().find(|number| before.contains(&name_of(number))).expect("somebody");
    let words = ["consent", "withdraw", "--student", &gone, "--for", "book", "--channel", "counter", "--date", "2025-09-28"];
    house.run(&words).expect(0);
    assert_eq!(named().lines().count() + 1, before.lines().count());
    house.run(&["consent", "import", "--date", "2025-09-29"]);
    let after = named();
    assert!(!after.contains(&name_of(&gone)), "{after}");
    assert_eq!(after.lines().count() + 1, before.lines().count());
    let agreed = graduates(&entries).into_iter().filter(|number| after.contains(&name_of(number))).collect();
    if has_tool("pdftotext", "-v") {
        let found = leaks(&files_under(&house.at("output/book-2024-2025")), &Secrets::of(&records, &entries, &agreed));
        assert_eq!(found, Vec::<String>::new());
    }
}

#[test]
fn an_annulled_diploma_is_no_graduate() {
    let house = graduated(House::small());
    let before = bind(&house, "book", &to_all).unwrap();
    let numbers: Vec<String> = house.entries().iter().filter_map(|entry| entry["number"].as_str().map(str::to_owned)).collect();
    house.run(&["register", "annul", &numbers[0], "--reason", "грешка", "--date", "2025-10-02"]).expect(0);
    let after = bind(&house, "book", &to_all).unwrap();
    assert_eq!(after.named + 1, before.named);
}

#[test]
fn a_duplicate_is_no_second_graduate_and_stands_for_its_original() {
    let house = graduated(House::small());
    let before = bind(&house, "book", &to_all).unwrap();
    let entries = house.entries();
    let diploma = entries.iter().find(|entry| entry["action"] == "issued").unwrap();
    change(&house.at("season/requests.xlsx"), "Заявления", |rows| {
        let cells = BTreeMap::from([
            ("Вх. №", said("9100/01.10.2025")),
            ("Вид документ", said("дубликат на диплома")),
            ("Име", said(&text(&diploma["person_name"]))),
            ("Причина", said("изгубена")),
            ("Обява (вестник)", said("в. „Добруджанско ехо“, рубрика „Невалидни“")),
            ("Рег. №", said(&text(&diploma["number"]))),
            ("Платена", said("да")),
        ]);
        let cell = |header: &Cell| cells.get(header.to_string().as_str()).cloned().unwrap_or(Cell::Empty);
        let row = rows[0].iter().map(cell).collect();
        rows.push(row);
    });
    house.run(&["duplicate", "--request", "9100/01.10.2025"]).expect(0);
    let entries = house.entries();
    assert!(
        entries.iter().any(|entry| entry["action"] == "annulled")
            && entries.iter().any(|entry| entry["kind"] == "duplicate-diploma")
    );
    let after = bind(&house, "book", &to_all).unwrap();
    assert_eq!((after.named, after.undated), (before.named, 0));
    let csv = text_of(&files_under(&house.at("book")), "book.csv");
    assert_eq!(csv.matches(&text(&diploma["person_name"])).count(), 1, "{csv}");
}

#[test]
fn what_cannot_be_made_is_said_with_what_to_do() {
    let house = House::small();
    house.run(&["book", "--year", "2024/2025"]).expect(2).says("no register");
    let house = graduated(house);
    house.run(&["book", "--year", "2024/2026"]).expect(2).says("“2024/2026” is no academic year").says("2024/2025");
    house.run(&["book", "--year", "1999/2000"]).expect(2).says("Nobody graduated").says("2024/2025");
    // Nobody has said anything yet: a book of figures alone, which says so.
    let ran = house.run(&["book", "--year", "2024/25", "--by", "Мария Илиева"]).expect(0);
    assert!(ran.out.contains("named 0") && ran.out.contains("Nobody agreed"), "{}", ran.out);
    let ran = house.run(&["book", "--year", "2024/2025", "--lang", "bg", "--format", "json"]).expect(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((told["named"].as_u64(), told["year"].as_str()), (Some(0), Some("2024/2025")));
    let files = files_under(&house.at("output/book-2024-2025"));
    assert!(files.contains_key("book.pdf") && files.contains_key("site/en/index.html"), "{:?}", files.keys());
    assert!(!files.keys().any(|name| name.contains("photos")), "nobody's photo");
}

#[test]
fn the_boundary_of_the_year_is_the_institutions() {
    let house = graduated(House::small().with("institution.toml", "# year_begins = \"10-01\"", "year_begins = \"01-01\""));
    house.run(&["book", "--year", "2024/2025"]).expect(2).says("2025/2026");
    house.run(&["book", "--year", "2025/2026"]).expect(0);
}

#[test]
fn the_books_satisfy_verapdf() {
    let Some(validator) = validator() else { return };
    let mut files: Vec<PathBuf> = vec![made_small().house.at("book/book.pdf")];
    files.extend(made_tidy().map(|book| book.house.at("book/book.pdf")));
    let (holds, said) = conforms(&validator, &files);
    assert!(holds, "{said}");
}

#[test]
fn the_book_of_the_example_season_tells_of_nobody_who_did_not_agree() {
    if tidy_season().is_none() || !has_tool("pdftotext", "-v") {
        return;
    }
    let Some(book) = made_tidy() else { return };
    assert!(book.made.named > 60 && book.made.unnamed > 10 && book.made.photos > 20, "{:?}", book.made);
    let secrets = Secrets::of(&book.records, &book.entries, &agreed_of(&book.records));
    assert_eq!(leaks(&book.files, &secrets), Vec::<String>::new());
    // Counts that are told are true.
    let counts = text_of(&book.files, "counts.csv");
    let of_all = counts.lines().find(|line| line.starts_with("2024/2025,university,,,,")).unwrap();
    let told: Vec<&str> = of_all.rsplit(',').take(2).collect();
    assert_eq!(told[1], book.made.named.to_string());
    assert!(told[0].is_empty() || told[0] == (book.made.named + book.made.unnamed).to_string(), "{of_all}");
}

/// Pages to be looked at: the first and one of a faculty, in both languages.
fn pages(folder: &Path) -> Vec<PathBuf> {
    ["index.html", "f1.html", "en/index.html", "en/f1.html"].iter().map(|name| folder.join("site").join(name)).collect()
}

#[test]
fn the_site_passes_the_checkers_and_a_bad_page_does_not() {
    let Some(web) = web() else { return };
    let mut looked_at = pages(&made_small().house.at("book"));
    looked_at.extend(made_tidy().map(|book| pages(&book.house.at("book"))).unwrap_or_default());
    assert_eq!(web.faults(&looked_at), None);
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.html");
    let page = fs::read_to_string(&looked_at[1]).unwrap();
    fs::write(
        &bad,
        page.replace("<html lang=\"bg\">", "<html>").replace("</main>", "<p style=\"width:2000px\">…</p><img src=x></main>"),
    )
    .unwrap();
    let faults = web.faults(&[bad]).expect("faults");
    for fault in ["html-has-lang", "image-alt", "wide:", "Nu:", "not there:"] {
        assert!(faults.contains(fault), "{fault}: {faults}");
    }
}

#[test]
fn the_search_finds_in_both_alphabets_and_the_index_is_there_without_it() {
    let Some(web) = web() else { return };
    let book = made_small();
    let csv = text_of(&book.files, "book.csv");
    let mut rows = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let first = rows.records().next().unwrap().unwrap();
    let (name, latin) = (first[7].to_owned(), first[8].to_owned());
    let start = |name: &str| {
        name.split(' ').map(|word| word.chars().take(4).collect::<String>().to_uppercase()).collect::<Vec<_>>().join(" ")
    };
    let queries = [start(&name), start(&latin), "щъщъщъ".to_owned(), String::new()];
    let index = book.house.at("book/site/index.html");
    let arguments: Vec<&Path> = std::iter::once(index.as_path()).chain(queries.iter().map(Path::new)).collect();
    let ran = web.run("search.mjs", &arguments).expect(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["complaints"].as_array().map(Vec::len), Some(0), "{told}");
    let family = name.split(' ').next_back().unwrap();
    let shown = |value: &Value| value["shown"].as_array().unwrap().iter().map(text).collect::<Vec<_>>();
    for at in [0, 1] {
        let names = shown(&told["searches"][at]);
        assert!(!names.is_empty() && names.len() < 5 && names[0].starts_with(family), "{names:?}");
        assert!(text(&told["searches"][at]["said"]).contains(&names.len().to_string()));
    }
    assert!(shown(&told["searches"][2]).is_empty() && text(&told["searches"][2]["said"]).contains("Няма"));
    let all = usize::try_from(book.made.named).unwrap();
    assert_eq!((shown(&told["searches"][3]).len(), shown(&told["without"]).len()), (all, all));
    assert_eq!(told["without"]["search"], 0, "a search that cannot search is not shown");
}
