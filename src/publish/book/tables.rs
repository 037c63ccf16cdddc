//! The book as tables for other programs.

use super::{Edition, Section};
use crate::model::spreadsheet_safe;

/// A mark by which spreadsheet programs know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// `book.csv`: everybody in the book, in its order. UTF-8, commas.
#[must_use]
pub fn book_csv(edition: &Edition) -> Vec<u8> {
    let header =
        ["academic_year", "faculty", "faculty_en", "degree", "degree_en", "speciality", "speciality_en", "name", "name_latin"];
    let rows = edition.people().map(|(faculty, degree, speciality, person)| {
        let titles = [&faculty.title, &degree.title, &speciality.title];
        let titles = titles.into_iter().flat_map(|title| [title.bg.clone(), title.en.clone()]);
        let year = std::iter::once(edition.year.clone());
        year.chain(titles).chain([person.name.clone(), person.name_latin.clone()]).collect::<Vec<_>>()
    });
    written(&header, rows)
}

/// `counts.csv`: how many graduated where, as far as that is told. A row without `graduates` is of a count that is not told.
#[must_use]
pub fn counts_csv(edition: &Edition) -> Vec<u8> {
    let header = ["academic_year", "of", "faculty", "degree", "speciality", "named", "graduates"];
    let mut rows = Vec::new();
    let mut line = |of: &str, path: [&str; 3], listed: u64, count: Option<u64>| {
        let told = [listed.to_string(), count.map(|count| count.to_string()).unwrap_or_default()];
        let place = [edition.year.as_str(), of].into_iter().chain(path).map(str::to_owned);
        rows.push(place.chain(told).collect::<Vec<_>>());
    };
    line("university", ["", "", ""], edition.listed, edition.count);
    for degree in &edition.by_degree {
        line("university", ["", &degree.title.bg, ""], degree.listed, degree.count);
    }
    for faculty in &edition.faculties {
        let name = |section: &Section| -> String { section.title.bg.clone() };
        let of_faculty = name(faculty);
        line("faculty", [&of_faculty, "", ""], faculty.listed, faculty.count);
        for degree in &faculty.parts {
            let of_degree = name(degree);
            line("degree", [&of_faculty, &of_degree, ""], degree.listed, degree.count);
            for part in &degree.parts {
                line("speciality", [&of_faculty, &of_degree, &name(part)], part.listed, part.count);
            }
        }
    }
    written(&header, rows.into_iter())
}

fn written(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let header = header.iter().map(|name| (*name).to_owned()).collect();
    for row in std::iter::once(header).chain(rows) {
        // Writing to memory cannot fail; an incomplete list would be caught by the reader's own count of fields.
        if csv.write_record(row.iter().map(|cell| spreadsheet_safe(cell))).is_err() {
            break;
        }
    }
    csv.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Graduate, Person, Title, Who};
    use super::*;
    use crate::model::Degree;

    fn book() -> Edition {
        let faculty = Title { bg: "Факултет, първи".to_owned(), en: "First".to_owned() };
        let unnamed = Graduate { faculty, degree: Some(Degree::Bachelor), ..Graduate::default() };
        let person = Person { name: "=Ада \"Б\"".to_owned(), name_latin: "Ada".to_owned(), photo: None };
        let named = Graduate { who: Who::Named(person), ..unnamed.clone() };
        let head = Edition { year: "2024/2025".to_owned(), threshold: 2, ..Edition::default() };
        Edition::of(head, vec![named, unnamed.clone(), unnamed], &[])
    }

    #[test]
    fn people_and_counts_are_read_back_and_no_cell_is_a_formula() {
        let bytes = book_csv(&book());
        let text = String::from_utf8(bytes).expect("UTF-8");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches(BYTE_ORDER_MARK).as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 1, "the unnamed are in no row");
        assert_eq!((&rows[0][1], &rows[0][3]), ("Факултет, първи", "Бакалавър"));
        assert!(!rows[0][7].starts_with('=') && rows[0][7].contains("Ада"), "{}", &rows[0][7]);
        let text = String::from_utf8(counts_csv(&book())).expect("UTF-8");
        assert!(text.lines().any(|line| line == "2024/2025,university,,,,1,3"), "{text}");
    }
}
