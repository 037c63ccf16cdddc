//! The register of a configuration, opened with its key. Nobody opens it otherwise.

use std::fs::File;

use super::{Error, numbers};
use crate::config::Config;
use crate::register::{Key, Register, RegisterError};

/// Opens the register for writing.
///
/// # Errors
/// As [`Register::open`]; the key cannot be read or is another register's.
pub fn open_register(config: &Config) -> Result<Register, Error> {
    let mut register = Register::open(&config.pipeline.paths.register)?;
    unlock(config, &mut register)?;
    Ok(register)
}

/// Opens the register for writing and holds it for this process alone, until the file is let go. Entries are made in somebody's
/// name, else in that of the account.
///
/// # Errors
/// As [`open_register`]; another process holds it.
pub fn hold_register(config: &Config, by: Option<&str>) -> Result<(File, Register), Error> {
    let lock = numbers::lock(&config.pipeline.paths.register)?;
    let mut register = open_register(config)?;
    if let Some(by) = by {
        register.sign_as(by);
    }
    Ok((lock, register))
}

/// Opens the register for reading; `None` where there is none yet. A key that is not there, or is another
/// register's, is missed only by who reads what is enciphered: everything else can be read without.
///
/// # Errors
/// As [`Register::open_to_read`]; the file of the key holds none.
pub fn open_register_to_read(config: &Config) -> Result<Option<Register>, Error> {
    let Some(mut register) = Register::open_to_read(&config.pipeline.paths.register)? else { return Ok(None) };
    match unlock(config, &mut register) {
        Err(RegisterError::KeyUnreadable { .. } | RegisterError::KeyWrong { .. }) | Ok(()) => Ok(Some(register)),
        Err(error) => Err(error.into()),
    }
}

fn unlock(config: &Config, register: &mut Register) -> Result<(), RegisterError> {
    match &config.pipeline.paths.register_key {
        Some(path) => register.use_key(Key::read(path)?),
        None => Ok(()),
    }
}
