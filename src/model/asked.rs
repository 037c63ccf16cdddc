//! A request as the help desk keeps it: who asks, by which authority, what it costs and why, how it stands.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who asks for a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asker {
    /// The person the paper is about.
    #[default]
    Person,
    /// A parent.
    Parent,
    /// A lawyer.
    Lawyer,
    /// Another citizen, authorised by the person.
    Citizen,
    /// An organisation (§ 1, т. 2 ДР АПК).
    Organisation,
}

impl Asker {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Person, Self::Parent, Self::Lawyer, Self::Citizen, Self::Organisation];

    /// The name in configuration and in the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Parent => "parent",
            Self::Lawyer => "lawyer",
            Self::Citizen => "citizen",
            Self::Organisation => "organisation",
        }
    }
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// It was taken in.
    #[default]
    Received,
    /// The fee is not paid.
    WaitingForPayment,
    /// Somebody outside the desk has to answer first; the term does not run.
    WaitingForCheck,
    /// The paper is being made.
    InWork,
    /// The paper waits for whoever asked.
    Ready,
    /// The paper was handed over.
    HandedOver,
    /// The request was refused in writing.
    Refused,
    /// Whoever asked took it back.
    Withdrawn,
}

impl RequestState {
    /// All states, in the order of a request's life.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::WaitingForPayment,
        Self::WaitingForCheck,
        Self::InWork,
        Self::Ready,
        Self::HandedOver,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The name in the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::WaitingForPayment => "waiting-for-payment",
            Self::WaitingForCheck => "waiting-for-check",
            Self::InWork => "in-work",
            Self::Ready => "ready",
            Self::HandedOver => "handed-over",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the desk still owes an answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        self < Self::Ready
    }

    /// The states that may follow. What is over is taken up again only by a new entry that says why.
    #[must_use]
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Received => &[Self::WaitingForPayment, Self::WaitingForCheck, Self::InWork, Self::Refused, Self::Withdrawn],
            Self::WaitingForPayment => &[Self::WaitingForCheck, Self::InWork, Self::Refused, Self::Withdrawn],
            Self::WaitingForCheck => &[Self::WaitingForPayment, Self::InWork, Self::Refused, Self::Withdrawn],
            Self::InWork => &[Self::WaitingForPayment, Self::WaitingForCheck, Self::Ready, Self::Refused, Self::Withdrawn],
            Self::Ready => &[Self::InWork, Self::HandedOver, Self::Withdrawn],
            Self::HandedOver => &[Self::Ready],
            Self::Refused | Self::Withdrawn => &[Self::Received],
        }
    }

    /// Whether a step to another state needs a reason: it ends a request without a paper, or takes up one that was over.
    #[must_use]
    pub fn needs_reason(self, to: Self) -> bool {
        to == Self::Refused || self >= Self::HandedOver || (self == Self::Ready && to == Self::InWork)
    }
}

/// Why a fee is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeeReason {
    /// The service costs nothing.
    #[default]
    Free,
    /// The first one in the semester, for somebody whose status makes it free.
    FirstInSemester,
    /// The free one of the semester was asked for before.
    UsedThisSemester,
    /// The person's status does not make it free.
    Status,
    /// The person's status is not known, so it is not free.
    StatusUnknown,
    /// The service has one price for everybody.
    Price,
}

impl FeeReason {
    /// The name in the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::FirstInSemester => "first-in-semester",
            Self::UsedThisSemester => "used-this-semester",
            Self::Status => "status",
            Self::StatusUnknown => "status-unknown",
            Self::Price => "price",
        }
    }
}

