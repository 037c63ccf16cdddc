//! A house: a temporary folder with a configuration, inputs, templates, output and register of its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use laurea::register::Register;
use serde_json::Value;
use tempfile::TempDir;

/// The built program.
pub const LAUREA: &str = env!("CARGO_BIN_EXE_laurea");

/// The repository.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The date of issue of every house.
pub const DATE: &str = "2025-09-30";

/// Students of the little house: every programme, some requests, two harmless habits.
pub const SMALL: u32 = 12;

/// Files by path relative to their folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// Wall time.
    pub seconds: f64,
}

impl Ran {
    /// Asserts the exit code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit code\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard error says something.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "standard error does not say {words:?}:\n{}", self.err);
        self
    }
}

/// A line of `documents.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub kind: String,
    pub faculty_number: String,
    pub register_number: String,
    pub register_date: String,
    pub file: String,
    pub pages: String,
    pub sha256: String,
    pub state: String,
    pub series: String,
    pub blank_number: String,
}

/// A house of its own; its folder goes with it.
#[derive(Debug)]
pub struct House {
    folder: TempDir,
}

impl House {
    /// The example season of 200, as two offices would hand it over; `None`, said loudly, where it is not beside the checkout.
    pub fn tidy() -> Option<Self> {
        let season = tidy_season()?;
        let house = Self { folder: TempDir::with_prefix("laurea-tidy-").unwrap() };
        for name in ["pipeline.toml", "institution.toml"] {
            fs::copy(Path::new(REPOSITORY).join("tests/houses/a-tidy").join(name), house.at(name)).unwrap();
        }
        let templates = Path::new(REPOSITORY).join("templates");
        house.edit("pipeline.toml", "\"../../../templates\"", &quoted(&templates));
        house.edit("pipeline.toml", "\"../../../../shared/examples/A-tidy-200\"", &quoted(&season));
        Some(house)
    }

    /// Nothing at all.
    pub fn empty() -> Self {
        Self { folder: TempDir::with_prefix("laurea-house-").unwrap() }
    }

    /// An institution with its configuration, and not one workbook.
    pub fn empty_office() -> Self {
        let house = Self::empty();
        fs::copy(Path::new(REPOSITORY).join("data/institution.toml"), house.at("institution.toml")).unwrap();
        house.write("pipeline.toml", &pipeline(&Path::new(REPOSITORY).join("templates")));
        house
    }

    /// The little invented season, clean but for two harmless habits.
    pub fn small() -> Self {
        Self::invented(SMALL, "clean")
    }

    /// An invented season with one planted defect of each kind.
    pub fn defective(students: u32) -> Self {
        Self::invented(students, "defects")
    }

    /// An invented season of some students.
    pub fn invented(students: u32, state: &'static str) -> Self {
        let house = Self { folder: TempDir::with_prefix("laurea-house-").unwrap() };
        write_files(&house.at("season"), &season(students, state));
        fs::copy(Path::new(REPOSITORY).join("data/institution.toml"), house.at("institution.toml")).unwrap();
        house.write("pipeline.toml", &pipeline(&Path::new(REPOSITORY).join("templates")));
        house
    }

    /// With a copy of the templates that may be changed.
    pub fn with_own_templates(self) -> Self {
        let shared = Path::new(REPOSITORY).join("templates");
        write_files(&self.at("templates"), &files_under(&shared));
        self.edit("pipeline.toml", &quoted(&shared), "\"templates\"");
        self
    }

    /// With some text of a file replaced.
    pub fn with(self, name: &str, from: &str, to: &str) -> Self {
        self.edit(name, from, to);
        self
    }

    /// With further lines at the end of a file.
    pub fn with_more(self, name: &str, lines: &str) -> Self {
        let text = format!("{}\n{lines}\n", self.text(name));
        self.write(name, &text);
        self
    }

