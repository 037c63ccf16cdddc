//! Engines that start shards: their variables, GNU parallel, a real Slurm of one node, and the manifest of Kubernetes.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::house::{House, LAUREA, REPOSITORY, finish, has_tool, loudly};
use crate::shards::{assert_as_issued, planned};

#[test]
fn the_engine_that_starts_a_shard_says_which_it_is() {
    let house = planned();
    let auto = |variables: &[(&str, &str)], more: &[&str]| {
        let mut command = house.command(&["render", "--plan", "plan", "--shard", "auto"]);
        command.args(more).envs(variables.iter().copied());
        finish(command)
    };
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "12"),
        ("SLURM_ARRAY_TASK_MIN", "0"),
        ("SLURM_ARRAY_TASK_MAX", "12"),
        ("SLURM_ARRAY_TASK_STEP", "1"),
        ("SLURM_ARRAY_TASK_COUNT", "13"),
        ("SLURM_CPUS_PER_TASK", "1"),
    ];
    let ran = auto(&slurm, &[]).expect(0).says("Shard 13/13, says Slurm: SLURM_ARRAY_TASK_ID=12");
    assert!(ran.out.contains("13-of-13"), "{}", ran.out);
    auto(&[("JOB_COMPLETION_INDEX", "12"), ("LAUREA_SHARDS", "13")], &[]).expect(0).says("13/13, says Kubernetes");
    auto(&[("PARALLEL_SEQ", "13")], &["--of", "13"]).expect(0).says("13/13, says GNU parallel");
    auto(&[], &[]).expect(2).says("no engine that is known");
    auto(&[("NOMAD_ALLOC_INDEX", "1")], &[]).expect(2).says("Nomad does not say how many");
    auto(&[("NOMAD_ALLOC_INDEX", "1"), ("PARALLEL_SEQ", "1")], &["--of", "3"]).expect(2).says("contradicts itself");
    auto(&[("JOB_COMPLETION_INDEX", "3")], &["--of", "3"]).expect(2).says("JOB_COMPLETION_INDEX=3, --of 3");
    for wrong in ["4/3", "one"] {
        house.run(&["render", "--plan", "plan", "--shard", wrong]).expect(2).says("names no shard");
    }
}

#[test]
fn gnu_parallel_sets_a_plan() {
    if !has_tool("parallel", "--version") {
        return;
    }
    let house = planned();
    let script = Path::new(REPOSITORY).join("deploy/parallel.sh");
    for _ in 0..2 {
        let mut command = Command::new(&script);
        command.args(["plan", "4", "--jobs", "2"]).env("LAUREA", LAUREA).current_dir(house.at("")).stdin(Stdio::null());
        finish(command).expect(0);
    }
    house.run(&["merge", "--plan", "plan"]).expect(0);
    assert_as_issued(&house);
}

#[test]
fn a_slurm_array_with_a_shard_killed_in_the_middle_makes_the_run_of_one_machine() {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let tools = [("sbatch", "--version"), ("slurmctld", "-V"), ("slurmd", "-V"), ("munged", "--version")];
    if !is_root || !tools.into_iter().all(|(name, argument)| has_tool(name, argument)) {
        return loudly("NOT TESTED: a Slurm of one node needs root, slurm-wlm and munge");
    }
    let (one, many) = (House::invented(40, "clean"), House::invented(40, "clean"));
    one.run(&["issue"]).expect(0);
    let mut command = Command::new(Path::new(REPOSITORY).join("tests/slurm/season.sh"));
    command.arg(LAUREA).arg(many.at("")).arg(one.at("output")).stdin(Stdio::null());
    command.env("SOURCE_DATE_EPOCH", "1759219200").env("LAUREA_BY", "Мария Илиева").env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
    let ran = finish(command).expect(0);
    assert!(ran.out.ends_with("identical\n"), "{}{}", ran.out, ran.err);
    loudly(ran.out.trim());
    assert_eq!(many.register_export(), one.register_export());
}

#[test]
fn the_manifest_is_one_that_kubernetes_takes() {
    let is_there = Command::new("kubernetes-validate").arg("--version").output().is_ok_and(|ran| ran.status.success());
    if !is_there {
        return loudly("NOT TESTED: there is no kubernetes-validate on this machine");
    }
    let mut command = Command::new("kubernetes-validate");
    command.args(["-k", "1.33", "--strict", "deploy/kubernetes/render-job.yaml"]).current_dir(REPOSITORY);
    finish(command).expect(0);
}
