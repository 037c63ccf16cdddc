//! Tests of the log as a whole.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::model::{Answer, Granted, Moment, Purpose, Whose};

struct Office {
    folder: TempDir,
}

const ELITSA: Whose<'static> = Whose { identifier_kind: "egn", identifier: "0041010002", faculty_number: "130001" };
const BORIS: Whose<'static> = Whose { identifier_kind: "egn", identifier: "0041020016", faculty_number: "130002" };

impl Office {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn paths(&self) -> [PathBuf; 2] {
        ["consents.sqlite", "consents.key"].map(|name| self.folder.path().join(name))
    }

    fn open(&self) -> Log {
        let [log, key] = self.paths();
        Log::open(&log, &key).unwrap()
    }

    fn said(&self, whose: Whose, deed: Deed, purpose: Purpose, on: &str, channel: Channel) {
        let act = act(whose, deed, purpose, on, channel);
        let contact = Contact { name: "Елица Вълчева".to_owned(), email: "elitsa@example.com".to_owned() };
        let is_mail = deed == Deed::Given && purpose == Purpose::Mail;
        self.open().enter(&[act], &is_mail.then_some((whose, contact)).into_iter().collect::<Vec<_>>(), &signed()).unwrap();
    }

    fn granted(&self, whose: Whose) -> Granted {
        self.open().consents().unwrap().granted(&whose)
    }

    fn holds(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}

fn text() -> AgreedText {
    AgreedText::of("2025-1", "2025-01-01", "Съгласен съм.", "I agree.")
}

fn act<'a>(whose: Whose<'a>, deed: Deed, purpose: Purpose, on: &str, channel: Channel) -> Act<'a> {
    let on: Moment = on.parse().unwrap();
    Act { whose, deed, purpose, on, text: (deed == Deed::Given).then(text), channel, source: String::new() }
}

fn signed() -> Signed {
    Signed { by: "Мария Илиева".to_owned(), at: "2025-09-30T08:00:00Z".to_owned() }
}

const BOOK: Granted = Granted { book: true, photo: false, mail: false };
const NOTHING: Granted = Granted { book: false, photo: false, mail: false };

#[test]
fn each_purpose_is_given_and_withdrawn_by_itself() {
    let office = Office::new();
    assert_eq!(office.granted(ELITSA), NOTHING);
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Workbook);
    office.said(ELITSA, Deed::Given, Purpose::Mail, "2025-09-01", Channel::Workbook);
    assert_eq!(office.granted(ELITSA), Granted { mail: true, ..BOOK });
    assert_eq!(office.granted(BORIS), NOTHING);
    office.said(ELITSA, Deed::Withdrawn, Purpose::Mail, "2025-09-02", Channel::Email);
    assert_eq!(office.granted(ELITSA), BOOK);
}

#[test]
fn whoever_has_withdrawn_stays_out_until_they_agree_again_in_their_own_words_and_later() {
    let office = Office::new();
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Workbook);
    office.said(ELITSA, Deed::Withdrawn, Purpose::Book, "2025-09-10", Channel::Counter);
    let fate = office.open().consents().unwrap().fate(&ELITSA, Purpose::Book, Answer::Yes);
    assert_eq!(fate, Fate::Suppressed("2025-09-10".parse().unwrap()));
    // Whatever the sheet says later, and whatever was said before, does not count.
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-20", Channel::Workbook);
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-09", Channel::Paper);
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-10", Channel::Paper);
    assert_eq!(office.granted(ELITSA), NOTHING);
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-11", Channel::Paper);
    assert_eq!(office.granted(ELITSA), BOOK);
    office.said(ELITSA, Deed::Withdrawn, Purpose::Book, "2025-09-11", Channel::Email);
    assert_eq!(office.granted(ELITSA), NOTHING);
}

#[test]
fn a_person_is_one_person_under_an_identifier_and_under_every_faculty_number() {
    let office = Office::new();
    let by_number = |number| Whose { faculty_number: number, ..Whose::default() };
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Workbook);
    let master = Whose { faculty_number: "230007", ..ELITSA };
    assert_eq!(office.granted(by_number("130001")), BOOK);
    assert_eq!(office.granted(master), BOOK);
    assert_eq!(office.granted(by_number("230007")), NOTHING);
    // Withdrawn under the second number: the first, known without an identifier, is withdrawn, too.
    office.said(master, Deed::Withdrawn, Purpose::Book, "2025-09-02", Channel::Paper);
    for whose in [ELITSA, master, by_number("130001"), by_number("230007")] {
        assert_eq!(office.granted(whose), NOTHING, "{whose:?}");
    }
}

#[test]
fn where_numbers_contradict_each_other_a_withdrawal_counts_and_a_consent_does_not() {
    let office = Office::new();
    let mistaken = Whose { faculty_number: ELITSA.faculty_number, ..BORIS };
    let by_number = Whose { faculty_number: ELITSA.faculty_number, ..Whose::default() };
    office.said(mistaken, Deed::Given, Purpose::Book, "2025-09-01", Channel::Workbook);
    assert_eq!(office.granted(ELITSA), NOTHING, "somebody else agreed under this number");
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Workbook);
    assert_eq!(office.granted(by_number), NOTHING, "nobody knows which of the two it is");
    assert_eq!(office.granted(ELITSA), BOOK);
    office.said(by_number, Deed::Withdrawn, Purpose::Book, "2025-09-02", Channel::Email);
    assert_eq!([office.granted(ELITSA), office.granted(BORIS)], [NOTHING; 2]);
    // A number of its own, and the identifier changes: still out.
    let with_egn = Whose { identifier: "0041030020", ..ELITSA };
    assert_eq!(office.open().consents().unwrap().fate(&with_egn, Purpose::Book, Answer::Yes), {
        Fate::Suppressed("2025-09-02".parse().unwrap())
    });
}

