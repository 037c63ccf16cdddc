//! The data a paper was made from, as the register keeps it, and a paper set again from it.

use std::path::Path;

use serde_json::Value;

use super::code::{Code, add_page_codes, fold_page_codes, take_page_codes, unfold_page_codes};
use super::data::{PaperData, PhotoFile};
use super::photo;
use crate::model::Blank;

/// A paper that is set again from what the register kept.
#[derive(Debug)]
pub struct Thawed {
    /// What it says, with its photo and their hash.
    pub data: PaperData,
    /// The same as the register keeps it.
    pub frozen: String,
}

/// The photo that a paper was issued with is no longer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no photo")]
pub struct PhotoGone;

/// The data of a paper as the register keeps it: without the drawings of its code, which the code itself says.
#[must_use]
pub fn freeze(json: &str) -> String {
    let Ok(mut data) = serde_json::from_str::<Value>(json) else { return json.to_owned() };
    if data["document"]["qr"].is_string() {
        data["document"]["qr"] = Value::Bool(true);
        fold_page_codes(&mut data);
        return data.to_string();
    }
    json.to_owned()
}

/// The data of a paper as its template sees it, from what the register kept.
///
/// # Errors
/// It is no data of a paper.
pub fn thaw(frozen: &str) -> Result<String, String> {
    let mut data: Value = serde_json::from_str(frozen).map_err(|error| error.to_string())?;
    if data["document"]["qr"] != Value::Bool(true) {
        return Ok(frozen.to_owned());
    }
    let code = Code::parse(data["document"]["code"].as_str().ok_or("document.code")?);
    data["document"]["qr"] = Value::String(code.qr_svg()?);
    unfold_page_codes(&mut data)?;
    Ok(data.to_string())
}

/// A paper as it was issued, on another form: nothing else of what it says changes but its code.
///
/// # Errors
/// The data is none of a paper.
pub fn on_form(json: &str, form: &Blank, photo: Option<PhotoFile>) -> Result<Thawed, String> {
    let mut data: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let has_drawing = data["document"]["qr"].is_string();
    let pages = take_page_codes(&mut data).unwrap_or(1);
    let former = data["document"]["code"].as_str().unwrap_or_default().to_owned();
    let document = data["document"].as_object_mut().ok_or("document")?;
    document.insert("series".to_owned(), Value::from(form.series.as_str()));
    document.insert("blank_number".to_owned(), Value::from(form.number.as_str()));
    for name in ["code", "check", "qr"] {
        document.insert(name.to_owned(), Value::Null);
    }
    let code = Code::again(&former, &data);
    let drawing = if has_drawing { Value::String(code.qr_svg()?) } else { Value::Null };
    data["document"]["check"] = Value::from(code.check);
    data["document"]["code"] = Value::from(code.payload);
    data["document"]["qr"] = drawing;
    add_page_codes(&mut data, pages)?;
    let json = data.to_string();
    Ok(Thawed { frozen: freeze(&json), data: PaperData::of_json(json, photo) })
}

/// The photo a paper was issued with, from the folder of photos: the one that, with the data, has the hash of the register.
/// Those whose name has the faculty number are looked at first.
///
/// # Errors
/// None of them is it.
pub fn kept_photo(folder: Option<&Path>, json: &str, sha256: &str, faculty_number: &str) -> Result<Option<PhotoFile>, PhotoGone> {
    let data: Value = serde_json::from_str(json).map_err(|_| PhotoGone)?;
    if !data["photo"].is_string() {
        return Ok(None);
    }
    let folder = folder.ok_or(PhotoGone)?;
    let entries = std::fs::read_dir(folder).map_err(|_| PhotoGone)?.flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_by_key(|name| (!name.contains(faculty_number), name.clone()));
    let is_it = |photo: PhotoFile| {
        let made = PaperData::of_json(json.to_owned(), Some(photo));
        made.photo.filter(|_| made.sha256 == sha256)
    };
    names.iter().find_map(|name| photo::read(folder, name).ok().flatten().and_then(is_it)).map(Some).ok_or(PhotoGone)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paper() -> String {
        let code = Code::parse("laurea:2:uni:diploma:1/2025:ABCDEFGH");
        let document = json!({
            "series": "А", "blank_number": "000098", "register_number": "1/2025",
            "code": code.payload, "check": code.check, "qr": code.qr_svg().expect("short"),
        });
        json!({ "fields": { "full_name": "Ана" }, "document": document, "photo": null, "print": { "x": 0.0 } }).to_string()
    }

    #[test]
    fn the_drawing_is_not_kept_and_drawn_again_to_the_byte() {
        let frozen = freeze(&paper());
        assert!(!frozen.contains("<svg") && frozen.len() < paper().len() / 2, "{frozen}");
        assert_eq!(thaw(&frozen).expect("data"), paper());
        let plain = json!({ "document": { "qr": null } }).to_string();
        assert_eq!((freeze(&plain), thaw(&plain).expect("data")), (plain.clone(), plain));
    }

    #[test]
    fn codes_of_further_pages_are_not_kept_either_and_papers_from_before_stay_without() {
        let bare: Value = serde_json::from_str(&paper()).expect("JSON");
        let coded = PaperData::of(bare, 8, None).expect("a code");
        assert_eq!(coded.sha256, PaperData::of_json(paper(), None).sha256, "they change nothing of what the paper is");
        assert_eq!(coded.sha256, PaperData::of_json(coded.json.clone(), None).sha256);
        let frozen = freeze(&coded.json);
        assert!(frozen.contains(r#""page_codes":8"#) && frozen.len() < freeze(&paper()).len() + 20, "{frozen}");
        assert_eq!(thaw(&frozen).expect("data"), coded.json);
        assert_eq!(coded.without_page_codes().expect("codes").json, paper());
        assert!(PaperData::of_json(paper(), None).without_page_codes().is_none());
        let form = Blank { series: "А".to_owned(), number: "000099".to_owned() };
        let codes = |json: &str| serde_json::from_str::<Value>(json).expect("JSON")["document"].get("page_codes").cloned();
        let again = on_form(&coded.json, &form, None).expect("data").data;
        let (new, old) = (codes(&again.json).expect("codes"), codes(&coded.json).expect("codes"));
        assert!(new.as_array().map(Vec::len) == Some(7) && new != old, "another code on each page");
        let before = on_form(&paper(), &form, None).expect("data").data;
        assert!(codes(&before.json).is_none() && before.sha256 == again.sha256);
    }

    #[test]
    fn another_form_changes_the_form_and_the_code_and_nothing_else() {
        let form = Blank { series: "А".to_owned(), number: "000099".to_owned() };
        let again = on_form(&paper(), &form, None).expect("data");
        let (old, new): (Value, Value) =
            (serde_json::from_str(&paper()).expect("JSON"), serde_json::from_str(&again.data.json).expect("JSON"));
        assert_eq!(new["document"]["blank_number"], "000099");
        assert_ne!(new["document"]["check"], old["document"]["check"]);
        let code = new["document"]["code"].as_str().expect("a code");
        assert_eq!(code, format!("laurea:2:uni:diploma:1/2025:{}", new["document"]["check"].as_str().expect("a value")));
        let without = |mut data: Value| {
            for name in ["blank_number", "code", "check", "qr"] {
                data["document"][name] = Value::Null;
            }
            data
        };
        assert_eq!(without(new), without(old));
        assert_eq!(on_form(&paper(), &form, None).expect("data").data.sha256, again.data.sha256, "the same again");
        assert_eq!(thaw(&again.frozen).expect("data"), again.data.json);
    }
}
