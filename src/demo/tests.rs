//! The promises of an invented season: valid numbers, whole credits, one outcome a seed.

use std::collections::BTreeSet;

use super::{
    Defects, Habits, Season, SeasonOptions,
    calendar::{LAST_DAY, is_working_day},
    defects,
    key::Shot,
    people::PersonalNumber,
    programmes::programmes,
    results::{Mark, Source},
    sheet::Cell,
    students::Status,
    workbooks, write_season,
};
use crate::model::{egn_check_digit, lnch_check_digit};

fn season() -> Season {
    Season::invent(7, 300)
}

#[test]
fn every_personal_number_is_valid_and_unique() {
    let season = season();
    let mut seen = BTreeSet::new();
    let register = season.register.iter().map(|row| &row.person);
    for person in season.students.iter().map(|student| &student.person).chain(register) {
        let digits: Vec<u8> = person.number.digits().bytes().map(|byte| byte - b'0').collect();
        let nine: &[u8; 9] = digits[..9].try_into().unwrap();
        match &person.number {
            PersonalNumber::Egn(egn) => {
                assert_eq!(egn_check_digit(nine), digits[9], "{egn}");
                let month = if person.birth.year() >= 2000 { person.birth.month() + 40 } else { person.birth.month() };
                let date = format!("{:02}{month:02}{:02}", person.birth.year() % 100, person.birth.day());
                assert!(egn.starts_with(&date), "{egn} {}", person.birth);
                assert_eq!(digits[8].is_multiple_of(2), person.sex.letter() == "м");
            }
            PersonalNumber::Lnch(lnch) => assert_eq!(lnch_check_digit(nine), digits[9], "{lnch}"),
        }
        assert!(seen.insert(person.number.digits().to_owned()));
    }
}

#[test]
fn credits_of_every_programme_add_up() {
    for programme in programmes(7) {
        let counted = programme.courses.iter().filter(|course| course.counted);
        assert_eq!(counted.map(|course| course.credits).sum::<u16>(), programme.credits(), "{}", programme.speciality());
        for course in &programme.courses {
            assert!(course.lectures + course.exercises <= course.total_hours(), "{}", course.name);
            assert!(course.semester >= 1 && course.semester <= programme.semesters());
            assert!(!course.name.is_empty() && !course.english.is_empty());
        }
    }
}

#[test]
fn codes_and_sheet_names_are_unique_and_short() {
    let programmes = programmes(7);
    let codes: BTreeSet<_> = programmes.iter().flat_map(|programme| &programme.courses).map(|course| &course.code).collect();
    assert_eq!(codes.len(), programmes.iter().map(|programme| programme.courses.len()).sum::<usize>());
    let names: BTreeSet<_> = programmes.iter().map(super::programmes::Programme::sheet_name).collect();
    assert!(names.len() == 6 && names.iter().all(|name| name.chars().count() <= 31));
}

#[test]
fn every_graduate_has_passed_everything() {
    let season = season();
    for (place, student) in season.students.iter().enumerate() {
        if student.status == Status::Active {
            continue;
        }
        let programme = &season.programmes[student.programme];
        let passed: BTreeSet<usize> = season
            .results
            .iter()
            .filter(|row| row.student == place && !matches!(row.mark, Mark::Points(..300)))
            .map(|row| row.course)
            .collect();
        let courses = || programme.courses.iter().enumerate();
        for (index, course) in courses().filter(|(_, course)| !course.is_final() && !course.is_facultative()) {
            assert!(passed.contains(&index), "{} {}", student.faculty_number, course.name);
        }
        let finals = season.finals.iter().filter(|row| row.student == place).count();
        let mut credits: u16 =
            courses().filter(|(index, course)| course.counted && passed.contains(index)).map(|(_, course)| course.credits).sum();
        if student.status == Status::Graduate {
            assert_eq!(finals, courses().filter(|(_, course)| course.is_final()).count());
            credits += courses().filter(|(_, course)| course.is_final()).map(|(_, course)| course.credits).sum::<u16>();
            assert_eq!(credits, programme.credits(), "{}", student.faculty_number);
        } else {
            assert_eq!(finals, 0);
        }
    }
}

