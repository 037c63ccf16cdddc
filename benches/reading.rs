//! How long reading, joining and checking a large season takes, how much memory, and whether bad data makes it slower.
//!
//! `cargo bench --bench reading -- [N]` (or `LAUREA_BENCH=N`): N students, 10,000 if nothing is said; `LAUREA_RUNS`: how often
//! each is measured, 5 if nothing is said. The seasons are made once, under `target/bench-reading`: a sound one, and one in
//! which every grade is text („Мн. добър 5,00“), every date is text and every ЕГН is a number.
//!
//! Each measurement is a process of its own, taken in turns, so that a busy minute falls on all alike: `ingest` and `ingest`
//! with `check` called as a library, `laurea check` with its findings as JSON, and the peer, `benches/peers/reading.py`,
//! where Python has python-calamine and polars. The memory is that of a process and those that it starts, looked at every
//! 5 ms (Linux only).

#![expect(clippy::expect_used, reason = "a measurement that cannot go on is none")]

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, open_workbook_auto};
use laurea::check::{self, Context};
use laurea::config::Config;
use laurea::demo::{Defects, Habits, ISSUE_DATE, SeasonOptions, write_season};
use laurea::ingest::{Isolation, ingest};
use laurea::model::Grade;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

const BOOKS: [&str; 6] =
    ["students.xlsx", "curricula.xlsx", "grades.xlsx", "state_exams.xlsx", "requests.xlsx", "previous_register.xlsx"];
/// Those in which every row is made bad.
const SPOILED: [&str; 3] = ["students.xlsx", "grades.xlsx", "state_exams.xlsx"];
const SEASONS: [&str; 2] = ["sound", "bad"];

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let Some(at) = words.iter().position(|word| word == "--alone") {
        return alone(&words[at + 1], Path::new(&words[at + 2]));
    }
    let count = wanted();
    let runs = std::env::var("LAUREA_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(5);
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-reading").join(count.to_string());
    let rows = seasons(count, &base);
    println!("{count} students, {rows} rows of grades; each {runs} times, medians");
    let cases: Vec<Case> = SEASONS.iter().flat_map(|season| cases(&base, season)).collect();
    let mut measured: Vec<Vec<Cost>> = vec![Vec::new(); cases.len()];
    for _ in 0..runs {
        for (case, costs) in cases.iter().zip(&mut measured) {
            costs.push(cost(&case.words));
        }
    }
    let medians: Vec<Cost> = measured.iter().map(|costs| median(costs)).collect();
    show(&cases, &medians, rows);
}

/// How many students: the last argument that is a number, else the environment, else 10,000.
fn wanted() -> u32 {
    let argument = std::env::args().skip(1).filter_map(|word| word.parse().ok()).next_back();
    argument.or_else(|| std::env::var("LAUREA_BENCH").ok()?.parse().ok()).unwrap_or(10_000)
}

/// What is measured: its name, its season, and the words of its command.
struct Case {
    name: &'static str,
    season: &'static str,
    words: Vec<String>,
}

fn cases(base: &Path, season: &'static str) -> Vec<Case> {
    let (folder, configuration) = (shown(&base.join(season)), shown(&base.join(format!("{season}.toml"))));
    let own = std::env::current_exe().map(|path| shown(&path)).expect("the path of the benchmark");
    let peer = shown(&Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/reading.py"));
    let case = |name, words: &[&str]| Case { name, season, words: words.iter().map(|word| (*word).to_owned()).collect() };
    let mut cases = vec![
        case("ingest", &[&own, "--alone", "ingest", &configuration]),
        case("ingest + check", &[&own, "--alone", "check", &configuration]),
        case("laurea check", &[env!("CARGO_BIN_EXE_laurea"), "check", "--no-memory", "--format", "json", "-c", &configuration]),
    ];
    let has_peer = Command::new("python3").args(["-c", "import polars, python_calamine"]).stderr(Stdio::null()).status();
    if has_peer.is_ok_and(|status| status.success()) {
        cases.push(case("peer", &["python3", &peer, &folder]));
    }
    cases
}

/// One measurement, in a process of its own.
fn alone(what: &str, configuration: &Path) {
    let config = Config::load(configuration).expect("the configuration holds");
    let read = ingest(&config.pipeline.inputs, &config.institution, &Isolation::Here).expect("the join engine works");
    let (season, mut findings) = black_box(read);
    if what == "check" {
        findings.extend(check::check(&Context {
            season: &season,
            institution: &config.institution,
            issue_date: ISSUE_DATE,
            photos: None,
            photo_needed: &|_| false,
            kinds: &BTreeSet::from(["transcript".to_owned()]),
        }));
        black_box(findings);
    }
}

/// What a run costs.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    wall: f64,
    processor: f64,
    mib: u64,
}

