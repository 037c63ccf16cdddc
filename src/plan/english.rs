//! The fields that papers in English print.

use super::fields::Printed;
use crate::diag::Lang;
use crate::model::{Field, Grade, citizenship_in_english, country_in_english, date_in_words, language_in_english, transliterate};

impl Printed<'_> {
    /// What laurea itself can say of an English field, where no sheet has said it.
    pub(super) fn english(&self, field: Field) -> Option<String> {
        let person = &self.record.person;
        let mean = |mean: Option<crate::model::Mean>| mean.map(|mean| mean.rounded());
        let word = |grade: Grade| grade.word().english().to_owned();
        Some(match field {
            // The Act is of Bulgarian names; how a foreign town is written only a sheet can say.
            Field::BirthPlaceLatin if country_in_english(&person.birth_place.country) == Some("Bulgaria") => {
                transliterate(&person.birth_place.settlement)
            }
            Field::BirthCountryEn => country_in_english(&person.birth_place.country)?.to_owned(),
            Field::CitizenshipEn => citizenship_in_english(&person.citizenship)?.to_owned(),
            Field::BirthDateEn => date_in_words(person.birth_date?, Lang::En),
            Field::GraduationDateEn => date_in_words(self.record.graduation_date()?, Lang::En),
            Field::FacultyEn => self.institution.faculty(&self.text(Field::Faculty)?)?.name_en.clone(),
            Field::LanguageEn => language_in_english(&self.text(Field::Language)?)?.to_owned(),
            Field::MeanSubjectsWordEn => word(mean(self.results.mean_subjects)?),
            Field::MeanStateExamsWordEn => word(mean(self.results.mean_state_exams)?),
            Field::OverallWordEn => word(self.results.overall?),
            _ => return None,
        })
    }
}
