//! Headers as offices write them, by what they mean in which table.

use std::collections::BTreeMap;

use crate::config::{TableKind, fits_folded, fold};
use crate::model::Field;

use Field as F;
use TableKind::{Courses, EarlierRegister, Grades, PersonalData, Programmes, Requests, StateExams, Students};

/// Headers of a field in some tables; `*` stands for any letters. Compared as [`plain`] makes them.
type Entry = (Field, &'static [TableKind], &'static [&'static str]);

const PEOPLE: &[TableKind] = &[Students, PersonalData];
const NUMBERED: &[TableKind] = &[Students, PersonalData, Grades, StateExams, Requests];
const RESULTS: &[TableKind] = &[Grades, StateExams];
const NAMED: &[TableKind] = &[Students, PersonalData, Grades, StateExams, Requests, EarlierRegister];
const BOTH: &[TableKind] = &[Students, PersonalData, EarlierRegister];

const ENTRIES: &[Entry] = &[
    (F::FacultyNumber, NUMBERED, &["факултетен номер", "факултетен №", "курсов №", "курсов номер", "фак номер", "фак №", "ф №", "ф номер", "фак н р", "фн", "ф н", "fac no", "faculty no", "faculty №", "faculty number", "fnum", "fn", "fak nom*", "fak no", "fakultet* nom*", "student no", "student id", "№ на студент*", "студентски №", "студентски номер", "фак* №*", "* faculty no", "* faculty number"]),
    (F::PersonId, NUMBERED, &["егн лнч", "егн / лнч", "лнч егн", "егн или лнч", "egn lnch", "егн лнч идн", "personal id", "personal no", "pin", "* egn lnch", "идентификатор"]),
    (F::PersonId, &[Requests], &["егн"]),
    (F::Egn, NAMED, &["егн", "единен граждански номер", "egn", "егн *", "* egn"]),
    (F::Lnch, PEOPLE, &["лнч", "лн на чужденец", "lnch", "лнч *", "личен номер на чужденец"]),
    (F::Idn, PEOPLE, &["идн", "idn", "друг идентификатор"]),
    (F::FirstName, BOTH, &["име", "собствено име", "лично име", "ime", "first name", "given name", "име name", "имена / име", "три имена / име"]),
    (F::MiddleName, BOTH, &["презиме", "бащино име", "бащино", "prezime", "middle name", "father s name", "презиме middle name", "* / презиме", "* / бащино име"]),
    (F::LastName, BOTH, &["фамилия", "фамилно име", "familia", "familiya", "last name", "family name", "surname", "* / фамилия", "* / фамилно име"]),
    (F::FullNameLastFirst, NAMED, &["фамилия име презиме", "фамилия име и презиме", "фамилия, име*", "фамилия име*", "surname* given name*", "студент фамилия име*"]),
    (F::FullName, NAMED, &["име презиме фамилия", "име презиме и фамилия", "трите имена", "три имена", "имена", "име и фамилия", "пълно име", "студент", "имена на студента", "име на студента", "име на студент*", "студент*", "full name", "name", "names", "име", "собствено бащино и фамилно име", "ime", "name of student", "заявител", "imena", "име* name*", "* full name"]),
    (F::FirstNameLatin, PEOPLE, &["име латиница", "име лат", "име на латиница", "ime lat*", "first name latin", "имена на латиница / име", "name latin / first*", "* латиница* / име"]),
    (F::MiddleNameLatin, PEOPLE, &["презиме латиница", "презиме лат", "презиме на латиница", "prezime lat*", "* латиница* / презиме"]),
    (F::LastNameLatin, PEOPLE, &["фамилия латиница", "фамилия лат", "фамилия на латиница", "familia lat*", "* латиница* / фамилия"]),
    (F::FullNameLatin, PEOPLE, &["имена на латиница*", "име на латиница*", "имена латиница*", "трите имена латиница", "три имена на латиница", "name in latin*", "latin name*", "имена лат*", "име* латиница*", "name latin*", "имена* latin*", "imena lat*"]),
    (F::Sex, PEOPLE, &["пол", "sex", "gender", "pol", "пол *"]),
    (F::BirthDate, PEOPLE, &["дата на раждане", "роден на", "родена на", "роден а на", "рождена дата", "дата на раждане*", "date of birth", "birth date", "data r*", "data na razhd*", "роден* дата*", "роден* / дата", "роден* / на", "дата раждане", "* date of birth"]),
    (F::BirthPlace, PEOPLE, &["място на раждане", "месторождение", "роден в", "родена в", "роден а в", "място раждане", "place of birth", "birth place", "mesto r*", "myasto*", "роден* място", "роден* / място", "роден* / в", "роден* / населено място", "населено място", "място на раждане / населено място", "* place of birth", "място* раждане*"]),
    (F::BirthPlaceType, PEOPLE, &["вид населено място", "гр с", "тип населено място", "вид нас място"]),
    (F::BirthMunicipality, PEOPLE, &["община", "obshtina", "роден* / община", "място на раждане / община", "общ", "municipality*"]),
    (F::BirthProvince, PEOPLE, &["област", "oblast", "роден* / област", "място на раждане / област", "обл", "province", "region"]),
    (F::BirthCountry, PEOPLE, &["държава", "държава на раждане", "darzhava", "country", "country of birth", "* / държава", "страна"]),
    (F::Citizenship, PEOPLE, &["гражданство", "гр во", "гражд*", "citizenship", "grazhdanstvo", "поданство", "гражданство *", "националност"]),
    (F::Address, PEOPLE, &["адрес*", "address", "adres", "постоянен адрес"]),
    (F::Email, PEOPLE, &["e mail", "email", "ел поща", "имейл", "електронна поща", "e поща", "mail", "поща"]),
    (F::Phone, PEOPLE, &["телефон", "тел", "gsm", "мобилен", "мобилен телефон", "phone", "мобилен тел", "telefon"]),
    (F::Photo, PEOPLE, &["снимка", "снимка файл", "файл снимка", "photo", "photo file", "snimka", "снимка *", "файл на снимката", "photo *", "* photo"]),
    (F::Promotion, PEOPLE, &["участие в промоция", "промоция", "промоц*", "участва в промоция", "promo*", "promotion"]),
    (F::AlumniConsent, PEOPLE, &["съгл* алумни", "алумни", "съгласие алумни*", "alumni*", "алумни*"]),
    (F::Speciality, &[Students, PersonalData, Programmes, EarlierRegister, Courses], &["специалност", "speciality", "specialty", "spec", "programme", "program", "specialnost", "спец", "специалност *", "наименование на специалността"]),
    (F::SpecialityEn, &[Programmes, Courses], &["специалност англ", "специалност en", "speciality en", "специалност на английски*", "spec en"]),
    (F::Degree, &[Students, PersonalData, Programmes, EarlierRegister, Courses], &["окс", "степен", "образователно квалификационна степен", "образователна степен", "degree", "oks", "окс *", "obr step*"]),
    (F::DegreeEn, &[Programmes], &["окс англ", "degree en", "oks en"]),
    (F::StudyForm, &[Students, PersonalData, Programmes, EarlierRegister, Courses], &["форма", "форма на обучение", "ф ма на обучение", "ф ма", "форма обуч*", "study form", "form of study", "mode of study", "forma*", "форма на об*", "вид обучение"]),
    (F::StudyFormEn, &[Programmes], &["форма англ", "форма на обучение англ"]),
    (F::Group, PEOPLE, &["група", "гр", "group", "grupa", "група *", "адм група"]),
    (F::EnrolmentYear, PEOPLE, &["учебна година на записване", "уч година", "учебна година", "уч год*", "година на записване", "year of enrolment", "година на приемане", "записан* / уч* година", "записан* / учебна година", "uch god*", "прием"]),
    (F::EnrolmentDate, PEOPLE, &["дата на записване", "записан на", "записана на", "записан а на", "date of enrolment", "enrolment date", "записан* / дата", "записан* / на", "data zap*", "дата записване", "* / дата на записване"]),
    (F::EnrolmentOrder, PEOPLE, &["заповед за записване*", "заповед", "заповед №", "№ на заповед", "записан* / заповед*", "zapoved*", "enrolment order", "заповед*"]),
    (F::DurationSemesters, &[Students, PersonalData, Programmes], &["срок на обучение семестри", "срок семестри", "семестри", "срок", "semesters", "продължителност семестри", "srok*", "брой семестри"]),
    (F::Status, PEOPLE, &["статус", "състояние", "status", "статут", "положение", "статус *"]),
    (F::PriorEducationKind, PEOPLE, &["предходно образование - вид", "предходно образование вид", "предх образование", "предходно образование", "предходно образование / вид", "документ за предходно образование", "предходно образование / документ", "предх* образование / документ", "diploma vid", "завършено образование", "pred obr*", "вид на документа", "предишно образование*"]),
    (F::PriorEducationNumber, PEOPLE, &["предходно образование - №", "предходно образование №", "документ №", "предходно образование / №", "предходно образование / номер", "диплома №", "документ номер", "предх* / №", "№ на документа", "диплома номер", "серия и №"]),
    (F::PriorEducationDate, PEOPLE, &["предходно образование - дата", "предходно образование дата", "от дата", "предходно образование / дата", "дата на документа", "дата на дипломата", "предх* / дата", "документ от дата"]),
    (F::PriorEducationIssuer, PEOPLE, &["предходно образование - издадено от", "предходно образование издадено от", "издаден от", "издадено от", "предходно образование / издадено от", "предходно образование / издаден от", "издател", "училище", "предх* / издаден*", "издаден* от*"]),
    (F::ProfessionalFieldCode, &[Programmes, Courses], &["професионално направление - код", "код на пн", "пн код", "код пн", "шифър", "код на професионалното направление", "prof napr kod"]),
    (F::ProfessionalField, &[Programmes, Courses], &["професионално направление", "пн", "проф направление", "prof napr*", "professional field", "направление"]),
    (F::ProfessionalFieldEn, &[Programmes], &["професионално направление англ", "проф направление англ"]),
    (F::Qualification, &[Programmes, Courses], &["професионална квалификация", "квалификация", "проф квалификация", "kvalifikacia*", "qualification"]),
    (F::QualificationEn, &[Programmes], &["професионална квалификация англ", "квалификация англ"]),
    (F::Faculty, &[Programmes, Students, Courses], &["факултет", "faculty", "fakultet", "звено", "факултет колеж"]),
    (F::ProgrammeCredits, &[Programmes], &["кредити", "общ брой кредити", "ects", "credits", "krediti", "кредити общо"]),
    (F::Language, &[Programmes], &["език на обучение", "език", "language", "ezik"]),
    (F::ProgrammeSheet, &[Programmes], &["лист", "sheet", "учебен план", "key", "план"]),
    (F::CourseCode, &[Courses, Grades], &["код", "код на дисциплината", "код дисциплина", "course code", "code", "disc kod", "kod*", "шифър", "дисциплина код", "код *", "код на дисц*"]),
    (F::CourseName, &[Courses, Grades], &["дисциплина", "учебна дисциплина", "наименование на дисциплината", "наименование на учебната дисциплина", "предмет", "учебен предмет", "course", "subject", "disc", "disciplina", "наименование", "дисциплини", "учебни дисциплини", "име на дисциплината", "disc ime", "изпит по", "name bg", "disc name", "disciplina*", "дисциплина course*", "учебна дисциплина *", "дисциплина *"]),
    (F::CourseNameEn, &[Courses], &["дисциплина англ", "course title", "course title en", "наименование на английски*", "дисциплина на английски*", "name en", "course name en", "course en", "английско наименование", "disc en", "course", "course title *"]),
    (F::Semester, &[Courses, Grades], &["семестър", "сем", "semester", "semestar", "sem", "сем *", "семестър *"]),
    (F::StudyYear, &[Grades], &["курс", "year of study", "kurs"]),
    (F::Credits, &[Courses], &["кредити", "ects", "ects кредити", "кредити ects", "ectsкредити", "credits", "krediti", "кр", "брой кредити", "кредити *", "ects credits", "ects *", "* credits"]),
    (F::HoursLectures, &[Courses], &["лекции", "л", "lectures", "хорариум / л", "хорариум / лекции", "часове лекции", "* / л", "* / лекции", "hours lectures", "lekcii", "h lec*"]),
    (F::HoursExercises, &[Courses], &["упражнения", "у", "упр", "exercises", "хорариум / у", "хорариум / упр*", "* / у", "* / упр*", "hours exercises", "upr*", "семинари", "seminars*"]),
    (F::HoursSplit, &[Courses], &["л + у", "л+у", "л у", "лекции упражнения", "лекции + упражнения", "л/у", "хорариум л + у", "хорариум л у", "хорариум"]),
    (F::HoursSelfStudy, &[Courses], &["самостоятелна работа", "сам", "сам работа", "ср", "self study", "хорариум / ср", "хорариум / сп", "* / сам*", "hours selfstudy", "самостоятелна подготовка", "hours self study", "samost*", "* / сп", "* / ср", "сп"]),
    (F::HoursTotal, &[Courses], &["общо часове", "общо", "всичко часове", "общ хорариум", "всичко", "hours total", "total hours", "хорариум / общо", "хорариум / всичко", "* / общо", "chasove*", "* / всичко"]),
    (F::CourseKind, &[Courses], &["вид", "вид з и ф п", "вид на дисциплината", "тип", "статут", "вид дисциплина", "kind", "type", "vid*", "зад изб фак", "з и ф", "вид *", "type *"]),
    (F::Assessment, &[Courses], &["форма на контрол", "контрол", "вид изпит", "форма на изпит*", "оценяване", "изпит", "assessment", "kontrol*", "ф ма на контрол", "форма на оценяване", "форма на проверка*"]),
    (F::CountsInTotal, &[Courses], &["влиза в общия брой*", "брои се", "counts in total", "в общия брой*", "включва се*", "v obsht*"]),
    (F::Grade, RESULTS, &["оценка", "оц", "grade", "ocenka", "мат оценка", "резултат", "оценка *", "result", "оценка / с цифри", "оценка / цифр*", "цифром", "оценка с цифри", "оценка цифром", "оценка / цифром", "* grade"]),
    (F::ExamDate, RESULTS, &["дата", "дата на изпита", "дата на изпит", "date", "exam date", "data", "data izp*", "изпит на", "дата *", "дата на явяване", "дата на защита*", "* / дата", "* date"]),
    (F::Protocol, RESULTS, &["протокол", "протокол №", "№ на протокол", "протокол номер", "protocol", "protokol*", "прот", "прот №", "изпитен протокол*", "протокол *", "* / протокол*"]),
    (F::Lecturer, RESULTS, &["преподавател", "изпитващ", "лектор", "титуляр", "lecturer", "examiner", "teacher", "prepodavatel*", "преподавател *", "титуляр *"]),
    (F::Sitting, &[Grades], &["вид", "сесия", "явяване", "вид сесия", "session", "sesia", "поред", "вид изпит", "вид на изпита"]),
    (F::Remark, &[Grades], &["бележка", "забележка", "remark", "бел", "забел", "note", "забележка *", "основание", "университет"]),
    (F::ExamKind, &[StateExams], &["вид", "вид изпит", "вид на изпита", "държавен изпит", "вид дипломиране", "kind", "форма", "форма на дипломиране", "изпит", "vid*", "вид *", "начин на дипломиране", "type *"]),
    (F::Topic, &[StateExams], &["тема", "тема на дипломната работа", "topic", "тема *", "наименование", "tema*", "title"]),
    (F::Chair, &[StateExams], &["председател", "председател на комисията", "chair", "predsedatel*", "* / председател", "председател *"]),
    (F::Members, &[StateExams], &["членове", "членове на комисията", "комисия", "members", "clenove", "chlenove*", "* / членове", "членове *"]),
    (F::RequestNumber, &[Requests], &["вх №", "входящ №", "вх номер", "входящ номер", "№ на заявление*", "request no", "вх № дата", "vh nom*", "заявление №", "вх*"]),
    (F::RequestDate, &[Requests], &["дата", "дата на заявление*", "подадено на", "date", "от дата", "дата на подаване", "data*", "подадено"]),
    (F::RequestedPaper, &[Requests], &["вид документ", "документ", "искан документ", "вид на документа", "услуга", "иска", "заявен документ", "requested document", "document", "вид услуга", "какво иска", "dokument*", "административна услуга", "за какво", "service*", "услуга *", "document *", "vid dok*", "заявява"]),
    (F::RequestReason, &[Requests], &["причина", "основание", "цел", "за какво му е", "reason", "предназначение", "да послужи пред", "purpose", "prichina", "мотив", "причина *", "reason *"]),
    (F::Announcement, &[Requests], &["обява вестник", "обява", "вестник", "публикация", "announcement", "обява във вестник", "obyava*", "вестник *"]),
    (F::AnnouncementDate, &[Requests], &["дата на обявата", "дата на обява", "обява дата", "обява от", "дата на публикация*", "announcement date", "data obyava"]),
    (F::DiplomaSeries, &[Requests, EarlierRegister], &["серия на дипломата", "серия", "series", "seria", "диплома серия", "диплома / серия", "* / серия", "серия *"]),
    (F::BlankNumber, &[Requests, EarlierRegister], &["фабричен №", "фабричен номер", "фабр №", "№ на бланка", "бланка №", "form no", "бланка", "фабр* ном*", "fabr*", "* / фабричен*", "blank no*"]),
    (F::RegisterNumber, &[Requests, EarlierRegister], &["рег №", "регистрационен №", "регистрационен номер", "рег номер", "рег № на дипломата", "registration no", "reg no", "reg nom*", "рег * №", "рег № *", "* / рег №", "register no*"]),
    (F::Uin, &[Requests, EarlierRegister], &["уин", "уникален идентификационен номер", "uin", "uin *", "уин *"]),
    (F::Copies, &[Requests], &["брой екземпляри", "бр", "екземпляри", "copies", "екз", "broi", "брой"]),
    (F::PaperLanguage, &[Requests], &["език", "language", "ezik"]),
    (F::Fee, &[Requests], &["такса", "fee", "сума", "taksa", "такса *"]),
    (F::Paid, &[Requests], &["платена", "платено", "paid", "платена такса", "плащане", "platena", "платена *"]),
    (F::Express, &[Requests], &["бърза услуга", "бърза", "express", "barza", "експресна", "бърза *"]),
    (F::RowNumber, &[EarlierRegister], &["№ по ред", "пореден №", "пор №"]),
    (F::IssueDate, &[EarlierRegister], &["дата на издаване", "издадена на", "издаден на", "date of issue", "data izd*", "дата", "дата *"]),
    (F::MeanSubjects, &[EarlierRegister], &["среден успех от следването", "среден успех", "ср успех*", "успех от следването"]),
    (F::MeanStateExams, &[EarlierRegister], &["успех от държавен изпит", "държавен изпит", "успех ди", "успех от ди*"]),
    (F::Overall, &[EarlierRegister], &["общ успех", "успех", "общ успех*"]),
    (F::RegisterStatus, &[EarlierRegister], &["статус", "състояние", "status", "валидност", "валидна", "статус *"]),
];

/// The headers, made ready for looking up.
pub struct Vocabulary {
    exact: BTreeMap<&'static str, Vec<(TableKind, Field)>>,
    open: Vec<(&'static str, TableKind, Field)>,
}

impl Vocabulary {
    /// All known headers.
    pub fn new() -> Self {
        let mut vocabulary = Self { exact: BTreeMap::new(), open: Vec::new() };
        for (field, kinds, patterns) in ENTRIES {
            for (kind, pattern) in kinds.iter().flat_map(|kind| patterns.iter().map(move |pattern| (*kind, *pattern))) {
                if pattern.contains('*') {
                    vocabulary.open.push((pattern, kind, *field));
                } else {
                    vocabulary.exact.entry(pattern).or_default().push((kind, *field));
                }
            }
        }
        vocabulary
    }

    /// The fields a header may mean in a table, each with how surely: 4 for a known header, 3 for one that begins like it,
    /// 2 for one whose last row is known.
    pub fn meanings(&self, kind: TableKind, header: &str) -> Vec<(Field, u32)> {
        let mut fields: Vec<(Field, u32)> = Vec::new();
        let mut add = |field: Field, fit: u32| match fields.iter_mut().find(|(known, _)| *known == field) {
            Some((_, best)) => *best = fit.max(*best),
            None => fields.push((field, fit)),
        };
        let of = |text: &str| self.exact.get(text).into_iter().flatten().filter(|(own, _)| *own == kind).map(|(_, field)| *field);
        of(header).for_each(|field| add(field, 4));
        for (pattern, _, field) in self.open.iter().filter(|(pattern, own, _)| *own == kind && fits_folded(pattern, header)) {
            add(*field, if pattern.starts_with('*') { 2 } else { 3 });
        }
        if let Some((_, last)) = header.rsplit_once(" / ") {
            of(last).for_each(|field| add(field, 2));
        }
        fields.sort_by_key(|(_, fit)| std::cmp::Reverse(*fit));
        fields
    }

    /// Whether a text is a header of anything.
    pub fn knows(&self, text: &str) -> bool {
        let plain = plain(text);
        self.exact.contains_key(plain.as_str()) || self.open.iter().any(|(pattern, ..)| !pattern.starts_with('*') && fits_folded(pattern, &plain))
    }
}

/// A header as it is compared: no signs but `№` and the divider of its rows.
pub fn plain(header: &str) -> String {
    let parts = header.split(" / ").map(|part| {
        let signs: String = part.chars().map(|c| if c.is_alphanumeric() || c == '+' { c } else if c == '№' { '№' } else { ' ' }).collect();
        fold(&signs.replace('№', " № "))
    });
    parts.collect::<Vec<_>>().join(" / ")
}
