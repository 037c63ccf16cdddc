//! How long the register takes with few and with very many entries.
//!
//! `cargo bench --bench register -- [N]` (or `LAUREA_BENCH=N`): N entries, 1,000,000 if nothing is said; before that 10,000, so
//! that one sees what grows. Half of the entries reserve numbers, half issue papers with a kilobyte of frozen data. Times are
//! medians of some repetitions; what reads everything is measured once.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on is none")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use jiff::civil::{Date, date};
use laurea::model::sha256;
use laurea::register::{BookFormat, Issued, Register, Source, Wanted, journal_of, restore};

const DAY: Date = date(2025, 9, 30);
/// Papers of a large season.
const SEASON: usize = 5_000;
/// Papers that are filled in at once.
const STEP: usize = 25_000;
/// Repetitions of what is quick.
const TIMES: usize = 5;

fn main() {
    let argument = std::env::args().skip(1).filter_map(|word| word.parse().ok()).next_back();
    let wanted = argument.or_else(|| std::env::var("LAUREA_BENCH").ok()?.parse().ok()).unwrap_or(1_000_000);
    for entries in [10_000, wanted] {
        measure(entries);
    }
}

fn measure(entries: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("register.sqlite");
    let start = Instant::now();
    fill(&path, entries / 2);
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len() >> 20);
    println!(
        "{entries} entries, filled in {:.1} s; database {} MiB, journal {} MiB",
        start.elapsed().as_secs_f64(),
        size(&path),
        size(&journal_of(&path))
    );
    median("open for writing", || drop(Register::open(&path).expect("it opens")));
    median("open for reading", || drop(Register::open_to_read(&path).expect("it opens")));
    let mut register = Register::open(&path).expect("it opens");
    let mut next = entries / 2;
    median(&format!("reserve {SEASON}"), || {
        reserve(&mut register, next..next + SEASON);
        next += SEASON;
    });
    let last = next;
    median(&format!("reserve {SEASON} that have numbers"), || drop(reserve(&mut register, last - SEASON..last)));
    let mut waiting: Vec<Vec<Issued>> =
        (0..TIMES).map(|time| papers(&mut register, last - (time + 1) * SEASON..last - time * SEASON)).collect();
    median(&format!("commit {SEASON} in one transaction"), || {
        let papers = waiting.pop().expect("one for each time");
        register.commit(papers).expect("they are committed");
    });
    let papers = papers(&mut register, last..last + SEASON);
    once(&format!("commit {SEASON}, 64 at a time"), || {
        for papers in papers.chunks(64) {
            register.commit(papers.to_vec()).expect("they are committed");
        }
    });
    let middle = entries / 4;
    for (what, name) in [
        ("number", format!("{}/2025", middle + 1)),
        ("key", key(middle)),
        ("faculty number", faculty_number(middle)),
        ("code", check_value(middle)),
    ] {
        median(&format!("look one up by {what}"), || assert_eq!(register.find(&name).expect("it is read").len(), 1));
    }
    once("read all entries", || drop(register.entries().expect("they are read")));
    drop(register);
    once("verify", || {
        let verified = Register::verify(&path, None).expect("it is read").expect("it is there");
        assert_eq!(verified.faults, []);
    });
    let backup = folder.path().join("backup.sqlite");
    once("backup, read back", || {
        let register = Register::open_to_read(&path).expect("it opens").expect("it is there");
        register.backup(&backup).expect("it is written");
    });
    std::fs::write(&path, b"damaged").expect("it is overwritten");
    once("restore from backup and journal", || drop(restore(&path, Source::BackupAndJournal(&backup)).expect("it is restored")));
}

fn fill(path: &Path, papers_in_all: usize) {
    let mut register = Register::open(path).expect("it opens");
    for first in (0..papers_in_all).step_by(STEP) {
        let papers = papers(&mut register, first..papers_in_all.min(first + STEP));
        register.commit(papers).expect("they are committed");
    }
}

fn key(at: usize) -> String {
    format!("diploma/{}", faculty_number(at))
}

fn faculty_number(at: usize) -> String {
    format!("{:07}", 1_300_000 + at)
}

fn check_value(at: usize) -> String {
    format!("C{at:07}")
}

fn reserve(register: &mut Register, papers: std::ops::Range<usize>) -> Vec<laurea::model::Registration> {
    let wanted: Vec<Wanted> = papers
        .map(|at| Wanted {
            document: key(at),
            kind: "diploma".to_owned(),
            faculty_number: faculty_number(at),
            person_name: "Елица Вълчева Ангелова".to_owned(),
            book: "diplomas".to_owned(),
            original: None,
        })
        .collect();
    let books: BTreeMap<String, BookFormat> = BTreeMap::new();
    register.reserve(&wanted, &books, DAY).expect("they are numbered")
}

fn papers(register: &mut Register, papers: std::ops::Range<usize>) -> Vec<Issued> {
    let numbers = reserve(register, papers.clone());
    let paper = |(at, number)| Issued {
        document: key(at),
        kind: "diploma".to_owned(),
        faculty_number: faculty_number(at),
        person_name: "Елица Вълчева Ангелова".to_owned(),
        book: Some("diplomas".to_owned()),
        registration: Some(number),
        date: DAY,
        pages: 1,
        pdf_sha256: sha256(&at.to_le_bytes()),
        data_sha256: sha256(b"data"),
        data: format!("{{\"document\":{{\"check\":\"{}\"}},\"fields\":\"{}\"}}", check_value(at), "x".repeat(1_000)),
        original: None,
        form: None,
        check_value: Some(check_value(at)),
        details: None,
    };
    papers.zip(numbers).map(paper).collect()
}

fn median(what: &str, mut work: impl FnMut()) {
    let mut seconds: Vec<f64> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    say(what, seconds[TIMES / 2]);
}

fn once(what: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    say(what, start.elapsed().as_secs_f64());
}

fn say(what: &str, seconds: f64) {
    println!("  {what:<42} {:>12.3} ms", seconds * 1_000.0);
}
