//! The proposal as two files, each guess with its evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::date::{self, Day};
use super::guess::Guess;
use super::settle::{Layouts, Placed};
use super::toml_text::{Text, key, quoted};
use super::words::{self, Meanings};
use crate::config::{Shape, TableKind, fold};
use crate::diag::{Lang, column_letters, ui};
use crate::model::{Curriculum, Field};

/// Everything that is proposed.
pub struct Draft<'a> {
    /// How the configuration names the folder.
    pub folder: &'a str,
    /// The subfolder with the photos.
    pub photos: Option<&'a str>,
    /// Sheets laid out alike.
    pub layouts: Vec<Layouts<'a>>,
    /// All placed sheets.
    pub placed: &'a [Placed<'a>],
    /// The curricula as they were read.
    pub curricula: &'a [Arc<Curriculum>],
    /// Sheets that were not placed.
    pub unplaced: &'a [String],
    /// Language of the comments.
    pub lang: Lang,
}

impl Draft<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        ui(self.lang, key, args)
    }

    /// `pipeline.toml`.
    pub fn pipeline(&self) -> String {
        let mut text = Text::default();
        text.comment(&self.say("init-pipeline", &[("folder", self.folder)]));
        text.line("");
        text.text("institution", "institution.toml", "");
        text.line("# templates = \"templates\"");
        text.line("# output = \"output\"");
        text.line("# register = \"data/register.sqlite\"");
        text.line("\n[run]");
        match date::of(self.placed) {
            Some(Day::Said(day, line)) => text.text("date", &day.to_string(), &self.say("init-date-said", &[("found", &line)])),
            Some(Day::Reckoned(day)) => text.text("date", &day.to_string(), &self.say("init-date-reckoned", &[])),
            None => text.comment(&format!("date = \"YYYY-MM-DD\"  {}", self.say("init-date-none", &[]))),
        }
        text.line("\n[inputs]");
        text.text("folder", self.folder, "");
        for kind in INPUTS {
            let files: BTreeSet<&str> = self.files(kind.kinds);
            let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
            if files.is_empty() && !kind.is_required {
                text.comment(&format!("{} = []", kind.name));
            } else {
                text.list(kind.name, &files, "");
            }
        }
        match self.photos {
            Some(photos) => text.text("photos", photos, ""),
            None => text.comment("photos = \"photos\""),
        }
        self.list_unplaced(&mut text);
        text.line("\n[strictness]");
        text.done()
    }

    fn files(&self, kinds: &[TableKind]) -> BTreeSet<&str> {
        self.placed.iter().filter(|one| kinds.contains(&one.guess.kind)).map(|one| one.page.file.as_str()).collect()
    }

    fn list_unplaced(&self, text: &mut Text) {
        if !self.unplaced.is_empty() {
            text.line("");
            text.comment(&self.say("init-unplaced", &[]));
            self.unplaced.iter().for_each(|title| text.comment(&format!("  {title}")));
        }
    }

    /// `institution.toml`.
    pub fn institution(&self) -> String {
        let mut text = Text::default();
        text.comment(&self.say("init-institution", &[]));
        self.issuer(&mut text);
        text.line(FIXED_PART);
        self.services(&mut text);
        text.line("");
        text.comment(&self.say("init-tables", &[]));
        for kind in TableKind::ALL {
            for layout in self.layouts.iter().filter(|layout| layout.kind == kind) {
                self.layout(layout, &mut text);
            }
        }
        self.words(&mut text);
        text.done()
    }

    fn issuer(&self, text: &mut Text) {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for one in self.placed {
            for row in 1..one.guess.header_row.min(6) {
                let line = one.page.line(row);
                let first = line.split([';', '\t']).next().unwrap_or_default().trim().to_owned();
                let is_issuer = ["университет", "академия", "висше училище", "institute", "university", "институт"]
                    .iter()
                    .any(|word| fold(&first).contains(word));
                if is_issuer && first.chars().count() < 100 && !first.contains(':') {
                    *names.entry(first).or_default() += 1;
                }
            }
        }
        let name = names.into_iter().max_by_key(|(_, count)| *count).map(|(name, _)| name);
        text.line("\n[name]");
        let comment = self.say(if name.is_some() { "init-name-found" } else { "init-fill" }, &[]);
        text.text("bg", name.as_deref().unwrap_or("?"), &comment);
        text.line("\n[seat]");
        text.text("bg", "?", &self.say("init-fill", &[]));
        let faculties: BTreeSet<&str> =
            self.curricula.iter().map(|plan| plan.faculty.as_str()).filter(|name| !name.is_empty()).collect();
        for faculty in faculties {
            text.line("\n[[faculties]]");
            text.text("name", faculty, &self.say("init-faculty", &[]));
            if fold(faculty).contains("колеж") {
                text.text("head_title", "Директор", "");
            }
        }
        text.line("");
        text.comment(&self.say("init-signatories", &[]));
        text.line("# [[signatories]]\n# role = \"rector\"\n# name = \"…\"");
    }

    fn services(&self, text: &mut Text) {
        let requests = self.placed.iter().filter(|one| one.guess.kind == TableKind::Requests);
        let papers: BTreeSet<String> = requests.flat_map(|one| words::words_of(&one.guess, &[Field::RequestedPaper])).collect();
        let mut known: BTreeSet<String> = BTreeSet::new();
        for paper in &papers {
            if !known.insert(fold(paper)) {
                continue;
            }
            match service(paper) {
                Some(lines) => {
                    text.line(&format!("[services.{}]", quoted(paper)));
                    text.line(lines);
                }
                None => {
                    text.comment(&self.say("init-service-unknown", &[("found", paper)]));
                    text.line(&format!("[services.{}]\nkind = \"unknown\"\n", quoted(paper)));
                }
            }
        }
    }

    fn layout(&self, layout: &Layouts, text: &mut Text) {
        let guess = &layout.guess;
        text.line(&format!("\n[[tables.{}]]", layout.kind.name()));
        let base = |file: &str| file.rsplit('/').next().unwrap_or_default().to_owned();
        let files: BTreeSet<String> = layout.pages.iter().map(|page| base(&page.file)).collect();
        text.list("files", &files.into_iter().collect::<Vec<_>>(), "");
        let sheets: Vec<String> =
            layout.pages.iter().filter(|page| !page.sheet.is_text).map(|page| page.sheet.name.clone()).collect();
        let distinct: BTreeSet<&String> = sheets.iter().collect();
        // Of many sheets that are all laid out like this, none is named.
        let others =
            self.unplaced.iter().any(|title| layout.pages.iter().any(|page| title.starts_with(&format!("{} › ", page.file))));
        let is_all = !others
            && self
                .placed
                .iter()
                .all(|one| one.guess.kind == layout.kind || !layout.pages.iter().any(|page| page.file == one.page.file));
        let may_be_left_out = distinct.len() > 60 && is_all;
        if !distinct.is_empty() && !may_be_left_out {
            let mut ordered: Vec<String> = Vec::new();
            sheets.iter().for_each(|name| {
                if !ordered.contains(name) {
                    ordered.push(name.clone());
                }
            });
            text.list("sheets", &ordered, "");
        }
        if guess.shape == Shape::Wide {
            text.text("shape", "wide", &self.say("init-wide", &[]));
        }
        if guess.header_rows > 1 {
            text.assign("header_rows", &guess.header_rows.to_string(), "");
        }
        if !guess.fill_down.is_empty() {
            text.list("fill_down", &guess.fill_down.iter().map(|field| field.name().to_owned()).collect::<Vec<_>>(), "");
        }
        if !guess.ignore.is_empty() {
            text.list("ignore", &guess.ignore, &self.say("init-ignore", &[]));
        }
        let unplaced: Vec<&str> = guess.unplaced.iter().map(|(_, header)| header.as_str()).collect();
        if !unplaced.is_empty() {
            text.comment(&self.say("init-unplaced-columns", &[("found", &unplaced.join(" | "))]));
        }
        text.line(&format!("[tables.{}.columns]", layout.kind.name()));
        for (field, headers) in &layout.columns {
            text.list(field.name(), headers, &self.evidence(guess, *field));
        }
        for (name, facts) in [("banner", &guess.banner), ("sheet_name", &guess.sheet_name), ("sections", &guess.sections)] {
            self.facts(layout.kind, name, facts, text);
        }
        if !guess.fixed.is_empty() {
            text.line(&format!("[tables.{}.fixed]", layout.kind.name()));
            for (field, value, reason) in &guess.fixed {
                text.text(field.name(), value, &self.say("init-because", &[("found", reason)]));
            }
        }
        if !guess.feet.is_empty() {
            text.line(&format!("[tables.{}.feet]", layout.kind.name()));
            for (field, words) in &guess.feet {
                text.list(field.name(), std::slice::from_ref(words), "");
            }
        }
        if !guess.heads.is_empty() {
            text.line(&format!("[tables.{}.heads]", layout.kind.name()));
            for (field, row) in &guess.heads {
                text.assign(field.name(), &row.to_string(), "");
            }
        }
    }

    fn facts(&self, kind: TableKind, name: &str, facts: &[(Field, String, String)], text: &mut Text) {
        if facts.is_empty() {
            return;
        }
        text.line(&format!("[tables.{}.{name}]", kind.name()));
        let mut by_field: BTreeMap<Field, (Vec<String>, BTreeSet<&str>)> = BTreeMap::new();
        for (field, pattern, value) in facts {
            let (patterns, values) = by_field.entry(*field).or_default();
            if !patterns.contains(pattern) {
                patterns.push(pattern.clone());
            }
            values.insert(value);
        }
        for (field, (patterns, values)) in by_field {
            let shown: Vec<&str> = values.iter().take(4).copied().collect();
            let more = if values.len() > 4 { ", …" } else { "" };
            text.list(field.name(), &patterns, &format!("{}{more}", shown.join(", ")));
        }
    }

    /// Where a column stands and what its values look like; never the values of a person.
    fn evidence(&self, guess: &Guess, field: Field) -> String {
        let Some(column) = guess.column(field) else { return String::new() };
        let values = &column.values;
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let letters = column_letters(column.column);
        let count = values.count.to_string();
        let looks = [
            (values.identifiers, "init-looks-identifier"),
            (values.dates, "init-looks-date"),
            (values.full_names, "init-looks-name"),
        ];
        let looks =
            looks.iter().find(|(share, _)| *share >= 0.3).map(|(share, key)| self.say(key, &[("share", &percent(*share))]));
        let tail = looks.map_or_else(String::new, |looks| format!("; {looks}"));
        format!("{}{tail}", self.say("init-column", &[("column", &letters), ("count", &count)]))
    }

    fn words(&self, text: &mut Text) {
        let guesses: Vec<&Guess> = self.placed.iter().map(|one| &one.guess).collect();
        text.line("");
        text.comment(&self.say("init-words", &[]));
        text.line("[words]");
        for (name, words) in [
            ("credited", words::CREDITED),
            ("exempt", words::EXEMPT),
            ("absent", words::ABSENT),
            ("recognised", &["призн*", "приравн*", "*еразъм*", "*erasmus*", "recogni*"]),
            ("total", words::TOTAL),
            ("yes", words::YES),
            ("no", words::NO),
            ("annulled", &["анулиран*", "невалид*", "унищожен*", "обезсилен*", "annulled", "invalid*"]),
            ("lost", &["изгубен*", "загубен*", "открадн*", "lost*", "изчезнал*"]),
            ("unusable", &["негодн*", "повреден*", "нечетлив*", "unusable*", "damaged*"]),
        ] {
            text.list(name, &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), "");
        }
        for (name, fields, meanings) in [
            ("status", &[Field::Status][..], words::STATUS),
            ("degree", &[Field::Degree], words::DEGREE),
            ("course_kind", &[Field::CourseKind], words::COURSE_KIND),
            ("sex", &[Field::Sex], words::SEX),
        ] {
            self.vocabulary(&format!("words.{name}"), &guesses, fields, meanings, text);
        }
        for (field, meanings) in
            [(Field::StudyForm, words::STUDY_FORM), (Field::Citizenship, words::CITIZENSHIP), (Field::ExamKind, words::EXAM_KIND)]
        {
            self.vocabulary(&format!("words.spellings.{}", field.name()), &guesses, &[field], meanings, text);
        }
    }

    /// Known words of a vocabulary and those that were seen; seen ones without a meaning are listed for a person.
    fn vocabulary(&self, table: &str, guesses: &[&Guess], fields: &[Field], meanings: Meanings, text: &mut Text) {
        let found = words::found(guesses, fields, meanings);
        text.line(&format!("\n[{table}]"));
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (meaning, known) in meanings {
            let mut all: Vec<String> = known.iter().map(|word| (*word).to_owned()).collect();
            let seen = found.meant.get(meaning);
            for word in seen.into_iter().flatten() {
                if !all.contains(word) {
                    all.push(word.clone());
                }
            }
            // A short word that two meanings share is left to the one that the sheets use.
            all.retain(|word| taken.insert(word.clone()));
            let seen = seen.map_or_else(String::new, |words| {
                self.say("init-seen", &[("found", &words.iter().take(8).cloned().collect::<Vec<_>>().join(", "))])
            });
            text.list(&key(meaning), &all, &seen);
        }
        if !found.unknown.is_empty() && !table.starts_with("words.spellings") {
            let unknown: Vec<String> = found.unknown.into_iter().take(20).collect();
            text.comment(&self.say("init-words-unknown", &[("found", &unknown.join(" | "))]));
        }
    }
}

