//! How a paper is printed: in full, or only its variable text onto a pre-printed form.

use serde_json::{Value, json};

/// How the form of a paper is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OnForm {
    /// What the printer needs on the front, to the right and downwards, in mm.
    pub front: (f64, f64),
    /// The same on the back.
    pub back: (f64, f64),
    /// Whether the picture of the empty form lies below; for looking at, never for the printer.
    pub picture: bool,
    /// Whether a grid of mm lies below.
    pub grid: bool,
}

/// `print` of a paper in full, as it stands in the data that the register keeps.
#[must_use]
pub fn in_full() -> Value {
    json!({ "mode": "full", "picture": null, "grid": false, "x": 0.0, "y": 0.0, "back": { "x": 0.0, "y": 0.0 } })
}

/// The data of a paper for its form; `picture` is the form's, as Typst names it. What the paper says does not change.
///
/// # Errors
/// The data is no JSON object.
pub fn for_form(data: &str, on_form: &OnForm, picture: Option<&str>) -> Result<String, String> {
    let mut data: Value = serde_json::from_str(data).map_err(|error| error.to_string())?;
    let picture = picture.filter(|_| on_form.picture);
    let ((x, y), (back_x, back_y)) = (on_form.front, on_form.back);
    let print = json!({
        "mode": "form",
        "picture": picture,
        "grid": on_form.grid,
        "x": x,
        "y": y,
        "back": { "x": back_x, "y": back_y },
    });
    data.as_object_mut().ok_or("data.json")?.insert("print".to_owned(), print);
    Ok(data.to_string())
}

/// The text at a path of a paper's data, `fields.full_name`; `None` where there is none to print.
#[must_use]
pub fn text_at<'a>(data: &'a Value, path: &str) -> Option<&'a str> {
    let found = path.split('.').try_fold(data, |found, key| found.get(key))?;
    found.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_changes_how_a_paper_is_printed_and_nothing_that_it_says() {
        let full = json!({ "fields": { "full_name": "Ана" }, "print": in_full() }).to_string();
        let on_form = OnForm { front: (0.4, -0.2), back: (1.0, 0.0), picture: true, grid: false };
        let form = for_form(&full, &on_form, Some("/diploma/form.png")).expect("data");
        let form: Value = serde_json::from_str(&form).expect("JSON");
        assert_eq!(form["fields"]["full_name"], "Ана");
        let print = json!({ "mode": "form", "picture": "/diploma/form.png", "grid": false, "x": 0.4, "y": -0.2, "back": { "x": 1.0, "y": 0.0 } });
        assert_eq!(form["print"], print);
        let plain = for_form(&full, &OnForm::default(), Some("/diploma/form.png")).expect("data");
        assert!(plain.contains(r#""picture":null"#), "a picture must be asked for: {plain}");
    }

    #[test]
    fn a_path_leads_to_a_text_or_to_nothing() {
        let data = json!({ "fields": { "full_name": "Ана", "egn": null, "lnch": "" }, "institution": { "name": "У" } });
        assert_eq!(text_at(&data, "fields.full_name"), Some("Ана"));
        assert_eq!(text_at(&data, "institution.name"), Some("У"));
        for nothing in ["fields.egn", "fields.lnch", "fields", "fields.sex", "fields.full_name.first"] {
            assert_eq!(text_at(&data, nothing), None, "{nothing}");
        }
    }
}
