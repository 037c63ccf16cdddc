//! `check --format sarif`: the shape that SARIF 2.1.0 asks for, places, fingerprints, repairs, and no personal number.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::house::{House, text};
use crate::sheets;

fn log(house: &House, lang: &str) -> Value {
    let ran = house.run(&["check", "--format", "sarif", "--no-memory", "--lang", lang]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", ran.out, ran.err))
}

fn run(log: &Value) -> &Value {
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    &log["runs"][0]
}

fn results(log: &Value) -> &[Value] {
    run(log)["results"].as_array().unwrap()
}

/// Members an object may and must have, as the schema of SARIF 2.1.0 says for the objects laurea writes.
const SHAPES: [(&str, &[&str], &[&str]); 9] = [
    ("", &["version", "runs"], &["$schema"]),
    (
        "runs",
        &["tool"],
        &["results", "language", "automationDetails", "originalUriBaseIds", "columnKind", "properties", "artifacts"],
    ),
    ("driver", &["name"], &["version", "semanticVersion", "language", "rules", "informationUri"]),
    ("rules", &["id"], &["name", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties"]),
    (
        "results",
        &["message"],
        &["ruleId", "ruleIndex", "level", "locations", "relatedLocations", "partialFingerprints", "fixes", "properties"],
    ),
    ("locations", &[], &["physicalLocation", "logicalLocations", "properties", "id", "message"]),
    ("physicalLocation", &[], &["artifactLocation", "region", "properties"]),
    ("logicalLocations", &[], &["name", "fullyQualifiedName", "kind", "properties"]),
    ("fixes", &["artifactChanges"], &["description", "properties"]),
];

/// Walks the log: every object of a known name has the members of its shape, every text is one.
fn look(name: &str, value: &Value, met: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| look(name, item, met)),
        Value::Object(members) => {
            let name = if name == "relatedLocations" { "locations" } else { name };
            if let Some((_, must, may)) = SHAPES.iter().find(|(shape, ..)| *shape == name) {
                met.insert(name.to_owned());
                for key in *must {
                    assert!(members.contains_key(*key), "{name} has no {key}: {value}");
                }
                for key in members.keys() {
                    assert!(must.contains(&key.as_str()) || may.contains(&key.as_str()), "{name} has {key}");
                }
            }
            if ["message", "description", "help", "shortDescription", "fullDescription"].contains(&name) {
                assert!(!text(&value["text"]).is_empty(), "{name} says nothing");
            }
            for (key, inner) in members.iter().filter(|(key, _)| *key != "properties") {
                look(key, inner, met);
            }
        }
        _ => {}
    }
}

#[test]
fn the_log_has_the_shape_that_sarif_asks_for() {
    let house = House::defective(40);
    for lang in ["bg", "en"] {
        let log = log(&house, lang);
        let mut met = BTreeSet::new();
        look("", &log, &mut met);
        assert_eq!(met.len(), SHAPES.len(), "{met:?}");
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(run(&log)["tool"]["driver"]["name"], "laurea");
        assert_eq!(run(&log)["language"], lang);
        let rules = run(&log)["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rules.len(), "a rule stands twice");
        for result in results(&log) {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        }
    }
}

#[test]
fn rules_speak_the_language_that_was_asked_for() {
    let house = House::defective(40);
    let (bg, en) = (log(&house, "bg"), log(&house, "en"));
    let rule = |log: &Value| {
        let rules = run(log)["tool"]["driver"]["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["id"] == "egn-checksum-wrong").unwrap().clone()
    };
    assert_eq!(rule(&bg)["name"], "EgnChecksumWrong");
    assert_eq!(rule(&bg)["shortDescription"]["text"], "ЕГН с грешна контролна цифра");
    assert_eq!(rule(&en)["shortDescription"]["text"], "ЕГН with a wrong check digit");
    assert_ne!(rule(&bg)["help"], rule(&en)["help"]);
    assert_eq!(rule(&bg)["defaultConfiguration"]["level"], "error");
}

#[test]
fn the_log_tells_the_findings_that_json_tells_at_the_same_cells() {
    let house = House::defective(40);
    let (findings, log) = (house.check(), log(&house, "en"));
    let results = results(&log);
    assert!(results.len() > 20);
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(&findings) {
        assert_eq!((&result["ruleId"], &result["level"]), (&finding["code"], &finding["level"]));
        assert!(text(&result["message"]["text"]).starts_with(finding["message"].as_str().unwrap()));
        let location = &result["locations"][0];
        let uri = text(&location["physicalLocation"]["artifactLocation"]["uri"]);
        assert_eq!(uri, format!("season/{}", text(&finding["file"])));
        if let Some(cell) = finding["cell"].as_str() {
            let logical = &location["logicalLocations"][0];
            assert_eq!((logical["name"].as_str(), logical["kind"].as_str()), (Some(cell), Some("cell")));
            let full = format!("{}/{}/{cell}", text(&finding["file"]), text(&finding["sheet"]));
            assert_eq!(logical["fullyQualifiedName"], full);
            assert_eq!((&location["properties"]["sheet"], &location["properties"]["row"]), (&finding["sheet"], &finding["row"]));
        }
        assert_eq!(result.get("relatedLocations").is_some(), !finding["also"].is_null());
        for (property, key) in [("facultyNumber", "faculty_number"), ("found", "found"), ("expected", "expected")] {
            assert_eq!(result["properties"][property].as_str().unwrap_or_default(), finding[key].as_str().unwrap());
        }
    }
    assert!(results.iter().any(|result| !result["properties"]["person"].is_null()));
}

#[test]
fn fingerprints_are_each_others_equals_in_no_result_and_the_same_in_every_run() {
    let house = House::defective(40);
    let marks = |log: &Value| -> Vec<String> {
        results(log).iter().map(|result| text(&result["partialFingerprints"]["laureaFinding/v1"])).collect()
    };
    let first = marks(&log(&house, "bg"));
    assert_eq!(first, marks(&log(&house, "en")));
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len());
}

#[test]
fn a_proven_repair_is_a_fix_unless_it_is_a_personal_number() {
    let house = House::defective(40);
    let log = log(&house, "bg");
    let fixed: Vec<&Value> = results(&log).iter().filter(|result| result.get("fixes").is_some()).collect();
    let fix = fixed.iter().find(|result| result["ruleId"] == "name-mixed-alphabet").expect("a look-alike was planted");
    let replacement = &fix["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], fix["properties"]["suggestion"]);
    assert_eq!(replacement["deletedRegion"]["properties"]["cell"], fix["locations"][0]["logicalLocations"][0]["name"]);
    assert!(!fixed.iter().any(|result| result["properties"]["field"] == "egn"));
    let rows = sheets::rows(&house.at("season/students.xlsx"), "Студенти");
    let column = sheets::column(&rows, "ЕГН");
    let whole = serde_json::to_string(&log).unwrap();
    for number in rows[1..].iter().map(|row| row[column].to_string()).filter(|number| number.len() >= 9) {
        assert!(!whole.contains(&number), "a personal number stands whole in the log");
    }
}

#[test]
fn a_row_of_a_text_file_is_a_line() {
    let house = House::small().with("pipeline.toml", "students.xlsx", "студенти 1.csv").with(
        "institution.toml",
        "[tables.students]\nsheets = [\"Студенти\"]",
        "[tables.students]\nsheets = [\"*\"]",
    );
    let rows = sheets::rows(&house.at("season/students.xlsx"), "Студенти");
    let egn = sheets::column(&rows, "ЕГН");
    let mut csv = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(as_text).collect();
        let cell = |column: usize| if (at, column) == (3, egn) { "12345" } else { cells[column].as_str() };
        csv += &((0..row.len()).map(cell).collect::<Vec<_>>().join(";") + "\r\n");
    }
    fs::write(house.at("season/студенти 1.csv"), csv).unwrap();
    let log = log(&house, "en");
    let cell = sheets::cell_name(3, egn);
    let at_cell = |result: &&Value| result["locations"][0]["logicalLocations"][0]["name"] == cell.as_str();
    let result = results(&log).iter().find(at_cell).expect("five digits");
    assert_eq!(result["ruleId"], "egn-malformed");
    let physical = &result["locations"][0]["physicalLocation"];
    assert_eq!(physical["region"]["startLine"], 4);
    let uri = "season/%D1%81%D1%82%D1%83%D0%B4%D0%B5%D0%BD%D1%82%D0%B8%201.csv";
    assert_eq!(physical["artifactLocation"]["uri"], uri);
}

/// A cell as a text file has it.
fn as_text(cell: &sheets::Cell) -> String {
    match cell {
        sheets::Cell::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{day:02}.{month:02}.{year}")
        }
        other => other.to_string(),
    }
}
