//! Boxes, numbered forms, printers' offsets, the calibration page, and photos as papers carry them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use laurea::render::{Boxed, Templates, measure};
use serde_json::json;

use crate::house::{House, Paper, REPOSITORY, documents, has_tool, loudly, pipe};

const PRINTERS: &str = "[[printers]]\nname = \"Office\"\nx = 5.0\ny = -2.0\n";

/// The run of diplomas only.
fn diplomas(house: &House) -> Vec<Paper> {
    documents(&fs::read(house.at("output/small-diploma/documents.csv")).unwrap())
}

/// Where the first word of a text stands on a page: from the left and from above, in mm.
fn place(pdf: &[u8], word: &str) -> (f64, f64) {
    let mut command = Command::new("pdftotext");
    command.args(["-bbox", "-enc", "UTF-8", "-", "-"]);
    let text = String::from_utf8(pipe(command, pdf)).unwrap();
    let line = text.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap_or_else(|| panic!("no {word:?} in {text}"));
    let value = |key: &str| {
        let from = line.find(&format!("{key}=\"")).unwrap() + key.len() + 2;
        line[from..].split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
    };
    (value("xMin"), value("yMin"))
}

fn raw_text(pdf: &[u8]) -> String {
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8", "-", "-"]);
    String::from_utf8(pipe(command, pdf)).unwrap()
}

#[test]
fn papers_take_forms_one_after_the_other_and_keep_them() {
    let house = House::small();
    let issue = ["issue", "--kind", "diploma", "--on-form", "--blanks", "А-25:000098", "--spoiled", "99,101"];
    house.run(&issue).expect(0);
    let first = diplomas(&house);
    assert!(first.len() > 4, "too few to prove anything");
    let numbers: Vec<&str> = first.iter().map(|paper| paper.blank_number.as_str()).collect();
    assert_eq!(numbers[..4], ["000098", "000100", "000102", "000103"], "spoiled ones are passed over");
    assert!(first.iter().all(|paper| paper.series == "А-25"));
    for paper in &first {
        let name = paper.file.rsplit('/').next().unwrap();
        assert!(house.at("output/small-diploma/diploma/on-form").join(name).is_file(), "{name} for the printer");
    }
    let entries = house.entries();
    // The same again, from other forms: each paper keeps its own, and nothing is issued twice.
    house.run(&["issue", "--kind", "diploma", "--blanks", "А-25:000500"]).expect(0);
    assert_eq!(diplomas(&house), first);
    house.run(&["issue", "--kind", "diploma"]).expect(0);
    assert_eq!(diplomas(&house), first, "nor are they lost where no forms are named");
    assert_eq!(house.entries(), entries);
}

#[test]
fn a_form_that_a_paper_has_is_never_given_to_another() {
    let house = House::small();
    let people = house.graduates();
    let issue = |person: &str, blanks: &str| house.run(&["issue", "--kind", "diploma", "--student", person, "--blanks", blanks]);
    issue(&people[0], "А:7").expect(0);
    let entries = house.entries().len();
    issue(&people[1], "А:0007").expect(2).says("was already used for diploma/");
    assert_eq!(house.entries().len(), entries, "nothing was numbered");
    issue(&people[1], "Б:7").expect(0);
    // Further down the stack it is passed over, as it is not in the stack any more.
    issue(&people[2], "А:6").expect(0);
    issue(&people[3], "А:5").expect(0);
    house.run(&["issue", "--kind", "diploma", "--blanks", "А:4"]).expect(0);
    let mut numbers: Vec<(String, String)> =
        diplomas(&house).into_iter().map(|paper| (paper.series, paper.blank_number)).collect();
    let count = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "one form, one paper");
    assert!(numbers.contains(&("А".to_owned(), "8".to_owned())), "after 4 comes 8: {numbers:?}");
}

#[test]
fn the_file_for_the_printer_has_the_variable_text_alone_and_is_shifted_as_the_printer_needs() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let house = House::small().with_more("pipeline.toml", PRINTERS);
    let person = house.graduates()[0].clone();
    let draft = |more: &[&str]| {
        let mut words = vec!["draft", "--kind", "diploma", "--student", &person, "--on-form"];
        words.extend(more);
        house.run(&words).expect(0);
        let folder = house.at(&format!("output/small-diploma-{person}-draft/diploma"));
        let file = format!("{person}.pdf");
        (fs::read(folder.join(&file)).unwrap(), fs::read(folder.join("on-form").join(&file)).unwrap())
    };
    let (whole, plain) = draft(&[]);
    let (same, shifted) = draft(&["--printer", "Office"]);
    assert!(whole == same, "the paper itself is the same whatever the printer");
    let text = raw_text(&plain);
    let record = house.records().into_iter().find(|record| record["faculty_number"] == person.as_str()).unwrap();
    let said = |key: &str| record[key].as_str().unwrap().to_owned();
    for value in [said("first_name"), said("last_name"), said("speciality")] {
        assert!(text.contains(&value), "{value} in {text}");
    }
    for label in ["Гражданство", "Форма на обучение", "Професионална квалификация"]
    {
        assert!(raw_text(&whole).contains(label) && !text.contains(label), "{label} is on the form already: {text}");
    }
    let ((x, y), (shifted_x, shifted_y)) = (place(&plain, &said("first_name")), place(&shifted, &said("first_name")));
    assert!((shifted_x - x - 5.0).abs() < 0.01, "{x} → {shifted_x}");
    assert!((shifted_y - y + 2.0).abs() < 0.01, "{y} → {shifted_y}");
}

