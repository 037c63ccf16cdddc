//! What stood in the way of the log of consents, in words.

use super::Exit;
use super::failure::said;
use crate::consent::ConsentError;
use crate::diag::{Lang, ui};
use crate::pipeline::ConsentsError;

/// The exit code.
pub fn exit_of(error: &ConsentsError) -> Exit {
    match error {
        ConsentsError::Log(ConsentError::Damaged { .. }) => Exit::Unverified,
        ConsentsError::Log(
            ConsentError::KeyLost { .. }
            | ConsentError::KeyWrong { .. }
            | ConsentError::KeyUnusable { .. }
            | ConsentError::TextChanged { .. }
            | ConsentError::Newer { .. },
        ) => Exit::Usage,
        ConsentsError::Log(_) => Exit::Unexpected,
        _ => Exit::Usage,
    }
}

/// What to say.
pub fn error_words(error: &ConsentsError, lang: Lang) -> String {
    let purpose = |purpose: &crate::model::Purpose| ui(lang, &format!("consent-purpose-{}", purpose.name()), &[]);
    match error {
        ConsentsError::Log(error) => log_words(error, lang),
        ConsentsError::Nobody(found) => said(lang, "error-consent-nobody", &[("found", found)]),
        ConsentsError::NoText { purpose: of, day } => {
            said(lang, "error-consent-no-text", &[("purpose", &purpose(of)), ("day", &day.to_string())])
        }
        ConsentsError::UnknownText { found, known } => {
            said(lang, "error-consent-text", &[("found", found), ("known", if known.is_empty() { "–" } else { known })])
        }
        ConsentsError::Future(on) => said(lang, "error-consent-future", &[("on", &on.to_string())]),
        ConsentsError::NotLater { purpose: of, on } => {
            said(lang, "error-consent-not-later", &[("purpose", &purpose(of)), ("on", &on.to_string())])
        }
        ConsentsError::NoEmail(found) => said(lang, "error-consent-no-email", &[("found", found)]),
        ConsentsError::Email(found) => said(lang, "error-consent-email", &[("found", found)]),
        ConsentsError::None => said(lang, "error-consent-none", &[]),
    }
}

fn log_words(error: &ConsentError, lang: Lang) -> String {
    match error {
        ConsentError::Locked { path } => said(lang, "error-consent-locked", &[("path", &path.display().to_string())]),
        ConsentError::Unusable { path, error } => {
            said(lang, "error-consent-open", &[("path", &path.display().to_string()), ("error", error)])
        }
        ConsentError::DiskFull { path } => said(lang, "error-disk-full", &[("path", &path.display().to_string())]),
        ConsentError::Newer { path } => said(lang, "error-consent-newer", &[("path", &path.display().to_string())]),
        ConsentError::Damaged { path, error } => {
            said(lang, "error-consent-damaged", &[("path", &path.display().to_string()), ("error", error)])
        }
        ConsentError::KeyLost { path, log } => {
            said(lang, "error-consent-key-lost", &[("path", &path.display().to_string()), ("log", &log.display().to_string())])
        }
        ConsentError::KeyWrong { path, log } => {
            said(lang, "error-consent-key-wrong", &[("path", &path.display().to_string()), ("log", &log.display().to_string())])
        }
        ConsentError::KeyUnusable { path, error } => {
            said(lang, "error-consent-key", &[("path", &path.display().to_string()), ("error", error)])
        }
        ConsentError::TextChanged { version } => said(lang, "error-consent-text-changed", &[("version", version)]),
    }
}
