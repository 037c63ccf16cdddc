//! What a file says in words of its own, in Bulgarian and English: descriptions and grading schemes. Texts of papers are the papers'.

use serde_json::Value;

use super::known::{Known, text};
use super::{Both, Standing};
use crate::model::{GradeWord, country_in_english, transliterate};

/// What is said of a programme beside its name; what only a diploma brings is told of others as what they study for.
pub fn programme(known: Known, standing: Standing) -> Both {
    let has_finished = standing == Standing::Passed;
    let mut lines = Lines::default();
    let code = known.line("professional_field_code");
    let field = known.both("professional_field");
    let with_code = |name: &str| if code.is_empty() || name.is_empty() { name.to_owned() } else { format!("{code}. {name}") };
    let faculty = Both { bg: known.at("/faculty/name"), en: known.at("/faculty/name_en") };
    let degree = in_english(known.both("degree"), &DEGREES);
    let qualification = known.both("qualification").or_as_it_is();
    if has_finished {
        lines.add("Образователно-квалификационна степен", "Degree", &degree.or_as_it_is());
        lines.add("Професионална квалификация", "Professional qualification", &qualification);
    } else {
        lines.add("Обучение за степен", "Degree studied for", &degree.or_as_it_is());
        lines.add("Професионална квалификация след завършване", "Professional qualification on completion", &qualification);
    }
    let field = field.or_as_it_is();
    lines.add("Професионално направление", "Professional field", &Both { bg: with_code(&field.bg), en: with_code(&field.en) });
    lines.add("Специализация", "Specialisation", &known.both("specialisation").or_as_it_is());
    lines.add("Втора специалност", "Second speciality", &known.both("second_speciality").or_as_it_is());
    lines.add("Тема на дисертационния труд", "Topic of the dissertation", &known.both("dissertation_topic").or_as_it_is());
    lines.add("Форма на обучение", "Form of study", &in_english(known.both("study_form"), &FORMS_OF_STUDY).or_as_it_is());
    lines.add("Продължителност в семестри", "Length in semesters", &Both::same(known.line("duration_semesters")));
    lines.add("Завършени семестри", "Semesters completed", &Both::same(known.line("semesters_completed")));
    lines.add("Основно звено", "Faculty", &faculty.or_as_it_is());
    lines.text
}

/// English words for those of the law, where the paper has none.
const DEGREES: [(&str, &str); 4] = [
    ("професионален бакалавър", "Professional Bachelor"),
    ("бакалавър", "Bachelor"),
    ("магистър", "Master"),
    ("доктор", "Doctor"),
];
const FORMS_OF_STUDY: [(&str, &str); 4] =
    [("редовна", "full-time"), ("задочна", "part-time"), ("вечерна", "evening"), ("дистанционна", "distance learning")];

fn in_english(said: Both, known: &[(&str, &str)]) -> Both {
    let word = known.iter().find(|(bg, _)| said.en.is_empty() && *bg == said.bg.to_lowercase());
    word.map(|(_, en)| Both { bg: said.bg.clone(), en: (*en).to_owned() }).unwrap_or(said)
}

