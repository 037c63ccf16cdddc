//! What is said of papers that are shown, and of lists that cannot be made or read.

use serde_json::{Value, json};

use super::Exit;
use super::failure::{said, write_words};
use crate::diag::{Lang, ui};
use crate::pipeline::{Against, Answer, Because, PaperShown, Shown};
use crate::publish::list::ListError;

/// The exit code of a list that cannot be made or read.
pub fn exit_of(error: &ListError) -> Exit {
    match error {
        ListError::Taken(_) | ListError::NoList(_) | ListError::Newer(_) | ListError::Key(_) => Exit::Usage,
        ListError::Damaged(_) => Exit::Unverified,
        ListError::Io { .. } | ListError::Other(_) => Exit::Unexpected,
    }
}

/// What to say of it.
pub fn error_words(error: &ListError, lang: Lang) -> String {
    let about = |key: &str, path: &std::path::Path| said(lang, key, &[("path", &path.display().to_string())]);
    match error {
        ListError::Io { path, error } => write_words(path, error, lang),
        ListError::Taken(path) => about("error-list-taken", path),
        ListError::NoList(path) => about("error-no-list", path),
        ListError::Newer(path) => about("error-list-newer", path),
        ListError::Damaged(path) => about("error-list-damaged", path),
        ListError::Key(path) => about("error-list-key", path),
        ListError::Other(error) => said(lang, "error-other", &[("error", error)]),
    }
}

/// What can be said of what was shown.
pub fn shown_words(against: Against, shown: &Shown, lang: Lang) -> String {
    let mut out: String = shown.papers.iter().map(|paper| paper_words(against, shown, paper, lang)).collect();
    if let Against::List(list) = against {
        let of = list.parameters();
        let name = if lang == Lang::Bg { &of.name_bg } else { &of.name_en };
        let key = if of.as_of.is_some() { "shown-list-day" } else { "shown-list" };
        out += &(ui(lang, key, &[("name", name), ("date", of.as_of.as_deref().unwrap_or_default())]) + "\n");
    }
    out
}

fn paper_words(against: Against, shown: &Shown, paper: &PaperShown, lang: Lang) -> String {
    let mut out = format!("{}: {}", ui(lang, answer_key(paper.answer), &[]), subject(paper, lang));
    if !paper.pages.is_empty() && shown.papers.len() > 1 {
        let pages: Vec<String> = paper.pages.iter().map(ToString::to_string).collect();
        out += &ui(lang, "shown-pages", &[("pages", &pages.join(", "))]);
    }
    out += &format!("{}\n", because_words(against, shown, paper, paper.because, lang));
    if let Some(why) = paper.paper {
        out += &format!("  {}: {}\n", ui(lang, "shown-paper", &[]), because_words(against, shown, paper, why, lang));
    }
    if let Some(fault) = paper.fault {
        out += &format!("  {}\n", ui(lang, fault, &[]));
    }
    if let (Answer::Altered | Answer::Copied, Some(entry)) = (paper.answer, &paper.entry) {
        out += &format!("  {}\n", ui(lang, "shown-compare", &[("document", &entry.document)]));
    }
    out
}

/// The paper by what the register says of it, else by its code.
fn subject(paper: &PaperShown, lang: Lang) -> String {
    match (&paper.entry, &paper.code) {
        (Some(entry), _) => {
            let number = entry.number.as_deref().unwrap_or("–");
            let args = [("number", number), ("name", &entry.person_name), ("document", &entry.document)];
            ui(lang, "shown-named", &args) + " – "
        }
        (None, Some(code)) => format!("{code} – "),
        (None, None) => String::new(),
    }
}

fn because_words(against: Against, shown: &Shown, paper: &PaperShown, because: Because, lang: Lang) -> String {
    let bytes = paper.appended.unwrap_or_default().to_string();
    let args = [
        ("date", paper.entry.as_ref().map_or("", |entry| entry.date.as_str())),
        ("by", paper.instead.as_deref().unwrap_or("–")),
        ("bytes", &bytes),
        ("code", paper.code.as_deref().unwrap_or_default()),
        ("sha256", shown.sha256.as_deref().unwrap_or_default()),
    ];
    let key = because_key(because);
    let is_of_list = matches!(against, Against::List(_))
        && matches!(because, Because::SameFile | Because::Annulled | Because::Replaced | Because::NoPaper);
    ui(lang, &if is_of_list { format!("{key}-listed") } else { key.to_owned() }, &args)
}

/// The same for programs.
pub fn shown_json(against: Against, shown: &Shown) -> Value {
    let list = match against {
        Against::Register(..) => Value::Null,
        Against::List(list) => json!({ "institution": list.parameters().institution, "as_of": list.parameters().as_of }),
    };
    json!({ "sound": shown.is_sound(), "sha256": shown.sha256, "list": list, "papers": shown.papers })
}

fn answer_key(answer: Answer) -> &'static str {
    match answer {
        Answer::Genuine => "answer-genuine",
        Answer::Annulled => "answer-annulled",
        Answer::Replaced => "answer-replaced",
        Answer::Altered => "answer-altered",
        Answer::Copied => "answer-copied",
        Answer::Unknown => "answer-unknown",
    }
}

fn because_key(because: Because) -> &'static str {
    match because {
        Because::SameFile => "because-same-file",
        Because::SameCode => "because-same-code",
        Because::Annulled => "because-annulled",
        Because::Duplicate => "because-duplicate",
        Because::Corrected => "because-corrected",
        Because::Replaced => "because-replaced",
        Because::Spoiled => "because-spoiled",
        Because::Appended => "because-appended",
        Because::OtherFile => "because-other-file",
        Because::Picture => "because-picture",
        Because::OtherWords => "because-other-words",
        Because::NoPaper => "because-no-paper",
        Because::OtherInstitution => "because-other-institution",
        Because::NeedsNumber => "because-needs-number",
        Because::NoCode => "because-no-code",
    }
}
