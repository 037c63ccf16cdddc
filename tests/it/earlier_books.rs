//! The books kept before laurea: taken over with checks, continued, and duplicates of their papers.

use serde_json::Value;

use crate::house::{House, Ran, text};
use crate::life::{has, run, with};
use crate::sheets::{column, rows};

/// A house whose diplomas have plain numbers, as the earlier register has them.
fn plainly_numbered() -> House {
    House::small().with("institution.toml", "\"{{ total }}-{{ in_year }}/{{ year }}\"", "\"{{ total }}/{{ year }}\"")
}

/// Takes over the earlier register of the invented season with its holes.
const IMPORT: [&str; 6] = ["register", "import", "--book", "diplomas", "--gaps-reason", "водени в другата книга"];

/// The earlier register of the invented season: its numbers, in the order of its rows.
fn earlier_numbers(house: &House) -> Vec<String> {
    let register = rows(&house.at("season/previous_register.xlsx"), "Регистър");
    let number = column(&register, "Рег. №");
    register[1..].iter().map(|row| format!("{}", row[number])).collect()
}

#[test]
fn an_earlier_book_is_taken_over_once_and_the_next_number_follows() {
    let house = plainly_numbered();
    let numbers = earlier_numbers(&house);
    let last: u64 = numbers.last().unwrap().split('/').next().unwrap().parse().unwrap();
    run(&house, "register import").expect(2).says("--book");
    let stopped = run(&house, "register import --book diplomas").expect(2);
    has(&stopped, &["Numbers that are missing from the book"]);
    assert!(house.entries().is_empty(), "nothing is taken over while holes are unexplained");
    let dry = house.run(&[&IMPORT[..], &["--dry-run"]].concat()).expect(0);
    assert!(house.entries().is_empty(), "{}", dry.out);
    has(&house.run(&IMPORT).expect(0), &[&format!("taken over {}, taken over before 0, refused 0", numbers.len())]);
    let entries = house.entries();
    let imported: Vec<&Value> = entries.iter().filter(|entry| entry["action"] == "imported").collect();
    assert_eq!(imported.len(), numbers.len());
    assert_eq!(imported[0]["document"], format!("earlier/{}", numbers[0]));
    assert!(entries.iter().any(|entry| entry["action"] == "gap" && entry["details"].as_str().unwrap().contains("другата книга")));
    let totals: Vec<u64> = entries
        .iter()
        .filter(|entry| ["imported", "gap"].contains(&entry["action"].as_str().unwrap()))
        .map(|entry| entry["total"].as_u64().unwrap())
        .collect();
    let (least, most) = (totals.iter().min().unwrap(), totals.iter().max().unwrap());
    assert_eq!(most - least + 1, totals.len() as u64, "gap-free");

    has(&house.run(&IMPORT).expect(0), &[&format!("taken over 0, taken over before {}, refused 0", numbers.len())]);
    assert_eq!(house.entries().len(), entries.len(), "twice takes nothing over twice");
    has(
        &run(&house, &format!("register show {}", numbers[0])).expect(0),
        &["Paper from an earlier register", "taken over from an earlier register as No."],
    );
    let student = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
    assert_eq!(with(&house, "diploma", "reserved")[&student]["number"], format!("{}/2025", last + 1));
}

#[test]
fn what_cannot_be_right_in_an_earlier_book_is_refused_line_by_line() {
    let house = plainly_numbered().with(
        "institution.toml",
        "[tables.earlier_register]\nsheets = [\"Регистър\"]",
        "[tables.earlier_register]",
    );
    let header = "№ по ред,Серия,Фабричен №,Рег. №,УИН,Дата на издаване,ЕГН,Име,Презиме,Фамилия,Статус";
    let line =
        |number: &str, day: &str, id: &str| format!("1,А,000{number},{number},У-{number},{day},{id},Рада,Илиева,Колева,валидна");
    let long = format!("{}/2013", "7".repeat(24));
    let lines = [
        line("10/2013", "04.03.2013", "8512218115"),
        line("11/2013", "05.03.2013", "8512218115"),
        line("12/2013", "06.03.2013", "8512218116"),
        line("13/2013", "без дата", "8512218115"),
        line("14/2013", "01.02.2013", "8512218115"),
        line("15/2013", "07.03.2013", "8512218115"),
        line("15/2013", "08.03.2013", "8512218115"),
        line(&long, "09.03.2013", "8512218115"),
        line("", "09.03.2013", "8512218115"),
        line("16/2013", "09.03.2013", ""),
    ];
    house.write("old.csv", &format!("{header}\n{}\n", lines.join("\n")));
    let ran = run(&house, "register import --from old.csv --book diplomas");
    assert_eq!(ran.code, Some(3), "{}\n{}", ran.out, ran.err);
    has(
        &ran,
        &[
            "neither an ЕГН nor an ЛНЧ",
            "there is no date, or it cannot be read",
            "the date does not follow the order of the numbers",
            "the number stands above already",
            "longer than 25 characters",
            "taken over 4, taken over before 0",
        ],
    );
    let numbers: Vec<String> = house.entries().iter().map(|entry| text(&entry["number"])).collect();
    assert_eq!(numbers, ["10/2013", "11/2013", "15/2013", "16/2013"]);
    // What the paper book really says can be taken over as it stands.
    let ran = run(&house, "register import --from old.csv --book diplomas --as-it-stands");
    has(&ran, &["taken over 2, taken over before 4"]);
}

#[test]
fn a_duplicate_is_issued_of_a_paper_that_only_the_register_knows() {
    let house =
        House::invented(60, "clean").with("pipeline.toml", "[strictness]\n", "[strictness]\nearlier-number-twice = \"note\"\n");
    house.run(&IMPORT).expect(0);
    let with_book = house.run(&["duplicate", "--dry-run", "--format", "json", "--date", "2025-09-30"]);
    house.edit("pipeline.toml", "earlier_register = [\"previous_register.xlsx\"]\n", "");
    let without = house.run(&["duplicate", "--dry-run", "--format", "json", "--date", "2025-09-30"]);
    let decided = |ran: &Ran| {
        let done: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", ran.out, ran.err));
        let lines = done["requests"].as_array().unwrap().clone();
        lines.iter().map(|line| (text(&line["request"]), text(&line["decision"]))).collect::<Vec<_>>()
    };
    let (before, after) = (decided(&with_book), decided(&without));
    assert!(before.iter().any(|(_, decision)| decision == "granted"), "{before:?}");
    assert_eq!(before, after, "the register says what the workbook said");

    house.run(&["duplicate", "--date", "2025-09-30"]);
    let entries = house.entries();
    let duplicate = entries.iter().find(|entry| entry["kind"] == "duplicate-diploma" && entry["action"] == "issued").unwrap();
    let original = text(&duplicate["original"]);
    assert!(original.starts_with("earlier/"), "{original}");
    let annulled = entries.iter().find(|entry| entry["action"] == "annulled" && entry["document"] == original.as_str()).unwrap();
    assert_eq!(annulled["replaced_by"], duplicate["number"]);
    let again = decided(&house.run(&["duplicate", "--dry-run", "--format", "json", "--date", "2025-09-30"]));
    assert!(again.iter().any(|(_, decision)| decision == "granted-before"), "{again:?}");
}
