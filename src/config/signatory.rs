//! Who signs, in which role, and when in office.

use jiff::civil::Date;

use super::pipeline::date;
use super::raw::{RawFaculty, RawSignatory};
use super::{Reader, fold};
use crate::model::transliterate;

/// Whose signature a paper needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Rector of the institution.
    Rector,
    /// Dean of the faculty or director of the college.
    Head,
    /// Head of the students' office.
    Office,
    /// Vice-rector, for certificates of training.
    ViceRector,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Rector, Self::Head, Self::Office, Self::ViceRector];

    /// The name used in configuration; in a kind's data it stands with an underscore for the hyphen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rector => "rector",
            Self::Head => "head",
            Self::Office => "office",
            Self::ViceRector => "vice-rector",
        }
    }
}

/// A person who signs, with the days in office.
#[derive(Debug, Clone)]
pub struct Signatory {
    /// In which role.
    pub role: Role,
    /// Of which faculty, for a head.
    pub faculty: Option<String>,
    /// Title under the line.
    pub title: String,
    /// Name with academic titles.
    pub name: String,
    /// Title in English papers.
    pub title_en: String,
    /// Name in English papers.
    pub name_en: String,
    /// First day in office.
    pub from: Option<Date>,
    /// Last day in office.
    pub until: Option<Date>,
}

impl Reader<'_> {
    pub(super) fn signatories(&mut self, raw: &[RawSignatory], faculties: &[RawFaculty]) -> Vec<Signatory> {
        raw.iter().enumerate().filter_map(|(at, signatory)| self.signatory(at, signatory, faculties)).collect()
    }

    fn signatory(&mut self, at: usize, raw: &RawSignatory, faculties: &[RawFaculty]) -> Option<Signatory> {
        let key = |name: &str| format!("signatories[{at}].{name}");
        let word = self.required(&key("role"), raw.role.as_ref());
        let role = self.word(&key("role"), &word, &Role::ALL, Role::name)?;
        let faculty = raw.faculty.as_ref().map(|name| fold(name));
        let home = faculties.iter().find(|f| f.name.as_ref().is_some_and(|name| Some(fold(name)) == faculty));
        if let Some(name) = raw.faculty.as_ref().filter(|_| home.is_none()) {
            self.complain(&key("faculty"), "config-unknown-faculty", &[("found", name)]);
        }
        let title = match role {
            Role::Rector => "Ректор".to_owned(),
            Role::Head => home.and_then(|f| f.head_title.clone()).unwrap_or_else(|| "Декан".to_owned()),
            Role::Office => "Ръководител на сектор „Студенти“".to_owned(),
            Role::ViceRector => "Заместник-ректор".to_owned(),
        };
        let title = raw.title.clone().unwrap_or(title);
        let name = self.required(&key("name"), raw.name.as_ref());
        Some(Signatory {
            role,
            faculty: raw.faculty.clone(),
            title_en: raw.title_en.clone().unwrap_or_else(|| title_in_english(role, &title).to_owned()),
            title,
            name_en: raw.name_en.clone().unwrap_or_else(|| in_english(&name)),
            name,
            from: raw.from.as_deref().and_then(|text| date(text, &key("from"), self.source, self.complaints)),
            until: raw.until.as_deref().and_then(|text| date(text, &key("until"), self.source, self.complaints)),
        })
    }
}

/// The title under the line in English papers; the head of a college is a director.
fn title_in_english(role: Role, title: &str) -> &'static str {
    match role {
        Role::Rector => "Rector",
        Role::Head if fold(title) == "директор" => "Director",
        Role::Head => "Dean",
        Role::Office => "Head of the Students’ Office",
        Role::ViceRector => "Vice-Rector",
    }
}

/// Academic titles and degrees as Bulgarian names carry them, and in English; the longer before those they begin with.
const TITLES: [(&str, &str); 12] = [
    ("проф.", "Prof."),
    ("доц.", "Assoc. Prof."),
    ("гл. ас.", "Chief Assist. Prof."),
    ("ас.", "Assist. Prof."),
    ("акад.", "Acad."),
    ("чл.-кор.", "Corr. Mem."),
    ("д.ик.н.", "DSc"),
    ("д.н.", "DSc"),
    ("дтн", "DSc"),
    ("дн", "DSc"),
    ("д-р", "Dr"),
    ("инж.", "Eng."),
];

/// A name in English papers: the titles before it in English, the name itself by the Transliteration Act; the higher doctorate
/// stands behind the name.
fn in_english(name: &str) -> String {
    const BEHIND: &str = "DSc";
    let mut rest = name.trim();
    let (mut titles, mut behind) = (String::new(), "");
    while let Some((title, english)) = TITLES.iter().find(|(title, _)| rest.starts_with(&format!("{title} "))) {
        if *english == BEHIND {
            behind = ", DSc";
        } else {
            titles.push_str(english);
            titles.push(' ');
        }
        rest = rest[title.len()..].trim_start();
    }
    titles + &transliterate(rest) + behind
}

#[cfg(test)]
mod tests {
    use super::in_english;

    #[test]
    fn titles_stand_in_english() {
        assert_eq!(in_english("проф. д.ик.н. Радостин Дунавски"), "Prof. Radostin Dunavski, DSc");
        assert_eq!(in_english("доц. д-р инж. Огнян Лодкаров"), "Assoc. Prof. Dr Eng. Ognyan Lodkarov");
        assert_eq!(in_english("Тодорка Архивова"), "Todorka Arhivova");
    }
}
