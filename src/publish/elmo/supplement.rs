//! The Diploma Supplement as numbered sections, in the words of the paper: its sentences are those that the kind `supplement` prints.

use std::io;

use jiff::civil::Date;
use serde_json::Value;

use super::html::{table, words_of};
use super::known::text;
use super::words;
use super::xml::{Xml, one_line};
use crate::diag::Lang;
use crate::model::plain_date;

/// A Diploma Supplement in one language.
#[derive(Debug, Clone)]
pub struct Supplement {
    /// Its language.
    pub lang: Lang,
    /// The data it says: of the issued paper, else of diploma and appendix.
    pub data: Value,
    /// Its sentences.
    pub texts: Value,
    /// Whether it was issued.
    pub source: Source,
}

/// Where a Diploma Supplement comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// It was issued on that day.
    Issued(Date),
    /// It was not: it is made on that day from the data of a diploma.
    Made {
        /// The day.
        on: Date,
        /// Number of the diploma.
        number: String,
        /// Day of the diploma.
        of: Date,
    },
}

impl Source {
    /// The day.
    pub fn day(&self) -> Date {
        match self {
            Self::Issued(day) | Self::Made { on: day, .. } => *day,
        }
    }
}

/// A section with its sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The official number: `4.3`.
    pub number: String,
    /// Heading without the number.
    pub title: String,
    /// What it says.
    pub content: Content,
    /// What the paper says in a paragraph of its own.
    pub additional: Vec<String>,
    /// The sections in it.
    pub sections: Vec<Section>,
}

/// What a section says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing, as the eight sections themselves, which only hold others.
    None,
    /// Words in a line.
    Plain(String),
    /// Paragraphs and tables in simple HTML.
    Html(String),
}

impl Content {
    fn plain(text: String) -> Self {
        if text.is_empty() { Self::None } else { Self::Plain(text) }
    }
}

/// Whether the student's number may stand in 1.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StudentNumber {
    /// It may.
    Told,
    /// It may not.
    Withheld,
}

impl Supplement {
    /// The standard words before the sections.
    pub fn introduction(&self) -> String {
        self.said("preamble")
    }

    /// Sections 1 to 8.
    ///
    /// # Errors
    /// None but those of memory.
    pub fn sections(&self, number: StudentNumber) -> io::Result<Vec<Section>> {
        let plain = |key: &str, name: &str| self.item(key, Content::plain(self.said(name)), &[]);
        let with = |key: &str, content: String, additional: &str| self.item(key, Content::plain(content), &[additional]);
        let own_number = match number {
            StudentNumber::Told => text(&self.data["fields"], "faculty_number"),
            StudentNumber::Withheld => "–".to_owned(),
        };
        let means = self.said("means");
        Ok(vec![
            self.part(
                "part_1",
                vec![
                    plain("item_1_1", "family_name"),
                    plain("item_1_2", "given_names"),
                    plain("item_1_3", "birth"),
                    self.item("item_1_4", Content::plain(own_number), &[]),
                ],
            ),
            self.part(
                "part_2",
                vec![
                    with("item_2_1", self.with_translation("qualification"), ""),
                    plain("item_2_2", "field"),
                    with("item_2_3", self.institution(), &self.said("status")),
                    with("item_2_4", self.with_translation("administering"), ""),
                    plain("item_2_5", "language"),
                ],
            ),
            self.part("part_3", vec![plain("item_3_1", "level"), plain("item_3_2", "length"), plain("item_3_3", "access")]),
            self.part(
                "part_4",
                vec![
                    plain("item_4_1", "mode"),
                    plain("item_4_2", "requirements"),
                    self.item("item_4_3", Content::Html(self.results()?), &[]),
                    self.item("item_4_4", Content::Html(self.scale()?), &[]),
                    with("item_4_5", self.with_translation("overall"), &means),
                ],
            ),
            self.part("part_5", vec![plain("item_5_1", "further_study"), plain("item_5_2", "professional_status")]),
            self.part("part_6", vec![plain("item_6_1", "additional"), plain("item_6_2", "sources")]),
            self.certification(),
            Section { content: Content::Html(self.national_system()?), ..self.part("part_8", Vec::new()) },
        ])
    }

    /// Date, signatures, capacities, seal: of the paper; of one that was not issued, that it was not.
    fn certification(&self) -> Section {
        let people = || self.data["signatories"].as_object().into_iter().flatten().map(|(_, person)| person);
        let told = |name: &str| {
            let own = |person: &Value| {
                let en = if self.lang == Lang::En { text(person, &format!("{name}_en")) } else { String::new() };
                if en.is_empty() { text(person, name) } else { en }
            };
            people().map(own).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
        };
        let own = |both: super::Both| if self.lang == Lang::Bg { both.bg } else { both.en };
        let (day, signature, capacity, seal) = match &self.source {
            Source::Issued(_) => (self.said("issue_date"), told("name"), told("title"), own(words::on_paper())),
            Source::Made { on, number, of } => {
                let why = own(words::not_issued(number, &plain_date(*of)));
                (plain_date(*on), why, String::new(), String::new())
            }
        };
        let item = |key: &str, text: String| self.item(key, Content::plain(text), &[]);
        self.part(
            "part_7",
            vec![item("item_7_1", day), item("item_7_2", signature), item("item_7_3", capacity), item("item_7_4", seal)],
        )
    }

