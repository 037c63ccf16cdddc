//! The closed list of defects laurea can name, each with a stable code.

use std::fmt;

/// Weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; nothing is held.
    Note,
    /// A person should look; nothing is held.
    Warning,
    /// The subject is held: a record gets no paper, a request is refused, a batch does not start.
    Error,
}

impl Level {
    /// The word used in files and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a code is about; decides what an error of it stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The inputs or the register as a whole: an error stops the run before anything is numbered.
    Batch,
    /// One student: an error holds the record.
    Record,
    /// One request for a paper: an error refuses the request.
    Request,
    /// One paper: an error holds that paper.
    Document,
}

macro_rules! codes {
    ($( $variant:ident $name:literal $scope:ident $level:ident $lock:ident; )*) => {
        /// A defect's stable name, e.g. `egn-checksum-wrong`; meaning and cure stand in the message catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each code is explained in the message catalogue, `laurea explain CODE`")]
        pub enum Code { $( $variant, )* }

        impl Code {
            /// Every code, in the order of the journey.
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// The stable kebab-case name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $( Code::$variant => $name, )* }
            }

            /// What the code is about.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self { $( Code::$variant => Scope::$scope, )* }
            }

            /// The level where the configuration says nothing.
            #[must_use]
            pub fn default_level(self) -> Level {
                match self { $( Code::$variant => Level::$level, )* }
            }

            /// Whether the configuration may change the level (`locked`: there is nothing sound to print).
            #[must_use]
            pub fn is_locked(self) -> bool {
                match self { $( Code::$variant => codes!(@lock $lock), )* }
            }
        }
    };
    (@lock locked) => { true };
    (@lock open) => { false };
}