/// What is said of a course or state exam beside its name.
pub fn part(row: &Value) -> Both {
    let mut lines = Lines::default();
    let of_courses = row["semester"].as_u64().map(|semester| semester.to_string());
    if let Some(semester) = of_courses {
        // Of a state exam `kind` is its name.
        lines.add("Вид", "Kind", &Both { bg: text(row, "kind"), en: text(row, "kind_en") }.or_as_it_is());
        lines.add("Семестър", "Semester", &Both::same(semester));
    }
    let hours: Vec<Both> = HOURS
        .iter()
        .filter_map(|(name, bg, en)| {
            let hours = text(row, name);
            (!matches!(hours.as_str(), "" | "0")).then(|| Both { bg: format!("{bg} {hours}"), en: format!("{en} {hours}") })
        })
        .collect();
    let joined = |side: fn(&Both) -> &str| hours.iter().map(side).collect::<Vec<_>>().join(", ");
    lines.add("Часове", "Hours", &Both { bg: joined(|hours| hours.bg.as_str()), en: joined(|hours| hours.en.as_str()) });
    let letter = text(row, "ects");
    let with_letter = |word: String| if word.is_empty() || letter.is_empty() { word } else { format!("{word} (ECTS {letter})") };
    let graded =
        Both { bg: with_letter(text(row, "word")), en: with_letter(word_in_english(&text(row, "word"), &text(row, "word_en"))) };
    lines.add("Оценка с думи", "Grade in words", &graded);
    lines.add("Тема", "Topic (in original language)", &Both::same(text(row, "topic")));
    lines.add("Признат резултат от", "Recognised result of", &recognised(&text(row, "recognised")));
    if row["counts"] == Value::Bool(false) {
        lines.add_sentence(
            "Кредитите не влизат в общия брой на програмата.",
            "The credits are not part of the total of the programme.",
        );
    }
    lines.text
}

/// Hours of a row, in the order of the papers.
const HOURS: [(&str, &str, &str); 4] = [
    ("hours_lectures", "лекции", "lectures"),
    ("hours_exercises", "упражнения", "exercises and seminars"),
    ("hours_self_study", "самостоятелна работа", "independent work"),
    ("hours_total", "общо", "total"),
];

/// Where a recognised result was reached: „Университет на Авейро, Португалия“.
fn recognised(place: &str) -> Both {
    let (institution, country) = place.rsplit_once(", ").unwrap_or((place, ""));
    let named = |name: &str| {
        let latin = transliterate(name);
        if latin == name { name.to_owned() } else { format!("{name} ({latin})") }
    };
    let en = match country_in_english(country) {
        Some(country) => format!("{}, {country}", named(institution)),
        None => named(place),
    };
    Both { bg: place.to_owned(), en }
}

/// The English word of a grade that fails is the supplement's.
fn word_in_english(bulgarian: &str, english: &str) -> String {
    if bulgarian == GradeWord::Poor.bulgarian() { "Fail".to_owned() } else { english.to_owned() }
}

/// Bounds of the words in hundredths, from the best.
const SCALE: [(GradeWord, u32, u32); 5] = [
    (GradeWord::Excellent, 550, 600),
    (GradeWord::VeryGood, 450, 549),
    (GradeWord::Good, 350, 449),
    (GradeWord::Average, 300, 349),
    (GradeWord::Poor, 200, 299),
];

/// The six-point scale, with the ECTS letters of the institution.
///
/// Source: ЗВО, чл. 44; the letters are the institution's, as its papers print them.
pub fn six_point_scale(known: Known) -> Both {
    let mark = known.at("/institution/decimal_mark");
    let figures = |hundredths: u32| format!("{}{}{:02}", hundredths / 100, if mark == "," { "," } else { "." }, hundredths % 100);
    let line = |(word, from, to): &(GradeWord, u32, u32)| {
        let letter = known.at(&format!("/institution/ects/{}", word.name().replace('-', "_")));
        let (bg, range) = (word.bulgarian(), format!("{}–{}", figures(*from), figures(*to)));
        let en = word_in_english(bg, word.english());
        let ects = |sign: &str| if letter.is_empty() { String::new() } else { format!("{sign}ECTS {letter}") };
        Both { bg: format!("{bg}: {range}{}", ects("; ")), en: format!("{en} ({bg}): {range}{}", ects("; ")) }
    };
    let mut text = Both {
        bg: format!("Шестобална скала. Най-ниската оценка за положен изпит е {}.", figures(300)),
        en: format!("Six-point scale. The lowest passing grade is {}.", figures(300)),
    };
    for line in SCALE.iter().map(line) {
        text.bg += &format!("\n{}", line.bg);
        text.en += &format!("\n{}", line.en);
    }
    text
}