#[test]
fn what_cannot_be_printed_onto_a_form_is_said_before_anything_is_numbered() {
    let house = House::small().with_more("pipeline.toml", PRINTERS);
    house.run(&["issue", "--on-form"]).expect(2).says("There is no form for: appendix, transcript, attestation");
    let diploma = |more: &[&str]| house.run(&[&["issue", "--kind", "diploma"], more].concat());
    diploma(&["--on-form", "--printer", "Attic"]).expect(2).says("no printer “Attic”").says("Office");
    diploma(&["--blanks", "А25"]).expect(2).says("SERIES:FIRST-NUMBER");
    house.run(&["issue", "--blanks", "appendix=А:1", "--blanks", "appendix=А:2"]).expect(2).says("for which kind of paper");
    assert!(house.entries().is_empty());
    house.run(&["kind", "calibrate", "transcript"]).expect(2).says("There is no form for: transcript");
}

#[test]
fn the_calibration_page_is_one_sheet_of_the_forms_size_and_says_what_to_do() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let house = House::small().with_more("pipeline.toml", PRINTERS);
    let page = |out: &str, more: &[&str]| {
        let out = house.at(out);
        let words = [&["kind", "calibrate", "diploma", "--out", out.to_str().unwrap()], more].concat();
        house.run(&words).expect(0);
        fs::read(out).unwrap()
    };
    let (plain, shifted) = (page("a.pdf", &[]), page("b.pdf", &["--printer", "Office"]));
    let text = raw_text(&plain);
    assert_eq!(text.matches('\u{c}').count(), 1, "one page");
    for words in ["20 · 20", "277 · 190", "[[printers]]", "297", "257"] {
        assert!(text.replace('\u{a0}', " ").contains(words), "{words} in {text}");
    }
    // „277“ stands on the page once, beside its crosshair.
    let ((x, y), (shifted_x, shifted_y)) = (place(&plain, "277"), place(&shifted, "277"));
    assert!((shifted_x - x - 5.0).abs() < 0.01 && (shifted_y - y + 2.0).abs() < 0.01);
    assert!((x - 279.6).abs() < 1.0 && y > 20.0, "beside its crosshair: {x}, {y}");
    assert!(raw_text(&page("c.pdf", &["--lang", "bg"])).contains("Калибриране"));
}

#[test]
fn a_name_that_shrinks_is_a_note_and_one_that_does_not_fit_gets_no_number() {
    let house = House::small().with_own_templates();
    let kind = "templates/diploma/kind.toml";
    house.edit(
        kind,
        "width = 249\nheight = 10\nsize = 28\nleast = 9\nwrap = true",
        "width = 76\nheight = 10\nsize = 28\nleast = 15\nwrap = false",
    );
    house.run(&["issue", "--kind", "diploma"]).expect(3);
    let papers = diplomas(&house);
    let findings = fs::read_to_string(house.at("output/small-diploma/findings.jsonl")).unwrap();
    let findings = crate::house::lines(&findings);
    let of = |code: &str| findings.iter().filter(|finding| finding["code"] == code).collect::<Vec<_>>();
    let (shrunk, over) = (of("text-shrunk"), of("text-overflows"));
    let held: Vec<&Paper> = papers.iter().filter(|paper| paper.state == "held").collect();
    assert!(!over.is_empty() && over.len() == held.len() && !shrunk.is_empty(), "{} and {}", over.len(), shrunk.len());
    for finding in &over {
        assert_eq!((finding["level"].as_str(), finding["found"].as_str()), (Some("error"), Some("15")));
        let number = finding["faculty_number"].as_str().unwrap();
        let record = house.records().into_iter().find(|record| record["faculty_number"] == number).unwrap();
        let name = record["last_name"].as_str().unwrap();
        assert!(finding["message"].as_str().unwrap().contains(name), "the person is named: {finding}");
        assert!(held.iter().any(|paper| paper.faculty_number == number && paper.register_number.is_empty()));
    }
    assert_eq!(house.entries().iter().filter(|entry| entry["action"] == "reserved").count(), papers.len() - held.len());
    // An office that would rather have two lines says so.
    let lenient = House::small().with_own_templates().with_more("pipeline.toml", "text-overflows = \"warning\"");
    lenient.edit(
        kind,
        "width = 249\nheight = 10\nsize = 28\nleast = 9\nwrap = true",
        "width = 76\nheight = 10\nsize = 28\nleast = 15\nwrap = false",
    );
    lenient.run(&["issue", "--kind", "diploma"]).expect(0);
    assert!(diplomas(&lenient).iter().all(|paper| paper.state == "issued"));
}