/// A request as its last entry in the register tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AskedPaper {
    /// Incoming number.
    pub number: String,
    /// The paper, in the office's words.
    pub paper: String,
    /// Its kind; empty for a service that brings no paper.
    pub kind: String,
    /// Faculty number of the person it is about; empty where there is none.
    pub faculty_number: String,
    /// Name of the person it is about.
    pub person_name: String,
    /// The day it was filed.
    pub filed: Date,
    /// Who asks.
    pub asker: Asker,
    /// Their name, if it is somebody else.
    pub asker_name: String,
    /// By which authority somebody else asks.
    pub authority: String,
    /// What the paper is for, or why a duplicate is asked for.
    pub purpose: String,
    /// Whom the paper is addressed to.
    pub recipient: String,
    /// Registration number of the original, for a duplicate.
    pub original: String,
    /// The newspaper announcement of a lost original.
    pub announcement: String,
    /// Copies.
    pub copies: u32,
    /// The fee in hundredths of a euro.
    pub fee_cents: u32,
    /// The fee in hundredths of a lev.
    pub fee_stotinki: u32,
    /// Why this fee.
    pub fee_reason: FeeReason,
    /// What the reason speaks of: the status, or the earlier request.
    pub fee_because: String,
    /// The day the fee was paid.
    pub paid: Option<Date>,
    /// Number of the receipt.
    pub receipt: String,
    /// The term, as in configuration; empty for a service without one.
    pub term: String,
    /// Whether the term runs from what is waited for, when that comes.
    pub restarts: bool,
    /// What is waited for yet before the work can begin.
    pub waits_for: String,
    /// The day the term runs from; `None` while it does not.
    pub runs_from: Option<Date>,
    /// The day an answer is due; `None` while no term runs.
    pub due: Option<Date>,
    /// By how much the term may be extended, once; empty for a term that may not.
    pub extension: String,
    /// The day it was extended.
    pub extended: Option<Date>,
    /// Papers the service needs.
    pub needs: Vec<String>,
    /// Those of them that were brought.
    pub brought: Vec<String>,
    /// What somebody else must show; empty where it is the person.
    pub authority_needed: String,
    /// How it stands.
    pub state: RequestState,
    /// Since when.
    pub since: Date,
    /// Why, where the last step needed a reason.
    pub reason: String,
    /// To whom it was handed over.
    pub handed_to: String,
    /// Key of the paper that was issued for it.
    pub issued: String,
}

impl AskedPaper {
    /// Whether something is to be paid yet.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.fee_cents > 0 && self.paid.is_none()
    }

    /// Needed papers that were not brought.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.needs.iter().filter(|need| !self.brought.contains(need)).map(String::as_str)
    }

    /// Whether somebody else asks and has shown no authority.
    #[must_use]
    pub fn lacks_authority(&self) -> bool {
        self.asker != Asker::Person && self.authority.is_empty()
    }

    /// The state that a request without an answer waits in.
    #[must_use]
    pub fn waiting(&self) -> RequestState {
        match (self.owes(), self.waits_for.is_empty()) {
            (true, _) => RequestState::WaitingForPayment,
            (false, false) => RequestState::WaitingForCheck,
            (false, true) => RequestState::Received,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_reached_and_none_leads_to_itself() {
        for state in RequestState::ALL {
            assert!(!state.next().contains(&state), "{state:?}");
            assert!(RequestState::ALL.iter().any(|other| other.next().contains(&state)), "{state:?}");
        }
        assert!(!RequestState::Refused.next().contains(&RequestState::Ready));
    }

    #[test]
    fn what_is_over_is_taken_up_again_only_with_a_reason() {
        for (from, to) in RequestState::ALL.into_iter().flat_map(|from| from.next().iter().map(move |to| (from, *to))) {
            let is_again = from >= RequestState::HandedOver || (from == RequestState::Ready && to == RequestState::InWork);
            assert_eq!(from.needs_reason(to), is_again || to == RequestState::Refused, "{from:?} → {to:?}");
        }
    }

    #[test]
    fn names_are_those_of_the_register() {
        for state in RequestState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        for asker in Asker::ALL {
            assert_eq!(serde_json::to_value(asker).unwrap(), asker.name());
        }
        assert_eq!(serde_json::to_value(FeeReason::UsedThisSemester).unwrap(), FeeReason::UsedThisSemester.name());
    }

    #[test]
    fn what_a_request_waits_for() {
        let mut asked = AskedPaper { fee_cents: 3579, waits_for: "проверка".to_owned(), ..AskedPaper::default() };
        assert_eq!(asked.waiting(), RequestState::WaitingForPayment);
        asked.paid = Some(asked.filed);
        assert_eq!(asked.waiting(), RequestState::WaitingForCheck);
        asked.waits_for.clear();
        assert_eq!(asked.waiting(), RequestState::Received);
    }
}
