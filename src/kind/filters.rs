//! What a sentence can do with a value besides Tera's own filters: write it in words.

use tera::{Error, Kwargs, State, Tera, TeraResult};

use crate::diag::Lang;
use crate::model::{date_in_words, grade_in_words, number_in_words, read_date};

/// An engine with laurea's filters in a language: `date_words`, `number_words`, `grade_words`.
pub(super) fn tera(lang: Lang) -> Tera {
    let mut tera = Tera::default();
    tera.register_filter("date_words", move |text: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        let date = read_date(text).ok_or_else(|| Error::message(format!("date_words: `{text}`")))?;
        Ok(date_in_words(date, lang))
    });
    tera.register_filter("number_words", move |text: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        text.parse().ok().and_then(|number| number_in_words(number, lang)).ok_or_else(|| unreadable("number_words", text))
    });
    tera.register_filter("grade_words", move |text: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        grade_in_words(text, lang).ok_or_else(|| unreadable("grade_words", text))
    });
    tera
}

fn unreadable(filter: &str, text: &str) -> Error {
    Error::message(format!("{filter}: `{text}`"))
}
