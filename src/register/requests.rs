//! Requests for papers: each act is an entry that says all of the request again, so the last one tells how it stands.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{Transaction, params};
use tera::{Context, Tera};

use super::write::Writing;
use super::{Action, Entry, Register, RegisterError};
use crate::model::{AskedPaper, RequestState, plain_date};

/// Which entries are about requests; as the index `of_requests` has it.
const OF_REQUESTS: &str = "action IN ('request-added', 'request-changed')";

/// The incoming number of a new request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// As the office gave it.
    Given(String),
    /// The next one of the year, by a Tera string over `in_year`, `year` and `date`.
    Next(String),
}

/// A change that was made to a request, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<T> {
    /// It was made.
    Made(Box<AskedPaper>),
    /// There is no such request.
    Unknown,
    /// It may not be made.
    Refused(T),
}

/// How the register names a request.
fn document(number: &str) -> String {
    format!("request/{number}")
}

impl Register {
    /// Takes requests in under their numbers, in one transaction; `None` for one whose number is another's already.
    ///
    /// # Errors
    /// The register cannot be written, or the format of numbers cannot be rendered: then none is taken in.
    pub fn add_requests(&mut self, new: &[(AskedPaper, Incoming)]) -> Result<Vec<Option<AskedPaper>>, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut added = Vec::new();
            for (asked, incoming) in new {
                let next = next_of_year(writing.transaction, asked.filed.year()).map_err(failed)?;
                let (number, in_year) = match incoming {
                    Incoming::Given(number) => (number.clone(), leading_number(number)),
                    Incoming::Next(format) => (numbered(format, next, asked.filed)?, Some(next)),
                };
                if last_of(writing.transaction, &number).map_err(failed)?.is_some() {
                    added.push(None);
                    continue;
                }
                let asked = AskedPaper { number, ..asked.clone() };
                let mut entry = entry(Action::RequestAdded, &asked, asked.filed);
                (entry.year, entry.in_year) = (Some(i64::from(asked.filed.year())), in_year);
                append(writing, entry).map_err(failed)?;
                added.push(Some(asked));
            }
            Ok(added)
        })
    }

    /// Changes a request: `change` gets it as it stands, within the transaction, and gives it as it shall stand from a day on.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn change_request<T>(
        &mut self,
        number: &str,
        day: Date,
        change: impl FnOnce(AskedPaper) -> Result<AskedPaper, T>,
    ) -> Result<Change<T>, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let Some(before) = last_of(writing.transaction, number).map_err(failed)? else { return Ok(Change::Unknown) };
            match change(before) {
                Ok(asked) => {
                    append(writing, entry(Action::RequestChanged, &asked, day)).map_err(failed)?;
                    Ok(Change::Made(Box::new(asked)))
                }
                Err(reason) => Ok(Change::Refused(reason)),
            }
        })
    }

    /// A request by its incoming number.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn request(&self, number: &str) -> Result<Option<AskedPaper>, RegisterError> {
        let entry = self.select("WHERE document = ?1 ORDER BY seq DESC LIMIT 1", &[&document(number)])?.pop();
        Ok(entry.as_ref().and_then(asked_of))
    }

    /// All entries of a request, in the order of the chain.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn request_entries(&self, number: &str) -> Result<Vec<Entry>, RegisterError> {
        self.select("WHERE document = ?1 ORDER BY seq", &[&document(number)])
    }

    /// Every request as it stands, in the order in which they were taken in.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn requests(&self) -> Result<Vec<AskedPaper>, RegisterError> {
        Ok(as_they_stand(&self.select(&format!("WHERE {OF_REQUESTS} ORDER BY seq"), &[])?))
    }

    /// The requests about a person, by faculty number, as they stand.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn requests_about(&self, faculty_number: &str) -> Result<Vec<AskedPaper>, RegisterError> {
        let entries = self.select(
            &format!("WHERE faculty_number = ?1 AND faculty_number <> '' AND {OF_REQUESTS} ORDER BY seq"),
            &[&faculty_number],
        )?;
        Ok(as_they_stand(&entries))
    }

    /// Says of requests that their papers were issued; pairs of an incoming number and the key of its paper. A request that is
    /// not in the register, is over, or knows of this paper already, stays as it is. The number of those that are ready now.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is said of any.
    pub fn papers_are_ready(&mut self, issued: &[(String, String)], day: Date) -> Result<usize, RegisterError> {
        if issued.is_empty() {
            return Ok(0);
        }
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut count = 0;
            for (number, paper) in issued {
                let Some(asked) = last_of(writing.transaction, number).map_err(failed)? else { continue };
                if !asked.state.is_open() || asked.issued == *paper {
                    continue;
                }
                let day = day.max(asked.since);
                let ready =
                    AskedPaper { state: RequestState::Ready, since: day, reason: String::new(), issued: paper.clone(), ..asked };
                append(writing, entry(Action::RequestChanged, &ready, day)).map_err(failed)?;
                count += 1;
            }
            Ok(count)
        })
    }
}

