//! A run over several machines: planned, set in shards and merged, it is to the byte the run of one machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use laurea::event::Silent;
use laurea::ingest::Isolation;
use laurea::pipeline::{Part, set_shard};
use laurea::shard::Shard;
use serde_json::Value;

use crate::failures::Tmpfs;
use crate::house::{Files, House, LAUREA, Ran, assert_same_files, files_under, finish, issued_small, lines, loudly, write_files};

/// The little house after `laurea plan`, and a plan of it set in three shards.
struct Snapshot {
    planned: Files,
    shards: Files,
}

fn snapshot() -> &'static Snapshot {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT.get_or_init(|| {
        let house = House::small();
        house.run(&["plan", "--to", "plan"]).expect(0);
        let planned = files_under(&house.at(""));
        for shard in ["1/3", "2/3", "3/3"] {
            house.run(&["render", "--plan", "plan", "--shard", shard]).expect(0);
        }
        Snapshot { planned, shards: files_under(&house.at("plan/shards")) }
    })
}

/// A house with its plan.
pub fn planned() -> House {
    let house = House::empty();
    write_files(&house.at(""), &snapshot().planned);
    house
}

/// A house with its plan and the three shards of it.
fn rendered() -> House {
    let house = planned();
    write_files(&house.at("plan/shards"), &snapshot().shards);
    house
}

fn merge(house: &House) -> Ran {
    house.run(&["merge", "--plan", "plan"])
}

/// Asserts that a merged house is the house that one machine issued.
#[track_caller]
pub fn assert_as_issued(house: &House) {
    assert_same_files(&house.files(), &issued_small().files);
    assert_eq!(house.register_export(), issued_small().export);
    assert_eq!(house.unfinished(), Vec::<String>::new());
    house.run(&["register", "verify"]).expect(0);
}

/// Asserts that merging is refused, that what is wrong is named, and that nothing was entered.
#[track_caller]
fn refused(house: &House, code: i32, words: &[&str]) {
    let before = (house.register_export(), house.files());
    let ran = merge(house).expect(code);
    for words in words {
        assert!(ran.err.contains(words), "{words:?} is not said:\n{}", ran.err);
    }
    assert_eq!(house.register_export(), before.0, "something was entered");
    assert_same_files(&house.files(), &before.1);
}