#[test]
fn what_a_sheet_says_is_weighed_against_the_log() {
    let office = Office::new();
    let fate = |purpose, answer| office.open().consents().unwrap().fate(&ELITSA, purpose, answer);
    assert_eq!(fate(Purpose::Book, Answer::Yes), Fate::Entered(Deed::Given));
    assert_eq!(fate(Purpose::Book, Answer::No), Fate::Known);
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Workbook);
    assert_eq!(fate(Purpose::Book, Answer::Yes), Fate::Known);
    assert_eq!(fate(Purpose::Book, Answer::No), Fate::Entered(Deed::Withdrawn));
    office.said(ELITSA, Deed::Given, Purpose::Photo, "2025-09-01", Channel::Paper);
    assert_eq!(fate(Purpose::Photo, Answer::No), Fate::Kept("2025-09-01".parse().unwrap(), Some(Channel::Paper)));
    office.said(ELITSA, Deed::Withdrawn, Purpose::Book, "2025-09-02", Channel::Paper);
    assert_eq!(fate(Purpose::Book, Answer::No), Fate::Known);
}

#[test]
fn a_withdrawal_of_mailings_leaves_hashes_alone() {
    let office = Office::new();
    office.said(ELITSA, Deed::Given, Purpose::Mail, "2025-09-01", Channel::Workbook);
    assert!(office.holds("elitsa@example.com") && office.holds("Вълчева"));
    assert_eq!(office.open().contact(&ELITSA).unwrap().map(|contact| contact.email).as_deref(), Some("elitsa@example.com"));
    office.said(ELITSA, Deed::Withdrawn, Purpose::Mail, "2025-09-02", Channel::Email);
    assert_eq!(office.open().contact(&ELITSA).unwrap(), None);
    for text in ["elitsa@example.com", "Вълчева", "0041010002", "130001"] {
        assert!(!office.holds(text), "{text} is still there");
    }
    let held = office.open().held_of(&ELITSA).unwrap();
    assert_eq!((held.lines.len(), held.texts.len(), held.contact), (2, 1, None));
}

#[test]
fn nothing_is_changed_erased_or_slipped_in() {
    let office = Office::new();
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Paper);
    office.said(ELITSA, Deed::Withdrawn, Purpose::Book, "2025-09-02", Channel::Paper);
    let [path, _] = office.paths();
    let connection = rusqlite::Connection::open(&path).unwrap();
    for sql in
        ["DELETE FROM line", "UPDATE line SET deed = 'given'", "DELETE FROM text", "UPDATE text SET bg = ''", "DELETE FROM key"]
    {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
    connection.execute_batch("DROP TRIGGER line_as_is; UPDATE line SET deed = 'given' WHERE seq = 2").unwrap();
    drop(connection);
    assert!(matches!(office.open().consents(), Err(ConsentError::Damaged { error, .. }) if error == "#2"));
}

#[test]
fn a_text_keeps_its_words_under_its_version() {
    let office = Office::new();
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Paper);
    let other = AgreedText::of("2025-1", "2025-01-01", "Съгласен съм с всичко.", "I agree.");
    let changed = Act { text: Some(other), ..act(BORIS, Deed::Given, Purpose::Book, "2025-09-01", Channel::Paper) };
    let fault = office.open().enter(&[changed], &[], &signed());
    assert!(matches!(fault, Err(ConsentError::TextChanged { version }) if version == "2025-1"));
    assert_eq!(office.open().lines().unwrap().len(), 1, "all or nothing");
}

#[test]
fn a_log_without_its_key_is_refused_and_one_that_was_never_begun_is_none() {
    let office = Office::new();
    let [path, key] = office.paths();
    assert!(Log::open_to_read(&path, &key).unwrap().is_none());
    office.said(ELITSA, Deed::Withdrawn, Purpose::Book, "2025-09-02", Channel::Paper);
    assert!(Log::open_to_read(&path, &key).unwrap().is_some());
    let own = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    assert!(matches!(Log::open(&path, &key), Err(ConsentError::KeyLost { .. })));
    assert!(matches!(Log::open_to_read(&path, &key), Err(ConsentError::KeyLost { .. })));
    std::fs::write(&key, "0".repeat(64)).unwrap();
    assert!(matches!(Log::open(&path, &key), Err(ConsentError::KeyWrong { .. })));
    std::fs::write(&key, own).unwrap();
    assert_eq!(office.open().lines().unwrap().len(), 1);
    std::fs::write(&path, "this is no database, whatever its name says; it is a note that somebody saved here").unwrap();
    assert!(matches!(Log::open(&path, &key), Err(ConsentError::Damaged { .. })));
}

#[cfg(unix)]
#[test]
fn the_log_and_its_key_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::new();
    office.said(ELITSA, Deed::Given, Purpose::Book, "2025-09-01", Channel::Paper);
    for path in office.paths() {
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
}
