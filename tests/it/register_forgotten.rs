//! What the register forgets of people when its time is over, and a copy of it that names nobody.

use std::collections::BTreeSet;
use std::fs;

use laurea::model::Egn;
use laurea::register::{Entry, Register};
use serde_json::Value;

use crate::house::{House, text};
use crate::register_rights::{data, holds, issued, papers, register, stands_in};
use crate::sheets::{Cell, change, rows, said};

#[test]
fn data_whose_time_is_over_is_removed_for_good_and_the_chain_holds() {
    let house = issued();
    let (attestations, diplomas) = (papers(&house, "attestation"), papers(&house, "diploma"));
    assert!(house.run(&["register", "expire"]).expect(0).out.contains("for ever"));
    house.edit("institution.toml", "# attestation = 5", "attestation = 5");
    let before = house.entries();
    let told = text(&data(&register(&house), &attestations[0]["document"])["texts"]["title"]);
    assert!(!told.is_empty());
    let birth = text(&data(&register(&house), &attestations[0]["document"])["fields"]["full_name"]);
    let sealed_in_data = format!("\"full_name\":\"{birth}\"");
    assert!(stands_in(&house, &sealed_in_data));

    let list = || house.run(&["register", "list", "--kind", "attestation"]).expect(0).out;
    let listed = list();
    let early = house.run(&["register", "expire", "--date", "2030-09-30"]).expect(0).out;
    assert!(early.contains("removed: 0"), "{early}");
    let dry = house.run(&["register", "expire", "--date", "2030-10-01", "--dry-run"]).expect(0).out;
    assert!(dry.contains(&format!("removed: {}", attestations.len())), "{dry}");
    assert_eq!(house.entries(), before);
    house.run(&["register", "expire", "--date", "2030-10-01"]).expect(0);
    let after = house.entries();
    assert_eq!(after[..before.len()], before[..]);
    assert_eq!(after[before.len()..].iter().filter(|entry| entry["action"] == "expired").count(), attestations.len());
    assert_eq!(list(), listed, "how a paper stands, and since when, is not a matter of its data");
    let register = register(&house);
    assert!(register.walk_chain().unwrap().is_ok());
    for paper in &attestations {
        assert_eq!(register.data_of(&text(&paper["document"])).unwrap(), None);
        assert_eq!(register.last_of(&text(&paper["document"])).unwrap().unwrap().number.as_deref(), paper["number"].as_str());
    }
    assert!(register.data_of(&text(&diplomas[0]["document"])).unwrap().is_some(), "diplomas are kept for ever");
    drop(register);
    let mut left = 0;
    for paper in &attestations {
        let faculty_number = text(&paper["faculty_number"]);
        if !diplomas.iter().any(|diploma| diploma["faculty_number"] == faculty_number.as_str()) {
            left += 1;
            assert!(!stands_in(&house, &format!("\"full_name\":\"{}\"", text(&paper["person_name"]))), "{paper}");
        }
    }
    assert!(left > 0, "nobody has a certificate alone");
    assert!(house.run(&["register", "expire", "--date", "2030-10-01"]).expect(0).out.contains("removed: 0"));
}

#[test]
fn a_duplicate_of_a_paper_whose_data_was_removed_says_why_it_cannot_be_printed() {
    let house = House::invented(60, "clean").with("institution.toml", "# attestation = 5", "diploma = 5");
    house.run(&["issue"]).expect(0);
    let diploma = papers(&house, "diploma")[0].clone();
    house.run(&["register", "expire", "--date", "2031-01-01"]).expect(0);
    let path = house.at("season/requests.xlsx");
    let asked = rows(&path, "Заявления");
    let cell = |header: &Cell| match header.to_string().as_str() {
        "Вх. №" => said("9100/01.10.2025"),
        "Вид документ" => said("дубликат на диплома"),
        "Име" => said(&text(&diploma["person_name"])),
        "Причина" => said("изгубена"),
        "Обява (вестник)" => said("в. „Добруджанско ехо“, рубрика „Невалидни“"),
        "Рег. №" => said(&text(&diploma["number"])),
        "Платена" => said("да"),
        _ => Cell::Empty,
    };
    let added: Vec<Cell> = asked[0].iter().map(cell).collect();
    change(&path, "Заявления", |rows| rows.push(added));
    let ran = house.run(&["duplicate", "--request", "9100/01.10.2025"]).expect(3);
    assert!(ran.out.contains("original-expired") && ran.out.contains("its time is over"), "{}", ran.out);
    assert_eq!(papers(&house, "duplicate-diploma"), Vec::<Value>::new());
}

