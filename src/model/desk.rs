//! What the help desk may do with a request, and why it may not.

use jiff::civil::Date;

use super::{AskedPaper, Asker, Calendar, RequestState, Term};

/// Something done with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The fee was paid; number of the receipt, where it is known.
    Pay(String),
    /// Needed papers were brought, by their words or their place in the list from 1; all of them where none is named.
    Bring(Vec<String>),
    /// Somebody else showed an authority.
    Authorise(String),
    /// The term is extended, once, for a reason.
    Extend(String),
    /// It goes on to another state.
    Set(Next),
}

/// Another state of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Next {
    /// The state.
    pub to: RequestState,
    /// Why, where that needs saying.
    pub reason: String,
    /// To whom the paper was handed over; whoever asked, where it is not said.
    pub handed_to: String,
    /// By which authority, if it is neither the person nor whoever asked.
    pub authority: String,
}

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    /// The request stands so since a later day.
    Earlier(Date),
    /// There is no way from one state to the other.
    NoWay(RequestState, RequestState),
    /// The fee is not paid.
    Unpaid,
    /// The fee was paid on a day.
    PaidBefore(Date),
    /// Nothing is to be paid.
    Free,
    /// Papers are missing.
    Missing(Vec<String>),
    /// No such paper is needed; those that are.
    NotNeeded(String, Vec<String>),
    /// Somebody else asks, or collects, without an authority; what is needed.
    NoAuthority(String),
    /// A reason has to be given.
    NoReason,
    /// The term cannot be extended.
    NotExtendable,
    /// It was extended on a day.
    ExtendedBefore(Date),
    /// The answer was given.
    Over(RequestState),
}

impl AskedPaper {
    /// The request after something was done on a day.
    ///
    /// # Errors
    /// Why it may not be done.
    pub fn after(&self, act: &Act, day: Date, calendar: &Calendar) -> Result<Self, NotDone> {
        if day < self.since {
            return Err(NotDone::Earlier(self.since));
        }
        match act {
            Act::Pay(receipt) => self.paid(receipt, day),
            Act::Bring(papers) => self.brought(papers),
            Act::Authorise(authority) => Ok(Self { authority: authority.clone(), ..self.clone() }),
            Act::Extend(reason) => self.extended(reason, day, calendar),
            Act::Set(next) => self.set(next, day, calendar),
        }
    }

    /// The term, running from a day on.
    #[must_use]
    pub fn running(self, from: Date, calendar: &Calendar) -> Self {
        let due = Term::parse(&self.term).map(|term| calendar.due(from, term));
        Self { runs_from: Some(from), due, ..self }
    }

    fn paid(&self, receipt: &str, day: Date) -> Result<Self, NotDone> {
        match self.paid {
            Some(before) => return Err(NotDone::PaidBefore(before)),
            None if self.fee_cents == 0 => return Err(NotDone::Free),
            None => {}
        }
        let paid = Self { paid: Some(day), receipt: receipt.to_owned(), ..self.clone() };
        Ok(match self.state {
            RequestState::WaitingForPayment => Self { state: paid.waiting(), since: day, ..paid },
            _ => paid,
        })
    }

    fn brought(&self, papers: &[String]) -> Result<Self, NotDone> {
        let mut after = self.clone();
        for paper in papers {
            let by_place = paper.parse::<usize>().ok().and_then(|at| self.needs.get(at.checked_sub(1)?));
            let by_words = || self.needs.iter().find(|need| need.to_lowercase().starts_with(&paper.to_lowercase()));
            let Some(need) = by_place.or_else(by_words).filter(|_| !paper.is_empty()) else {
                return Err(NotDone::NotNeeded(paper.clone(), self.needs.clone()));
            };
            if !after.brought.contains(need) {
                after.brought.push(need.clone());
            }
        }
        if papers.is_empty() {
            after.brought.clone_from(&self.needs);
        }
        Ok(after)
    }

    fn extended(&self, reason: &str, day: Date, calendar: &Calendar) -> Result<Self, NotDone> {
        if !self.state.is_open() {
            return Err(NotDone::Over(self.state));
        }
        if let Some(before) = self.extended {
            return Err(NotDone::ExtendedBefore(before));
        }
        let (Some(due), Some(term)) = (self.due, Term::parse(&self.extension)) else { return Err(NotDone::NotExtendable) };
        if reason.is_empty() {
            return Err(NotDone::NoReason);
        }
        let due = Some(calendar.due(due, term));
        Ok(Self { due, extended: Some(day), reason: reason.to_owned(), ..self.clone() })
    }

