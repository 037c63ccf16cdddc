//! Lines of earlier books that were taken over into the register: as they are kept there, and read again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::config::{Config, fold};
use crate::model::{Degree, EarlierEntry, EarlierPaper, Field, Grade, Place, Season};
use crate::register::{Action, Paper, Register, RegisterError, State};

/// All that a line says.
pub(super) fn to_json(line: &EarlierEntry) -> String {
    let says = &line.says;
    let texts: Map<String, Value> = says.texts.iter().map(|(field, text)| (field.name().to_owned(), json!(text))).collect();
    let dates: Map<String, Value> =
        says.dates.iter().map(|(field, date)| (field.name().to_owned(), json!(date.to_string()))).collect();
    let grades: Map<String, Value> =
        says.grades.iter().map(|(field, grade)| (field.name().to_owned(), json!(grade.hundredths()))).collect();
    json!({
        "register_number": line.register_number,
        "uin": line.uin,
        "issue_date": line.issue_date.map(|date| date.to_string()),
        "person_id": line.person_id,
        "person_name": line.person_name,
        "is_valid": line.is_valid,
        "series": says.series,
        "blank_number": says.blank_number,
        "remark": says.remark,
        "degree": says.degree.map(Degree::name),
        "texts": texts,
        "dates": dates,
        "grades": grades,
    })
    .to_string()
}

/// A line as it was kept; it stands in no sheet any more.
fn from_json(data: &str) -> Option<EarlierEntry> {
    let data: Value = serde_json::from_str(data).ok()?;
    let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
    let named = |name: &str| data[name].as_object().cloned().unwrap_or_default();
    let field = |name: &String| Field::parse(name);
    let degree = text("degree");
    Some(EarlierEntry {
        register_number: data["register_number"].as_str()?.to_owned(),
        uin: text("uin"),
        issue_date: text("issue_date").parse().ok(),
        person_id: text("person_id"),
        person_name: text("person_name"),
        is_valid: data["is_valid"].as_bool().unwrap_or(true),
        says: EarlierPaper {
            series: text("series"),
            blank_number: text("blank_number"),
            remark: text("remark"),
            degree: Degree::ALL.into_iter().find(|known| known.name() == degree),
            texts: named("texts").iter().filter_map(|(name, text)| Some((field(name)?, text.as_str()?.to_owned()))).collect(),
            dates: named("dates").iter().filter_map(|(name, day)| Some((field(name)?, day.as_str()?.parse().ok()?))).collect(),
            grades: named("grades").iter().filter_map(|(name, grade)| Some((field(name)?, graded(grade)?))).collect(),
        },
        place: Place::nowhere(),
    })
}

fn graded(value: &Value) -> Option<Grade> {
    Grade::from_hundredths(u32::try_from(value.as_u64()?).ok()?)
}

/// Adds to the earlier register of a season what requests ask for and only the register has, and says of what both have whether
/// it still holds there.
pub(super) fn add_known(config: &Config, season: &mut Season) {
    let needs = |paper: &str| config.institution.service(paper).is_some_and(|service| service.needs_original);
    let asked = season.requests.iter().filter(|request| !request.register_number.is_empty() && needs(&request.paper));
    let numbers: BTreeSet<&str> = asked.map(|request| request.register_number.as_str()).collect();
    if numbers.is_empty() {
        return;
    }
    // A register that cannot be read stops whoever needs it, with its own words.
    let Ok(Some(register)) = super::open_register_to_read(config) else { return };
    let mut known: BTreeMap<String, EarlierEntry> = BTreeMap::new();
    for number in numbers {
        known.extend(lines(&register, number).unwrap_or_default());
    }
    for line in &mut season.earlier {
        known.retain(|_, kept| {
            let is_same = fold(&kept.register_number) == fold(&line.register_number) && kept.person_name == line.person_name;
            line.is_valid &= !is_same || kept.is_valid;
            !is_same
        });
    }
    season.earlier.extend(known.into_values());
}

/// The lines that were taken over under a number, however its dashes and spaces are written, by their keys.
fn lines(register: &Register, number: &str) -> Result<Vec<(String, EarlierEntry)>, RegisterError> {
    let plain: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.replace(['–', '—', '−', '‑'], "-");
    let mut papers = register.numbered(number)?;
    if plain != number {
        papers.extend(register.numbered(&plain)?);
    }
    papers.retain(|paper| paper.entries().iter().any(|entry| entry.action == Action::Imported));
    let mut lines = Vec::new();
    for paper in papers {
        let key = paper.last().document.clone();
        let line = register.data_of(&key)?.and_then(|data| from_json(&data));
        lines.extend(line.map(|line| (key, EarlierEntry { is_valid: line.is_valid && holds(&paper), ..line })));
    }
    Ok(lines)
}

/// What a duplicate took the place of counts as valid here: that it has one is another refusal.
fn holds(paper: &Paper) -> bool {
    paper.state() != State::Annulled || paper.last().replaced_by.is_some()
}