#[test]
fn any_number_of_shards_and_workers_makes_the_bytes_of_one_machine() {
    // Every kind, and papers of one page and of several.
    let students = ["03220002", "11210001", "11210003", "12210001"].map(|number| ["--student", number]).concat();
    let with = |words: &[&'static str]| [words, &students].concat();
    let one = House::small();
    one.run(&with(&["issue"])).expect(0);
    let issued = one.files();
    let papers = |files: Files| -> Files {
        let pdfs = files.into_iter().filter(|(name, _)| name.ends_with(".pdf"));
        pdfs.map(|(name, bytes)| (name.split_once('/').unwrap().1.to_owned(), bytes)).collect()
    };
    assert!(papers(issued.clone()).len() >= 8, "{:?}", issued.keys());
    for of in [1, 3, 7] {
        let house = House::small();
        house.run(&with(&["plan", "--to", "plan"])).expect(0);
        for workers in ["1", "2", "4"] {
            let out = format!("shards-{workers}");
            for number in 1..=of {
                let shard = format!("{number}/{of}");
                house.run(&["render", "--plan", "plan", "--shard", &shard, "--threads", workers, "--out", &out]).expect(0);
            }
            assert_same_files(&papers(files_under(&house.at(&out))), &papers(issued.clone()));
        }
        // The same by threads of one process, as a library does it.
        for number in (1..=of).filter(|_| of == 3) {
            let (shard, is_ended) = (Shard::new(number, of).unwrap(), AtomicBool::new(false));
            let (plan, out) = (house.at("plan"), house.at("shards-here"));
            let part =
                Part { plan: &plan, shard, shards: Some(&out), workers: 2, isolation: &Isolation::Here, is_ended: &is_ended };
            assert!(set_shard(&part, &Silent).unwrap().failed.is_empty());
        }
        if of == 3 {
            assert_same_files(&papers(files_under(&house.at("shards-here"))), &papers(issued.clone()));
        }
        for workers in ["shards-4", "shards-1"] {
            house.run(&["merge", "--plan", "plan", "--shards", workers, "--threads", "2"]).expect(0);
            assert_same_files(&house.files(), &issued);
            assert_eq!(house.register_export(), one.register_export());
        }
    }
}

#[test]
fn a_shard_needs_the_plan_and_nothing_else_and_all_is_private() {
    let house = planned();
    let elsewhere = tempfile::tempdir().unwrap();
    write_files(&elsewhere.path().join("p"), &files_under(&house.at("plan")));
    let mut command = Command::new(LAUREA);
    command.current_dir(elsewhere.path()).args(["--lang", "bg", "render", "--plan", "p", "--shard", "2/3"]);
    let ran = finish(command).expect(0);
    assert!(ran.out.contains("Част 2/3 е готова"), "{}", ran.out);
    let shard = |files: Files| -> Files { files.into_iter().filter(|(name, _)| name.starts_with("2-of-3/")).collect() };
    assert_same_files(&shard(files_under(&elsewhere.path().join("p/shards"))), &shard(snapshot().shards.clone()));
    let made: Vec<String> =
        fs::read_dir(elsewhere.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(made, ["p"], "something was written beside the plan");

    let paths = files_under(&house.at("plan")).into_keys();
    let beside = paths.filter(|name| !name.starts_with("photos/") && !name.starts_with("templates/"));
    assert_eq!(beside.collect::<Vec<_>>(), ["papers.jsonl", "plan.json"], "what no shard needs");
    let fresh = House::small();
    fresh.run(&["plan", "--to", "plan"]).expect(0);
    #[cfg(unix)]
    for (name, _) in files_under(&fresh.at("plan")).iter() {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(fresh.at("plan").join(name)).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{name} is open to others");
    }
    assert_same_files(&files_under(&fresh.at("plan")), &files_under(&house.at("plan")));
}

#[test]
fn missing_doubled_foreign_and_altered_shards_are_refused_by_name() {
    let missing = rendered();
    fs::remove_dir_all(missing.at("plan/shards/2-of-3")).unwrap();
    refused(&missing, 2, &["Shard 2/3 is missing", "nothing was entered"]);

    let unfinished = rendered();
    fs::remove_file(unfinished.at("plan/shards/3-of-3/shard.json")).unwrap();
    refused(&unfinished, 2, &["3-of-3 is not finished"]);

    let doubled = rendered();
    write_files(&doubled.at("plan/shards/copy"), &files_under(&doubled.at("plan/shards/1-of-3")));
    refused(&doubled, 2, &["Shard 1/3 is there twice", "1-of-3", "copy"]);

    let foreign = rendered();
    foreign.run(&["plan", "--to", "another", "--kind", "attestation"]).expect(0);
    foreign.run(&["render", "--plan", "another", "--shard", "1/1", "--out", "plan/shards"]).expect(0);
    refused(&foreign, 2, &["1-of-1 is no shard of this plan"]);

    let two_cuts = rendered();
    two_cuts.run(&["render", "--plan", "plan", "--shard", "1/1"]).expect(0);
    refused(&two_cuts, 2, &["shards of 1 and of 3", "--of"]);
    two_cuts.run(&["merge", "--plan", "plan", "--of", "3"]).expect(0);
    assert_as_issued(&two_cuts);

    refused(&planned(), 2, &["not one shard"]);
}

#[test]
fn what_was_altered_after_a_shard_was_done_is_named_and_the_shard_heals_itself() {
    let house = rendered();
    let papers: Vec<String> = snapshot().shards.keys().filter(|name| name.ends_with(".pdf")).cloned().collect();
    let (altered, gone) = (&papers[0], &papers[papers.len() - 1]);
    let mut bytes = fs::read(house.at("plan/shards").join(altered)).unwrap();
    bytes[1000] ^= 1;
    fs::write(house.at("plan/shards").join(altered), bytes).unwrap();
    fs::remove_file(house.at("plan/shards").join(gone)).unwrap();
    refused(&house, 4, &[altered, gone, "was altered or is gone"]);
    for shard in ["1/3", "3/3"] {
        let ran = house.run(&["render", "--plan", "plan", "--shard", shard]).expect(0);
        assert!(ran.out.contains("set now – 1,"), "{}", ran.out);
    }
    merge(&house).expect(0);
    assert_as_issued(&house);

    let list = rendered();
    list.edit("plan/shards/2-of-3/made.jsonl", "\"pages\":", "\"pages\":1");
    refused(&list, 4, &["2-of-3/made.jsonl was altered"]);

    let plan = rendered();
    plan.edit("plan/papers.jsonl", "\"pages\":[1,", "\"pages\":[0,");
    refused(&plan, 2, &["papers.jsonl is not as it was written"]);
    plan.run(&["render", "--plan", "plan", "--shard", "1/3"]).expect(2).says("papers.jsonl");
    let templates = planned();
    templates.edit("plan/templates/shared/style.typ", "//", "///");
    templates.run(&["render", "--plan", "plan", "--shard", "1/3"]).expect(2).says("templates is not as it was written");
    let version = planned();
    version.edit("plan/plan.json", "\"laurea ", "\"laurea 9");
    version.run(&["render", "--plan", "plan", "--shard", "1/3"]).expect(2).says("was made by laurea 9");
    version.run(&["render", "--plan", "season", "--shard", "1/3"]).expect(2).says("There is no plan in season");
}

#[test]
fn inputs_that_no_longer_give_the_plan_are_told_by_paper_and_nothing_is_entered() {
    let renamed = rendered();
    renamed.edit("institution.toml", "\"Дунавски университет – Силистра\"", "\"Дунавски университет – Русе\"");
    refused(&renamed, 2, &["diploma/03220001 would say something else", "… and 5 more", "nothing was entered"]);

    let narrower = rendered();
    narrower.edit("pipeline.toml", "kinds = [\"diploma\", \"appendix\", \"transcript\"", "kinds = [\"diploma\", \"appendix\"");
    refused(&narrower, 2, &["transcript/12210001", "no longer issued"]);

    let house = House::small();
    house.run(&["plan", "--to", "plan", "--kind", "diploma"]).expect(0);
    house.run(&["render", "--plan", "plan", "--shard", "1/1"]).expect(0);
    house.edit("plan/plan.json", "\"diploma\"", "\"attestation\"");
    refused(&house, 2, &["is no shard of this plan"]);

    let templates = House::small().with_own_templates();
    templates.run(&["plan", "--to", "plan", "--kind", "attestation"]).expect(0);
    templates.run(&["render", "--plan", "plan", "--shard", "1/1"]).expect(0);
    templates.edit("templates/attestation/main.typ", "#", "// another\n#");
    refused(&templates, 2, &["templates of the papers are others"]);
}

/// Asserts that a shard that was ended in the middle goes on where it was, and is then as if it had not been.
#[track_caller]
fn goes_on(house: &House, half_lines: usize) {
    let noted = house.text("plan/shards/1-of-1/made.jsonl").lines().count() - 1 - half_lines;
    assert!(!house.at("plan/shards/1-of-1/shard.json").exists(), "it was over already");
    let ran = house.run(&["render", "--plan", "plan", "--shard", "1/1"]).expect(0);
    assert!(ran.out.contains(&format!("set before – {noted}")), "{noted} were noted: {}", ran.out);
    merge(house).expect(0);
    assert_as_issued(house);
}

/// Begins to set the whole plan, and waits until some papers are noted.
fn begun(house: &House) -> std::process::Child {
    let mut command = house.command(&["render", "--plan", "plan", "--shard", "1/1", "--threads", "1"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let journal = house.at("plan/shards/1-of-1/made.jsonl");
    let start = Instant::now();
    while fs::read_to_string(&journal).unwrap_or_default().lines().count() < 4 {
        assert!(start.elapsed() < Duration::from_secs(120), "nothing is set");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

#[test]
fn a_shard_killed_in_the_middle_goes_on_where_it_was() {
    let house = planned();
    let mut child = begun(&house);
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "it was over already");
    refused(&house, 2, &["1-of-1 is not finished"]);
    // The last line may be half.
    let journal = house.text("plan/shards/1-of-1/made.jsonl");
    house.write("plan/shards/1-of-1/made.jsonl", &journal[..journal.len() - 7]);
    goes_on(&house, 1);
}

#[cfg(unix)]
#[test]
fn a_shard_asked_to_end_saves_what_is_done_within_seconds() {
    let house = planned();
    let child = begun(&house);
    let start = Instant::now();
    finish({
        let mut kill = Command::new("kill");
        kill.args(["-TERM", &child.id().to_string()]);
        kill
    })
    .expect(0);
    let output = child.wait_with_output().unwrap();
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(143), "{said}");
    goes_on(&house, 0);
}

#[test]
fn a_finished_shard_is_left_as_it_is_and_two_do_not_set_the_same() {
    let house = rendered();
    let folder = house.at("plan/shards/1-of-3");
    let state = |folder: &Path| -> Vec<(PathBuf, std::time::SystemTime)> {
        let names = files_under(folder).into_keys().map(|name| folder.join(name));
        names.map(|path| (path.clone(), fs::metadata(&path).unwrap().modified().unwrap())).collect()
    };
    let before = state(&folder);
    let ran = house.run(&["render", "--plan", "plan", "--shard", "1/3"]).expect(0);
    assert!(ran.out.contains("there is nothing to do"), "{}", ran.out);
    assert_eq!(state(&folder), before, "a file was written anew");

    let other = planned();
    let mut child = begun(&other);
    let ran = other.run(&["render", "--plan", "plan", "--shard", "1/1"]);
    child.kill().unwrap();
    child.wait().unwrap();
    ran.expect(75).says("Another process is setting the same shard");
}

#[test]
fn a_paper_that_cannot_be_set_is_held_as_on_one_machine() {
    let build = || {
        let house = House::small().with_own_templates();
        let text = house.text("templates/diploma/main.typ");
        let stop = "#if json(\"data.json\").document.register_number == \"6002-2/2025\" { panic(\"no such paper\") }";
        house.write("templates/diploma/main.typ", &format!("{text}\n{stop}\n"));
        house
    };
    let (one, many) = (build(), build());
    one.run(&["issue", "--kind", "diploma"]).expect(3);
    many.run(&["plan", "--to", "plan", "--kind", "diploma"]).expect(0);
    for shard in ["1/2", "2/2"] {
        let ran = many.run(&["render", "--plan", "plan", "--shard", shard]);
        let is_first = shard == "1/2";
        assert_eq!(
            (ran.code, ran.out.contains("diploma/")),
            (Some(if is_first { 3 } else { 0 }), is_first),
            "{}{}",
            ran.out,
            ran.err
        );
    }
    let again = many.run(&["render", "--plan", "plan", "--shard", "1/2"]).expect(3);
    assert!(again.out.contains("there is nothing to do") && again.out.contains("another try will not help"), "{}", again.out);
    merge(&many).expect(3);
    assert_same_files(&many.files(), &one.files());
    assert_eq!(many.register_export(), one.register_export());
    let findings = fs::read_to_string(many.at("output/small-diploma/findings.jsonl")).unwrap();
    let held = lines(&findings).into_iter().find(|finding| finding["code"] == "template-failed").unwrap();
    assert!(held["message"].as_str().unwrap().contains("no such paper"), "{held}");
}

#[test]
fn papers_of_an_earlier_run_are_not_planned_again_and_a_killed_merge_ends_as_if_undisturbed() {
    let house = House::small();
    house.run(&["issue", "--kind", "transcript", "--kind", "attestation"]).expect(0);
    fs::rename(house.at("output/small-transcript-attestation"), house.at("output/small")).unwrap();
    let ran = house.run(&["plan", "--to", "plan"]).expect(0);
    assert!(ran.out.contains("papers to be set – 22") && ran.out.contains("not set again: 3"), "{}", ran.out);

    let house = rendered();
    let mut child = house.command(&["merge", "--plan", "plan"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while files_under(&house.at("output/small/diploma")).is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it was over already");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    loudly(&format!("merging was killed with {} papers written", files_under(&house.at("output/small")).len()));
    merge(&house).expect(0);
    assert_as_issued(&house);
}

#[test]
fn a_plan_is_whole_under_its_name_and_written_over_by_no_other() {
    let house = planned();
    let plan = files_under(&house.at("plan"));
    let ran = house.run(&["plan", "--to", "plan"]).expect(0);
    assert!(ran.out.contains("The same plan is in plan already"), "{}", ran.out);
    house.run(&["plan", "--to", "plan", "--kind", "diploma"]).expect(2).says("plan is there already and is not this plan");
    house.run(&["plan", "--to", "season"]).expect(2).says("season is there already");
    assert_same_files(&files_under(&house.at("plan")), &plan);
    assert_eq!(house.unfinished(), Vec::<String>::new());
    for words in [vec!["--on-form"], vec!["--blanks", "diploma=А-25:000001"]] {
        let ran = house.run(&[["plan", "--to", "other"].as_slice(), &words].concat()).expect(2);
        assert!(ran.err.contains("without forms") && !house.at("other").exists(), "{}", ran.err);
    }
    let sheet: Value = serde_json::from_str(&house.text("plan/plan.json")).unwrap();
    assert_eq!((&sheet["run"], &sheet["date"], &sheet["papers"]), (&"small".into(), &"2025-09-30".into(), &25.into()));
}

#[test]
fn a_full_disk_and_a_folder_that_cannot_be_made_are_to_be_tried_again() {
    let house = planned();
    let render = ["render", "--plan", "plan", "--shard", "1/1", "--out", "shards"];
    let Some(disk) = Tmpfs::mount(&house.at("shards"), "300k") else { return };
    house.run(&render).expect(75).says("disk is full");
    disk.grow("64m");
    house.run(&render).expect(0);
    house.run(&["merge", "--plan", "plan", "--shards", "shards"]).expect(0);
    assert_as_issued(&house);
    house.run(&["render", "--plan", "plan", "--shard", "1/1", "--out", "pipeline.toml/shards"]).expect(75);
}
