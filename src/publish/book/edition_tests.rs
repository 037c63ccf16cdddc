//! Tests of the book as a value.

use super::*;

fn title(bg: &str, en: &str) -> Title {
    Title { bg: bg.to_owned(), en: en.to_owned() }
}

fn graduate(faculty: &str, degree: Degree, speciality: &str, name: Option<&str>) -> Graduate {
    let person = |name: &str| Person { name: name.to_owned(), name_latin: crate::model::transliterate(name), photo: None };
    Graduate {
        faculty: title(faculty, ""),
        degree: Some(degree),
        degree_en: String::new(),
        speciality: title(speciality, "Speciality"),
        who: name.map_or(Who::Unnamed, |name| Who::Named(person(name))),
    }
}

fn edition(graduates: Vec<Graduate>) -> Edition {
    let head = Edition { year: "2024/2025".to_owned(), threshold: 5, ..Edition::default() };
    Edition::of(head, graduates, &[title("Втори факултет", "Second Faculty"), title("Първи факултет", "First Faculty")])
}

fn crowd(faculty: &str, degree: Degree, speciality: &str, count: usize) -> Vec<Graduate> {
    (0..count).map(|_| graduate(faculty, degree, speciality, None)).collect()
}

#[test]
fn faculties_stand_as_the_institution_has_them_and_names_in_bulgarian_order() {
    let names = ["Юлия Райчева Ангелова", "Ангел Енчев Щерев", "ангел Борисов Яков"];
    let mut graduates: Vec<Graduate> =
        names.iter().map(|name| graduate("Първи факултет", Degree::Bachelor, "Химия", Some(name))).collect();
    graduates.push(graduate("Непознат", Degree::Master, "Физика", Some("Цветан Цветанов Цеков")));
    graduates.push(graduate("втори  факултет", Degree::Master, "Физика", Some("Бойко Боев Боев")));
    graduates.push(graduate("Втори факултет", Degree::Bachelor, "Физика", None));
    let book = edition(graduates);
    let faculties: Vec<&str> = book.faculties.iter().map(|faculty| faculty.title.bg.as_str()).collect();
    assert_eq!(faculties, ["Втори факултет", "Първи факултет", "Непознат"]);
    let degrees: Vec<&str> = book.faculties[0].parts.iter().map(|degree| degree.title.bg.as_str()).collect();
    assert_eq!(degrees, ["Бакалавър", "Магистър"], "the lower degree first");
    let people: Vec<&str> = book.faculties[1].parts[0].parts[0].people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(people, ["ангел Борисов Яков", "Ангел Енчев Щерев", "Юлия Райчева Ангелова"]);
    let index: Vec<(&str, &str)> =
        book.index.iter().map(|letter| (letter.letter.as_str(), letter.entries[0].text.as_str())).collect();
    assert_eq!(index[0], ("А", "Ангелова, Юлия Райчева"));
    assert_eq!(index.last().map(|(letter, _)| *letter), Some("Я"));
    assert_eq!(book.index_latin[0].entries[0].text, "Angelova, Yulia Raycheva");
    assert_eq!(book.index_latin[0].entries[0].other, "Юлия Райчева Ангелова");
}

#[test]
fn the_order_of_graduates_changes_nothing() {
    let mut graduates = crowd("Първи факултет", Degree::Bachelor, "Химия", 9);
    graduates.extend(crowd("първи факултет", Degree::Master, "химия", 12));
    graduates.push(graduate("Първи факултет", Degree::Bachelor, "Химия", Some("Вера Вълева Вакова")));
    graduates.push(graduate("Първи факултет", Degree::Bachelor, "ХИМИЯ", Some("Ада Алексиева Арсова")));
    let backwards = graduates.iter().rev().cloned().collect();
    assert_eq!(edition(graduates), edition(backwards));
}

#[test]
fn names_that_nobody_can_part_stay_as_they_are() {
    assert_eq!(filed("Ана Петрова"), "Петрова, Ана");
    assert_eq!(filed("Ана Илиева Петрова-Гочева"), "Петрова-Гочева, Ана Илиева");
    assert_eq!(filed("Мария Хосе Гарсия Лопес"), "Мария Хосе Гарсия Лопес");
    assert_eq!((filed("Сузана").as_str(), filed("").as_str()), ("Сузана", ""));
    assert_eq!((initials("ана Илиева петрова"), initials("Ю"), initials("")), ("АП".to_owned(), "Ю".to_owned(), String::new()));
}

#[test]
fn a_degree_is_counted_over_all_faculties_only_where_each_count_is_told() {
    let mut graduates = crowd("Първи факултет", Degree::Bachelor, "Химия", 30);
    graduates.extend(crowd("Втори факултет", Degree::Bachelor, "Физика", 20));
    graduates.extend(crowd("Първи факултет", Degree::Master, "Химия", 25));
    graduates.extend(crowd("Втори факултет", Degree::Master, "Физика", 3));
    let book = edition(graduates);
    assert_eq!(book.count, Some(78));
    let degrees: Vec<(&str, Option<u64>)> = book.by_degree.iter().map(|line| (line.title.bg.as_str(), line.count)).collect();
    assert_eq!(degrees[1], ("Магистър", None), "three masters of physics would follow from it");
    let of_physics = &book.faculties[0];
    assert_eq!((of_physics.parts[0].count, of_physics.parts[1].count), (None, None), "nor from the bachelors beside them");
    assert_eq!(degrees[0], ("Бакалавър", None));
}

#[test]
fn bars_are_as_long_as_what_they_tell() {
    let mut graduates = crowd("Първи факултет", Degree::Bachelor, "Химия", 30);
    graduates.extend((0..10).map(|at| graduate("Първи факултет", Degree::Bachelor, "Химия", Some(&format!("Ада Б{at} В")))));
    graduates.extend(crowd("Втори факултет", Degree::Bachelor, "Физика", 20));
    let book = edition(graduates);
    let bars: Vec<(u64, u64)> = book.by_faculty.iter().map(|line| (line.listed_length, line.other_length)).collect();
    assert_eq!(bars, [(0, 500), (250, 750)]);
}

#[test]
fn a_photo_is_named_by_its_picture() {
    let mut graduate = graduate("Първи факултет", Degree::Bachelor, "Химия", None);
    let person = |name: &str| Person { name: name.to_owned(), photo: Some(vec![1, 2, 3]), ..Person::default() };
    graduate.who = Who::Named(person("Ада Б В"));
    let book = edition(vec![graduate]);
    let name = book.faculties[0].parts[0].parts[0].people[0].photo.clone().expect("a photo");
    assert_eq!(book.photos.get(&name), Some(&vec![1, 2, 3]));
    assert!(name.ends_with(".jpg") && !name.contains("ада"));
}

#[test]
fn nobody_at_all_is_an_empty_book() {
    let book = edition(Vec::new());
    assert!(book.faculties.is_empty() && book.index.is_empty() && book.count.is_none() && book.listed == 0);
}