#[test]
fn a_box_that_cannot_be_one_is_complained_of_with_its_line() {
    let house = House::small().with_own_templates();
    let kind = "templates/diploma/kind.toml";
    house.edit(kind, "text = \"fields.full_name\"", "text = \"fields.dissertation\"");
    house.edit(kind, "width = 249\nheight = 10\nsize = 28\nleast = 9", "height = 10\nsize = 28\nleast = 30");
    let ran = house.run(&["check"]).expect(2);
    for words in ["fields.dissertation", "boxes.full_name.width", "30"] {
        assert!(ran.err.contains(words), "{words} in {}", ran.err);
    }
}

#[test]
fn two_thousand_names_are_measured_by_the_real_font_in_a_moment() {
    let templates = Templates::load(&Path::new(REPOSITORY).join("templates")).unwrap();
    let rule = json!({ "width": 150, "height": 10, "size": 28, "least": 11, "weight": "semibold", "font": "Vollkorn" });
    let names: Vec<String> = (0..2000).map(|at| format!("Александрина {at} Хаджидимитрова")).collect();
    let mut boxed: Vec<Boxed> = names.iter().map(|text| Boxed { rule: &rule, text }).collect();
    let long = "Ш".repeat(150);
    boxed.push(Boxed { rule: &rule, text: "Ия" });
    boxed.push(Boxed { rule: &rule, text: &long });
    let start = Instant::now();
    let measured = measure(&templates, &boxed, 2).unwrap();
    loudly(&format!("{} names measured in {} ms", boxed.len(), start.elapsed().as_millis()));
    let (names, rest) = measured.split_at(2000);
    assert!(names.iter().all(|found| found.fits && (11.0..28.0).contains(&found.size)), "each shrinks: {:?}", names[0]);
    assert!(names[5].size >= names[1999].size, "a longer one not less");
    assert_eq!((rest[0].size, rest[0].fits), (28.0, true));
    assert_eq!((rest[1].size, rest[1].fits), (11.0, false));
}

#[test]
fn a_photo_from_a_phone_stands_upright_on_the_paper_and_says_nothing_of_where_it_was_taken() {
    let house = House::small();
    let person = house.graduates()[0].clone();
    let path = house.at(&format!("season/photos/{person}.jpg"));
    let upright = image::open(&path).unwrap();
    let mut turned = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut turned, 90);
    upright.rotate270().to_rgb8().write_with_encoder(encoder).unwrap();
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    tiff.extend(b"GPS 43.21N 27.91E");
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    let exif = [b"\xff\xe1".as_slice(), &length, b"Exif\0\0", &tiff].concat();
    fs::write(&path, [&turned[..2], &exif, &turned[2..]].concat()).unwrap();
    let ran = house.run(&["draft", "--kind", "diploma", "--student", &person]).expect(0);
    assert!(!ran.out.contains("photo-"), "nothing is wrong with it: {}", ran.out);
    let pdf = fs::read(house.at(&format!("output/small-diploma-{person}-draft/diploma/{person}.pdf"))).unwrap();
    for words in [b"GPS".as_slice(), b"Exif"] {
        assert!(!pdf.windows(words.len()).any(|found| found == words), "{}", String::from_utf8_lossy(words));
    }
    if !has_tool("pdfimages", "-v") {
        return;
    }
    let out = house.at("picture");
    let mut command = Command::new("pdfimages");
    command.args(["-j", "-", out.to_str().unwrap()]);
    pipe(command, &pdf);
    let found = image::open(house.at("picture-000.jpg")).unwrap();
    assert_eq!((found.width(), found.height()), (upright.width(), upright.height()), "as it is seen");
    let far = |one: u8, other: u8| u64::from(one.abs_diff(other));
    let pixels = found.to_rgb8().pixels().zip(upright.to_rgb8().pixels()).map(|(a, b)| far(a[0], b[0])).sum::<u64>();
    let mean = pixels / u64::from(upright.width() * upright.height());
    assert!(mean < 8, "it is the same picture: {mean}");
}

#[test]
fn a_photo_that_is_glued_by_hand_leaves_an_empty_frame() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let house = House::small().with_own_templates().with("pipeline.toml", "photos = \"photos\"\n", "");
    let held = house.run(&["issue", "--kind", "diploma"]).expect(3);
    assert!(held.out.contains("photo-missing") && house.entries().is_empty(), "a diploma that must carry it waits: {}", held.out);
    house.edit("templates/diploma/kind.toml", "photo = \"required\"", "photo = \"optional\"");
    let person = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &person]).expect(0);
    let pdf = fs::read(house.at(&format!("output/small-diploma-{person}/diploma/{person}.pdf"))).unwrap();
    assert!(raw_text(&pdf).contains("Снимка 35"), "the frame says what belongs there");
}