    /// A path in the house.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    /// Replaces some text of a file; it must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, &text.replacen(from, to, 1));
    }

    /// A command on the house's configuration, in English unless it says otherwise.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(LAUREA);
        command.current_dir(self.folder.path()).arg("--config").arg(self.at("pipeline.toml"));
        if !arguments.iter().any(|argument| argument.as_ref() == "--lang") {
            command.args(["--lang", "en"]);
        }
        // The register says when and by whom an entry was made; here always the same, so that runs can be compared.
        command.env("SOURCE_DATE_EPOCH", "1759219200").env("LAUREA_BY", "Мария Илиева").env("TZ", "UTC");
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        finish(self.command(arguments))
    }

    /// Issues, kills the program after a while, and says whether it was still at work.
    pub fn kill_after<S: AsRef<OsStr>>(&self, arguments: &[S], pause: Duration) -> bool {
        let mut child = self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(pause);
        // SIGKILL where there are signals; a child that is over already cannot be killed.
        let _ = child.kill();
        child.wait().unwrap().code().is_none()
    }

    /// Name of the run.
    pub fn run_name(&self) -> String {
        let text = self.text("pipeline.toml");
        let line = text.lines().find(|line| line.starts_with("name = ")).unwrap();
        line.trim_start_matches("name = ").trim_matches('"').to_owned()
    }

    /// The folder of the whole run.
    pub fn output(&self) -> PathBuf {
        self.at("output").join(self.run_name())
    }

    /// Every file under `output`.
    pub fn files(&self) -> Files {
        files_under(&self.at("output"))
    }

    /// `findings.jsonl` of the whole run.
    pub fn findings(&self) -> Vec<Value> {
        lines(&fs::read_to_string(self.output().join("findings.jsonl")).unwrap())
    }

    /// What `check` finds, whatever it thinks of it.
    pub fn check(&self) -> Vec<Value> {
        lines(&self.run(&["check", "--format", "json"]).out)
    }

    /// What the program understood.
    pub fn records(&self) -> Vec<Value> {
        lines(&self.run(&["records", "--format", "jsonl"]).expect(0).out)
    }

    /// The register, a line for each entry, byte for byte. An export would be an entry itself.
    pub fn register_export(&self) -> String {
        self.entries().iter().map(|entry| format!("{entry}\n")).collect()
    }

    /// The entries of the register; none where there is no register.
    pub fn entries(&self) -> Vec<Value> {
        let text = self.text("pipeline.toml");
        let named = text.lines().find_map(|line| line.strip_prefix("register = "));
        let register = Register::open_to_read(&self.at(named.unwrap_or("data/register.sqlite").trim_matches('"'))).unwrap();
        let entries = register.map(|register| register.entries().unwrap()).unwrap_or_default();
        entries.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect()
    }

    /// The data of each diploma and transcript of some entries, by its key.
    pub fn frozen(&self, entries: &[Value]) -> BTreeMap<String, Value> {
        let register = Register::open_to_read(&self.at("register.sqlite")).unwrap().unwrap();
        let told = entries.iter().filter(|entry| entry["action"] == "issued");
        let keys = told
            .filter(|entry| entry["kind"] == "diploma" || entry["kind"] == "transcript")
            .map(|entry| text(&entry["document"]));
        keys.map(|key| (key.clone(), serde_json::from_str(&register.data_of(&key).unwrap().unwrap()).unwrap())).collect()
    }

    /// Faculty numbers of those who get a diploma, in the order of the plan.
    pub fn graduates(&self) -> Vec<String> {
        let plan = self.run(&["issue", "--dry-run", "--kind", "diploma", "--format", "json"]).expect(0).out;
        let plan: Value = serde_json::from_str(&plan).unwrap();
        plan["documents"].as_array().unwrap().iter().map(|document| text(&document["faculty_number"])).collect()
    }

    /// Files that a killed run may leave and a finished one may not.
    pub fn unfinished(&self) -> Vec<String> {
        files_under(self.folder.path()).into_keys().filter(|name| name.contains("laurea-tmp")).collect()
    }
}

/// An undisturbed run of a house, kept in memory for every test that only looks.
#[derive(Debug)]
pub struct Undisturbed {
    pub ran: Ran,
    pub run_name: String,
    pub files: Files,
    pub export: String,
    pub entries: Vec<Value>,
    pub records: Vec<Value>,
    /// The ELMO files of everything that was issued.
    pub twins: Files,
    /// The data of each diploma and transcript, by its key.
    pub frozen: BTreeMap<String, Value>,
}

impl Undisturbed {
    fn of(house: &House) -> Self {
        let ran = house.run(&["issue"]);
        assert!(matches!(ran.code, Some(0 | 3)), "{}\n{}", ran.out, ran.err);
        let (export, entries) = (house.register_export(), house.entries());
        house.run(&["export", "elmo", "--out", "elmo", "--date", DATE]).expect(0);
        Self {
            ran,
            run_name: house.run_name(),
            files: house.files(),
            export,
            frozen: house.frozen(&entries),
            entries,
            records: house.records(),
            twins: files_under(&house.at("elmo")),
        }
    }

    /// A file of the run.
    #[track_caller]
    pub fn file(&self, name: &str) -> &[u8] {
        let path = format!("{}/{name}", self.run_name);
        self.files.get(&path).unwrap_or_else(|| panic!("{path} is not there"))
    }

    /// `documents.csv`.
    pub fn documents(&self) -> Vec<Paper> {
        documents(self.file("documents.csv"))
    }

    /// The record of a faculty number.
    pub fn record(&self, faculty_number: &str) -> &Value {
        self.records.iter().find(|record| record["faculty_number"] == faculty_number).unwrap()
    }
}

/// The little season, issued once for all who only look at it.
pub fn issued_small() -> &'static Undisturbed {
    static ISSUED: OnceLock<Undisturbed> = OnceLock::new();
    ISSUED.get_or_init(|| Undisturbed::of(&House::small()))
}

