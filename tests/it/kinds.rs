//! Every kind of paper on the sample season: found by itself, set in every case, with every requisite, as it was accepted.
//!
//! A new folder under templates/ is tested from the moment it is there; nothing here names a kind but to break it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use laurea::config::Complaints;
use laurea::diag::Lang;
use laurea::ingest::Isolation;
use laurea::model::Rendered;
use laurea::render::{Templates, look, render};
use laurea::workshop::{Requisite, Requisites, Sample, Samples, Workshop, WorkshopError, check};
use serde_json::Value;

use crate::house::{House, REPOSITORY, files_under, loudly, write_files};
use crate::papers::{conforms, setting, validator};

/// The folder of the kinds.
pub fn templates() -> PathBuf {
    Path::new(REPOSITORY).join("templates")
}

/// The kinds with the sample season.
pub fn workshop() -> Workshop {
    Workshop::open(&templates(), &Isolation::Here).unwrap_or_else(|error| panic!("{}", told(&error)))
}

fn told(error: &WorkshopError) -> String {
    match error {
        WorkshopError::Config(complaints) => {
            laurea::report::complaints(complaints, Lang::En, &annotate_snippets::Renderer::plain())
        }
        other => other.to_string(),
    }
}

/// The samples of a kind: of every case, or of one.
pub fn samples(kind: &str, case: Option<&str>) -> Samples {
    workshop().samples(kind, case).unwrap_or_else(|error| panic!("{kind}: {}", told(&error)))
}

/// Sets a sample, perhaps with other data.
pub fn set(templates: &Templates, samples: &Samples, sample: &Sample, data: &Value) -> Rendered {
    render(templates, &sample.paper(samples.kind(), data))
        .unwrap_or_else(|fault| panic!("{}/{}: {} at {}", samples.kind().name, sample.name, fault.message, fault.place))
}

