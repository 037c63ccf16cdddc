//! Every field of the vocabulary as it is printed for one record.

use jiff::civil::Date;

use super::academic_year;
use super::select::variant;
use crate::config::Institution;
use crate::diag::Lang;
use crate::model::{Extra, Field, Grade, Record, Request, Results, Status, bulgarian_date, looks_like_formula, plain_date};

/// A record as papers print it.
pub struct Printed<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its figures.
    pub results: Results,
    /// Who issues.
    pub institution: &'a Institution,
    /// The day of issue.
    pub issue_date: Date,
    /// The request it is made for.
    pub request: Option<&'a Request>,
    /// The language of the paper.
    pub lang: Lang,
}

impl Printed<'_> {
    /// A field's text; `None` where the record has none. Lists are not among these.
    pub fn text(&self, field: Field) -> Option<String> {
        let text = self
            .person(field)
            .or_else(|| self.study(field))
            .or_else(|| self.programme(field))
            .or_else(|| self.figure(field))
            .or_else(|| self.asked(field))
            .or_else(|| self.extra(field))
            .or_else(|| self.english(field));
        text.filter(|text| !text.is_empty())
    }

    /// A day as the paper's language prints it.
    pub fn day(&self, date: Date) -> String {
        printed_day(date, self.lang)
    }

    /// Whether the paper is wanted in Bulgarian and English: by the request, else by the student.
    pub fn is_bilingual(&self) -> bool {
        self.text(Field::PaperLanguage).is_some_and(|language| self.institution.words.is_bilingual(&language))
    }

    /// What the request says.
    fn asked(&self, field: Field) -> Option<String> {
        let request = self.request?;
        Some(match field {
            Field::RequestNumber => request.number.clone(),
            Field::RequestDate => self.day(request.date?),
            Field::RequestReason if is_printable(&request.reason) => request.reason.clone(),
            Field::RequestVariant => variant(self.institution, &request.paper)?,
            Field::Announcement => request.announcement.clone(),
            Field::AnnouncementDate => self.day(request.announcement_date?),
            field => self.said(request.extras.get(&field)?),
        })
    }

    /// What only some papers print: of the student, else of the programme.
    fn extra(&self, field: Field) -> Option<String> {
        let extras = &self.record.study.extras;
        let grade = |field: Field| match extras.get(&field) {
            Some(Extra::Grade(grade)) => Some(grade.word().bulgarian().to_owned()),
            _ => None,
        };
        match field {
            Field::SecondOverallWord => grade(Field::SecondOverall),
            Field::TrainingResultWord => grade(Field::TrainingResult),
            _ => {
                let of_programme = || self.record.curriculum.as_ref()?.extras.get(&field);
                extras.get(&field).or_else(of_programme).map(|extra| self.said(extra))
            }
        }
    }

    fn said(&self, extra: &Extra) -> String {
        match extra {
            Extra::Text(text) => text.clone(),
            Extra::Date(date) => self.day(*date),
            Extra::Grade(grade) => self.figures(*grade),
        }
    }

    /// A grade in figures, with the institution's decimal mark.
    pub fn figures(&self, grade: Grade) -> String {
        self.mark(&grade.to_string())
    }

    /// A text of figures with the institution's decimal mark.
    pub fn mark(&self, figures: &str) -> String {
        figures.replace('.', &self.institution.decimal_mark.to_string())
    }

    /// The highest semester with a result.
    pub fn semesters_completed(&self) -> Option<u32> {
        let semesters = self.record.courses.iter().filter_map(|result| self.record.course(result));
        semesters.map(|course| course.semester).max()
    }

    fn person(&self, field: Field) -> Option<String> {
        let person = &self.record.person;
        Some(match field {
            Field::Egn => person.egn_text.clone(),
            Field::Lnch => person.lnch_text.clone(),
            Field::Idn => person.idn.clone(),
            Field::FirstName => person.first_name.clone(),
            Field::MiddleName => person.middle_name.clone(),
            Field::LastName => person.last_name.clone(),
            Field::FullName => person.full_name(),
            Field::FirstNameLatin => person.first_name_latin.clone(),
            Field::MiddleNameLatin => person.middle_name_latin.clone(),
            Field::LastNameLatin => person.last_name_latin.clone(),
            Field::FullNameLatin => person.full_name_latin_or_by_the_act(),
            Field::Sex => person.sex?.letter().to_owned(),
            Field::BirthDate => self.day(person.birth_date?),
            Field::BirthPlace => person.birth_place.settlement_with_type(),
            Field::BirthMunicipality => person.birth_place.municipality.clone(),
            Field::BirthProvince => person.birth_place.province.clone(),
            Field::BirthCountry => person.birth_place.country.clone(),
            Field::Citizenship => person.citizenship.clone(),
            _ => return None,
        })
    }

    fn study(&self, field: Field) -> Option<String> {
        let study = &self.record.study;
        let prior = &study.prior_education;
        Some(match field {
            Field::FacultyNumber => study.faculty_number.clone(),
            Field::Speciality => study.speciality.clone(),
            Field::Degree => study.degree?.bulgarian().to_owned(),
            Field::StudyForm => study.study_form.clone(),
            Field::Group => study.group.clone(),
            Field::Status => study.status.map_or_else(|| study.status_text.clone(), |status| status.bulgarian().to_owned()),
            Field::EnrolmentYear => study.enrolment_year.clone(),
            Field::EnrolmentDate => self.day(study.enrolment_date?),
            Field::EnrolmentOrder => study.enrolment_order.clone(),
            Field::DurationSemesters => self.semesters()?.to_string(),
            Field::DurationYears => years(self.semesters()?),
            Field::SemestersCompleted => self.semesters_completed()?.to_string(),
            Field::StudyYear => roman(self.study_year()?),
            Field::AcademicYear => academic_year(self.issue_date),
            Field::PriorEducationKind => prior.kind.clone(),
            Field::PriorEducationNumber => prior.number.clone(),
            Field::PriorEducationDate => self.day(prior.date?),
            Field::PriorEducationIssuer => prior.issuer.clone(),
            _ => return None,
        })
    }

    fn programme(&self, field: Field) -> Option<String> {
        let curriculum = self.record.curriculum.as_ref()?;
        Some(match field {
            Field::SpecialityEn => curriculum.speciality_en.clone(),
            Field::DegreeEn => curriculum.degree_en.clone(),
            Field::StudyFormEn => curriculum.study_form_en.clone(),
            Field::ProfessionalFieldCode => curriculum.field_code.clone(),
            Field::ProfessionalField => curriculum.field.clone(),
            Field::ProfessionalFieldEn => curriculum.field_en.clone(),
            Field::Qualification => curriculum.qualification.clone(),
            Field::QualificationEn => curriculum.qualification_en.clone(),
            Field::Faculty => curriculum.faculty.clone(),
            Field::Language => curriculum.language.clone(),
            Field::ProgrammeCredits => self.mark(&curriculum.credits.to_string()),
            Field::University => self.institution.name.clone(),
            Field::UniversityEn => self.institution.name_en.clone(),
            _ => return None,
        })
    }

    fn figure(&self, field: Field) -> Option<String> {
        let subjects = || self.results.mean_subjects.map(|mean| mean.rounded());
        let exams = || self.results.mean_state_exams.map(|mean| mean.rounded());
        let word = |grade: Grade| grade.word().bulgarian().to_owned();
        Some(match field {
            Field::MeanSubjects => self.figures(subjects()?),
            Field::MeanSubjectsWord => word(subjects()?),
            Field::MeanStateExams => self.figures(exams()?),
            Field::MeanStateExamsWord => word(exams()?),
            Field::Overall => self.figures(self.results.overall?),
            Field::OverallWord => word(self.results.overall?),
            Field::OverallEcts => self.institution.ects.letter(self.results.overall?).to_string(),
            Field::CreditsTotal => self.mark(&self.results.credits.to_string()),
            Field::GraduationDate => self.day(self.record.graduation_date()?),
            Field::GraduationProtocol => self.graduation_protocols(),
            _ => return None,
        })
    }

    /// Duration in semesters: the curriculum's, else the student list's.
    fn semesters(&self) -> Option<u32> {
        let planned = self.record.curriculum.as_ref().map(|curriculum| curriculum.semesters);
        planned.filter(|semesters| *semesters > 0).or(self.record.study.semesters)
    }

    /// The year of study: for those who study on, the one after the completed semesters; for the others, the last one.
    fn study_year(&self) -> Option<u32> {
        let completed = self.semesters_completed()?;
        let studies_on = self.record.study.status == Some(Status::Active) && self.semesters().is_none_or(|all| completed < all);
        Some(if studies_on { completed / 2 + 1 } else { completed.div_ceil(2) })
    }

    fn graduation_protocols(&self) -> String {
        let mut numbers: Vec<&str> = Vec::new();
        for exam in &self.record.state_exams {
            if !exam.protocol.is_empty() && !numbers.contains(&exam.protocol.as_str()) {
                numbers.push(&exam.protocol);
            }
        }
        numbers.join(", ")
    }
}

/// A day as a paper prints it: `30.09.2025 г.`, in English without the abbreviation.
pub(super) fn printed_day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Bg => bulgarian_date(date),
        Lang::En => plain_date(date),
    }
}

/// A reason that looks like a spreadsheet formula is left out; a finding of the rules says so.
pub(super) fn is_printable(reason: &str) -> bool {
    !reason.is_empty() && !looks_like_formula(reason)
}

/// Semesters in years: `4`, `1,5`.
pub fn years(semesters: u32) -> String {
    if semesters.is_multiple_of(2) { (semesters / 2).to_string() } else { format!("{},5", semesters / 2) }
}

fn roman(number: u32) -> String {
    const NUMERALS: [&str; 9] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"];
    NUMERALS.get(number as usize).map_or_else(|| number.to_string(), |numeral| (*numeral).to_owned())
}
