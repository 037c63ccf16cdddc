//! The nomenclatures of the institution: what the state register knows by a code, from CSV files (see `data/nomenclatures/README.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::{Complaint, Complaints, fold};

/// Countries, places, specialities, fields, reasons, fees, periods.
#[derive(Debug, Default)]
pub struct Nomenclatures {
    pub(super) countries: BTreeMap<String, Country>,
    pub(super) provinces: BTreeMap<String, Vec<String>>,
    pub(super) municipalities: BTreeMap<String, String>,
    pub(super) settlements: BTreeMap<String, Settlement>,
    /// Codes of the settlements by folded name.
    pub(super) by_name: BTreeMap<String, Vec<String>>,
    specialities: BTreeMap<String, Speciality>,
    fields: BTreeMap<String, Vec<String>>,
    fees: BTreeMap<String, String>,
    reasons: BTreeMap<String, Reason>,
    periods: BTreeSet<(String, String)>,
}

/// A country.
#[derive(Debug)]
pub(super) struct Country {
    /// Its names and the adjective of its citizenship, folded.
    words: Vec<String>,
    /// Whether it is of the European Union or the European Economic Area.
    is_of_union: bool,
}

/// A settlement of Bulgaria.
#[derive(Debug)]
pub(super) struct Settlement {
    /// „гр.“, „с.“ …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Code of its municipality.
    pub municipality: String,
    /// Code of its province.
    pub province: String,
}

/// A speciality, or a programme of doctoral studies, of the institution.
#[derive(Debug)]
pub struct Speciality {
    /// Its number in the register.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The degree, in the office's word.
    pub degree: String,
    /// Form of study; empty for every form.
    pub form: String,
    /// The register's word for the degree: `profBachelor`, `bachelor`, `masterSecondary`, `masterHigh`, `doctor`.
    pub qualification: String,
    /// Duration in half years; `None` where the register has none.
    pub halves: Option<u32>,
    /// Whether the profession is regulated.
    pub is_regulated: bool,
}

impl Speciality {
    /// Whether its students are doctoral students.
    #[must_use]
    pub fn is_doctoral(&self) -> bool {
        self.qualification == "doctor"
    }

    /// Whether only those with a higher education may enter it.
    pub(super) fn is_after_higher(&self) -> bool {
        self.qualification == "masterHigh"
    }
}

/// A reason of admission.
#[derive(Debug)]
pub(super) struct Reason {
    name: String,
    is_for_students: bool,
    is_for_doctors: bool,
    /// Numbers of the fees it allows.
    pub fees: Vec<String>,
    /// Countries whose citizens it is for.
    pub countries: Vec<String>,
    /// Countries whose citizens it is not for.
    pub without: Vec<String>,
    /// Which union it is for.
    pub union: Option<Union>,
}

/// Of whom a reason of admission speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Union {
    /// Citizens of the European Union and the European Economic Area.
    EuAndEea,
    /// All others.
    Other,
}

