//! The step from as written to as meant: values that must be there, words that must be known.

use super::{Complaints, SourceFile};

/// Reads the meaning of one file and collects what is wrong with it.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The file.
    pub source: &'a SourceFile,
    /// Where complaints go.
    pub complaints: &'a mut Complaints,
}

impl Reader<'_> {
    /// Complains about a key.
    pub fn complain(&mut self, key: &str, message: &'static str, args: &[(&'static str, &str)]) {
        self.complaints.push(self.source.complaint(key, message, args));
    }

    /// A text that must be there; empty, with a complaint, where it is not. (A value of the wrong kind has its own.)
    pub fn required(&mut self, key: &str, value: Option<&String>) -> String {
        if value.is_none() && !self.source.has(key) {
            self.complain(key, "config-missing", &[("key", key)]);
        }
        value.cloned().unwrap_or_default()
    }

    /// The meaning of a word from a closed list; an unknown one is complained of.
    pub fn word<T: Copy>(&mut self, key: &str, word: &str, all: &[T], name: fn(T) -> &'static str) -> Option<T> {
        let meant = all.iter().copied().find(|value| name(*value) == word);
        if meant.is_none() {
            let known = all.iter().map(|value| name(*value)).collect::<Vec<_>>().join(", ");
            self.complain(key, "config-unknown-word", &[("found", word), ("known", &known)]);
        }
        meant
    }

    /// The meanings of the known ones of several words.
    pub fn words<T: Copy>(&mut self, key: &str, words: &[String], all: &[T], name: fn(T) -> &'static str) -> Vec<T> {
        words.iter().filter_map(|word| self.word(key, word, all, name)).collect()
    }
}
