//! Which act may follow which in a paper's life: held when entries are made, and looked for when the register is verified.

use rusqlite::Transaction;
use rusqlite::types::Type;

use super::{Action, Entry};

/// How far a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Reserved,
    Made,
    Annulled,
}

impl Stage {
    /// How far a paper is after an act; `None` where the act cannot follow.
    pub fn after(before: Option<Self>, action: Action) -> Option<Self> {
        match (before, action) {
            (None, Action::Reserved) => Some(Self::Reserved),
            (None, Action::Issued | Action::Imported) | (Some(Self::Reserved), Action::Issued) => Some(Self::Made),
            (Some(Self::Reserved | Self::Made), Action::Annulled) => Some(Self::Annulled),
            (Some(stage @ (Self::Made | Self::Annulled)), Action::Expired) => Some(stage),
            (Some(Self::Made), Action::Reissued) => Some(Self::Made),
            (Some(Self::Made), action) if action.step().is_some() => Some(Self::Made),
            _ => None,
        }
    }
}

/// Refuses an act that cannot follow what its paper went through.
pub(super) fn check(transaction: &Transaction, entry: &Entry) -> rusqlite::Result<()> {
    if !entry.action.is_of_paper() {
        return Ok(());
    }
    let mut statement = transaction.prepare_cached("SELECT action FROM entry WHERE document = ?1 ORDER BY seq")?;
    let mut rows = statement.query([&entry.document])?;
    let mut stage = None;
    while let Some(row) = rows.next()? {
        let action: String = row.get(0)?;
        stage = Action::parse(&action).and_then(|action| Stage::after(stage, action)).or(stage);
    }
    match Stage::after(stage, entry.action) {
        Some(_) => Ok(()),
        None => {
            let error = format!("“{}” cannot follow for {}, which is {stage:?}", entry.action.name(), entry.document);
            Err(rusqlite::Error::FromSqlConversionFailure(1, Type::Text, error.into()))
        }
    }
}