/// The example season of 200, issued once for all who only look at it.
pub fn issued_tidy() -> Option<&'static Undisturbed> {
    static ISSUED: OnceLock<Option<Undisturbed>> = OnceLock::new();
    ISSUED.get_or_init(|| House::tidy().map(|house| Undisturbed::of(&house))).as_ref()
}

/// The folder of the example season of the tidy office, where it lies beside the checkout.
pub fn tidy_season() -> Option<PathBuf> {
    example("A-tidy-200")
}

/// The folder of an example season, where it lies beside the checkout.
pub fn example(office: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/examples")).join(office);
    if path.join("key/truth.json").is_file() {
        return Some(path.canonicalize().unwrap());
    }
    loudly(&format!("NOT TESTED: the example season is not at {}", path.display()));
    None
}

/// Says something that the test runner does not swallow.
pub fn loudly(words: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Standard error itself, not `eprintln!`, which the runner keeps to itself where the test passes.
    std::io::stderr().write_all(format!("\n*** {test}: {words}\n").as_bytes()).unwrap();
}

/// Whether a tool is there; said loudly where it is not.
pub fn has_tool(name: &str, argument: &str) -> bool {
    let there = Command::new(name).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        loudly(&format!("NOT TESTED: there is no {name} on this machine"));
    }
    there
}

/// Runs a command to its end.
pub fn finish(mut command: Command) -> Ran {
    let start = Instant::now();
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        seconds: start.elapsed().as_secs_f64(),
    }
}

/// Gives some input to a command and takes its output.
pub fn pipe(mut command: Command, input: &[u8]) -> Vec<u8> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    })
}

/// Every file under a folder.
pub fn files_under(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Writes files into a folder.
pub fn write_files(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Asserts that two runs left the same bytes, and names the files that differ.
#[track_caller]
pub fn assert_same_files(found: &Files, expected: &Files) {
    let mut differing = String::new();
    for name in found.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>() {
        let (found, expected) = (found.get(name), expected.get(name));
        if found != expected {
            let sizes = [found, expected].map(|bytes| bytes.map(Vec::len));
            writeln!(differing, "{name}: {:?} bytes, expected {:?}{}", sizes[0], sizes[1], first_difference(found, expected))
                .unwrap();
        }
    }
    assert!(differing.is_empty(), "files differ:\n{differing}");
}

fn first_difference(found: Option<&Vec<u8>>, expected: Option<&Vec<u8>>) -> String {
    let (Some(Ok(found)), Some(Ok(expected))) = (found.map(|b| std::str::from_utf8(b)), expected.map(|b| std::str::from_utf8(b)))
    else {
        return String::new();
    };
    let line = found.lines().zip(expected.lines()).find(|(one, other)| one != other);
    line.map_or_else(String::new, |(one, other)| format!("\n  found    {one}\n  expected {other}"))
}

/// JSON lines.
pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// The text of a JSON string.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// The lines of a `documents.csv`.
pub fn documents(bytes: &[u8]) -> Vec<Paper> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header: Vec<&str> = vec![
        "kind",
        "faculty_number",
        "register_number",
        "register_date",
        "file",
        "pages",
        "sha256",
        "state",
        "series",
        "blank_number",
    ];
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), header, "columns of documents.csv");
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let at = |column: usize| row[column].to_owned();
        Paper {
            kind: at(0),
            faculty_number: at(1),
            register_number: at(2),
            register_date: at(3),
            file: at(4),
            pages: at(5),
            sha256: at(6),
            state: at(7),
            series: at(8),
            blank_number: at(9),
        }
    });
    rows.collect()
}

/// The files of an invented season, made once per process by `laurea demo`.
fn season(students: u32, state: &'static str) -> Files {
    static SEASONS: Mutex<BTreeMap<(u32, &'static str), Files>> = Mutex::new(BTreeMap::new());
    let mut seasons = SEASONS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    seasons
        .entry((students, state))
        .or_insert_with(|| {
            let folder = TempDir::new().unwrap();
            let mut command = Command::new(LAUREA);
            command.args(["demo", "--seed", "1", "--students", &students.to_string(), "--out"]).arg(folder.path());
            if state == "defects" {
                command.arg("--defects");
            }
            finish(command).expect(0);
            files_under(folder.path())
        })
        .clone()
}

fn pipeline(templates: &Path) -> String {
    format!(
        r#"institution = "institution.toml"
templates = {}
output = "output"
register = "register.sqlite"

[run]
name = "small"
date = "{DATE}"
kinds = ["diploma", "appendix", "transcript", "attestation"]

[inputs]
folder = "season"
students = ["students.xlsx"]
curricula = ["curricula.xlsx"]
grades = ["grades.xlsx"]
state_exams = ["state_exams.xlsx"]
requests = ["requests.xlsx"]
earlier_register = ["previous_register.xlsx"]
photos = "photos"

[strictness]
"#,
        quoted(templates)
    )
}

/// A path as a TOML string.
pub fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}
