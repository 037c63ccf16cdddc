//! A small world for the tests of the rules: sound students of a small programme, to be spoiled one cell at a time.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::{Date, date};

use super::{Context, check};
use crate::config::Institution;
use crate::diag::{Code, Finding, Origin};
use crate::model::{
    Attempt, Columns, CourseResult, Credits, Curriculum, EarlierEntry, EarlierPaper, Extras, Field, Grade, Outcome, Place,
    Record, Request, Season, StateExam, Status,
};

pub use super::sample_parts::{course, graded};
use super::sample_parts::{curriculum, person, study};

const INSTITUTION: &str = r#"
[words]
lost = ["изгубен*"]
credited = ["зачита се"]
[services."академична справка"]
kind = "transcript"
[services."уверение за студентско положение"]
kind = "enrolment"
statuses = ["active"]
[services."дубликат на диплома"]
kind = "diploma"
original = true
"#;

/// A season with everything the rules look at.
pub struct World {
    pub season: Season,
    pub institution: Institution,
    pub issue_date: Date,
    /// The folder of the photos; every paper prints a photo where there is one.
    pub photos: Option<PathBuf>,
    pub kinds: BTreeSet<String>,
    columns: Arc<Columns>,
}

impl World {
    /// A world of so many sound graduates, with the faculty numbers 130001, 130002 …
    pub fn of(count: usize) -> Self {
        let columns: Columns = (1..).zip(Field::ALL).map(|(column, field)| (*field, column)).collect();
        let mut world = Self {
            season: Season::default(),
            institution: institution(),
            issue_date: date(2025, 9, 30),
            photos: None,
            kinds: ["transcript", "enrolment", "diploma"].map(str::to_owned).into(),
            columns: Arc::new(columns),
        };
        let curriculum = Arc::new(curriculum());
        for at in 0..count {
            let record = world.graduate(at, &curriculum);
            world.season.records.push(record);
        }
        world.season.curricula.push(curriculum);
        world
    }

    /// A record, to be spoiled.
    pub fn record(&mut self, at: usize) -> &mut Record {
        &mut self.season.records[at]
    }

    /// Changes the curriculum of all.
    pub fn curriculum(&mut self, change: impl Fn(&mut Curriculum)) {
        let mut curriculum = Curriculum::clone(&self.season.curricula[0]);
        change(&mut curriculum);
        self.season.curricula[0] = Arc::new(curriculum);
        for record in &mut self.season.records {
            record.curriculum = Some(Arc::clone(&self.season.curricula[0]));
        }
    }

    /// Makes a student a foreigner, whose name in Latin letters follows no rule.
    pub fn foreigner(&mut self, at: usize) {
        let person = &mut self.record(at).person;
        person.egn_text.clear();
        person.lnch_text = "1004507764".to_owned();
        person.citizenship = "гръцко".to_owned();
    }

    /// A line of the earlier register.
    pub fn earlier(&mut self, number: &str, person: &str) {
        let place = self.place(5, self.season.earlier.len() + 2);
        self.season.earlier.push(EarlierEntry {
            register_number: number.to_owned(),
            uin: "0138-2013-000028".to_owned(),
            issue_date: Some(date(2013, 9, 1)),
            person_id: person.to_owned(),
            person_name: "Галя Абаджиева".to_owned(),
            is_valid: true,
            says: EarlierPaper::default(),
            place,
        });
    }

    /// A request of a student.
    pub fn request(&mut self, paper: &str, at: usize) {
        self.request_of(paper, &self.season.records[at].person.egn_text.clone());
        let record = &self.season.records[at];
        let request = self.season.requests.last_mut().expect("just pushed");
        request.faculty_number = record.faculty_number().to_owned();
        request.person_name = record.person.full_name();
        request.record = Some(at);
    }

    /// A request of somebody who is in no student list.
    pub fn request_of(&mut self, paper: &str, person: &str) {
        let place = self.place(4, self.season.requests.len() + 2);
        self.season.requests.push(Request {
            number: "3001/02.06.2025".to_owned(),
            date: Some(date(2025, 6, 2)),
            paper: paper.to_owned(),
            faculty_number: String::new(),
            person_id: person.to_owned(),
            person_name: String::new(),
            reason: "за работодател".to_owned(),
            announcement: String::new(),
            announcement_date: None,
            register_number: String::new(),
            series: String::new(),
            blank_number: String::new(),
            copies: Some(1),
            paid: Some(true),
            extras: Extras::new(),
            record: None,
            place,
        });
    }