fn entry(action: Action, asked: &AskedPaper, day: Date) -> Entry {
    Entry {
        action,
        document: document(&asked.number),
        faculty_number: asked.faculty_number.clone(),
        person_name: asked.person_name.clone(),
        date: day.to_string(),
        details: serde_json::to_string(asked).ok(),
        ..Entry::default()
    }
}

fn append(writing: &Writing, entry: Entry) -> rusqlite::Result<()> {
    writing.append(vec![entry])
}

fn asked_of(entry: &Entry) -> Option<AskedPaper> {
    serde_json::from_str(entry.details.as_ref()?).ok()
}

fn as_they_stand(entries: &[Entry]) -> Vec<AskedPaper> {
    let (mut places, mut requests): (BTreeMap<&str, usize>, Vec<&Entry>) = (BTreeMap::new(), Vec::new());
    for entry in entries {
        match places.get(entry.document.as_str()) {
            Some(at) => requests[*at] = entry,
            None => {
                places.insert(&entry.document, requests.len());
                requests.push(entry);
            }
        }
    }
    requests.into_iter().filter_map(asked_of).collect()
}

fn last_of(transaction: &Transaction, number: &str) -> rusqlite::Result<Option<AskedPaper>> {
    let sql = "SELECT details FROM entry WHERE document = ?1 ORDER BY seq DESC LIMIT 1";
    match transaction.prepare_cached(sql)?.query_row([document(number)], |row| row.get::<_, Option<String>>(0)) {
        Ok(details) => Ok(details.and_then(|details| serde_json::from_str(&details).ok())),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(error),
    }
}

fn next_of_year(transaction: &Transaction, year: i16) -> rusqlite::Result<i64> {
    let sql = "SELECT max(in_year) FROM entry WHERE action = 'request-added' AND year = ?1";
    let last: Option<i64> = transaction.query_row(sql, params![year], |row| row.get(0))?;
    Ok(last.unwrap_or(0) + 1)
}

/// A number given by the office counts, too, where it begins with a number of the year: „3001/02.06.2025“.
fn leading_number(number: &str) -> Option<i64> {
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    // A longer one is no number of a year, and nothing may follow it.
    digits.parse().ok().filter(|_| digits.len() <= 9)
}