codes! {
    // Reading the workbooks
    FileMissing            "file-missing"             Batch   Error   locked;
    FileUnreadable         "file-unreadable"          Batch   Error   locked;
    FileEncrypted          "file-encrypted"           Batch   Error   locked;
    FileCutOff             "file-cut-off"             Batch   Error   locked;
    FileWrongType          "file-wrong-type"          Batch   Error   locked;
    FileMisnamed           "file-misnamed"            Batch   Note    open;
    FileTooBig             "file-too-big"             Batch   Error   locked;
    FileTooManyCells       "file-too-many-cells"      Batch   Error   locked;
    FileTooMuchMemory      "file-too-much-memory"     Batch   Error   locked;
    FileTooSlow            "file-too-slow"            Batch   Error   locked;
    FileReaderCrashed      "file-reader-crashed"      Batch   Error   locked;
    FileAmbiguous          "file-ambiguous"           Batch   Error   locked;
    FileHasEntities        "file-has-entities"        Batch   Error   locked;
    CellCovered            "cell-covered"             Batch   Warning open;
    RowTooLong             "row-too-long"             Batch   Error   locked;
    SheetMissing           "sheet-missing"            Batch   Error   locked;
    SheetEmpty             "sheet-empty"              Batch   Error   locked;
    ColumnMissing          "column-missing"           Batch   Error   locked;
    ColumnTwice            "column-twice"             Batch   Error   locked;
    ColumnUnplaced         "column-unplaced"          Batch   Warning open;
    SheetUnread            "sheet-unread"             Batch   Note    open;
    RowSkipped             "row-skipped"              Batch   Note    open;
    EncodingGuessed        "encoding-guessed"         Batch   Note    open;
    // Reading a cell
    CellError              "cell-error"               Record  Error   locked;
    ValueMissing           "value-missing"            Record  Error   locked;
    DateUnreadable         "date-unreadable"          Record  Error   locked;
    DateWasText            "date-was-text"            Record  Note    open;
    DateWasNumber          "date-was-number"          Record  Note    open;
    DateSystemMixed        "date-system-mixed"        Record  Note    open;
    SpacesRemoved          "spaces-removed"           Record  Note    open;
    NameWasCapitals        "name-was-capitals"        Record  Note    open;
    NameSplitUnclear       "name-split-unclear"       Record  Warning open;
    ValueNormalised        "value-normalised"         Record  Note    open;
    NumberUnreadable       "number-unreadable"        Record  Error   locked;
    WordUnknown            "word-unknown"             Record  Error   locked;
    EgnZeroRestored        "egn-zero-restored"        Record  Note    open;
    IdentifierWasNumber    "identifier-was-number"    Record  Note    open;
    GradeWasText           "grade-was-text"           Record  Note    open;
    GradeWasDate           "grade-was-date"           Record  Error   locked;
    GradeWordAlone         "grade-word-alone"         Record  Error   locked;
    GradeWordDiffers       "grade-word-differs"       Record  Error   locked;
    GradeUnreadable        "grade-unreadable"         Record  Error   locked;
    GradeOutOfRange        "grade-out-of-range"       Record  Error   locked;
    // Joining the sheets
    FacultyNumberRepaired  "faculty-number-repaired"  Record  Note    open;
    SourcesDiffer          "sources-differ"           Record  Warning open;
    NameDiffers            "name-differs"             Record  Warning open;
    CourseAmbiguous        "course-ambiguous"         Batch   Error   open;
    FacultyNumberTwice     "faculty-number-twice"     Record  Error   locked;
    PersonTwice            "person-twice"             Record  Error   open;
    CurriculumUnknown      "curriculum-unknown"       Record  Error   locked;
    CurriculumUnbalanced   "curriculum-unbalanced"    Batch   Warning open;
    StudentUnknown         "student-unknown"          Record  Warning open;
    CourseUnknown          "course-unknown"           Record  Warning open;
    RowTwice               "row-twice"                Record  Note    open;
    // Checking a person
    IdentifierMissing      "identifier-missing"       Record  Error   open;
    EgnMalformed           "egn-malformed"            Record  Error   locked;
    EgnChecksumWrong       "egn-checksum-wrong"       Record  Error   open;
    EgnBirthDateMismatch   "egn-birth-date-mismatch"  Record  Error   open;
    EgnSexMismatch         "egn-sex-mismatch"         Record  Error   open;
    LnchMalformed          "lnch-malformed"           Record  Error   locked;
    LnchChecksumWrong      "lnch-checksum-wrong"      Record  Error   open;
    FacultyNumberUnsafe    "faculty-number-unsafe"    Record  Error   locked;
    NameMixedAlphabet      "name-mixed-alphabet"      Record  Error   open;
    NameUnexpectedLetter   "name-unexpected-letter"   Record  Error   open;
    NameControlCharacter   "name-control-character"   Record  Error   locked;
    NameTooLong            "name-too-long"            Record  Warning open;
    NameLatinDiffers       "name-latin-differs"       Record  Note    open;
    TextControlCharacter   "text-control-character"   Record  Error   locked;
    FormulaInText          "formula-in-text"          Record  Error   locked;
    PhotoMissing           "photo-missing"            Record  Error   open;
    PhotoUnreadable        "photo-unreadable"         Record  Error   locked;
    PhotoSize              "photo-size"               Record  Warning open;
    PhotoCut               "photo-cut"                Record  Warning open;
    PhotoGrey              "photo-grey"               Record  Warning open;
    PhotoShared            "photo-shared"             Record  Warning open;
    // Checking the studies
    DateBeforeBirth        "date-before-birth"        Record  Error   open;
    DateAfterIssue         "date-after-issue"         Record  Error   open;
    DateOutOfOrder         "date-out-of-order"        Record  Warning open;
    AgeImplausible         "age-implausible"          Record  Warning open;
    ProgrammeMismatch      "programme-mismatch"       Record  Warning open;
    CourseMissing          "course-missing"           Record  Error   open;
    CourseFailed           "course-failed"            Record  Error   open;
    ResultsConflict        "results-conflict"         Record  Error   open;
    ResultWithoutGrade     "result-without-grade"     Record  Warning open;
    CreditsShort           "credits-short"            Record  Error   open;
    CreditsOver            "credits-over"             Record  Warning open;
    StateExamMissing       "state-exam-missing"       Record  Error   open;
    StateExamFailed        "state-exam-failed"        Record  Error   open;
    // Checking requests and the earlier register
    RequestKindUnknown     "request-kind-unknown"     Request Error   open;
    RequestKindNotServed   "request-kind-not-served"  Request Note    open;
    RequestStudentUnknown  "request-student-unknown"  Request Error   locked;
    RequestPersonMismatch  "request-person-mismatch"  Request Error   open;
    RequestStatusUnfit     "request-status-unfit"     Request Error   open;
    RequestUnpaid          "request-unpaid"           Request Error   open;
    RequestAfterIssue      "request-after-issue"      Request Error   open;
    RequestFormulaInText   "request-formula-in-text"  Request Warning open;
    OriginalUnknown        "original-unknown"         Request Error   open;
    OriginalAnnulled       "original-annulled"        Request Error   open;
    OriginalOfAnother      "original-of-another"      Request Error   open;
    OriginalDuplicated     "original-duplicated"      Request Error   locked;
    DuplicateReasonMissing "duplicate-reason-missing" Request Error   open;
    DuplicateReasonUnknown "duplicate-reason-unknown" Request Error   open;
    OriginalExpired        "original-expired"         Request Error   locked;
    DuplicateIncomplete    "duplicate-incomplete"     Request Error   locked;
    DuplicateFacultyToday  "duplicate-faculty-today"  Request Warning open;
    DuplicateStruck        "duplicate-struck"         Request Warning open;
    AnnouncementMissing    "announcement-missing"     Request Error   open;
    EarlierNumberTwice     "earlier-number-twice"     Batch   Warning open;
    // Planning and numbering
    FieldMissing           "field-missing"            Document Error  locked;
    TextShrunk             "text-shrunk"              Document Note    open;
    TextOverflows          "text-overflows"           Document Error   open;
    AlreadyIssuedDiffers   "already-issued-differs"   Document Error  locked;
    IssuedButHeld          "issued-but-held"          Document Warning open;
    PaperAnnulled          "paper-annulled"           Document Note   open;
    // Setting the page
    GlyphMissing           "glyph-missing"            Document Error  locked;
    TemplateFailed         "template-failed"          Document Error  locked;
    PaperTooSlow           "paper-too-slow"           Document Error  locked;
    PaperTooMuchMemory     "paper-too-much-memory"    Document Error  locked;
    PaperCrashed           "paper-crashed"            Document Error  locked;
    PageCountUnexpected    "page-count-unexpected"    Document Error  open;
    OutputDiffers          "output-differs"           Document Error  locked;
    // The state register of students
    StatePersonRefused     "state-person-refused"     Record  Error   open;
    StateSemesterRefused   "state-semester-refused"   Record  Error   open;
    StatePlaceUnknown      "state-place-unknown"      Record  Error   open;
    StatePlaceAmbiguous    "state-place-ambiguous"    Record  Error   open;
    StateSpecialityUnknown "state-speciality-unknown" Record  Error   open;
    StateEanAwaited        "state-ean-awaited"        Record  Note    open;
    StateAnswerError       "state-answer-error"       Record  Error   open;
    StateAnswerCode        "state-answer-code"        Batch   Warning open;
    StateAnswerRow         "state-answer-row"         Batch   Warning open;
    StateAnswerForeign     "state-answer-foreign"     Batch   Error   locked;
    StateEanConflict       "state-ean-conflict"       Record  Error   open;
    StateEanUnknown        "state-ean-unknown"        Record  Warning open;
    // Consents
    ConsentUnreadable      "consent-unreadable"       Record  Warning open;
    ConsentContradicted    "consent-contradicted"     Record  Warning open;
    ConsentSuppressed      "consent-suppressed"       Record  Note    open;
    ConsentKept            "consent-kept"             Record  Warning open;
    ConsentTextMissing     "consent-text-missing"     Record  Warning open;
    ConsentNoEmail         "consent-no-email"         Record  Warning open;
}

impl Code {
    /// The code of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