    /// All findings.
    pub fn all(&self) -> Vec<Finding> {
        let has_photos = self.photos.is_some();
        check(&Context {
            season: &self.season,
            institution: &self.institution,
            issue_date: self.issue_date,
            photos: self.photos.as_deref(),
            photo_needed: &|_| has_photos,
            kinds: &self.kinds,
        })
    }

    /// The codes of all findings.
    pub fn codes(&self) -> Vec<Code> {
        self.all().into_iter().map(|finding| finding.code).collect()
    }

    /// The findings of a code.
    pub fn findings(&self, code: Code) -> Vec<Finding> {
        self.all().into_iter().filter(|finding| finding.code == code).collect()
    }

    /// A row of a sheet that has a column for every field.
    pub fn place(&self, sheet: u32, row: usize) -> Place {
        Place::new(Origin::row(sheet, u32::try_from(row).expect("a small number")), Arc::clone(&self.columns))
    }

    fn graduate(&self, at: usize, curriculum: &Arc<Curriculum>) -> Record {
        let courses = (0..4).map(|course| CourseResult { course, attempts: vec![self.attempt(course, 100 * at + course + 2)] });
        Record {
            person: person(at),
            study: study(at),
            curriculum: Some(Arc::clone(curriculum)),
            courses: courses.collect(),
            state_exams: vec![self.state_exam(at + 2)],
            blanks: Vec::new(),
            copies: Vec::new(),
            place: self.place(1, at + 2),
        }
    }

    fn attempt(&self, course: usize, row: usize) -> Attempt {
        let credited = || Some(Outcome::Credited("зачита се".to_owned()));
        Attempt {
            outcome: if course == 3 { credited() } else { graded(500) },
            date: Some(date(2022, 2, 7)),
            protocol: format!("0100{course}/2022"),
            lecturer: "гл. ас. д-р Невена Караджова".to_owned(),
            sitting: "редовен".to_owned(),
            topic: String::new(),
            recognised: None,
            place: self.place(2, row),
        }
    }

    fn state_exam(&self, row: usize) -> StateExam {
        StateExam {
            kind: "Държавен изпит".to_owned(),
            topic: "Комплексен държавен изпит".to_owned(),
            grade: Grade::from_hundredths(425),
            date: Some(date(2025, 7, 17)),
            protocol: "ДИ-2025-17".to_owned(),
            chair: "проф. д-р Петър Радин".to_owned(),
            members: vec!["доц. д-р Пламен Неделчев".to_owned()],
            course: Some(4),
            place: self.place(3, row),
        }
    }
}

/// The cell of a field.
pub fn cell_of(place: &Place, field: Field) -> Origin {
    place.cell(field)
}

fn institution() -> Institution {
    let file = tempfile::NamedTempFile::new().expect("a place for a file");
    std::fs::write(file.path(), INSTITUTION).expect("just made");
    Institution::load(file.path(), &mut Vec::new())
}

mod tests {
    use super::*;
    use crate::diag::Subject;

    #[test]
    fn sound_students_have_no_findings() {
        assert!(World::of(40).codes().is_empty());
    }

    #[test]
    fn findings_come_in_the_order_of_the_inputs() {
        let mut world = World::of(30);
        world.request("препис", 3);
        world.curriculum(|curriculum| curriculum.credits = Credits::from_tenths(310));
        for at in [20, 3] {
            world.record(at).study.enrolment_date = Some(date(1990, 1, 1));
            world.record(at).person.egn_text = "1".to_owned();
            world.record(at).study.status = Some(Status::Active);
        }
        let order: Vec<_> =
            world.all().into_iter().filter(|f| f.code != Code::CreditsShort).map(|f| (f.subject, f.code)).collect();
        assert_eq!(
            order,
            [
                (Subject::Record(3), Code::EgnMalformed),
                (Subject::Record(3), Code::DateBeforeBirth),
                (Subject::Record(20), Code::EgnMalformed),
                (Subject::Record(20), Code::DateBeforeBirth),
                (Subject::Batch, Code::CurriculumUnbalanced),
                (Subject::Request(0), Code::RequestKindUnknown),
            ]
        );
    }
}
