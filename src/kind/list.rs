//! What a list is of: the part `[list]` of `kind.toml`, raw → meant.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::Reader;
use crate::model::Field;

/// `[list]`, for `audience = "list"`.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawList {
    /// What its rows are: `graduates` (people), `documents` (papers of the run), `requests`, `forms` (numbered forms of the
    /// register; `laurea register blank protocol` makes it), or `register` (numbers of a register book;
    /// `laurea register export --format pdf` makes it).
    pub of: Option<String>,
    /// Of `documents` or `requests`: for which kinds of paper. Default: every kind of the run.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// `draft` (only beside drafts) or `issue`. Default: both.
    pub only: Option<String>,
    /// Fields that say yes or no: whoever says no in one of them is left out (`promotion`).
    #[serde(default)]
    pub unless_no: Vec<String>,
    /// Fields whose rows belong together: one file for each group. Default: one file.
    #[serde(default)]
    pub group_by: Vec<String>,
    /// Fields by which rows stand, in Bulgarian collation. Default: family name, first name, middle name.
    pub order: Option<Vec<String>>,
}

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What its rows are.
    pub of: ListOf,
    /// For which kinds of paper; empty for every kind of the run.
    pub kinds: Vec<String>,
    /// The only kind of run it is made in; `None` for both.
    pub only: Option<RunOf>,
    /// Fields that leave out whoever says no in one of them.
    pub unless_no: Vec<Field>,
    /// Fields whose rows belong together.
    pub group_by: Vec<Field>,
    /// Fields by which rows stand; never empty.
    pub order: Vec<Field>,
}

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOf {
    /// People of the kind's statuses.
    Graduates,
    /// Papers of the run.
    Documents,
    /// Requests.
    Requests,
    /// Numbered forms, by what the register says of them.
    Forms,
    /// Numbers of a register book; no run makes it.
    Register,
}

impl ListOf {
    const ALL: [Self; 5] = [Self::Graduates, Self::Documents, Self::Requests, Self::Forms, Self::Register];

    fn name(self) -> &'static str {
        match self {
            Self::Graduates => "graduates",
            Self::Documents => "documents",
            Self::Requests => "requests",
            Self::Forms => "forms",
            Self::Register => "register",
        }
    }
}

/// A run of drafts, or one that issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOf {
    /// Drafts.
    Draft,
    /// Papers that count.
    Issue,
}

impl RunOf {
    const ALL: [Self; 2] = [Self::Draft, Self::Issue];

    fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issue => "issue",
        }
    }
}

impl List {
    /// The meaning of `[list]`.
    pub(super) fn meant(reader: &mut Reader, raw: &RawList) -> Self {
        let of = reader.required("list.of", raw.of.as_ref());
        let of = if of.is_empty() { None } else { reader.word("list.of", &of, &ListOf::ALL, ListOf::name) };
        let only = raw.only.as_ref().and_then(|word| reader.word("list.only", word, &RunOf::ALL, RunOf::name));
        let order = super::load::fields(reader, "list.order", raw.order.as_deref().unwrap_or_default());
        Self {
            of: of.unwrap_or(ListOf::Graduates),
            kinds: raw.kinds.clone(),
            only,
            unless_no: super::load::fields(reader, "list.unless_no", &raw.unless_no),
            group_by: super::load::fields(reader, "list.group_by", &raw.group_by),
            order: if order.is_empty() { vec![Field::LastName, Field::FirstName, Field::MiddleName] } else { order },
        }
    }

    /// Whether a run of this sort makes it.
    #[must_use]
    pub fn is_made_by(&self, run: RunOf) -> bool {
        self.only.is_none_or(|only| only == run)
    }
}
