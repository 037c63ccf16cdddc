//! `[inputs]` and `[rdpzsd]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

/// `[inputs]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawInputs {
    /// Folder of the files below, relative to `pipeline.toml`. Default: its own folder.
    pub folder: Option<String>,
    /// Workbooks with the student list.
    pub students: Option<Vec<String>>,
    /// Workbooks with more about the students.
    pub personal_data: Option<Vec<String>>,
    /// Workbooks with the curricula.
    pub curricula: Option<Vec<String>>,
    /// Workbooks with the grades, a row each.
    pub grades: Option<Vec<String>>,
    /// Workbooks with state exams and theses.
    pub state_exams: Option<Vec<String>>,
    /// Workbooks with requests for papers.
    pub requests: Option<Vec<String>>,
    /// Workbooks with the register kept before laurea.
    pub earlier_register: Option<Vec<String>>,
    /// Workbooks with what only the state register of students asks of a person.
    pub state: Option<Vec<String>>,
    /// Workbooks with the semesters of the students, a row each, as the state register keeps them.
    pub semesters: Option<Vec<String>>,
    /// Folder of the photos.
    pub photos: Option<String>,
}

/// `[rdpzsd]` of `pipeline.toml`: where the files of the state register of students stand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStatePaths {
    /// The list of academic numbers (ЕАН) by faculty number, relative to this file. Default: `data/people-ean.csv`.
    pub people: Option<String>,
}

/// `[rdpzsd]` of `institution.toml`: the state register of students.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRdpzsd {
    /// Folder of the nomenclatures, relative to this file. Default: `nomenclatures`.
    pub nomenclatures: Option<String>,
    /// Whose data is sent: `new` (those without an ЕАН, default) or `all`.
    pub persons: Option<String>,
}

/// `[limits]` of a run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPaperLimits {
    /// Longest time in seconds that setting one paper may take. Default: 60.
    pub paper_seconds: Option<u32>,
    /// Most memory in MiB that a process may take that sets papers. Default: 1024.
    pub paper_memory_mib: Option<u32>,
}