/// Runs a command to its end; what it prints goes nowhere.
fn cost(words: &[String]) -> Cost {
    let (program, words) = words.split_first().expect("a command");
    let before = processor_of_children();
    let start = Instant::now();
    let mut child =
        Command::new(program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    let mut most = 0;
    let status = loop {
        most = most.max(resident_kib(child.id()));
        if let Some(status) = child.try_wait().expect("the command can be waited for") {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let wall = start.elapsed().as_secs_f64();
    // 2: checked, and some records are held.
    assert!(status.success() || status.code() == Some(2), "{program} {words:?}: {status}");
    Cost { wall, processor: processor_of_children() - before, mib: most / 1024 }
}

/// Seconds of processor that all ended children took, with theirs.
fn processor_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold spaces: fields from 3; 16 and 17 are the children's hundredths.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(13).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The memory that a process and those it has started hold now.
fn resident_kib(process: u32) -> u64 {
    let folder = PathBuf::from(format!("/proc/{process}"));
    let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let own: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    let tasks = fs::read_dir(folder.join("task")).into_iter().flatten().flatten();
    let children = tasks.flat_map(|task| {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        children.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<u32>>()
    });
    own + children.map(resident_kib).sum::<u64>()
}

/// The median of each figure for itself.
fn median(costs: &[Cost]) -> Cost {
    let middle = |of: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Cost { wall: middle(|cost| cost.wall), processor: middle(|cost| cost.processor), mib: middle(|cost| cost.mib as f64) as u64 }
}

fn show(cases: &[Case], medians: &[Cost], rows: usize) {
    println!(
        "{:<8} {:<16} {:>7} {:>9} {:>8} {:>9}  {:>22}  {:>22}",
        "season", "", "wall s", "processor", "peak MiB", "µs a row", "to the peer", "to the sound season"
    );
    let of = |name: &str, season: &str| {
        let at = cases.iter().position(|case| case.name == name && case.season == season)?;
        medians.get(at).copied()
    };
    for (case, cost) in cases.iter().zip(medians) {
        let ratio = |to: Option<Cost>| {
            let to = to.filter(|to| to.mib > 0);
            to.map_or_else(
                || "–".to_owned(),
                |to| {
                    let memory = cost.mib as f64 / to.mib as f64;
                    format!("×{:.2} ×{:.2} ×{memory:.2}", cost.wall / to.wall, cost.processor / to.processor)
                },
            )
        };
        println!(
            "{:<8} {:<16} {:>7.2} {:>9.2} {:>8} {:>9.1}  {:>22}  {:>22}",
            case.season,
            case.name,
            cost.wall,
            cost.processor,
            cost.mib,
            cost.processor * 1e6 / rows as f64,
            ratio(of("peer", case.season)),
            ratio(of(case.name, "sound"))
        );
    }
    println!("ratios: wall, processor, memory");
}

/// Makes the seasons where they are not there yet; the number of rows of grades.
fn seasons(count: u32, base: &Path) -> usize {
    let done = base.join("rows");
    if let Some(rows) = fs::read_to_string(&done).ok().and_then(|rows| rows.parse().ok()) {
        return rows;
    }
    let (sound, bad) = (base.join("sound"), base.join("bad"));
    let options = SeasonOptions { students: count, seed: 33, defects: Defects::None, habits: Habits::Tidy };
    let summary = write_season(&options, &sound).expect("the season is written");
    fs::remove_dir_all(sound.join("photos")).expect("photos are not part of this");
    fs::create_dir_all(&bad).expect("a folder");
    for book in BOOKS {
        if SPOILED.contains(&book) {
            spoil(&sound.join(book), &bad.join(book)).expect("the workbook is written");
        } else {
            fs::copy(sound.join(book), bad.join(book)).expect("a copy");
        }
    }
    for season in SEASONS {
        fs::write(base.join(format!("{season}.toml")), configuration(&base.join(season))).expect("the configuration is written");
    }
    fs::write(done, summary.grade_rows.to_string()).expect("the count is written");
    summary.grade_rows
}

/// A workbook of one sheet again: grades and dates as text, ЕГН as numbers.
fn spoil(from: &Path, to: &Path) -> Result<(), XlsxError> {
    let mut book = open_workbook_auto(from).expect("the workbook");
    let name = book.sheet_names().first().cloned().expect("a sheet");
    let range = book.worksheet_range(&name).expect("its cells");
    let column = |header: &str| range.rows().next().and_then(|row| row.iter().position(|cell| cell == header));
    let (grade, egn) = (column("Оценка"), column("ЕГН"));
    let mut copy = Workbook::new();
    let sheet = copy.add_worksheet_with_low_memory()?;
    sheet.set_name(&name)?;
    for (row, cells) in (0_u32..).zip(range.rows()) {
        for (column, cell) in cells.iter().enumerate() {
            let at = (row, u16::try_from(column).expect("a column"));
            match cell {
                Data::Float(number) if Some(column) == grade => sheet.write_string(at.0, at.1, graded(*number)).map(|_| ())?,
                Data::String(text) if Some(column) == egn && row > 0 => {
                    sheet.write_number(at.0, at.1, text.parse::<f64>().expect("an ЕГН")).map(|_| ())?;
                }
                _ => write(sheet, at, cell)?,
            }
        }
    }
    copy.save(to)
}

/// „Мн. добър 5,00“.
fn graded(number: f64) -> String {
    let grade = Grade::from_hundredths((number * 100.0).round() as u32).expect("a grade");
    let word = grade.word().bulgarian().replace("Много", "Мн.");
    format!("{word} {}", grade.to_string().replace('.', ","))
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Data) -> Result<(), XlsxError> {
    match cell {
        Data::Empty => Ok(()),
        Data::DateTime(day) => {
            let (year, month, of_month, ..) = day.to_ymd_hms_milli();
            sheet.write_string(row, column, format!("{of_month:02}.{month:02}.{year}")).map(|_| ())
        }
        Data::Int(number) => sheet.write_number(row, column, *number as f64).map(|_| ()),
        Data::Float(number) => sheet.write_number(row, column, *number).map(|_| ()),
        other => sheet.write_string(row, column, other.to_string()).map(|_| ()),
    }
}

/// A run of the sample institution on a season, for a kind of paper that needs no photo.
fn configuration(season: &Path) -> String {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let quoted = |path: &Path| format!("{:?}", shown(path));
    format!(
        r#"institution = {}
templates = {}
[run]
name = "bench"
date = "{ISSUE_DATE}"
kinds = ["transcript"]
[inputs]
folder = {}
students = ["students.xlsx"]
curricula = ["curricula.xlsx"]
grades = ["grades.xlsx"]
state_exams = ["state_exams.xlsx"]
requests = ["requests.xlsx"]
earlier_register = ["previous_register.xlsx"]
"#,
        quoted(&repository.join("data/institution.toml")),
        quoted(&repository.join("templates")),
        quoted(season)
    )
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