    fn set(&self, next: &Next, day: Date, calendar: &Calendar) -> Result<Self, NotDone> {
        let (from, to) = (self.state, next.to);
        if !from.next().contains(&to) {
            return Err(NotDone::NoWay(from, to));
        }
        if from.needs_reason(to) && next.reason.is_empty() {
            return Err(NotDone::NoReason);
        }
        self.may_go_to(next)?;
        let mut after = Self { state: to, since: day, reason: next.reason.clone(), ..self.clone() };
        let is_over = matches!(to, RequestState::Refused | RequestState::Withdrawn);
        if from == RequestState::WaitingForCheck && !is_over {
            // What was waited for has come.
            after.waits_for.clear();
            after = if self.restarts { after.running(day, calendar) } else { after };
        }
        match to {
            RequestState::WaitingForCheck => {
                after.waits_for.clone_from(&next.reason);
                if self.restarts {
                    (after.runs_from, after.due) = (None, None);
                }
            }
            RequestState::Received => after.state = after.waiting(),
            RequestState::HandedOver => after.handed_to = self.collector(next).to_owned(),
            RequestState::Ready => after.handed_to.clear(),
            _ => {}
        }
        Ok(after)
    }

    /// Nothing is made before everything is there, and nothing is handed over before it is paid for.
    fn may_go_to(&self, next: &Next) -> Result<(), NotDone> {
        if !matches!(next.to, RequestState::InWork | RequestState::HandedOver) {
            return Ok(());
        }
        if self.owes() {
            return Err(NotDone::Unpaid);
        }
        let missing: Vec<String> = self.missing().map(str::to_owned).collect();
        if next.to == RequestState::InWork && !missing.is_empty() {
            return Err(NotDone::Missing(missing));
        }
        let collector = self.collector(next);
        let is_known = collector == self.person_name || collector == self.asker_name;
        if self.lacks_authority() || (next.to == RequestState::HandedOver && !is_known && next.authority.is_empty()) {
            return Err(NotDone::NoAuthority(self.authority_needed.clone()));
        }
        Ok(())
    }