    fn part(&self, key: &str, sections: Vec<Section>) -> Section {
        Section { sections, ..self.item(key, Content::None, &[]) }
    }

    fn item(&self, key: &str, content: Content, additional: &[&str]) -> Section {
        // `item_4_3` → `4.3`, whatever an institution has made of the heading.
        let number = key.split('_').skip(1).collect::<Vec<_>>().join(".");
        let heading = self.said(key);
        let title = match heading.split_once(' ') {
            Some((first, title)) if first.trim_end_matches('.') == number => title.to_owned(),
            _ => heading,
        };
        let additional = additional.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()).collect();
        Section { number, title, content, additional, sections: Vec::new() }
    }

    /// A sentence in one line; empty where there is none.
    fn said(&self, name: &str) -> String {
        text(&self.texts, name)
    }

    /// A text in the original language and, where the paper has it, its translation.
    fn with_translation(&self, name: &str) -> String {
        let parts = [self.said(name), self.said(&format!("{name}_translated"))];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn institution(&self) -> String {
        let institution = &self.data["institution"];
        let en = if self.lang == Lang::En { text(institution, "name_en") } else { String::new() };
        [text(institution, "name"), en].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// 4.3: the courses, then the state exams.
    fn results(&self) -> io::Result<String> {
        let rows = |name: &str| self.data[name].as_array().map(Vec::as_slice).unwrap_or_default();
        let head = ["col_number", "col_course", "", "col_lectures", "col_exercises", "col_self_study", "col_total"];
        let mut head: Vec<String> = head.iter().map(|name| self.said(name)).collect();
        let semester = self.said("semester_before");
        head[2] = if semester.is_empty() { capital(&self.said("semester")) } else { semester };
        let grades = ["col_credits", "col_grade", "col_ects"].map(|name| self.said(name));
        head.extend(grades.clone());
        let exam_head = [["col_exam", "col_topic", "col_date"].map(|name| self.said(name)), grades].concat();
        let mut html = Xml::piece();
        table(&mut html, &head, rows("courses").iter().map(|row| self.course(row)))?;
        if !rows("state_exams").is_empty() {
            html.element("p", &[], |html| html.token("strong", &[], &self.said("exams")))?;
            table(&mut html, &exam_head, rows("state_exams").iter().map(|row| self.exam(row)))?;
        }
        html.token("p", &[], &self.said("legend"))?;
        Ok(words_of(html))
    }

    fn course(&self, row: &Value) -> Vec<String> {
        let mut name = self.name(row, "name");
        let is_facultative = text(row, "kind") == self.said("kind_facultative");
        let mark = self.said("mark_facultative");
        if is_facultative {
            name += &format!(" ({})", if mark.is_empty() { text(row, "kind") } else { mark });
        }
        for (label, field) in [("course_topic", "topic"), ("recognised", "recognised")] {
            let said = text(row, field);
            if !said.is_empty() {
                name += &format!("; {} {said}", self.said(label));
            }
        }
        let semester = row["semester"].as_u64().map(|semester| semester.to_string()).unwrap_or_default();
        let mut cells = vec![text(row, "number"), name, semester];
        cells.extend(
            ["hours_lectures", "hours_exercises", "hours_self_study", "hours_total", "credits"].map(|name| text(row, name)),
        );
        cells.extend([self.grade(row), text(row, "ects")]);
        cells
    }

    fn exam(&self, row: &Value) -> Vec<String> {
        let own = ["topic", "date", "credits"].map(|name| text(row, name));
        [vec![self.name(row, "kind")], own.to_vec(), vec![self.grade(row), text(row, "ects")]].concat()
    }

    /// A name in the language of the paper, where the row has it.
    fn name(&self, row: &Value, name: &str) -> String {
        let en = if self.lang == Lang::En { text(row, &format!("{name}_en")) } else { String::new() };
        if en.is_empty() { text(row, name) } else { en }
    }

    /// The grade in words and figures, or the word for a result without one.
    fn grade(&self, row: &Value) -> String {
        let (word, result) = (self.name(row, "word"), text(row, "result"));
        if !word.is_empty() {
            return format!("{word} {result}");
        }
        let lines = self.texts["results"].as_str().unwrap_or_default().lines();
        let known = lines.filter_map(|line| line.split_once('|')).find(|(own, _)| own.trim() == result);
        known.map_or(result, |(_, translated)| translated.trim().to_owned())
    }

    /// 4.4: the scale.
    fn scale(&self) -> io::Result<String> {
        let mut html = Xml::piece();
        html.token("p", &[], &self.said("grading"))?;
        self.text_table(&mut html, "scale_head", "scale")?;
        html.token("p", &[], &self.said("distribution"))?;
        Ok(words_of(html))
    }

    /// 8: titled paragraphs, and the table of the degrees.
    fn national_system(&self) -> io::Result<String> {
        const PARAGRAPHS: [&str; 8] = [
            "system_law",
            "system_institutions",
            "system_admission",
            "system_degrees",
            "system_credits",
            "system_grading",
            "system_quality",
            "system_recognition",
        ];
        let mut html = Xml::piece();
        for name in PARAGRAPHS {
            let (title, body) = (self.said(&format!("{name}_title")), self.texts[name].as_str().unwrap_or_default());
            if !title.is_empty() && !body.trim().is_empty() {
                html.element("p", &[], |html| html.token("strong", &[], &title))?;
            }
            body.split("\n\n").try_for_each(|paragraph| html.token("p", &[], paragraph))?;
            if name == "system_degrees" {
                self.text_table(&mut html, "levels_head", "levels")?;
            }
        }
        Ok(words_of(html))
    }

    /// A table out of a text: a row a line, cells parted by „|“.
    fn text_table(&self, html: &mut Xml, head: &str, rows: &str) -> io::Result<()> {
        let cells = |line: &str| line.split('|').map(one_line).collect::<Vec<_>>();
        let rows = self.texts[rows].as_str().unwrap_or_default().trim();
        if rows.is_empty() { Ok(()) } else { table(html, &cells(&self.said(head)), rows.lines().map(cells)) }
    }
}

/// With a capital letter, as a heading begins.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn supplement(source: Source) -> Supplement {
        Supplement {
            lang: Lang::En,
            data: json!({
                "fields": {"faculty_number": "11210001"},
                "institution": {"name": "Дунавски университет", "name_en": "Danubian University"},
                "signatories": {"rector": {"name": "проф. Дунавски", "name_en": "Prof. Dunavski", "title": "Ректор", "title_en": "Rector"}},
                "courses": [{"number": "1", "name": "Спорт <1>", "name_en": "", "semester": 1, "kind": "факултативна", "result": "зачита се",
                             "credits": "1", "word": null}],
                "state_exams": [],
            }),
            texts: json!({
                "part_1": "1. The holder", "item_1_4": "1.4 Student number", "item_2_1": "Title of our own", "qualification": "Бакалавър",
                "qualification_translated": "Bachelor", "status": "Accredited.", "kind_facultative": "факултативна",
                "mark_facultative": "optional", "results": "зачита се | pass\nосвободен | exempt", "scale": "Excellent | 6\nFail | 2",
                "scale_head": "Grade | Figure", "system_law_title": "Law", "system_law": "One.\n\nTwo.",
            }),
            source,
        }
    }

    fn find<'s>(sections: &'s [Section], number: &str) -> &'s Section {
        let mut all = sections.iter().flat_map(|section| std::iter::once(section).chain(&section.sections));
        all.find(|section| section.number == number).unwrap_or_else(|| panic!("no section {number}"))
    }

    #[test]
    fn sections_have_their_official_numbers_and_the_words_of_the_paper() {
        let sections = supplement(Source::Issued(Date::constant(2025, 9, 30))).sections(StudentNumber::Told).expect("memory");
        assert_eq!(
            sections.iter().map(|section| section.number.as_str()).collect::<Vec<_>>(),
            ["1", "2", "3", "4", "5", "6", "7", "8"]
        );
        assert_eq!(
            (find(&sections, "1").title.as_str(), find(&sections, "2.1").title.as_str()),
            ("The holder", "Title of our own")
        );
        assert_eq!(find(&sections, "1.4").content, Content::Plain("11210001".to_owned()));
        assert_eq!(find(&sections, "2.1").content, Content::Plain("Бакалавър · Bachelor".to_owned()));
        assert_eq!(find(&sections, "2.3").additional, ["Accredited."]);
        assert_eq!(find(&sections, "7.2").content, Content::Plain("Prof. Dunavski".to_owned()));
        let Content::Html(results) = &find(&sections, "4.3").content else { panic!("a table") };
        assert!(results.contains("<td>Спорт &lt;1&gt; (optional)</td>") && results.contains("<td>pass</td>"), "{results}");
        let Content::Html(system) = &find(&sections, "8").content else { panic!("paragraphs") };
        assert_eq!(system, "<p><strong>Law</strong></p><p>One.</p><p>Two.</p>");
    }

    #[test]
    fn one_that_was_not_issued_says_so_and_a_number_that_may_not_be_told_is_not() {
        let made = Source::Made { on: Date::constant(2025, 10, 1), number: "7/2025".to_owned(), of: Date::constant(2025, 9, 30) };
        let sections = supplement(made).sections(StudentNumber::Withheld).expect("memory");
        assert_eq!(find(&sections, "1.4").content, Content::Plain("–".to_owned()));
        let Content::Plain(signature) = &find(&sections, "7.2").content else { panic!("words") };
        assert!(signature.starts_with("Not issued on paper.") && signature.contains("No. 7/2025 of 30.09.2025"), "{signature}");
        assert_eq!(
            (&find(&sections, "7.3").content, find(&sections, "7.1").content.clone()),
            (&Content::None, Content::Plain("01.10.2025".to_owned()))
        );
    }
}
