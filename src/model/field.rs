//! The closed vocabulary of everything a sheet can hold and a paper can print.
//!
//! One name for one thing: the same string stands in the institution's column map, in findings, in a kind's
//! `needs`, in its texts and in its Typst data.

use crate::diag::{FieldTag, Lang};

macro_rules! fields {
    ($( $variant:ident $name:literal $bg:literal $en:literal; )*) => {
        /// Something a sheet can hold or a paper can print.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each field carries its Bulgarian and English label below")]
        pub enum Field { $( $variant, )* }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Field] = &[ $( Field::$variant, )* ];

            /// The stable snake_case name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $( Field::$variant => $name, )* }
            }

            /// The label for people.
            #[must_use]
            pub fn label(self, lang: Lang) -> &'static str {
                match (self, lang) { $( (Field::$variant, Lang::Bg) => $bg, (Field::$variant, Lang::En) => $en, )* }
            }
        }
    };
}

fields! {
    // The person
    FacultyNumber "faculty_number" "Факултетен номер" "Faculty number";
    Egn "egn" "ЕГН" "ЕГН (personal number)";
    Lnch "lnch" "ЛНЧ" "ЛНЧ (foreigner's number)";
    Idn "idn" "ИДН" "Other identifier";
    FirstName "first_name" "Име" "First name";
    MiddleName "middle_name" "Презиме" "Middle name";
    LastName "last_name" "Фамилия" "Last name";
    FullName "full_name" "Трите имена" "Full name";
    FirstNameLatin "first_name_latin" "Име (латиница)" "First name (Latin)";
    MiddleNameLatin "middle_name_latin" "Презиме (латиница)" "Middle name (Latin)";
    LastNameLatin "last_name_latin" "Фамилия (латиница)" "Last name (Latin)";
    FullNameLastFirst "full_name_last_first" "Фамилия, име, презиме" "Full name (family name first)";
    FullNameLatin "full_name_latin" "Трите имена (латиница)" "Full name (Latin)";
    Sex "sex" "Пол" "Sex";
    BirthDate "birth_date" "Дата на раждане" "Date of birth";
    BirthDateEn "birth_date_en" "Дата на раждане (англ.)" "Date of birth (English)";
    BirthPlaceType "birth_place_type" "Вид населено място" "Type of settlement";
    BirthPlace "birth_place" "Място на раждане" "Place of birth";
    BirthPlaceLatin "birth_place_latin" "Място на раждане (латиница)" "Place of birth (Latin)";
    BirthMunicipality "birth_municipality" "Община" "Municipality of birth";
    BirthProvince "birth_province" "Област" "Province of birth";
    BirthCountry "birth_country" "Държава" "Country of birth";
    BirthCountryEn "birth_country_en" "Държава (англ.)" "Country of birth (English)";
    Citizenship "citizenship" "Гражданство" "Citizenship";
    CitizenshipEn "citizenship_en" "Гражданство (англ.)" "Citizenship (English)";
    Address "address" "Адрес за кореспонденция" "Address";
    Email "email" "E-mail" "E-mail";
    Phone "phone" "Телефон" "Telephone";
    Delivery "delivery" "Начин на получаване" "Way of delivery";
    Photo "photo" "Снимка (файл)" "Photo (file)";
    Promotion "promotion" "Участва в промоция" "Takes part in the ceremony";
    PromotionDate "promotion_date" "Дата на промоцията" "Date of the ceremony";
    AlumniConsent "alumni_consent" "Съгласие за алумни" "Consent for the graduates' book";
    PhotoConsent "photo_consent" "Съгласие за снимка" "Consent for the photo in the graduates' book";
    MailConsent "mail_consent" "Съгласие за известия по e-mail" "Consent for notices by e-mail";
    // The studies
    Speciality "speciality" "Специалност" "Speciality";
    SpecialityEn "speciality_en" "Специалност (англ.)" "Speciality (English)";
    Specialisation "specialisation" "Специализация" "Specialisation";
    SpecialisationEn "specialisation_en" "Специализация (англ.)" "Specialisation (English)";
    SecondSpeciality "second_speciality" "Втора специалност" "Second speciality";
    SecondSpecialityEn "second_speciality_en" "Втора специалност (англ.)" "Second speciality (English)";
    SecondQualification "second_qualification" "Втора професионална квалификация" "Second professional qualification";
    SecondFieldCode "second_field_code" "Второ професионално направление – код" "Second professional field (code)";
    SecondField "second_field" "Второ професионално направление" "Second professional field";
    SecondOverall "second_overall" "Общ успех по втората специалност" "Overall result in the second speciality";
    SecondOverallWord "second_overall_word" "Общ успех по втората специалност (с думи)" "Overall result in the second speciality (in words)";
    Degree "degree" "ОКС" "Degree";
    DegreeEn "degree_en" "ОКС (англ.)" "Degree (English)";
    StudyForm "study_form" "Форма на обучение" "Form of study";
    StudyFormEn "study_form_en" "Форма (англ.)" "Form of study (English)";
    Group "group" "Група" "Group";
    EnrolmentYear "enrolment_year" "Учебна година на записване" "Academic year of enrolment";
    EnrolmentDate "enrolment_date" "Дата на записване" "Date of enrolment";
    EnrolmentOrder "enrolment_order" "Заповед за записване №" "Order of enrolment";
    DurationSemesters "duration_semesters" "Срок на обучение (семестри)" "Duration (semesters)";
    DurationYears "duration_years" "Срок на обучение (години)" "Duration (years)";
    SemestersCompleted "semesters_completed" "Заверени семестри" "Completed semesters";
    StudyYear "study_year" "Курс" "Year of study";
    AcademicYear "academic_year" "Учебна година" "Academic year";
    Status "status" "Статус" "Status";
    PriorEducationKind "prior_education_kind" "Предходно образование – вид" "Prior education: document";
    PriorEducationNumber "prior_education_number" "Предходно образование – №" "Prior education: number";
    PriorEducationDate "prior_education_date" "Предходно образование – дата" "Prior education: date";
    PriorEducationIssuer "prior_education_issuer" "Предходно образование – издадено от" "Prior education: issuer";
    PriorDegree "prior_degree" "Предходно висше образование – ОКС" "Prior higher education: degree";
    PriorField "prior_field" "Предходно висше образование – професионално направление" "Prior higher education: professional field";
    PriorSpeciality "prior_speciality" "Предходно висше образование – специалност" "Prior higher education: speciality";
    PriorCredits "prior_credits" "Предходно висше образование – кредити" "Prior higher education: credits";
    PriorCountry "prior_country" "Предходно висше образование – държава" "Prior higher education: country";
    PriorSeat "prior_seat" "Предходно висше образование – местонахождение" "Prior higher education: seat of the institution";
    // The degree of doctor
    DissertationTopic "dissertation_topic" "Тема на дисертацията" "Topic of the thesis";
    DissertationTopicEn "dissertation_topic_en" "Тема на дисертацията (англ.)" "Topic of the thesis (English)";
    ScientificField "scientific_field" "Област на висше образование" "Area of higher education";
    DefenceDate "defence_date" "Дата на защита" "Date of the defence";
    AwardDecision "award_decision" "Решение за присъждане" "Decision of award";
    AwardDate "award_date" "Дата на присъждане" "Date of award";
    Supervisor "supervisor" "Научен ръководител" "Supervisor";
    Jury "jury" "Научно жури" "Jury";
    // A course of training
    TrainingName "training_name" "Обучение" "Training";
    TrainingForm "training_form" "Форма на обучението" "Form of the training";
    TrainingHours "training_hours" "Учебни часове" "Hours of the training";
    TrainingCredits "training_credits" "Кредити от обучението" "Credits of the training";
    TrainingFrom "training_from" "Начало на обучението" "Beginning of the training";
    TrainingTo "training_to" "Край на обучението" "End of the training";
    TrainingLevel "training_level" "Ниво или степен" "Level";
    TrainingBasis "training_basis" "Основание за обучението" "Basis of the training";
    TrainingResult "training_result" "Успех от обучението" "Result of the training";
    TrainingResultWord "training_result_word" "Успех от обучението (с думи)" "Result of the training (in words)";
    TrainingProtocol "training_protocol" "Протокол от изпита" "Protocol of the exam";
    // What the state register of students asks for besides
    Ean "ean" "ЕАН" "ЕАН (number in the state register)";
    OtherNames "other_names" "Други имена" "Other names";
    OtherNamesLatin "other_names_latin" "Други имена (латиница)" "Other names (Latin)";
    SecondCitizenship "second_citizenship" "Второ гражданство" "Second citizenship";
    ResidenceCountry "residence_country" "Постоянно местоживеене – държава" "Residence: country";
    ResidencePlaceType "residence_place_type" "Постоянно местоживеене – вид населено място" "Residence: type of settlement";
    ResidencePlace "residence_place" "Постоянно местоживеене – населено място" "Residence: settlement";
    ResidenceMunicipality "residence_municipality" "Постоянно местоживеене – община" "Residence: municipality";
    ResidenceProvince "residence_province" "Постоянно местоживеене – област" "Residence: province";
    PostalCode "postal_code" "Постоянно местоживеене – п.к." "Residence: postal code";
    ResidenceAddress "residence_address" "Постоянно местоживеене – адрес" "Residence: address";
    ResidenceAddressAbroad "residence_address_abroad" "Постоянно местоживеене – адрес в чужбина" "Residence: address abroad";
    StateSpeciality "state_speciality" "Специалност – № в РДПЗСД" "Speciality in the state register";
    StateEvent "state_event" "Семестриално събитие" "Event of the semester";
    StudentSemester "student_semester" "Семестър на студента" "Semester of the student";
    FeeKind "fee_kind" "Вид на таксата" "Kind of fee";
    AdmissionReason "admission_reason" "Основание за прием" "Reason of admission";
    PriorLevel "prior_level" "Предходно образование – степен" "Prior education: level";
    PriorWhere "prior_where" "Предходно образование – къде" "Prior education: in Bulgaria or abroad";
    PriorFieldCode "prior_field_code" "Предходно образование – професионално направление (код)" "Prior education: professional field (code)";
    RelocatedFrom "relocated_from" "Преместен от" "Relocated from";
    RelocationDocument "relocation_document" "Документ за признаване – №" "Document of recognition: number";
    RelocationDate "relocation_date" "Документ за признаване – дата" "Document of recognition: date";
    Scholarship "scholarship" "Стипендия" "Scholarship";
    Dormitory "dormitory" "Общежитие" "Dormitory";
    HolidayBase "holiday_base" "Почивна база" "Holiday base";
    InternationalProgramme "international_programme" "Международна програма" "International programme";
    StateAction "state_action" "Действие" "Action";
    StateRecorded "state_recorded" "Вписан в РДПЗСД" "Entered in the state register";
    StateOrder "state_order" "Протокол или заповед №" "Protocol or order";
    StateOrderDate "state_order_date" "Дата на протокола или заповедта" "Date of the protocol or order";
    Attestation "attestation" "Атестация" "Attestation";
    DoctoralFrom "doctoral_from" "Дата на зачисляване" "Admission of the doctoral student";
    DoctoralTo "doctoral_to" "Очаквана дата на отчисляване" "Expected dismissal of the doctoral student";
    // The programme
    ProfessionalFieldCode "professional_field_code" "Професионално направление – код" "Professional field (code)";
    ProfessionalField "professional_field" "Професионално направление" "Professional field";
    ProfessionalFieldEn "professional_field_en" "Професионално направление (англ.)" "Professional field (English)";
    Qualification "qualification" "Професионална квалификация" "Professional qualification";
    QualificationEn "qualification_en" "Професионална квалификация (англ.)" "Professional qualification (English)";
    Faculty "faculty" "Факултет" "Faculty";
    FacultyEn "faculty_en" "Факултет (англ.)" "Faculty (English)";
    University "university" "Висше училище" "University";
    UniversityEn "university_en" "Висше училище (англ.)" "University (English)";
    ProgrammeCredits "programme_credits" "Кредити" "Credits of the programme";
    Language "language" "Език на обучение" "Language of instruction";
    LanguageEn "language_en" "Език на обучение (англ.)" "Language of instruction (English)";
    AdmissionRequirements "admission_requirements" "Изисквания за прием" "Requirements of admission";
    AdmissionRequirementsEn "admission_requirements_en" "Изисквания за прием (англ.)" "Requirements of admission (English)";
    Completion "completion" "Завършване" "Way of completion";
    ProgrammeSheet "programme_sheet" "Лист" "Sheet of the programme";
    // A course of the curriculum
    CourseCode "course_code" "Код" "Course code";
    CourseName "course_name" "Дисциплина" "Course";
    CourseNameEn "course_name_en" "Дисциплина (англ.)" "Course (English)";
    Semester "semester" "Семестър" "Semester";
    Credits "credits" "Кредити" "Credits";
    HoursLectures "hours_lectures" "Лекции" "Lectures (hours)";
    HoursExercises "hours_exercises" "Упражнения" "Exercises (hours)";
    HoursSplit "hours_split" "Лекции + упражнения" "Lectures + exercises (hours)";
    HoursSelfStudy "hours_self_study" "Самостоятелна работа" "Self-study (hours)";
    HoursTotal "hours_total" "Общо часове" "Hours in all";
    CourseKind "course_kind" "Вид" "Kind of course";
    Assessment "assessment" "Форма на контрол" "Assessment";
    CountsInTotal "counts_in_total" "Влиза в общия брой кредити" "Counts in the total";
    // A result
    Grade "grade" "Оценка" "Grade";
    ExamDate "exam_date" "Дата" "Date of the exam";
    Protocol "protocol" "Протокол №" "Protocol";
    Lecturer "lecturer" "Преподавател" "Lecturer";
    Sitting "sitting" "Вид" "Sitting";
    HostInstitution "host_institution" "Приемащо висше училище" "Host institution";
    HostCountry "host_country" "Държава на висшето училище" "Country of the host institution";
    HostGrade "host_grade" "Оценка в приемащото висше училище" "Grade at the host institution";
    Remark "remark" "Забележка" "Remark";
    // A state exam
    ExamKind "exam_kind" "Вид" "Kind of state exam";
    Topic "topic" "Тема" "Topic";
    Chair "chair" "Председател на комисията" "Chair of the committee";
    Members "members" "Членове" "Members of the committee";
    // A request
    RequestNumber "request_number" "Вх. №" "Incoming number";
    RequestDate "request_date" "Дата" "Date of the request";
    RequestedPaper "requested_paper" "Вид документ" "Requested paper";
    RequestVariant "request_variant" "Разновидност" "Variant of the paper";
    PersonId "person_id" "ЕГН/ЛНЧ" "ЕГН or ЛНЧ";
    RequestReason "request_reason" "Причина" "Reason";
    Recipient "recipient" "До кого" "Recipient";
    RecipientAddress "recipient_address" "Адрес на получателя" "Address of the recipient";
    NewSpeciality "new_speciality" "Нова специалност" "New speciality";
    NewStudyForm "new_study_form" "Нова форма на обучение" "New form of study";
    NewFaculty "new_faculty" "Нов факултет" "New faculty";
    NewUniversity "new_university" "Приемащо висше училище" "Receiving institution";
    DecisionNumber "decision_number" "Решение №" "Decision";
    DecisionDate "decision_date" "Дата на решението" "Date of the decision";
    RecognisedQualification "recognised_qualification" "Признато образование" "Recognised qualification";
    RecognisedIssuer "recognised_issuer" "Издадено от" "Issuer of the recognised qualification";
    RecognisedCountry "recognised_country" "Държава на признатото образование" "Country of the recognised qualification";
    RecognisedDate "recognised_date" "Дата на признатата диплома" "Date of the recognised diploma";
    Announcement "announcement" "Обява (вестник)" "Announcement (newspaper)";
    AnnouncementDate "announcement_date" "Дата на обявата" "Date of the announcement";
    Copies "copies" "Брой екземпляри" "Copies";
    PaperLanguage "paper_language" "Език" "Language of the paper";
    Fee "fee" "Такса" "Fee";
    Paid "paid" "Платена" "Paid";
    Express "express" "Бърза услуга" "Express service";
    // A line of the earlier register
    RowNumber "row_number" "№ по ред" "Running number";
    DiplomaSeries "diploma_series" "Серия" "Series";
    BlankNumber "blank_number" "Фабричен №" "Number of the form";
    RegisterNumber "register_number" "Рег. №" "Registration number";
    Uin "uin" "УИН" "Unique identification number";
    IssueDate "issue_date" "Дата на издаване" "Date of issue";
    RegisterStatus "register_status" "Статус" "Status in the register";
    // A list of papers after printing
    StepDate "step_date" "Дата на действието" "Date of the step";
    Sticker "sticker" "Стикер №" "Sticker";
    Authority "authority" "Основание за получаване" "Authority to receive";
    Tracking "tracking" "Товарителница №" "Tracking number";
    // What laurea computes
    MeanSubjects "mean_subjects" "Среден успех от следването" "Mean of the courses";
    MeanSubjectsWord "mean_subjects_word" "Среден успех от следването (с думи)" "Mean of the courses (in words)";
    MeanSubjectsWordEn "mean_subjects_word_en" "Среден успех от следването (англ.)" "Mean of the courses (in English words)";
    MeanStateExams "mean_state_exams" "Успех от държавен изпит" "Mean of the state exams";
    MeanStateExamsWord "mean_state_exams_word" "Успех от държавен изпит (с думи)" "Mean of the state exams (in words)";
    MeanStateExamsWordEn "mean_state_exams_word_en" "Успех от държавен изпит (англ.)" "Mean of the state exams (in English words)";
    Overall "overall" "Общ успех" "Overall result";
    OverallWord "overall_word" "Общ успех (с думи)" "Overall result (in words)";
    OverallWordEn "overall_word_en" "Общ успех (англ.)" "Overall result (in English words)";
    OverallEcts "overall_ects" "Общ успех (ECTS)" "Overall result (ECTS)";
    CreditsTotal "credits_total" "Общ брой кредити" "Credits in all";
    GraduationDate "graduation_date" "Дата на завършване" "Date of graduation";
    GraduationDateEn "graduation_date_en" "Дата на завършване (англ.)" "Date of graduation (English)";
    GraduationProtocol "graduation_protocol" "Протокол от държавен изпит" "Protocol of the state exam";
    Courses "courses" "Учебни дисциплини" "Courses";
    StateExams "state_exams" "Държавни изпити" "State exams";
}

impl Field {
    /// The field as findings carry it.
    #[must_use]
    pub fn tag(self) -> FieldTag {
        FieldTag { name: self.name(), bg: self.label(Lang::Bg), en: self.label(Lang::En) }
    }

    /// The field of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }
}