    /// Who collects the paper: as it is said, else whoever asked.
    fn collector<'a>(&'a self, next: &'a Next) -> &'a str {
        match (next.handed_to.as_str(), self.asker) {
            ("", Asker::Person) => &self.person_name,
            ("", _) => &self.asker_name,
            (name, _) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const FILED: Date = date(2026, 3, 2);
    const LATER: Date = date(2026, 3, 9);

    fn asked() -> AskedPaper {
        AskedPaper {
            person_name: "Елица Вълчева".to_owned(),
            filed: FILED,
            since: FILED,
            term: "7 working days".to_owned(),
            ..AskedPaper::default()
        }
        .running(FILED, &Calendar::default())
    }

    fn paid_for() -> AskedPaper {
        AskedPaper { fee_cents: 3579, fee_stotinki: 7000, state: RequestState::WaitingForPayment, ..asked() }
    }

    fn set(to: RequestState) -> Act {
        Act::Set(Next { to, ..Next::default() })
    }

    fn why(to: RequestState) -> Act {
        Act::Set(Next { to, reason: "грешка".to_owned(), ..Next::default() })
    }

    fn done(asked: &AskedPaper, act: &Act) -> AskedPaper {
        asked.after(act, LATER, &Calendar::default()).unwrap()
    }

    fn refused(asked: &AskedPaper, act: &Act) -> NotDone {
        asked.after(act, LATER, &Calendar::default()).unwrap_err()
    }

    #[test]
    fn a_fee_is_paid_once_before_the_work_begins() {
        let asked = paid_for();
        assert_eq!(refused(&asked, &set(RequestState::InWork)), NotDone::Unpaid);
        let paid = done(&asked, &Act::Pay("17".to_owned()));
        assert_eq!((paid.state, paid.paid, paid.receipt.as_str()), (RequestState::Received, Some(LATER), "17"));
        assert_eq!(refused(&paid, &Act::Pay(String::new())), NotDone::PaidBefore(LATER));
        assert_eq!(refused(&self::asked(), &Act::Pay(String::new())), NotDone::Free);
        assert_eq!(done(&paid, &set(RequestState::InWork)).state, RequestState::InWork);
        assert_eq!(done(&paid, &set(RequestState::InWork)).due, Some(date(2026, 3, 12)), "the term runs from filing");
    }

    #[test]
    fn every_step_but_the_legal_ones_is_refused() {
        for from in RequestState::ALL {
            for to in RequestState::ALL {
                let before = AskedPaper { state: from, ..asked() };
                let after = before.after(&why(to), LATER, &Calendar::default());
                match from.next().contains(&to) {
                    true => assert_eq!(after.unwrap().state, to, "{from:?} → {to:?}"),
                    false => assert_eq!(after.unwrap_err(), NotDone::NoWay(from, to)),
                }
            }
        }
    }

    #[test]
    fn the_term_begins_anew_with_the_results_of_a_check() {
        let duplicate = AskedPaper { restarts: true, term: "30 working days".to_owned(), ..asked() };
        let waiting = done(&duplicate, &set(RequestState::WaitingForCheck));
        assert_eq!((waiting.due, waiting.runs_from), (None, None));
        let checked = waiting.after(&set(RequestState::InWork), date(2026, 8, 31), &Calendar::default()).unwrap();
        assert_eq!((checked.runs_from, checked.due), (Some(date(2026, 8, 31)), Some(date(2026, 10, 14))));
        let transcript = done(&asked(), &set(RequestState::WaitingForCheck));
        assert_eq!(transcript.due, asked().due, "the term of others runs on");
        assert_eq!(done(&transcript, &set(RequestState::InWork)).due, asked().due);
    }

    #[test]
    fn what_is_missing_is_brought() {
        let asked = AskedPaper { needs: vec!["Заявление".to_owned(), "2 снимки".to_owned()], ..asked() };
        assert_eq!(refused(&asked, &set(RequestState::InWork)), NotDone::Missing(asked.needs.clone()));
        let one = done(&asked, &Act::Bring(vec!["заявл".to_owned()]));
        assert_eq!(one.missing().collect::<Vec<_>>(), ["2 снимки"]);
        let both = done(&one, &Act::Bring(vec!["2".to_owned()]));
        assert_eq!(both.missing().count(), 0);
        assert_eq!(done(&asked, &Act::Bring(Vec::new())).missing().count(), 0);
        for unknown in ["паспорт", "", "0", "3"] {
            assert!(matches!(refused(&asked, &Act::Bring(vec![unknown.to_owned()])), NotDone::NotNeeded(..)), "{unknown}");
        }
    }

    #[test]
    fn somebody_else_shows_an_authority() {
        let asked = AskedPaper { asker: Asker::Parent, asker_name: "Мария Вълчева".to_owned(), ..asked() };
        assert_eq!(refused(&asked, &set(RequestState::InWork)), NotDone::NoAuthority(String::new()));
        let ready = done(&asked, &Act::Authorise("удостоверение за раждане".to_owned()));
        let ready = AskedPaper { state: RequestState::Ready, ..ready };
        assert_eq!(done(&ready, &set(RequestState::HandedOver)).handed_to, "Мария Вълчева");
        let by = |name: &str, authority: &str| {
            let (handed_to, authority) = (name.to_owned(), authority.to_owned());
            Act::Set(Next { to: RequestState::HandedOver, handed_to, authority, ..Next::default() })
        };
        assert_eq!(done(&ready, &by("Елица Вълчева", "")).handed_to, "Елица Вълчева");
        assert_eq!(refused(&ready, &by("Боян Стоев", "")), NotDone::NoAuthority(String::new()));
        assert_eq!(done(&ready, &by("Боян Стоев", "пълномощно № 7")).handed_to, "Боян Стоев");
    }

    #[test]
    fn reasons_order_and_extension() {
        assert_eq!(refused(&asked(), &set(RequestState::Refused)), NotDone::NoReason);
        let over = done(&asked(), &why(RequestState::Refused));
        assert_eq!(refused(&over, &set(RequestState::Received)), NotDone::NoReason);
        assert_eq!(over.after(&why(RequestState::Received), FILED, &Calendar::default()), Err(NotDone::Earlier(LATER)));
        let again = done(&AskedPaper { state: RequestState::Refused, ..paid_for() }, &why(RequestState::Received));
        assert_eq!(again.state, RequestState::WaitingForPayment, "taken up again, it waits for what it waited for");
        let extend = Act::Extend("комисията не е заседавала".to_owned());
        assert_eq!(refused(&asked(), &extend), NotDone::NotExtendable);
        let recognition = AskedPaper { term: "1 month".to_owned(), extension: "1 month".to_owned(), ..asked() };
        let recognition = recognition.running(FILED, &Calendar::default());
        let longer = done(&recognition, &extend);
        assert_eq!((recognition.due, longer.due), (Some(date(2026, 4, 2)), Some(date(2026, 5, 4))));
        assert_eq!(refused(&longer, &extend), NotDone::ExtendedBefore(LATER));
        assert_eq!(refused(&over, &extend), NotDone::Over(RequestState::Refused));
    }
}