fn numbered(format: &str, in_year: i64, filed: Date) -> Result<String, RegisterError> {
    let mut context = Context::new();
    context.insert("in_year", &in_year);
    context.insert("year", &filed.year());
    context.insert("date", &plain_date(filed));
    let failed = |error: tera::Error| RegisterError::Format { book: "requests".to_owned(), error: error.to_string() };
    Tera::one_off(format, &context, false).map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use jiff::civil::date;

    use super::*;

    const DAY: Date = date(2025, 9, 30);
    const FORMAT: &str = "{{ in_year }}/{{ date }}";

    fn register(folder: &tempfile::TempDir) -> Register {
        Register::open(&folder.path().join("register.sqlite")).unwrap()
    }

    fn asked(name: &str) -> AskedPaper {
        AskedPaper { person_name: name.to_owned(), faculty_number: "130001".to_owned(), filed: DAY, ..AskedPaper::default() }
    }

    fn add(register: &mut Register, asked: &AskedPaper, incoming: Incoming) -> Option<AskedPaper> {
        register.add_requests(&[(asked.clone(), incoming)]).unwrap().pop().unwrap()
    }

    fn next(register: &mut Register, asked: &AskedPaper) -> String {
        add(register, asked, Incoming::Next(FORMAT.to_owned())).unwrap().number
    }

    #[test]
    fn numbers_are_given_once_and_go_on_after_those_of_the_office() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register(&folder);
        assert_eq!(next(&mut register, &asked("Елица Вълчева")), "1/30.09.2025");
        let given = Incoming::Given("3001/02.06.2025".to_owned());
        assert!(add(&mut register, &asked("Боян Стоев"), given.clone()).is_some());
        assert!(add(&mut register, &asked("Боян Стоев"), given).is_none());
        assert_eq!(next(&mut register, &asked("Елица Вълчева")), "3002/30.09.2025");
        let next_year = AskedPaper { filed: date(2026, 1, 5), ..asked("Елица Вълчева") };
        assert_eq!(next(&mut register, &next_year), "1/05.01.2026");
        let odd = Incoming::Given("вх. 7".to_owned());
        assert!(add(&mut register, &next_year, odd).is_some());
        assert_eq!(next(&mut register, &next_year), "2/05.01.2026");
        assert_eq!(register.requests().unwrap().len(), 6);
        assert_eq!(register.walk_chain().unwrap(), Ok(6));
    }

    #[test]
    fn a_request_stands_as_its_last_entry_says() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register(&folder);
        let number = next(&mut register, &asked("Елица Вълчева"));
        next(&mut register, &AskedPaper { faculty_number: "130002".to_owned(), ..asked("Боян Стоев") });
        let paid = |asked: AskedPaper| Ok::<_, Infallible>(AskedPaper { paid: Some(DAY), ..asked });
        assert!(matches!(register.change_request(&number, DAY, paid).unwrap(), Change::Made(_)));
        assert_eq!(register.request(&number).unwrap().unwrap().paid, Some(DAY));
        assert_eq!(register.requests_about("130001").unwrap().len(), 1);
        let refused = register.change_request(&number, DAY, |_| Err("no")).unwrap();
        assert_eq!(refused, Change::Refused("no"));
        assert_eq!(register.change_request("7", DAY, paid).unwrap(), Change::Unknown);
        assert_eq!(register.request_entries(&number).unwrap().len(), 2, "what was refused leaves no entry");
        assert!(register.papers().unwrap().is_empty(), "a request is no paper");
    }

    #[test]
    fn an_issued_paper_makes_its_open_request_ready_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register(&folder);
        let number = next(&mut register, &asked("Елица Вълчева"));
        let issued = [(number.clone(), "transcript/130001/1".to_owned()), ("7".to_owned(), "transcript/130001/7".to_owned())];
        assert_eq!(register.papers_are_ready(&issued, DAY).unwrap(), 1);
        assert_eq!(register.papers_are_ready(&issued, DAY).unwrap(), 0);
        let ready = register.request(&number).unwrap().unwrap();
        assert_eq!((ready.state, ready.issued.as_str()), (RequestState::Ready, "transcript/130001/1"));
        // Taken up again by a person: the same paper does not close it a second time.
        let again = |asked: AskedPaper| Ok::<_, Infallible>(AskedPaper { state: RequestState::InWork, ..asked });
        register.change_request(&number, DAY, again).unwrap();
        assert_eq!(register.papers_are_ready(&issued, DAY).unwrap(), 0);
    }
}
