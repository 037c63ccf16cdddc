//! Papers that go mad: set by processes that are bounded, ended and replaced, so that the others go on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use laurea::config::{Config, PaperLimits};
use laurea::event::{Event, Listener};
use laurea::ingest::Isolation;
use laurea::pipeline::{Options, issue};
use laurea::render::{Crew, Paper, Press, Templates};
use serde_json::Value;

use crate::house::{DATE, Files, House, LAUREA, assert_same_files, loudly};
use crate::papers::setting;

/// A paper with a name on it and nothing else, which takes no time; `{trap}` is for those who go mad.
const PLAIN: &str = r#"#let fields = json("data.json").fields
#set document(title: "Проба", date: auto)
#set text(lang: "bg", font: "Vollkorn")
#let trap = ("{loops}": 1, "{eats}": 2, "{nests}": 3, "{dawdles}": 4).at(fields.faculty_number, default: 0)
#if trap == 1 { for i in range(1000000) { for j in range(1000000) {} } }
#if trap == 2 { let pile = (); for i in range(10000) { pile.push(range(1000000)) } }
#if trap == 3 { let nest = (); for i in range(1000000) { nest = (nest,) } }
#if trap == 4 { for i in range(20) { for j in range(200000) {} } }
= #fields.full_name
"#;

/// The trapped template: who falls into which trap.
fn trapped(traps: &[(&str, &str)]) -> String {
    let text = ["loops", "eats", "nests", "dawdles"].into_iter().fold(PLAIN.to_owned(), |text, name| {
        let who = traps.iter().find(|(trap, _)| *trap == name).map_or(name, |(_, who)| *who);
        text.replace(&format!("{{{name}}}"), who)
    });
    assert!(!text.contains("\"{"), "every trap has somebody: {text}");
    text
}

/// A house of diplomas with little on them, bounded.
fn house(seconds: u32) -> House {
    let house = House::small().with_own_templates();
    house.write("templates/diploma/main.typ", &trapped(&[]));
    let limits = format!("[limits]\npaper_seconds = {seconds}\npaper_memory_mib = 600\n\n[strictness]\n");
    house.with("pipeline.toml", "[strictness]\n", &limits)
}

const ISSUE: [&str; 3] = ["issue", "--kind", "diploma"];

fn issued(house: &House) -> Files {
    let mut files = house.files();
    files.retain(|name, _| name.starts_with("small-diploma/"));
    files
}

#[test]
fn a_paper_that_loops_eats_or_crashes_is_held_by_its_name_and_the_others_are_issued() {
    let house = house(8);
    let graduates = house.graduates();
    let [loops, eats, nests] = [0, 1, 2].map(|at| graduates[at].as_str());
    house.write("templates/diploma/main.typ", &trapped(&[("loops", loops), ("eats", eats), ("nests", nests)]));
    house.run(&ISSUE).expect(3);

    let findings = crate::house::lines(&fs::read_to_string(house.at("output/small-diploma/findings.jsonl")).unwrap());
    let of = |who: &str| -> Vec<&Value> {
        findings.iter().filter(|finding| finding["faculty_number"] == who && finding["level"] == "error").collect()
    };
    for (who, code, said) in [
        (loops, "paper-too-slow", "8 seconds"),
        (eats, "paper-too-much-memory", "600 MiB"),
        (nests, "paper-crashed", "stack overflow"),
    ] {
        let found = of(who);
        assert_eq!(found.iter().map(|finding| &finding["code"]).collect::<Vec<_>>(), [code], "{who}");
        assert!(found[0]["message"].as_str().unwrap().contains(said), "{}", found[0]);
    }
    let papers = |house: &House| issued(house).into_keys().filter(|name| name.ends_with(".pdf")).collect::<Vec<_>>();
    assert_eq!(papers(&house).len(), graduates.len() - 3, "everybody else has a diploma: {:?}", papers(&house));

    // Mended, the three get the numbers that were kept for them.
    house.write("templates/diploma/main.typ", &trapped(&[]));
    house.run(&ISSUE).expect(0);
    assert_eq!(papers(&house).len(), graduates.len());
    let entries = house.entries();
    assert_eq!(entries.len(), 2 * graduates.len(), "each is reserved once and issued once");
    for who in [loops, eats, nests] {
        let numbers: Vec<&Value> =
            entries.iter().filter(|entry| entry["faculty_number"] == who).map(|entry| &entry["number"]).collect();
        assert_eq!(numbers[0], numbers[1], "{who} has another number than was reserved");
    }
    house.run(&["register", "verify"]).expect(0);
}

