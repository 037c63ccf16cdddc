//! What the repository ships beside the program says what the program does: schemas, commented default files.
//!
//! `LAUREA_BLESS=1 cargo test --test it schemas` writes the schemas anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::house::{LAUREA, REPOSITORY, finish};

fn records_schema() -> String {
    let mut command = Command::new(LAUREA);
    command.current_dir(REPOSITORY).args(["records", "--schema"]);
    finish(command).expect(0).out
}

#[test]
fn the_shipped_schemas_are_those_of_the_program() {
    let folder = Path::new(REPOSITORY).join("data/schemas");
    let schemas = [
        ("pipeline", laurea::config::schema("pipeline").unwrap()),
        ("institution", laurea::config::schema("institution").unwrap()),
        ("kind", laurea::kind::schema().unwrap()),
        ("records", records_schema()),
    ];
    for (name, schema) in schemas {
        let path = folder.join(format!("{name}.schema.json"));
        if std::env::var_os("LAUREA_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &schema).unwrap();
        }
        let shipped = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(shipped == schema, "{} is not current: LAUREA_BLESS=1 cargo test --test it schemas", path.display());
        assert!(serde_json::from_str::<Value>(&schema).unwrap()["properties"].is_object());
    }
}

/// Names of all options in a schema.
fn options(value: &Value, found: &mut BTreeSet<String>) {
    if let Some(properties) = value.get("properties").and_then(Value::as_object) {
        found.extend(properties.keys().cloned());
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| options(member, found)),
        Value::Array(items) => items.iter().for_each(|item| options(item, found)),
        _ => {}
    }
}

#[test]
fn every_option_stands_in_its_commented_default_file() {
    for (name, file) in [("pipeline", "pipeline.toml"), ("institution", "data/institution.toml")] {
        let schema: Value = serde_json::from_str(&laurea::config::schema(name).unwrap()).unwrap();
        let mut options_known = BTreeSet::new();
        options(&schema, &mut options_known);
        assert!(options_known.len() > 10, "{name}");
        let text = fs::read_to_string(Path::new(REPOSITORY).join(file)).unwrap();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').collect();
        let lacking: Vec<&String> = options_known.iter().filter(|option| !words.contains(option.as_str())).collect();
        assert!(lacking.is_empty(), "{file} does not show {lacking:?}");
    }
}

#[test]
fn the_shipped_files_name_their_schemas() {
    for (file, schema) in
        [("pipeline.toml", "data/schemas/pipeline.schema.json"), ("data/institution.toml", "schemas/institution.schema.json")]
    {
        let path = Path::new(REPOSITORY).join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().next(), Some(format!("#:schema {schema}").as_str()), "{file}");
        assert!(path.parent().unwrap().join(schema).is_file(), "{schema}");
    }
}

#[test]
fn a_record_line_has_the_members_of_its_schema() {
    let schema: Value = serde_json::from_str(&records_schema()).unwrap();
    let members: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let record = &crate::house::issued_small().records[0];
    assert_eq!(record.as_object().unwrap().keys().collect::<BTreeSet<_>>(), members);
    for name in [
        "faculty_number",
        "egn",
        "lnch",
        "first_name",
        "middle_name",
        "last_name",
        "birth_date",
        "status",
        "mean_subjects",
        "mean_state_exams",
        "overall",
        "overall_word",
        "credits_total",
        "courses",
        "state_exams",
    ] {
        assert!(members.iter().any(|member| *member == name), "{name} was promised");
    }
}