struct Input {
    name: &'static str,
    kinds: &'static [TableKind],
    is_required: bool,
}

const INPUTS: [Input; 7] = [
    Input { name: "students", kinds: &[TableKind::Students], is_required: true },
    Input { name: "personal_data", kinds: &[TableKind::PersonalData], is_required: false },
    Input { name: "curricula", kinds: &[TableKind::Programmes, TableKind::Courses], is_required: true },
    Input { name: "grades", kinds: &[TableKind::Grades], is_required: true },
    Input { name: "state_exams", kinds: &[TableKind::StateExams], is_required: false },
    Input { name: "requests", kinds: &[TableKind::Requests], is_required: false },
    Input { name: "earlier_register", kinds: &[TableKind::EarlierRegister], is_required: false },
];

/// What a requested paper brings.
fn service(paper: &str) -> Option<&'static str> {
    let paper = fold(paper);
    let has = |words: &[&str]| words.iter().any(|word| paper.contains(word));
    if has(&["дубликат", "duplicate"]) {
        Some("kind = \"duplicate-diploma\"\noriginal = true\n")
    } else if has(&["академична справка", "transcript", "акад. справка", "ак. справка"]) {
        Some("kind = \"transcript\"\n")
    } else if has(&["увер", "удостовер", "certificate", "служебна бележка"]) {
        Some(if has(&["диплом", "завърш", "graduat"]) {
            "kind = \"attestation\"\nvariant = \"graduation\"\nstatuses = [\"graduated\"]\n"
        } else if has(&["успех", "оценк", "result", "grade"]) {
            "kind = \"attestation\"\nvariant = \"results\"\n"
        } else {
            "kind = \"attestation\"\nvariant = \"status\"\nstatuses = [\"active\", \"semesters-completed\"]\n"
        })
    } else {
        None
    }
}

const FIXED_PART: &str = r#"
[books.diplomas]
title = { bg = "Книга за регистриране на издадените дипломи", en = "Register of diplomas" }
number = "{{ total }}-{{ in_year }}/{{ year }}"

[books.transcripts]
title = { bg = "Изходящ регистър на академичните справки", en = "Outgoing register of transcripts" }
number = "АС-{{ in_year }}/{{ year }}"

[books.attestations]
title = { bg = "Изходящ регистър на уверенията", en = "Outgoing register of attestations" }
number = "УВ-{{ in_year }}/{{ year }}"

[numbering]

[grading]
overall = "rounded-means"

[grading.ects]
excellent = "A"
very-good = "B"
good = "C"
average = "D"
poor = "F"

[limits]
"#;