/// What results in words mean; these are the words that stand in the file.
pub fn results_in_words(results: &[&str]) -> Both {
    let meaning = |word: &str| {
        let lower = word.to_lowercase();
        let begins = |stem: &str| lower.starts_with(stem);
        if begins("освобод") {
            ("освободен от изпит", "exempt from the examination")
        } else if begins("призна") {
            ("признат резултат без оценка", "recognised without a grade")
        } else {
            ("успешно завършена дисциплина без оценка", "passed without a grade")
        }
    };
    let mut text = Both { bg: "Резултати без оценка.".to_owned(), en: "Results without a grade.".to_owned() };
    for word in results {
        let (bg, en) = meaning(word);
        text.bg += &format!("\n{word}: {bg}");
        text.en += &format!("\n{word}: {en}");
    }
    text
}

/// What stands in 7.2 of a supplement that was not issued.
pub fn not_issued(number: &str, day: &str) -> Both {
    Both {
        bg: format!(
            "Не е издадено на хартия. Съставено е от данните на диплома № {number} от {day} г. и приложението към нея; подписите са върху тях."
        ),
        en: format!(
            "Not issued on paper. Made from the data of diploma No. {number} of {day} and its appendix; signatures stand on those papers."
        ),
    }
}

/// What stands in 7.4 of a supplement that was issued.
pub fn on_paper() -> Both {
    Both { bg: "Върху издадения документ.".to_owned(), en: "On the paper that was issued.".to_owned() }
}

/// Lines in both languages, each with its label.
#[derive(Default)]
struct Lines {
    text: Both,
}

impl Lines {
    /// Adds what is said; nothing where there is nothing to say.
    fn add(&mut self, bg: &str, en: &str, said: &Both) {
        for (text, label, said) in [(&mut self.text.bg, bg, &said.bg), (&mut self.text.en, en, &said.en)] {
            if !said.is_empty() {
                push(text, &format!("{label}: {said}"));
            }
        }
    }

    fn add_sentence(&mut self, bg: &str, en: &str) {
        push(&mut self.text.bg, bg);
        push(&mut self.text.en, en);
    }
}

fn push(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_course_is_described_in_both_languages() {
        let row = json!({"kind": "избираема", "kind_en": "elective", "semester": 3, "hours_lectures": "30", "hours_exercises": null,
                         "hours_self_study": "90", "hours_total": "120", "word": "Много добър", "word_en": "Very good", "ects": "B",
                         "recognised": "Университет на Авейро, Португалия", "counts": false});
        let text = part(&row);
        assert_eq!(
            text.en,
            "Kind: elective\nSemester: 3\nHours: lectures 30, independent work 90, total 120\nGrade in words: Very good (ECTS B)\n\
             Recognised result of: Университет на Авейро (Universitet na Aveyro), Portugal\n\
             The credits are not part of the total of the programme."
        );
        assert!(
            text.bg.starts_with("Вид: избираема\nСеместър: 3\nЧасове: лекции 30, самостоятелна работа 90, общо 120\n"),
            "{}",
            text.bg
        );
        let exam = part(
            &json!({"kind": "дипломна работа", "topic": "Тема на работата", "word": "Слаб", "word_en": "Poor", "ects": "F"}),
        );
        assert_eq!(exam.en, "Grade in words: Fail (ECTS F)\nTopic (in original language): Тема на работата");
    }

    #[test]
    fn the_scale_has_the_institutions_letters_and_mark() {
        let data = [json!({"institution": {"decimal_mark": ",", "ects": {"excellent": "A", "poor": "F"}}})];
        let scale = six_point_scale(Known::of(&data));
        assert!(
            scale.en.contains("Excellent (Отличен): 5,50–6,00; ECTS A") && scale.en.contains("passing grade is 3,00"),
            "{}",
            scale.en
        );
        assert!(scale.bg.contains("Слаб: 2,00–2,99; ECTS F") && scale.bg.contains("Добър: 3,50–4,49\n"), "{}", scale.bg);
    }
}