#[test]
fn results_follow_each_other_and_end_in_time() {
    let season = season();
    for pair in season.results.windows(2) {
        if pair[0].student == pair[1].student && pair[0].course == pair[1].course {
            assert!(pair[0].day < pair[1].day && pair[0].mark == Mark::Points(200));
        }
    }
    for row in &season.results {
        assert!(row.day <= LAST_DAY && is_working_day(row.day), "{}", row.day);
        assert!(
            matches!(row.source, Source::Exam(sheet) if season.protocols.contains_key(&sheet))
                || matches!(row.source, Source::Recognised { .. })
        );
        assert!(season.students[row.student].enrolled < row.day);
    }
    for row in &season.finals {
        let last = season.results.iter().filter(|result| result.student == row.student).map(|result| result.day).max();
        assert!(last.is_some_and(|last| last < row.day) && row.day <= LAST_DAY && is_working_day(row.day));
        assert!(row.points % 25 == 0 && (300..=600).contains(&row.points));
    }
}

#[test]
fn the_register_runs_with_time() {
    let season = season();
    assert_eq!(season.register.len(), 75);
    let number = |text: &str| text.split('/').next().unwrap().parse::<u32>().unwrap();
    for pair in season.register.windows(2) {
        assert!(pair[0].day <= pair[1].day && number(&pair[0].registration) < number(&pair[1].registration));
    }
    assert!(season.register.iter().all(|row| row.overall() == (row.studies + row.finals).div_ceil(2)));
}

#[test]
fn two_runs_give_the_same_bytes() {
    for habits in [Habits::Tidy, Habits::Untidy] {
        let options = SeasonOptions { students: 40, seed: 3, defects: Defects::Planted, habits };
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let summary = write_season(&options, one.path()).unwrap();
        assert_eq!(summary, write_season(&options, two.path()).unwrap());
        let files = files(one.path());
        assert_eq!(files.len(), summary.files);
        for file in files {
            let other = two.path().join(file.strip_prefix(one.path()).unwrap());
            assert!(std::fs::read(&file).unwrap() == std::fs::read(other).unwrap(), "{}", file.display());
        }
    }
}

#[test]
fn a_season_of_any_small_size_can_be_written() {
    for students in [0, 1, 2, 9] {
        for (defects, habits) in
            [Defects::None, Defects::Planted].into_iter().flat_map(|defects| [(defects, Habits::Tidy), (defects, Habits::Untidy)])
        {
            let folder = tempfile::tempdir().unwrap();
            let summary = write_season(&SeasonOptions { students, seed: 1, defects, habits }, folder.path()).unwrap();
            assert_eq!(summary.students, students as usize);
        }
    }
    let asked = SeasonOptions { students: 30_000, seed: 1, defects: Defects::None, habits: Habits::Tidy };
    assert!(write_season(&asked, std::path::Path::new("never")).is_err());
}

#[test]
fn each_kind_of_defect_is_planted_once() {
    let mut season = season();
    let mut sheets = workbooks::sheets(&season, 7);
    let clean = sheets.students.clone();
    let planted = defects::plant(7, &mut season, &mut sheets);
    assert_eq!(planted.defects.len(), 26, "{}", planted.json());
    assert_eq!(season.students.iter().filter(|student| planted.shot(student.index) != Shot::Good).count(), 3);
    let changed = clean.rows.iter().zip(&sheets.students.rows).filter(|(before, after)| before != after).count();
    assert_eq!((changed, sheets.students.rows.len()), (10, clean.rows.len() + 2));
}

#[test]
fn the_habits_are_where_a_reader_can_prove_them() {
    let season = season();
    let sheets = workbooks::sheets(&season, 7);
    let [short, text] = workbooks::habit_rows(&season).map(Option::unwrap);
    assert!(matches!(sheets.students.rows[short][1], Cell::Number(number) if number < 1e9));
    assert!(matches!(&sheets.students.rows[text][9], Cell::Text(day) if day.len() == 10));
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
