//! Fields that only some papers print: kept as they are read, without a place of their own in the records.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Field, Grade};

/// Fields that only some papers print, by what they are.
pub type Extras = BTreeMap<Field, Extra>;

/// The value of such a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extra {
    /// A text; never empty.
    Text(String),
    /// A day.
    Date(Date),
    /// A grade.
    Grade(Grade),
}

/// How such a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// As a text.
    Text,
    /// As a day.
    Date,
    /// As a grade.
    Grade,
}

/// What student lists may say besides the person and the studies.
pub const OF_STUDENTS: &[Field] = &[
    Field::Address,
    Field::Email,
    Field::Phone,
    Field::Delivery,
    Field::Promotion,
    Field::PromotionDate,
    Field::AlumniConsent,
    Field::PhotoConsent,
    Field::MailConsent,
    Field::PaperLanguage,
    Field::BirthPlaceLatin,
    Field::BirthCountryEn,
    Field::CitizenshipEn,
    Field::Specialisation,
    Field::SpecialisationEn,
    Field::SecondSpeciality,
    Field::SecondSpecialityEn,
    Field::SecondQualification,
    Field::SecondFieldCode,
    Field::SecondField,
    Field::SecondOverall,
    Field::PriorDegree,
    Field::PriorField,
    Field::PriorSpeciality,
    Field::PriorCredits,
    Field::PriorCountry,
    Field::PriorSeat,
    Field::DissertationTopic,
    Field::DissertationTopicEn,
    Field::ScientificField,
    Field::DefenceDate,
    Field::AwardDecision,
    Field::AwardDate,
    Field::Supervisor,
    Field::Jury,
    Field::TrainingName,
    Field::TrainingForm,
    Field::TrainingHours,
    Field::TrainingCredits,
    Field::TrainingFrom,
    Field::TrainingTo,
    Field::TrainingLevel,
    Field::TrainingBasis,
    Field::TrainingResult,
    Field::TrainingProtocol,
];

/// What lists of programmes may say besides the curriculum.
pub const OF_PROGRAMMES: &[Field] = &[Field::LanguageEn, Field::AdmissionRequirements, Field::AdmissionRequirementsEn];

/// What lists of requests may say besides the request.
pub const OF_REQUESTS: &[Field] = &[
    Field::PaperLanguage,
    Field::Recipient,
    Field::RecipientAddress,
    Field::NewSpeciality,
    Field::NewStudyForm,
    Field::NewFaculty,
    Field::NewUniversity,
    Field::DecisionNumber,
    Field::DecisionDate,
    Field::RecognisedQualification,
    Field::RecognisedIssuer,
    Field::RecognisedCountry,
    Field::RecognisedDate,
];

impl Sort {
    /// How a field is read.
    #[must_use]
    pub fn of(field: Field) -> Self {
        match field {
            Field::PromotionDate
            | Field::DefenceDate
            | Field::AwardDate
            | Field::TrainingFrom
            | Field::TrainingTo
            | Field::DecisionDate
            | Field::RecognisedDate => Self::Date,
            Field::SecondOverall | Field::TrainingResult => Self::Grade,
            _ => Self::Text,
        }
    }
}