/// The workers that set papers by the templates of a house.
fn workers(house: &House) -> Vec<u32> {
    let folder = house.at("templates");
    let folder = folder.to_str().unwrap();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let is_worker = |path: &Path| {
        let words = fs::read(path.join("cmdline")).unwrap_or_default();
        let words: Vec<&[u8]> = words.split(|byte| *byte == 0).collect();
        words.get(1) == Some(&&b"set-papers"[..]) && words.get(2) == Some(&folder.as_bytes())
    };
    let numbers = processes.filter(|entry| is_worker(&entry.path()));
    numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Whether this system tells its processes in `/proc`.
fn tells_processes() -> bool {
    let tells = Path::new("/proc/self/cmdline").is_file();
    if !tells {
        loudly("NOT TESTED: there is no /proc on this machine");
    }
    tells
}

/// Waits until something holds of the workers.
#[track_caller]
fn wait_for(house: &House, what: &str, holds: impl Fn(&[u32]) -> bool) -> Vec<u32> {
    let start = Instant::now();
    loop {
        let workers = workers(house);
        if holds(&workers) {
            return workers;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: {workers:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn kill(signal: &str, number: u32) {
    let status = Command::new("kill").arg(signal).arg(number.to_string()).stderr(Stdio::null()).status();
    assert!(status.unwrap().success(), "{number} could not be killed");
}

#[test]
fn a_worker_that_is_killed_from_outside_is_replaced_and_its_paper_is_set() {
    if !tells_processes() {
        return;
    }
    let build = || {
        let house = house(120);
        let graduates = house.graduates();
        house.write("templates/diploma/main.typ", &trapped(&[("dawdles", &graduates[0])]));
        house
    };
    let undisturbed = build();
    undisturbed.run(&ISSUE).expect(0);

    let house = build();
    let issue = [&ISSUE[..], &["--threads", "1"]].concat();
    let child = house.command(&issue).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let first = wait_for(&house, "no worker came", |workers| !workers.is_empty())[0];
    // Its first paper is the one that takes a while.
    std::thread::sleep(Duration::from_millis(150));
    kill("-KILL", first);
    let second = wait_for(&house, "no worker took its place", |workers| workers.iter().any(|worker| *worker != first));
    assert_eq!(second.len(), 1, "one at a time: {second:?}");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_same_files(&issued(&house), &issued(&undisturbed));
    assert_eq!(workers(&house), Vec::<u32>::new(), "workers that nobody needs any more");
}

#[test]
fn workers_do_not_outlive_a_run_that_is_ended_while_they_are_at_work() {
    if !tells_processes() {
        return;
    }
    let house = house(600);
    let graduates = house.graduates();
    house.write("templates/diploma/main.typ", &trapped(&[("loops", &graduates[0])]));
    for signal in ["-KILL", "-TERM"] {
        let mut child = house.command(&ISSUE).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for(&house, "no worker came", |workers| !workers.is_empty());
        std::thread::sleep(Duration::from_millis(300));
        kill(signal, child.id());
        assert_eq!(child.wait().unwrap().code(), None, "{signal} did not end the run");
        wait_for(&house, "they go on", <[u32]>::is_empty);
    }

    house.write("templates/diploma/main.typ", &trapped(&[]));
    house.run(&ISSUE).expect(0);
    assert_eq!(house.unfinished(), Vec::<String>::new());
}

struct Silent;

impl Listener for Silent {
    fn on(&self, _: Event) {}
}

#[test]
fn one_worker_two_and_four_write_the_same_bytes_as_threads_and_as_processes() {
    let _setting = setting();
    let mut runs: Vec<(String, Files)> = Vec::new();
    for isolation in [Isolation::Here, Isolation::Process(LAUREA.into())] {
        for workers in [1, 2, 4] {
            let house = House::small();
            let config = Config::load(&house.at("pipeline.toml")).unwrap();
            let options = Options {
                kinds: vec!["diploma".to_owned(), "attestation".to_owned()],
                threads: Some(workers),
                isolation: isolation.clone(),
                ..Options::default()
            };
            let outcome = issue(&config, &options, &Silent).unwrap();
            assert_eq!(outcome.summary.held, 0);
            runs.push((format!("{workers} × {isolation:?}"), house.files()));
        }
    }
    let (_, first) = &runs[0];
    assert!(first.keys().filter(|name| name.ends_with(".pdf")).count() > 8, "{:?}", first.keys());
    for (name, files) in &runs[1..] {
        println!("{name}");
        assert_same_files(files, first);
    }
}

/// The templates of a house, and a paper by them.
fn set_by(program: PathBuf, folder: &Path, templates: &Templates, json: &str) -> Result<usize, String> {
    let crew = Crew::of(program, folder, templates, 1, PaperLimits::default());
    let paper = Paper {
        key: "diploma/1",
        kind: "diploma",
        json: json.to_owned(),
        photo: None,
        standards: &["a-2a".to_owned()],
        date: DATE.parse().unwrap(),
    };
    crew.set(&paper).map(|rendered| rendered.pages).map_err(|fault| format!("{} {}", fault.place, fault.message))
}

#[test]
fn where_no_worker_can_be_used_papers_are_set_here() {
    let _setting = setting();
    let house = house(60);
    let folder = house.at("templates");
    let templates = Templates::load(&folder).unwrap();
    let ana = r#"{"fields": {"faculty_number": "1", "full_name": "Ана"}}"#;
    assert_eq!(set_by(LAUREA.into(), &folder, &templates, ana), Ok(1));
    assert_eq!(set_by(house.at("no-such-program"), &folder, &templates, ana), Ok(1), "no program");
    // Templates that were changed behind the run are not those it began with.
    house.write("templates/diploma/main.typ", "#panic(\"other templates\")");
    assert_eq!(set_by(LAUREA.into(), &folder, &templates, ana), Ok(1), "other templates");
    let other = Templates::load(&folder).unwrap();
    let said = set_by(LAUREA.into(), &folder, &other, ana).unwrap_err();
    assert!(said.starts_with("diploma/main.typ:1") && said.contains("other templates"), "{said}");
    assert_ne!(templates.fingerprint(), other.fingerprint());
}
