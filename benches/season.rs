//! Papers per second by kind on 1 and 2 threads and by 1 and 2 worker processes, and the most memory a run takes.
//!
//! `cargo bench --bench season -- [N]` (or `LAUREA_BENCH=N`): N different records, 300 if nothing is said. Each paper is
//! PDF/A-2a and PDF/UA-1, goes to the disk and into the register, as `laurea issue` does it; reading and checking the
//! workbooks is measured apart and not counted in the rates. A run of one kind forgets the layouts of the one before. The
//! memory is that of the run itself; its worker processes are not in it.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on is none")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use laurea::config::Config;
use laurea::demo::{Defects, Habits, SeasonOptions, write_season};
use laurea::event::{Event, Listener, Stage};
use laurea::ingest::Isolation;
use laurea::pipeline::{Options, issue};
use rust_xlsxwriter::Workbook;

/// Order matters: an appendix carries the number of its diploma.
const KINDS: [&str; 4] = ["diploma", "appendix", "transcript", "attestation"];

fn main() {
    let count = wanted();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let season = folder.path().join("season");
    let options = SeasonOptions { students: count, seed: 1, defects: Defects::None, habits: Habits::Tidy };
    let summary = write_season(&options, &season).expect("the season is written");
    let numbers = graduates(&season);
    requests(&season.join("requests.xlsx"), &numbers);
    println!("{} students, {} of them graduates, {} rows of grades", summary.students, summary.graduates, summary.grade_rows);
    println!(
        "{:<12} {:>11} {:>7} {:>9} {:>11} {:>10} {:>9}",
        "kind", "by", "papers", "seconds", "papers/s", "read+check", "peak MiB"
    );
    for threads in [1, 2] {
        for (by, isolation) in
            [("threads", Isolation::Here), ("processes", Isolation::Process(env!("CARGO_BIN_EXE_laurea").into()))]
        {
            let house = folder.path().join(format!("house-{threads}-{by}"));
            let config = Config::load(&configure(&house, &season)).expect("the configuration holds");
            for kind in KINDS {
                measure(&config, kind, threads, &isolation, &format!("{threads} {by}"));
            }
        }
    }
}

/// How many records: the last argument that is a number, else the environment, else 300.
fn wanted() -> u32 {
    let argument = std::env::args().skip(1).filter_map(|word| word.parse().ok()).next_back();
    argument.or_else(|| std::env::var("LAUREA_BENCH").ok()?.parse().ok()).unwrap_or(300)
}

fn measure(config: &Config, kind: &str, threads: usize, isolation: &Isolation, by: &str) {
    comemo::evict(0);
    reset_peak();
    let clock = Clock::default();
    let (kinds, isolation) = (vec![kind.to_owned()], isolation.clone());
    let options = Options { kinds, threads: Some(threads), isolation, ..Options::default() };
    let start = Instant::now();
    let outcome = issue(config, &options, &clock).expect("the run ends");
    let whole = start.elapsed();
    let papers = fs::read_dir(outcome.folder.expect("no error in the inputs").join(kind)).map_or(0, Iterator::count);
    let before = clock.0.lock().expect("no panic").map_or(Duration::ZERO, |moment| moment - start);
    let making = (whole - before).as_secs_f64();
    let peak = peak().map_or_else(|| "–".to_owned(), |kib| (kib / 1024).to_string());
    let rate = papers as f64 / making;
    println!("{kind:<12} {by:>11} {papers:>7} {making:>9.2} {rate:>11.1} {:>10.2} {peak:>9}", before.as_secs_f64());
}

/// Notes when reading and checking are over.
#[derive(Default)]
struct Clock(Mutex<Option<Instant>>);

impl Listener for Clock {
    fn on(&self, event: Event) {
        if event == Event::Finished(Stage::Check) {
            *self.0.lock().expect("no panic") = Some(Instant::now());
        }
    }
}

/// A configuration of the sample institution on a season.
fn configure(house: &Path, season: &Path) -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(house).expect("a folder");
    let shown = |path: &Path| format!("{:?}", path.display().to_string());
    let text = format!(
        r#"institution = {}
templates = {}
output = "output"
register = "register.sqlite"
[run]
name = "bench"
date = "2025-09-30"
[inputs]
folder = {}
students = ["students.xlsx"]
curricula = ["curricula.xlsx"]
grades = ["grades.xlsx"]
state_exams = ["state_exams.xlsx"]
requests = ["requests.xlsx"]
earlier_register = ["previous_register.xlsx"]
photos = "photos"
"#,
        shown(&repository.join("data/institution.toml")),
        shown(&repository.join("templates")),
        shown(season)
    );
    let path = house.join("pipeline.toml");
    fs::write(&path, text).expect("the configuration is written");
    path
}

/// Faculty number and ЕГН or ЛНЧ of every graduate.
fn graduates(season: &Path) -> Vec<(String, String)> {
    use calamine::Reader;
    let mut book = calamine::open_workbook_auto(season.join("students.xlsx")).expect("the list of students");
    let range = book.worksheet_range("Студенти").expect("the sheet");
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let column = |header: &str| rows[0].iter().position(|cell| cell == header).expect("the column");
    let (number, egn, lnch, status) = (column("Факултетен номер"), column("ЕГН"), column("ЛНЧ"), column("Статус"));
    let person = |row: &Vec<String>| if row[egn].is_empty() { row[lnch].clone() } else { format!("{:0>10}", row[egn]) };
    rows[1..].iter().filter(|row| row[status].starts_with("завърш")).map(|row| (row[number].clone(), person(row))).collect()
}

/// A request for a transcript and one for an attestation from everybody, in the workbook of the season.
fn requests(path: &Path, numbers: &[(String, String)]) {
    use calamine::Reader;
    let mut season = calamine::open_workbook_auto(path).expect("the requests");
    let range = season.worksheet_range("Заявления").expect("the sheet");
    let header: Vec<String> = range.rows().next().expect("a header").iter().map(ToString::to_string).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Заявления").expect("a name");
    sheet.write_row(0, 0, &header).expect("the header");
    let mut line = 0;
    for (number, person) in numbers {
        for paper in ["академична справка", "уверение за дипломиране"] {
            line += 1;
            let request = format!("{line}/29.09.2025");
            let said = [
                ("Вх. №", request.as_str()),
                ("Дата", "29.09.2025"),
                ("Вид документ", paper),
                ("Факултетен номер", number),
                ("ЕГН/ЛНЧ", person),
                ("Причина", "работа"),
                ("Платена", "да"),
            ];
            let value = |name: &String| said.iter().find(|(of, _)| of == name).map_or("", |(_, value)| *value);
            sheet.write_row(line, 0, header.iter().map(value)).expect("a row");
        }
    }
    book.save(path).expect("the requests are written");
}

/// Forgets the highest memory use so far, where the system can.
fn reset_peak() {
    // Elsewhere the peak is that of the whole process so far.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The highest memory use in KiB, where the system says it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