#[test]
fn a_copy_for_tests_names_nobody_who_exists() {
    let house = House::invented(40, "clean");
    house.run(&["issue"]).expect(0);
    house.run(&["register", "extract", &text(&papers(&house, "diploma")[0]["faculty_number"])]).expect(0);
    let entries = house.entries();
    house.run(&["register", "anonymise", "copy.sqlite"]).expect(0);
    house.run(&["register", "anonymise", "copy.sqlite"]).expect(2).says("copy.sqlite");
    let bytes = fs::read(house.at("copy.sqlite")).unwrap();

    let original = register(&house);
    let mut secrets: BTreeSet<String> = BTreeSet::new();
    for entry in &entries {
        secrets.extend([text(&entry["person_name"]), text(&entry["faculty_number"])]);
        if entry["action"] == "issued" {
            let fields = data(&original, &entry["document"])["fields"].clone();
            let personal = [
                "full_name",
                "full_name_latin",
                "egn",
                "lnch",
                "idn",
                "faculty_number",
                "prior_education_number",
                "first_name_latin",
                "last_name_latin",
            ];
            secrets.extend(personal.iter().filter_map(|name| fields[*name].as_str()).map(str::to_owned));
            let name = text(&fields["full_name"]);
            let words: Vec<&str> = name.split(' ').collect();
            secrets.extend([format!("{} {}", words[0], words[words.len() - 1]), words[words.len() - 1].to_owned()]);
        }
    }
    secrets.retain(|secret| secret.chars().count() > 4);
    assert!(secrets.len() > 150, "too few to prove anything: {}", secrets.len());
    // Some family names are also names of places and streets that the institution itself bears.
    let institution = house.text("institution.toml");
    let leaked: Vec<&String> =
        secrets.iter().filter(|secret| holds(&bytes, secret) && !institution.contains(secret.as_str())).collect();
    assert!(leaked.is_empty(), "{leaked:?}");

    let copy = Register::open_to_read(&house.at("copy.sqlite")).unwrap().unwrap();
    assert_eq!(copy.walk_chain().unwrap(), Ok(entries.len() as u64 + 1), "and the entry of the copy itself");
    let copied: Vec<Entry> = copy.entries().unwrap();
    let mut people: BTreeSet<(String, String)> = BTreeSet::new();
    for (entry, other) in entries.iter().zip(&copied) {
        assert_eq!(entry["number"].as_str(), other.number.as_deref());
        assert_eq!((text(&entry["date"]), text(&entry["action"])), (other.date.clone(), other.action.name().to_owned()));
        assert_eq!(text(&entry["person_name"]).chars().count(), other.person_name.chars().count());
        assert_eq!(text(&entry["faculty_number"]).len(), other.faculty_number.len());
        people.insert((text(&entry["faculty_number"]), other.faculty_number.clone()));
        if other.action.name() == "issued" {
            let was = data(&original, &entry["document"]);
            let is: Value = serde_json::from_str(&copy.data_of(&other.document).unwrap().unwrap()).unwrap();
            assert_eq!(is["fields"]["full_name"], other.person_name.as_str());
            assert_eq!(
                (&was["fields"]["speciality"], &was["courses"][0]["name"]),
                (&is["fields"]["speciality"], &is["courses"][0]["name"])
            );
            if let Some(egn) = is["fields"]["egn"].as_str() {
                let egn = Egn::parse(egn).unwrap();
                let day = text(&is["fields"]["birth_date"]);
                assert!(day == "null" || day.starts_with(&egn.birth_date().strftime("%d.%m.%Y").to_string()), "{day}");
            }
        }
    }
    let distinct = |which: fn(&(String, String)) -> &String| people.iter().map(which).collect::<BTreeSet<_>>().len();
    assert_eq!((people.len(), distinct(|pair| &pair.0)), (distinct(|pair| &pair.1), people.len()), "one for one");
    assert!(house.run(&["register", "log"]).expect(0).out.contains("copy for tests"));
}
