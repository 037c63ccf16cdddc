//! What becomes of an answer in a sheet, by what the log says already.

use super::consents::{Consents, Standing};
use super::line::{Channel, Deed};
use crate::model::{Answer, Moment, Purpose, Whose};

/// What becomes of an answer in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is entered.
    Entered(Deed),
    /// The log says so already.
    Known,
    /// It says yes, but the person has withdrawn since: the sheet does not bring anybody back.
    Suppressed(Moment),
    /// It says no, but the person has agreed in another way: whether the sheet is newer, a person must say.
    Kept(Moment, Option<Channel>),
}

impl Consents {
    /// What becomes of an answer in a sheet.
    #[must_use]
    pub fn fate(&self, whose: &Whose<'_>, purpose: Purpose, answer: Answer) -> Fate {
        match (answer, self.standing(whose, purpose)) {
            (Answer::Yes, Standing::Never) => Fate::Entered(Deed::Given),
            (Answer::Yes, Standing::Given { .. }) | (Answer::No, Standing::Never | Standing::Withdrawn { .. }) => Fate::Known,
            (Answer::Yes, Standing::Withdrawn { on }) => Fate::Suppressed(on),
            (Answer::No, Standing::Given { channel: Some(Channel::Workbook), .. }) => Fate::Entered(Deed::Withdrawn),
            (Answer::No, Standing::Given { on, channel, .. }) => Fate::Kept(on, channel),
        }
    }
}
