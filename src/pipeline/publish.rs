//! `laurea publish`: every paper that was issued, as the published list has it.

use std::path::PathBuf;

use jiff::civil::Date;

use super::submit::SubmitError;
use super::{Error, open_register_to_read};
use crate::config::Config;
use crate::event::{Event, Listener, Stage};
use crate::publish::list::{self, Built, Listed, Publishing, ROUNDS, Standing};
use crate::register::{Print, State};

/// A list that was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its folder.
    pub folder: PathBuf,
    /// What was made.
    pub built: Built,
    /// Papers on it that no longer hold: annulled, and replaced.
    pub annulled: usize,
    /// Papers on it in whose place others were issued.
    pub replaced: usize,
    /// Papers that are made and wait for their number: they come onto the list with it.
    pub waiting: usize,
}

/// Publishes the list of a register.
///
/// # Errors
/// There is no register; it or the list cannot be read or written.
pub fn publish(config: &Config, out: PathBuf, as_of: Option<Date>, listener: &dyn Listener) -> Result<Published, Error> {
    let path = &config.pipeline.paths.register;
    let Some(register) = open_register_to_read(config)? else { return Err(SubmitError::NoRegister(path.clone()).into()) };
    let prints = register.prints()?;
    let listed: Vec<Listed> = prints.iter().filter_map(listed).collect();
    let whose = Publishing {
        institution: config.institution.code.clone(),
        name_bg: config.institution.name.clone(),
        name_en: config.institution.name_en.clone(),
        as_of,
        out,
        key: list::key_of(path),
        cache: list::cache_of(path),
    };
    listener.on(Event::Started(Stage::Publish, 0));
    let reached = |done: usize, of: usize| listener.on(Event::Reached(Stage::Publish, done as u64, of as u64));
    let built = list::publish(&listed, &whose, ROUNDS, &reached)?;
    listener.on(Event::Finished(Stage::Publish));
    let count = |standing: Standing| listed.iter().filter(|paper| paper.standing == standing).count();
    Ok(Published {
        folder: whose.out,
        built,
        annulled: count(Standing::Annulled),
        replaced: count(Standing::Replaced),
        waiting: prints.iter().filter(|print| print.state == State::AwaitingNumber).count(),
    })
}

/// A paper as it stands on the list; one that waits for its number does not hold yet and is not on it.
fn listed(print: &Print) -> Option<Listed> {
    let standing = match print.state {
        State::Reserved | State::AwaitingNumber => return None,
        State::Annulled if print.is_replaced => Standing::Replaced,
        State::Annulled => Standing::Annulled,
        State::Issued if print.is_former => Standing::Replaced,
        State::Issued => Standing::Holds,
    };
    Some(Listed {
        number: print.number.clone(),
        check: print.check.clone(),
        kind: print.kind.clone(),
        pdf_sha256: print.pdf_sha256.clone(),
        standing,
    })
}
