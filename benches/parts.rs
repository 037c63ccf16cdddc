//! The hot paths one by one, on other data each time: `cargo bench --bench parts`, or `-- NAME` for some.
//!
//! Whole runs are measured by the other benches; here is what a paper and a row are made of.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on is none")]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::{Bencher, black_box};
use jiff::civil::date;
use laurea::check::{self, Context};
use laurea::config::Config;
use laurea::diag::Lang;
use laurea::ingest::{Isolation, ingest};
use laurea::model::{Egn, Season, date_in_words, egn_check_digit, sha256, transliterate};
use laurea::render::render;
use laurea::workshop::Workshop;

fn main() {
    divan::main();
}

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// Numbers that no call has had before, so that nothing is remembered.
fn fresh() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A name that nobody else has.
fn name() -> String {
    let letters: Vec<char> = "абвгдежзиклмнопрст".chars().collect();
    let (mut at, mut own) = (fresh(), String::new());
    for _ in 0..5 {
        own.push(letters[at % letters.len()]);
        at /= letters.len();
    }
    format!("Щ{own} Йорданова Цъфтилова")
}

/// An ЕГН of a day, with the right last digit.
fn egn() -> String {
    let first = format!("{:02}0{}{:02}{:03}", 50 + fresh() % 50, 1 + fresh() % 9, 1 + fresh() % 28, fresh() % 1000);
    let digits: Vec<u8> = first.bytes().map(|digit| digit - b'0').collect();
    let last = egn_check_digit(&digits.try_into().expect("nine digits"));
    format!("{first}{last}")
}

#[divan::bench]
fn read_an_egn(bencher: Bencher) {
    bencher.with_inputs(egn).bench_refs(|text| Egn::parse(text).expect("it is right"));
}

#[divan::bench]
fn transliterate_a_name(bencher: Bencher) {
    bencher.with_inputs(name).bench_refs(|name| transliterate(name));
}

#[divan::bench]
fn a_date_in_words(bencher: Bencher) {
    let day = || date(1990 + (fresh() % 40) as i16, 1 + (fresh() % 12) as i8, 1 + (fresh() % 28) as i8);
    bencher.with_inputs(day).bench_values(|day| date_in_words(day, Lang::Bg));
}

/// As large as an appendix.
#[divan::bench]
fn hash_170_kib(bencher: Bencher) {
    let bytes = || vec![fresh() as u8; 170 * 1024];
    bencher.with_inputs(bytes).bench_refs(|bytes| sha256(bytes));
}

fn sample_season() -> (Config, Season) {
    let config = Config::load(&Path::new(REPOSITORY).join("pipeline.toml")).expect("the sample configuration holds");
    let (season, _) = ingest(&config.pipeline.inputs, &config.institution, &Isolation::Here).expect("the join engine works");
    (config, season)
}

/// All workbooks of the sample season.
#[divan::bench(sample_count = 10)]
fn read_the_sample_season(bencher: Bencher) {
    bencher.bench_local(sample_season);
}

/// Every rule on every record of the sample season.
#[divan::bench(sample_count = 20)]
fn check_the_sample_season(bencher: Bencher) {
    let (config, season) = sample_season();
    let context = Context {
        season: &season,
        institution: &config.institution,
        issue_date: date(2025, 9, 30),
        photos: None,
        photo_needed: &|_| false,
        kinds: &["transcript".to_owned()].into(),
    };
    bencher.bench_local(|| check::check(black_box(&context)));
}

/// A paper for somebody with another name, after one of its kind was set: no disk, no register.
#[divan::bench(args = ["diploma", "appendix", "transcript", "attestation"], sample_count = 40)]
fn set_a_further(bencher: Bencher, kind: &str) {
    let mut workshop = Workshop::open(&Path::new(REPOSITORY).join("templates"), &Isolation::Here).expect("the kinds are sound");
    let samples = workshop.samples(kind, Some("citizen")).expect("the sample is there");
    let sample = &samples.papers[0];
    let former = sample.data["fields"]["full_name"].as_str().expect("a paper has a name").to_owned();
    let paper = || {
        let text = sample.data.to_string().replace(&former, &name());
        let data = serde_json::from_str(&text).expect("it was so before");
        sample.paper(samples.kind(), &data)
    };
    render(workshop.templates(), &paper()).expect("it is set");
    bencher.with_inputs(paper).bench_local_refs(|paper| render(workshop.templates(), paper).expect("it is set"));
}
