//! What the frozen data of somebody's papers says, whichever of them says it.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Both;
use super::xml::one_line;
use crate::model::Field;

/// The data of the papers of one study, those that say most first. All are of the same person and the same results, so what one leaves
/// out another may say.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    data: &'a [Value],
}

impl<'a> Known<'a> {
    /// Over some data.
    pub fn of(data: &'a [Value]) -> Self {
        Self { data }
    }

    /// A field as it was printed.
    pub fn field(self, name: &str) -> Option<&'a str> {
        let texts = self.data.iter().filter_map(|data| data["fields"][name].as_str());
        texts.map(str::trim).find(|text| !text.is_empty())
    }

    /// A field in one line; empty where nobody says it.
    pub fn line(self, name: &str) -> String {
        self.field(name).map(one_line).unwrap_or_default()
    }

    /// A field in both languages.
    pub fn both(self, name: &str) -> Both {
        Both { bg: self.line(name), en: self.line(&format!("{name}_en")) }
    }

    /// A day as it was printed, in whatever language.
    pub fn day(self, name: &str) -> Option<Date> {
        day(self.field(name)?)
    }

    /// A text that is no field: `/institution/name`.
    pub fn at(self, pointer: &str) -> String {
        let texts = self.data.iter().filter_map(|data| data.pointer(pointer)?.as_str());
        texts.map(one_line).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The rows of a table; none where no paper has it.
    pub fn rows(self, name: &str) -> &'a [Value] {
        let tables = self.data.iter().filter_map(|data| data[name].as_array());
        tables.map(Vec::as_slice).find(|rows| !rows.is_empty()).unwrap_or_default()
    }

    /// All of it as the data of one paper, with these fields: null where nobody says them.
    pub fn as_paper(self, kind: &str, fields: impl Iterator<Item = Field>) -> Value {
        let first = |name: &str| {
            let mut parts = self.data.iter().map(|data| &data[name]);
            parts.find(|part| !part.is_null()).cloned().unwrap_or_default()
        };
        let said: Map<String, Value> = fields.map(|field| (field.name().to_owned(), json!(self.field(field.name())))).collect();
        json!({
            "kind": kind,
            "draft": false,
            "institution": first("institution"),
            "faculty": first("faculty"),
            "signatories": first("signatories"),
            "document": first("document"),
            "courses": self.rows("courses"),
            "state_exams": self.rows("state_exams"),
            "original": null,
            "fields": said,
        })
    }
}

/// A text of a row in one line; empty where it has none.
pub fn text(row: &Value, name: &str) -> String {
    row[name].as_str().map(one_line).unwrap_or_default()
}

/// A day as papers print it: `30.09.2025 г.`, `30.09.2025`.
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.get(..10)?.split('.');
    let mut number = || parts.next()?.parse::<i16>().ok();
    let (day, month, year) = (number()?, number()?, number()?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_paper_leaves_out_another_says() {
        let data = [
            json!({"fields": {"full_name": " Ана\u{a0}Петрова ", "degree": null}, "courses": null, "document": null}),
            json!({"fields": {"full_name": "–", "degree": "бакалавър", "birth_date": "17.03.2002\u{a0}г."}, "courses": [{"name": "А"}],
                   "document": {"register_number": "1/2025"}}),
        ];
        let known = Known::of(&data);
        assert_eq!((known.line("full_name").as_str(), known.line("degree").as_str()), ("Ана Петрова", "бакалавър"));
        assert_eq!(known.day("birth_date"), Some(Date::constant(2002, 3, 17)));
        assert_eq!((known.rows("courses").len(), known.rows("state_exams").len()), (1, 0));
        assert_eq!(known.at("/document/register_number"), "1/2025");
        let paper = known.as_paper("supplement", [Field::Degree, Field::Egn].into_iter());
        assert_eq!(paper["fields"], json!({"degree": "бакалавър", "egn": null}));
    }

    #[test]
    fn only_a_day_is_a_day() {
        assert_eq!(day("05.10.2025"), Some(Date::constant(2025, 10, 5)));
        for text in ["", "5.10.2025", "31.02.2025 г.", "2025-10-05", "септември 2025"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