#[test]
fn every_kind_is_sound_on_every_sample() {
    let _setting = setting();
    let mut workshop = workshop();
    let (mut wrong, mut count) = (String::new(), 0);
    for kind in workshop.kinds() {
        match check(&mut workshop, &kind, Lang::En) {
            Ok(checkup) => {
                wrong.extend(checkup.faults.iter().map(|fault| fault.words(&kind, Lang::En)));
                count += checkup.samples.len();
                if !checkup.is_accepted {
                    wrong.push_str(&format!("{kind}: nothing was accepted; laurea kind accept {kind}\n"));
                }
                if checkup.requisites == 0 {
                    wrong.push_str(&format!("{kind}: no requisites\n"));
                }
            }
            Err(error) => wrong.push_str(&format!("{kind}: {}\n", told(&error))),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    loudly(&format!("{count} samples of {} kinds are sound", workshop.kinds().len()));
    assert!(count > 40, "too few to prove anything");
}

/// Cases that concern everybody, so that a kind for single people must be seen in them.
const ALWAYS: [&str; 5] = ["citizen", "man", "foreign", "longest-name", "earlier-signatories"];

#[test]
fn every_kind_for_single_people_is_seen_in_the_cases_that_concern_everybody() {
    let mut workshop = workshop();
    let mut missing = Vec::new();
    for kind in workshop.kinds() {
        let samples = workshop.samples(&kind, None).unwrap_or_else(|error| panic!("{kind}: {}", told(&error)));
        let has = |case: &str| samples.papers.iter().any(|sample| sample.name.starts_with(case));
        if samples.papers.iter().any(|sample| sample.data["rows"].is_array()) {
            continue;
        }
        missing.extend(ALWAYS.iter().filter(|case| !has(case)).map(|case| format!("{kind} has no {case}")));
        missing.extend((samples.kind().has_photo && !has("no-photo")).then(|| format!("{kind} has no no-photo")));
        missing.extend((!has("draft")).then(|| format!("{kind} has no draft")));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn the_sample_of_each_kind_opens_in_an_ordinary_editor() {
    let _setting = setting();
    let shared = Templates::load(&templates()).unwrap();
    for kind in workshop().kinds() {
        let path = templates().join(&kind).join("data.json");
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; laurea kind preview {kind}", path.display()));
        let photo = serde_json::from_str::<Value>(&text).unwrap()["photo"].as_str().map(str::to_owned);
        let is_there = photo.as_ref().is_none_or(|photo| templates().join(photo.trim_start_matches('/')).is_file());
        assert!(is_there, "{kind}: {photo:?} is not there");
        let paper = laurea::render::Paper {
            key: &kind,
            kind: &kind,
            json: text,
            photo: None,
            standards: &["a-2a".to_owned(), "ua-1".to_owned()],
            date: jiff::civil::date(2025, 9, 30),
        };
        render(&shared, &paper).unwrap_or_else(|fault| panic!("{kind}/data.json: {} at {}", fault.message, fault.place));
    }
}

/// Whether a sample is the first of its kind that must show a requisite.
fn is_first(samples: &Samples, sample: &Sample, requisite: &Requisite) -> bool {
    let first = samples.papers.iter().find(|sample| requisite.applies(&sample.data));
    first.is_some_and(|first| first.name == sample.name)
}

#[test]
fn a_requisite_that_leaves_the_page_is_missed() {
    let _setting = setting();
    let (mut workshop, mut count) = (workshop(), 0);
    let shared = Templates::load(&templates()).unwrap();
    let mut unnoticed = Vec::new();
    for kind in workshop.kinds() {
        let samples = workshop.samples(&kind, None).unwrap_or_else(|error| panic!("{kind}: {}", told(&error)));
        let mut complaints = Complaints::new();
        let requisites = Requisites::load(&templates().join(&kind).join("requisites.toml"), &mut complaints);
        assert!(complaints.is_empty(), "{kind}: requisites.toml");
        for sample in &samples.papers {
            let due: Vec<_> = requisites.all.iter().filter(|requisite| is_first(&samples, sample, requisite)).collect();
            // The record says it; the page is made without any of them.
            let (mut said, mut printed) = (sample.data.clone(), sample.data.clone());
            for path in due.iter().flat_map(|requisite| &requisite.data) {
                if path.is_picture() {
                    path.change(&mut printed, &mut |_| Value::Null);
                    continue;
                }
                path.change(&mut said, &mut |_| Value::from("Непрочетено 7"));
                path.change(&mut printed, &mut |_| Value::from("–"));
            }
            let texts = due.iter().filter(|requisite| requisite.data.iter().any(|path| !path.texts(&said).is_empty()));
            let texts: Vec<_> = texts.collect();
            if texts.is_empty() {
                continue;
            }
            let pages = look(&shared, &sample.paper(samples.kind(), &printed))
                .unwrap_or_else(|fault| panic!("{kind}/{}: {} at {}", sample.name, fault.message, fault.place));
            let words = pages.words();
            for requisite in texts {
                match requisite.missing(&said, &words).is_empty() {
                    true => unnoticed.push(format!("{kind}: {:?} can leave the page", requisite.name)),
                    false => count += 1,
                }
            }
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
    loudly(&format!("{count} requisites are missed when they leave the page"));
    assert!(count > 20, "too few to prove anything");
}

#[test]
fn every_page_of_every_sample_satisfies_verapdf_and_a_bad_one_does_not() {
    let Some(validator) = validator() else { return };
    let setting = setting();
    let (mut workshop, folder, mut files) = (workshop(), tempfile::tempdir().unwrap(), Vec::new());
    let shared = Templates::load(&templates()).unwrap();
    for kind in workshop.kinds() {
        let samples = workshop.samples(&kind, None).unwrap_or_else(|error| panic!("{kind}: {}", told(&error)));
        for sample in &samples.papers {
            let path = folder.path().join(format!("{kind}-{}.pdf", sample.name));
            fs::write(&path, set(&shared, &samples, sample, &sample.data).pdf).unwrap();
            files.push(path);
        }
    }
    drop(setting);
    let (holds, said) = conforms(&validator, &files);
    assert!(holds, "{said}");
    loudly(&format!("veraPDF: {} samples are PDF/A-2a and PDF/UA-1", files.len()));
    let bad = folder.path().join("bad.pdf");
    let whole = fs::read(&files[0]).unwrap();
    fs::write(&bad, whole.iter().map(|byte| if *byte == b'2' { b'1' } else { *byte }).collect::<Vec<u8>>()).unwrap();
    assert!(!conforms(&validator, &[bad]).0, "a spoilt PDF was let through");
}

/// A house with templates of its own and one kind that asks little.
fn workbench() -> House {
    let house = House::empty();
    let shared = ["fonts", "shared", "samples", "attestation", "appendix", "recognition-notice"];
    for folder in shared {
        write_files(&house.at("templates").join(folder), &files_under(&templates().join(folder)));
    }
    house
}

/// A kind of our own: a heading and a line, each of them a requisite.
fn note(house: &House) {
    house.run(&["kind", "new", "note", "--from", "attestation", "--title", "Бележка"]).expect(0);
    house.write(
        "templates/note/kind.toml",
        "title = { bg = \"Бележка\", en = \"Note\" }\naudience = \"graduates\"\nneeds = [\"full_name\", \"faculty_number\", \"speciality\"]\npages = { min = 1, max = 1 }\n",
    );
    house.write("templates/note/texts.bg.toml", "[heading]\ntext = \"Бележка за {{ fields.full_name }}\"\nsource = \"проба\"\n");
    house.write(
        "templates/note/requisites.toml",
        "note = \"проба\"\n[[requisite]]\nname = \"име\"\nsource = \"т. 1\"\ndata = [\"fields.full_name\"]\n[[requisite]]\nname = \"специалност\"\nsource = \"т. 2\"\ndata = [\"fields.speciality\"]\n",
    );
    house.write("templates/note/main.typ", NOTE);
}

const NOTE: &str = "#let data = json(sys.inputs.at(\"data\", default: \"data.json\"))
#set document(title: data.texts.heading)
#set text(lang: data.lang, font: \"Vollkorn\", size: 14pt)
#heading(data.texts.heading)
Специалност: #data.fields.speciality
";

#[test]
fn a_kind_is_begun_checked_accepted_and_broken() {
    let house = workbench();
    note(&house);
    let checked = house.run(&["kind", "check", "note"]).expect(0);
    assert!(checked.out.contains("note: sound") && checked.out.contains("2 requisites"), "{}", checked.out);

    let shown = house.run(&["kind", "preview", "note", "--case", "citizen"]).expect(0);
    assert!(shown.out.contains("1 samples"), "{}", shown.out);
    for file in ["citizen.pdf", "citizen-1.png"] {
        assert!(house.at("output/preview/note").join(file).is_file(), "{file}");
    }
    house.run(&["kind", "accept", "note"]).expect(0);
    let accepted = house.text("templates/note/expected/citizen.txt");
    assert!(accepted.starts_with("page 1 of 1, 210 × 297 mm\n") && accepted.contains("Ралица"), "{accepted}");
    let checked = house.run(&["kind", "check", "note"]).expect(0);
    assert!(checked.out.contains("as accepted"), "{}", checked.out);

    // A requisite leaves the template.
    house.write("templates/note/main.typ", &NOTE.replace("#data.fields.speciality", "каквато е"));
    let broken = house.run(&["kind", "check", "note"]).expect(4);
    assert!(broken.err.contains("note/citizen: The requisite “специалност” (т. 2) is not on the pages"), "{}", broken.err);
    assert!(broken.err.contains("− page 1"), "the difference is shown: {}", broken.err);

    // The words are there, but not because the record says so.
    house.write("templates/note/main.typ", &NOTE.replace("#data.fields.speciality", "Счетоводство и контрол"));
    let fixed = house.run(&["kind", "check", "note"]).expect(4);
    assert!(fixed.err.contains("does not follow the data"), "{}", fixed.err);

    // Typst's own words, with the place.
    house.write("templates/note/main.typ", &NOTE.replace("#data.fields.speciality", "#data.fields.nothing"));
    let stopped = house.run(&["kind", "check", "note"]).expect(4);
    assert!(stopped.err.contains("note/main.typ:5:"), "{}", stopped.err);
}

#[test]
fn a_new_kind_is_sound_at_once_and_never_overwrites() {
    let house = workbench();
    house.run(&["kind", "new", "leaf", "--from", "appendix", "--title", "Лист"]).expect(0);
    house.run(&["kind", "check", "leaf"]).expect(0);
    // Further pages without their codes would be lost among scans.
    house.edit("templates/shared/parts.typ", "background: ground + page-code,", "background: ground,");
    let uncoded = house.run(&["kind", "check", "leaf"]).expect(4);
    assert!(uncoded.err.contains("leaf/citizen: Page 2 has no code"), "{}", uncoded.err);
    house.edit("templates/shared/parts.typ", "background: ground,", "background: ground + page-code,");
    house.run(&["kind", "new", "letter", "--from", "recognition-notice", "--title", "Писмо"]).expect(0);
    assert!(house.text("templates/letter/kind.toml").contains("Писмо"));
    assert!(!house.at("templates/letter/expected").exists());
    house.run(&["kind", "check", "letter"]).expect(0);
    house.run(&["kind", "preview", "letter"]).expect(0);
    assert!(house.at("templates/letter/data.json").is_file());
    house.run(&["kind", "new", "letter", "--from", "attestation"]).expect(2).says("letter");
    house.run(&["kind", "new", "Писмо", "--from", "attestation"]).expect(2);
    house.run(&["kind", "new", "other", "--from", "nobody"]).expect(2).says("attestation");
    house.run(&["kind", "preview", "letter", "--case", "nobody"]).expect(2).says("citizen");
}

#[test]
fn a_requisite_list_that_cannot_be_read_is_a_complaint_with_its_line() {
    let house = workbench();
    note(&house);
    house.edit("templates/note/requisites.toml", "source = \"т. 1\"", "sorce = \"т. 1\"");
    let ran = house.run(&["kind", "check", "note"]).expect(2);
    assert!(ran.err.contains("requisites.toml:4") && ran.err.contains("source"), "{}", ran.err);
}

#[test]
fn watching_renews_the_sample_on_each_save_and_goes_on_after_a_mistake() {
    let house = workbench();
    note(&house);
    let mut child = house.command(&["watch", "note"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let pdf = house.at("output/preview/note/citizen.pdf");
    let wait = |what: &str, is_so: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < Duration::from_secs(60), "{what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let bytes = || fs::read(&pdf).unwrap_or_default();
    wait("nothing is shown", &|| bytes().ends_with(b"%%EOF\n"));
    let first = bytes();
    house.write("templates/note/main.typ", &NOTE.replace("Специалност", "Учебна специалност"));
    wait("a save is not seen", &|| bytes().ends_with(b"%%EOF\n") && bytes() != first);
    let second = bytes();
    house.write("templates/note/main.typ", &NOTE.replace("#data.fields.speciality", "#nothing"));
    std::thread::sleep(Duration::from_secs(2));
    house.write("templates/note/main.typ", &NOTE.replace("Специалност", "Изучена специалност"));
    wait("it does not go on", &|| bytes().ends_with(b"%%EOF\n") && bytes() != second);
    child.kill().unwrap();
    let said = child.wait_with_output().unwrap().stderr;
    assert!(String::from_utf8_lossy(&said).contains("note/main.typ:5:"), "{}", String::from_utf8_lossy(&said));
}