impl Nomenclatures {
    /// Reads the files of a folder.
    ///
    /// # Errors
    /// Every complaint about all of them at once.
    pub fn load(folder: &Path) -> Result<Self, Complaints> {
        let mut complaints = Complaints::new();
        let mut lists = Self::default();
        let mut read = |name: &str, columns: &[&'static str]| Table::read(&folder.join(name), columns, &mut complaints);
        for row in read("countries.csv", &["code", "name", "other_names", "citizenship", "eu", "eea"]) {
            let mut words = listed(&row[2]);
            words.extend([row[1].clone(), row[3].clone()]);
            let words = words.iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect();
            lists.countries.insert(row[0].clone(), Country { words, is_of_union: row[4] == "1" || row[5] == "1" });
        }
        for row in read("provinces.csv", &["code", "name", "other_names"]) {
            let names = std::iter::once(row[1].clone()).chain(listed(&row[2])).collect();
            lists.provinces.insert(row[0].clone(), names);
        }
        for row in read("municipalities.csv", &["code", "name", "province"]) {
            lists.municipalities.insert(row[0].clone(), row[1].clone());
        }
        for row in read("settlements.csv", &["code", "kind", "name", "municipality", "province"]) {
            let [code, kind, name, municipality, province] = take(row);
            lists.by_name.entry(fold(&name)).or_default().push(code.clone());
            lists.settlements.insert(code, Settlement { kind, name, municipality, province });
        }
        for row in read("specialities.csv", &["id", "speciality", "degree", "form", "qualification", "years", "regulated"]) {
            let speciality = speciality(&row);
            lists.specialities.insert(speciality.id.clone(), speciality);
        }
        for row in read("fields.csv", &["code", "field", "name"]) {
            lists.fields.insert(row[0].clone(), vec![fold(&row[1]), fold(&row[2])]);
        }
        for row in read("fees.csv", &["id", "name"]) {
            lists.fees.insert(row[0].clone(), fold(&row[1]));
        }
        for row in read("reasons.csv", &["id", "name", "for", "fees", "countries", "without_countries", "union"]) {
            lists.reasons.insert(row[0].clone(), reason(&row));
        }
        for row in read("periods.csv", &["year", "semester", "active"]).into_iter().filter(|row| row[2] == "1") {
            lists.periods.insert((row[0].clone(), row[1].clone()));
        }
        if complaints.is_empty() { Ok(lists) } else { Err(complaints) }
    }

    pub(super) fn has_country(&self, code: &str) -> bool {
        self.countries.contains_key(code)
    }

    pub(super) fn is_of_union(&self, code: &str) -> bool {
        self.countries.get(code).is_some_and(|country| country.is_of_union)
    }

    pub(super) fn has_settlement(&self, code: &str) -> bool {
        self.settlements.contains_key(code)
    }

    pub(super) fn has_province(&self, code: &str) -> bool {
        self.provinces.contains_key(code)
    }

    pub(super) fn has_municipality(&self, code: &str) -> bool {
        self.municipalities.contains_key(code)
    }

    pub(super) fn has_fee(&self, id: &str) -> bool {
        self.fees.contains_key(id)
    }

    pub(super) fn has_field(&self, code: &str) -> bool {
        code.chars().count() == 4 && self.fields.contains_key(code)
    }

    pub(super) fn has_period(&self, year: &str, semester: &str) -> bool {
        self.periods.contains(&(year.to_owned(), semester.to_owned()))
    }

    /// The speciality of a number.
    #[must_use]
    pub fn speciality(&self, id: &str) -> Option<&Speciality> {
        self.specialities.get(id)
    }

    /// The specialities of a name, degree and form of study; an empty form in the list stands for every form.
    #[must_use]
    pub fn specialities_of(&self, name: &str, degree: &str, form: &str) -> Vec<&Speciality> {
        let same = |one: &str, other: &str| fold(one) == fold(other);
        let fits = |speciality: &&Speciality| {
            same(&speciality.name, name)
                && same(&speciality.degree, degree)
                && (speciality.form.is_empty() || same(&speciality.form, form))
        };
        self.specialities.values().filter(fits).collect()
    }

    /// A reason of admission of students or of doctoral students.
    pub(super) fn reason(&self, id: &str, is_doctor: bool) -> Option<&Reason> {
        self.reasons.get(id).filter(|reason| if is_doctor { reason.is_for_doctors } else { reason.is_for_students })
    }

    /// The code of a country by its code, its name or the adjective of its citizenship; the text itself where it is none.
    pub(super) fn country_code(&self, text: &str) -> String {
        let folded = fold(text);
        let upper = text.to_uppercase();
        if folded.starts_with("без гражданство") {
            return super::person_rules::NO_CITIZENSHIP.to_owned();
        }
        let found = self.countries.iter().find(|(code, country)| **code == upper || country.words.contains(&folded));
        found.map_or_else(|| text.to_owned(), |(code, _)| code.clone())
    }

    /// The number of a fee by its number or name; the text itself where it is none.
    pub(super) fn fee_id(&self, text: &str) -> String {
        let folded = fold(text);
        let found = self.fees.iter().find(|(_, name)| **name == folded);
        found.map_or_else(|| text.to_owned(), |(id, _)| id.clone())
    }

    /// The number of a reason by its number or name; the text itself where it is none.
    pub(super) fn reason_id(&self, text: &str) -> String {
        let folded = fold(text);
        let found = self.reasons.iter().find(|(_, reason)| reason.name == folded);
        found.map_or_else(|| text.to_owned(), |(id, _)| id.clone())
    }

    /// The code of a professional field by its code, number (`3.8`) or name; the text itself where it is none.
    pub(super) fn field_code(&self, text: &str) -> String {
        let folded = fold(text);
        let found = self.fields.iter().find(|(_, words)| words.contains(&folded));
        found.map_or_else(|| text.to_owned(), |(code, _)| code.clone())
    }
}

fn speciality(row: &[String]) -> Speciality {
    let years: Option<f64> = row[5].replace(',', ".").parse().ok();
    let halves = years.map(|years| years * 2.0).filter(|halves| halves.fract() == 0.0 && (1.0..100.0).contains(halves));
    Speciality {
        id: row[0].clone(),
        name: row[1].clone(),
        degree: row[2].clone(),
        form: row[3].clone(),
        qualification: row[4].clone(),
        halves: halves.map(|halves| halves as u32),
        is_regulated: row[6] == "1",
    }
}

fn reason(row: &[String]) -> Reason {
    Reason {
        name: fold(&row[1]),
        is_for_students: row[2] != "doctorals",
        is_for_doctors: row[2] != "students",
        fees: listed(&row[3]),
        countries: listed(&row[4]),
        without: listed(&row[5]),
        union: match row[6].as_str() {
            "eu-eea" => Some(Union::EuAndEea),
            "other" => Some(Union::Other),
            _ => None,
        },
    }
}

fn listed(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn take(row: Vec<String>) -> [String; 5] {
    row.try_into().unwrap_or_default()
}

/// One file.
struct Table;

impl Table {
    /// The rows of a file with the cells of some columns, in that order. Semicolons, the first line names the columns.
    fn read(path: &Path, columns: &[&'static str], complaints: &mut Complaints) -> Vec<Vec<String>> {
        let text = match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                complaints.push(Complaint::file(path, "config-not-utf8", &[]));
                return Vec::new();
            }
            Err(error) => {
                complaints.push(Complaint::file(path, "config-unreadable", &[("error", &error.to_string())]));
                return Vec::new();
            }
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
        let mut places = Vec::new();
        for column in columns {
            match header.iter().position(|name| name == column) {
                Some(at) => places.push(at),
                None => complaints.push(Complaint::file(path, "config-nomenclature-column", &[("column", column)])),
            }
        }
        if places.len() < columns.len() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => rows.push(places.iter().map(|at| record.get(*at).unwrap_or_default().to_owned()).collect()),
                Err(error) => complaints.push(Complaint::file(path, "config-syntax", &[("error", &error.to_string())])),
            }
        }
        rows
    }
}
