//! The rules of the persons file, by the register's numbers (its appendix A).
//!
//! Where wording and program of the register differ, both readings are held: what comes out offends against neither. The one
//! exception is the letters of an address (see `text.rs`).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::FileKind;
use super::nomenclature::Nomenclatures;
use super::row::Row;
use super::text;

/// The state of which the register asks more.
const BULGARIA: &str = "BG";

/// What is written for somebody without citizenship.
pub(super) const NO_CITIZENSHIP: &str = "NOCS";

/// What stands in the rows before, as far as a row must differ from it.
#[derive(Debug, Default)]
pub struct SeenPersons {
    pub(super) eans: BTreeSet<String>,
    pub(super) egns: BTreeSet<String>,
    pub(super) lnchs: BTreeSet<String>,
    pub(super) emails: BTreeSet<String>,
    /// Country and day of birth and the first letter of those who have neither ЕАН nor ЕГН nor ЛНЧ.
    unnumbered: BTreeSet<(String, String, String)>,
}

/// The numbers of the rules that a row of the persons file breaks.
#[must_use]
pub fn judge_person(cells: &[&str], known: &Nomenclatures, today: Date, seen: &mut SeenPersons) -> Vec<u16> {
    let mut row = Row::new(cells);
    if row.is_torn(FileKind::Persons.width()) {
        return vec![1];
    }
    identifiers(&mut row, seen);
    birth(&mut row, today);
    names(&mut row);
    sex(&mut row);
    contacts(&mut row, seen);
    place_of_birth(&mut row, known);
    residence(&mut row, known);
    addresses(&mut row);
    citizenships(&mut row, known);
    row.into_faults()
}

fn identifiers(row: &mut Row, seen: &mut SeenPersons) {
    let [ean, egn, lnch, idn] = [0, 1, 2, 3].map(|column| row.cell(column));
    if !ean.is_empty() {
        match text::is_ean(ean) {
            false => row.fault(2),
            true => row.fault_if(!seen.eans.insert(ean.to_uppercase()), 11),
        }
    }
    row.fault_if(egn.is_empty() && lnch.is_empty() && idn.is_empty(), 4);
    if !egn.is_empty() {
        match text::is_checked(egn, true) {
            false => row.fault(5),
            true => row.fault_if(!seen.egns.insert(egn.to_owned()), 12),
        }
    }
    if !lnch.is_empty() {
        match text::is_checked(lnch, false) {
            false => row.fault(6),
            true => row.fault_if(!seen.lnchs.insert(lnch.to_owned()), 13),
        }
    }
    if !idn.is_empty() && !text::is_idn(idn) {
        row.fault(7);
    } else if ean.is_empty() && egn.is_empty() && lnch.is_empty() {
        let letter = row.cell(5).to_lowercase().chars().take(1).collect();
        let key = (row.cell(16).to_owned(), row.cell(4).to_owned(), letter);
        row.fault_if(!seen.unnumbered.insert(key), 91);
    }
}

fn birth(row: &mut Row, today: Date) {
    let (birth, egn) = (row.cell(4), row.cell(1));
    if birth.is_empty() {
        row.fault(8);
    } else if !text::is_day_between(birth, today.year() - 80, today.year() - 14) {
        row.fault(9);
    } else if !egn.is_empty() && !row.has(&[5]) {
        row.fault_if(text::day(birth).is_some_and(|day| !egn.starts_with(&head_of_egn(day))), 10);
    }
}

/// The first six digits of the ЕГН of somebody born on a day.
fn head_of_egn(day: Date) -> String {
    let month = if day.year() > 1999 { day.month() + 40 } else { day.month() };
    format!("{:02}{month:02}{:02}", day.year() % 100, day.day())
}

/// The rules of a name: required, length, letters.
const NAMES: [(usize, Option<u16>, u16, u16); 8] = [
    (5, Some(16), 17, 18),
    (6, None, 19, 20),
    (7, Some(21), 22, 23),
    (8, None, 24, 25),
    (9, Some(26), 27, 28),
    (10, None, 29, 30),
    (11, Some(31), 32, 33),
    (12, None, 34, 35),
];

fn names(row: &mut Row) {
    for (column, required, wrong_length, wrong_letters) in NAMES {
        let name = row.cell(column);
        if name.is_empty() {
            required.into_iter().for_each(|number| row.fault(number));
            continue;
        }
        let is_right = if column < 9 { text::is_cyrillic(name) } else { text::is_latin(name) };
        row.fault_if(!text::is_between(name, 2, 50), wrong_length);
        row.fault_if(!is_right, wrong_letters);
    }
    // A name in one script is asked for in the other: column, its own faults, the other column, what is missing there.
    for (column, own, other, missing) in
        [(6, [19, 20], 10, 95), (10, [29, 30], 6, 94), (8, [24, 25], 12, 97), (12, [34, 35], 8, 96)]
    {
        row.fault_if(!row.cell(column).is_empty() && !row.has(&own) && row.cell(other).is_empty(), missing);
    }
}

fn sex(row: &mut Row) {
    let (sex, egn) = (row.cell(13), row.cell(1));
    if sex.is_empty() {
        row.fault(36);
    } else if !text::is_choice(sex, 2) {
        row.fault(37);
    } else if !egn.is_empty() && !row.has(&[5]) {
        let of_egn = egn.as_bytes().get(8).map_or(0, |digit| (digit - b'0') % 2 + 1);
        row.fault_if(sex != of_egn.to_string(), 38);
    }
}

