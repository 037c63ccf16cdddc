//! Paths into a paper's data, as `requisites.toml` writes them: `institution.name`, `courses[].name`, and of some rows only
//! `courses[practice].hours_total`, `courses[!practice].hours_exercises`.

use serde_json::Value;

/// The photo, at least 35 × 45 mm before its frame cuts it.
const PHOTO: &str = "photo";
/// The machine-readable code: a square.
const CODE: &str = "document.qr";

/// A place in the data, or one in each row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataPath {
    /// As written.
    pub written: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    /// Each row; with a key, each row that has it or, turned round, lacks it.
    Each(Option<(String, bool)>),
}

impl DataPath {
    /// Reads a path.
    #[must_use]
    pub fn parse(written: &str) -> Self {
        let mut steps = Vec::new();
        for part in written.split('.') {
            let (key, rows) = part.split_once('[').unwrap_or((part, ""));
            steps.push(Step::Key(key.to_owned()));
            if let Some(inner) = rows.strip_suffix(']') {
                let condition = match inner.strip_prefix('!') {
                    Some(lacked) => Some((lacked.to_owned(), false)),
                    None => (!inner.is_empty()).then(|| (inner.to_owned(), true)),
                };
                steps.push(Step::Each(condition));
            }
        }
        Self { written: written.to_owned(), steps }
    }

    /// Whether it is a sentence of the kind.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.steps.first(), Some(Step::Key(key)) if key == "texts" || key == "texts_en")
    }

    /// Whether its value is a picture, which has no words.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        [PHOTO, CODE].contains(&self.written.as_str())
    }

    /// Whether a picture of this width and height, in millimetres, can be the one the path means.
    #[must_use]
    pub fn is_drawn_as(&self, (width, height): (f64, f64)) -> bool {
        match self.written.as_str() {
            PHOTO => width > 34.5 && height > 44.5 && width < height && height < 90.0,
            _ => (12.0..30.0).contains(&width) && (width - height).abs() < 0.5,
        }
    }

    /// Whether it goes through the rows of a list, some of which may lack the value.
    #[must_use]
    pub fn is_of_rows(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Each(_)))
    }

    /// The values that are there: not null, not false, not empty.
    #[must_use]
    pub fn values<'v>(&self, data: &'v Value) -> Vec<&'v Value> {
        let mut values = vec![data];
        for step in &self.steps {
            values = match step {
                Step::Key(key) => values.into_iter().filter_map(|value| value.get(key)).collect(),
                Step::Each(condition) => {
                    values.into_iter().filter_map(Value::as_array).flatten().filter(|row| is_meant(row, condition)).collect()
                }
            };
        }
        values.into_iter().filter(|value| is_there(value)).collect()
    }

    /// The words that are there.
    #[must_use]
    pub fn texts<'v>(&self, data: &'v Value) -> Vec<&'v str> {
        self.values(data).into_iter().filter_map(Value::as_str).collect()
    }

    /// Changes each word that is there.
    pub fn change(&self, data: &mut Value, change: &mut dyn FnMut(&str) -> Value) {
        apply(data, &self.steps, change);
    }
}

fn apply(data: &mut Value, steps: &[Step], change: &mut dyn FnMut(&str) -> Value) {
    match steps.split_first() {
        None => {
            if let Some(text) = data.as_str().filter(|text| !text.is_empty()) {
                *data = change(text);
            }
        }
        Some((Step::Key(key), rest)) => {
            if let Some(inner) = data.get_mut(key) {
                apply(inner, rest, change);
            }
        }
        Some((Step::Each(condition), rest)) => {
            let rows = data.as_array_mut().into_iter().flatten().filter(|row| is_meant(row, condition));
            rows.for_each(|row| apply(row, rest, change));
        }
    }
}

fn is_meant(row: &Value, condition: &Option<(String, bool)>) -> bool {
    condition.as_ref().is_none_or(|(key, wanted)| row.get(key).is_some_and(is_there) == *wanted)
}

fn is_there(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::DataPath;

    #[test]
    fn keys_and_rows() {
        let data = json!({"a": {"b": "x"}, "rows": [{"n": "1"}, {"n": null}, {"n": ""}, {"n": "4"}], "no": false});
        assert_eq!(DataPath::parse("a.b").texts(&data), ["x"]);
        assert_eq!(DataPath::parse("rows[].n").texts(&data), ["1", "4"]);
        assert!(DataPath::parse("a.c").values(&data).is_empty());
        assert!(DataPath::parse("no").values(&data).is_empty());
        assert_eq!(DataPath::parse("rows").values(&data).len(), 1);
    }

    #[test]
    fn rows_that_have_something_and_rows_that_lack_it() {
        let data = json!({"rows": [{"n": "1", "p": true}, {"n": "2", "p": false}, {"n": "3"}]});
        assert_eq!(DataPath::parse("rows[p].n").texts(&data), ["1"]);
        assert_eq!(DataPath::parse("rows[!p].n").texts(&data), ["2", "3"]);
    }

    #[test]
    fn a_change_reaches_each_row() {
        let mut data = json!({"rows": [{"n": "1"}, {"n": null}]});
        DataPath::parse("rows[].n").change(&mut data, &mut |text| json!(format!("<{text}>")));
        assert_eq!(data, json!({"rows": [{"n": "<1>"}, {"n": null}]}));
    }
}