fn contacts(row: &mut Row, seen: &mut SeenPersons) {
    let email = row.cell(14);
    if email.is_empty() {
        row.fault(39);
    } else if !text::is_email(email) {
        row.fault(41);
    } else if !text::is_between(email, 8, 50) {
        row.fault(40);
    } else {
        row.fault_if(!seen.emails.insert(email.to_lowercase()), 43);
    }
    let phone = row.cell(15);
    if phone.is_empty() {
        row.fault(44);
    } else {
        row.fault_if(!text::is_phone(phone), 45);
    }
}

/// A country: required, length, known.
fn country(row: &mut Row, column: usize, known: &Nomenclatures, [required, length, unknown]: [u16; 3]) {
    let country = row.cell(column);
    if country.is_empty() {
        row.fault(required);
    } else if !text::is_between(country, 2, 2) {
        row.fault(length);
    } else {
        row.fault_if(!known.has_country(country), unknown);
    }
}

/// A place in Bulgaria: the length of its code, known, missing in Bulgaria, filled abroad.
struct Part {
    column: usize,
    size: usize,
    length: u16,
    unknown: u16,
    missing: Option<u16>,
    abroad: u16,
}

fn part(row: &mut Row, of: &Part, country: &str, is_known: impl Fn(&str) -> bool) {
    let code = row.cell(of.column);
    if code.is_empty() {
        of.missing.filter(|_| country == BULGARIA).into_iter().for_each(|number| row.fault(number));
    } else if !text::is_between(code, of.size, of.size) {
        row.fault(of.length);
    } else if country == BULGARIA {
        row.fault_if(!is_known(code), of.unknown);
    } else {
        row.fault(of.abroad);
    }
}

fn place_of_birth(row: &mut Row, known: &Nomenclatures) {
    country(row, 16, known, [46, 47, 48]);
    let at = row.cell(16);
    let settlement = Part { column: 17, size: 5, length: 52, unknown: 50, missing: Some(49), abroad: 51 };
    part(row, &settlement, at, |code| known.has_settlement(code));
    // The wording of 55 and 58 asks for them in Bulgaria, the program refuses them abroad.
    let province = Part { column: 18, size: 3, length: 53, unknown: 54, missing: Some(55), abroad: 55 };
    part(row, &province, at, |code| known.has_province(code));
    let municipality = Part { column: 19, size: 5, length: 56, unknown: 57, missing: Some(58), abroad: 58 };
    part(row, &municipality, at, |code| known.has_municipality(code));
    let abroad = row.cell(20);
    if abroad.is_empty() {
        row.fault_if(!at.is_empty() && at != BULGARIA, 59);
    } else if !text::is_between(abroad, 3, 50) {
        row.fault(60);
    } else if !text::is_cyrillic_place(abroad) {
        row.fault(61);
    } else {
        row.fault_if(at == BULGARIA, 62);
    }
}

fn residence(row: &mut Row, known: &Nomenclatures) {
    country(row, 21, known, [63, 64, 65]);
    let at = row.cell(21);
    let settlement = Part { column: 22, size: 5, length: 67, unknown: 68, missing: Some(66), abroad: 69 };
    part(row, &settlement, at, |code| known.has_settlement(code));
    let province = Part { column: 23, size: 3, length: 70, unknown: 71, missing: None, abroad: 72 };
    part(row, &province, at, |code| known.has_province(code));
    let municipality = Part { column: 24, size: 5, length: 73, unknown: 74, missing: None, abroad: 75 };
    part(row, &municipality, at, |code| known.has_municipality(code));
}

fn addresses(row: &mut Row) {
    let (at, post, address, abroad) = (row.cell(21), row.cell(25), row.cell(26), row.cell(27));
    let (is_home, is_abroad) = (at == BULGARIA, !at.is_empty() && at != BULGARIA);
    // The wording of 76 asks for the code in Bulgaria, the program refuses it abroad; so for 82, the other way round.
    if post.is_empty() || is_abroad {
        row.fault_if(if is_abroad { !post.is_empty() } else { is_home }, 76);
    } else if !text::is_between(post, 4, 4) {
        row.fault(77);
    } else {
        row.fault_if(!text::is_digits(post), 78);
    }
    if !address.is_empty() {
        if is_abroad {
            row.fault(79);
        } else if !text::is_between(address, 8, 255) {
            row.fault(80);
        } else {
            row.fault_if(!text::is_address(address), 81);
        }
    }
    if abroad.is_empty() || is_home {
        row.fault_if(if is_home { !abroad.is_empty() } else { is_abroad }, 82);
    } else if !text::is_between(abroad, 8, 255) {
        row.fault(83);
    } else {
        row.fault_if(!text::is_foreign_address(abroad), 84);
    }
}

fn citizenships(row: &mut Row, known: &Nomenclatures) {
    if row.cell(28) != NO_CITIZENSHIP {
        country(row, 28, known, [85, 86, 87]);
    }
    let (first, second) = (row.cell(28), row.cell(29));
    if second.is_empty() {
        return;
    }
    if second != NO_CITIZENSHIP {
        if text::is_between(second, 2, 2) {
            row.fault_if(!known.has_country(second), 89);
        } else {
            row.fault(88);
        }
    }
    row.fault_if(!row.has(&[85, 86, 87, 88, 89]) && first == second, 93);
}
