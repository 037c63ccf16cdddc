//! Which shard this process is, by what the engine that started it says in its environment.

use super::part::Shard;

/// A shard that an engine names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The shard.
    pub shard: Shard,
    /// The engine.
    pub engine: &'static str,
    /// What it said: `SLURM_ARRAY_TASK_ID=4 …`.
    pub said: String,
}

/// The environment names no shard, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// No engine that is known has started this process.
    #[error("no engine")]
    None,
    /// The engine says which shard this is, but not of how many.
    #[error("{engine} does not say how many")]
    NoCount {
        /// The engine.
        engine: &'static str,
    },
    /// What was said cannot be true at once.
    #[error("{0} contradict each other")]
    Contradiction(String),
    /// A value that is no number, or a shard beyond the last.
    #[error("{0} names no shard")]
    Unreadable(String),
}

/// An engine: where it says the index, from which number it counts, and where it says how many there are.
struct Engine {
    name: &'static str,
    index: &'static str,
    first: First,
    count: Option<&'static str>,
}

/// The number of the first shard.
enum First {
    Is(u32),
    /// Told by the engine, as is the step to the next.
    Told {
        first: &'static str,
        step: &'static str,
    },
}

const ENGINES: [Engine; 6] = [
    Engine {
        name: "Slurm",
        index: "SLURM_ARRAY_TASK_ID",
        first: First::Told { first: "SLURM_ARRAY_TASK_MIN", step: "SLURM_ARRAY_TASK_STEP" },
        count: Some("SLURM_ARRAY_TASK_COUNT"),
    },
    Engine { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: First::Is(0), count: None },
    Engine {
        name: "AWS Batch",
        index: "AWS_BATCH_JOB_ARRAY_INDEX",
        first: First::Is(0),
        count: Some("AWS_BATCH_JOB_ARRAY_SIZE"),
    },
    Engine { name: "GNU parallel", index: "PARALLEL_SEQ", first: First::Is(1), count: None },
    Engine { name: "Nomad", index: "NOMAD_ALLOC_INDEX", first: First::Is(0), count: None },
    Engine { name: "Cloud Run", index: "CLOUD_RUN_TASK_INDEX", first: First::Is(0), count: Some("CLOUD_RUN_TASK_COUNT") },
];

/// Where somebody says how many shards there are, if the engine does not.
const SHARDS: &str = "LAUREA_SHARDS";
/// The last index of a Slurm array.
const SLURM_LAST: &str = "SLURM_ARRAY_TASK_MAX";

/// The shard that the environment names, of `of` where that was told.
///
/// # Errors
/// No engine is known, or two engines, or an engine and the number that was told, contradict each other.
pub fn from_engine(environment: &dyn Fn(&str) -> Option<String>, of: Option<u32>) -> Result<Found, EngineError> {
    let told = match (of, value(environment, SHARDS)?) {
        (Some(of), Some(shards)) if of != shards => {
            return Err(EngineError::Contradiction(format!("--of {of}, {SHARDS}={shards}")));
        }
        (of, shards) => of.or(shards),
    };
    let mut found: Option<Found> = None;
    for engine in &ENGINES {
        let Some(next) = named(engine, environment, told)? else { continue };
        match &found {
            Some(first) if first.shard != next.shard => {
                return Err(EngineError::Contradiction(format!("{}, {}", first.said, next.said)));
            }
            Some(_) => {}
            None => found = Some(next),
        }
    }
    found.ok_or(EngineError::None)
}

/// The shard that one engine names, if it is there.
fn named(engine: &Engine, environment: &dyn Fn(&str) -> Option<String>, told: Option<u32>) -> Result<Option<Found>, EngineError> {
    let Some(index) = value(environment, engine.index)? else { return Ok(None) };
    let mut said = format!("{}={index}", engine.index);
    let mut say = |name: &str, value: Option<u32>| said.extend(value.map(|value| format!(" {name}={value}")));
    let (first, step) = match engine.first {
        First::Is(first) => (first, 1),
        First::Told { first, step } => {
            let (lowest, width) = (value(environment, first)?, value(environment, step)?);
            say(first, lowest);
            say(step, width);
            (lowest.unwrap_or(1), width.unwrap_or(1).max(1))
        }
    };
    let count = engine.count.map(|name| value(environment, name)).transpose()?.flatten();
    say(engine.count.unwrap_or_default(), count);
    let last = value(environment, SLURM_LAST)?.filter(|_| matches!(engine.first, First::Told { .. }));
    say(SLURM_LAST, last);
    if let Some(told) = told {
        said = format!("{said}, --of {told}");
    }
    if told.zip(count).is_some_and(|(told, count)| told != count) {
        return Err(EngineError::Contradiction(said));
    }
    let of = told.or(count).ok_or(EngineError::NoCount { engine: engine.name })?;
    // An array with holes is part of another one: which of how many its tasks are, it does not say.
    let is_whole = last.is_none_or(|last| last.checked_sub(first).is_some_and(|width| width / step + 1 == of));
    let above = index.checked_sub(first).filter(|above| above % step == 0 && is_whole);
    let shard = above.and_then(|above| Shard::new((above / step).checked_add(1)?, of));
    let Some(shard) = shard else { return Err(EngineError::Unreadable(said)) };
    Ok(Some(Found { shard, engine: engine.name, said }))
}

/// The number that a variable holds; none where it is not there or empty.
fn value(environment: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<Option<u32>, EngineError> {
    let Some(text) = environment(name).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    text.trim().parse().map(Some).map_err(|_| EngineError::Unreadable(format!("{name}={text}")))
}

/// The threads that an engine allows, where it says so otherwise than by the cores a process may use.
#[must_use]
pub fn workers_allowed(environment: &dyn Fn(&str) -> Option<String>, cores: usize) -> usize {
    let told = value(environment, "SLURM_CPUS_PER_TASK").ok().flatten().and_then(|cores| usize::try_from(cores).ok());
    told.filter(|told| *told > 0).map_or(cores, |told| told.min(cores))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(variables: &str, of: Option<u32>) -> Result<(Shard, &'static str), EngineError> {
        let environment = |name: &str| {
            let mut pairs = variables.split(' ').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        from_engine(&environment, of).map(|found| (found.shard, found.engine))
    }

    /// What Slurm says: id, lowest, highest, step, count.
    fn slurm(numbers: [u32; 5]) -> String {
        let names = ["ID", "MIN", "MAX", "STEP", "COUNT"].into_iter().zip(numbers);
        names.map(|(name, number)| format!("SLURM_ARRAY_TASK_{name}={number} ")).collect()
    }

    fn shard(number: u32, of: u32) -> Shard {
        Shard { number, of }
    }

    #[test]
    fn each_engine_names_its_shard() {
        for (variables, of, expected) in [
            (slurm([0, 0, 6, 1, 7]).as_str(), None, (shard(1, 7), "Slurm")),
            (slurm([5, 1, 7, 2, 4]).as_str(), None, (shard(3, 4), "Slurm")),
            (slurm([7, 1, 7, 1, 7]).as_str(), Some(7), (shard(7, 7), "Slurm")),
            ("JOB_COMPLETION_INDEX=2", Some(3), (shard(3, 3), "Kubernetes")),
            ("JOB_COMPLETION_INDEX=0 LAUREA_SHARDS=3", None, (shard(1, 3), "Kubernetes")),
            ("AWS_BATCH_JOB_ARRAY_INDEX=9 AWS_BATCH_JOB_ARRAY_SIZE=10", None, (shard(10, 10), "AWS Batch")),
            ("PARALLEL_SEQ=1", Some(4), (shard(1, 4), "GNU parallel")),
            ("NOMAD_ALLOC_INDEX=3", Some(4), (shard(4, 4), "Nomad")),
            ("CLOUD_RUN_TASK_INDEX=1 CLOUD_RUN_TASK_COUNT=2", None, (shard(2, 2), "Cloud Run")),
            ("JOB_COMPLETION_INDEX=1 PARALLEL_SEQ=2", Some(4), (shard(2, 4), "Kubernetes")),
            ("JOB_COMPLETION_INDEX=1 PARALLEL_SEQ=", Some(4), (shard(2, 4), "Kubernetes")),
        ] {
            assert_eq!(asked(variables, of), Ok(expected), "{variables}");
        }
    }

    #[test]
    fn what_cannot_be_true_is_refused() {
        assert_eq!(asked("", Some(3)), Err(EngineError::None));
        for (variables, of) in [
            ("JOB_COMPLETION_INDEX=1 PARALLEL_SEQ=1", Some(4)),
            ("AWS_BATCH_JOB_ARRAY_INDEX=9 AWS_BATCH_JOB_ARRAY_SIZE=10", Some(11)),
            ("JOB_COMPLETION_INDEX=1 LAUREA_SHARDS=3", Some(4)),
        ] {
            assert!(matches!(asked(variables, of), Err(EngineError::Contradiction(_))), "{variables}");
        }
        for (variables, of) in [
            ("PARALLEL_SEQ=0", Some(4)),
            ("PARALLEL_SEQ=5", Some(4)),
            ("JOB_COMPLETION_INDEX=4", Some(4)),
            ("JOB_COMPLETION_INDEX=one", Some(4)),
            ("JOB_COMPLETION_INDEX=-1", Some(4)),
            // Two of nine that are set again: they are not shards 1 and 2 of 2.
            (slurm([9, 1, 9, 1, 2]).as_str(), None),
        ] {
            assert!(matches!(asked(variables, of), Err(EngineError::Unreadable(_))), "{variables}: {:?}", asked(variables, of));
        }
        for variables in ["JOB_COMPLETION_INDEX=1", "PARALLEL_SEQ=1", "NOMAD_ALLOC_INDEX=1"] {
            assert!(matches!(asked(variables, None), Err(EngineError::NoCount { .. })), "{variables}");
        }
    }

    #[test]
    fn no_more_workers_than_cores_and_than_the_engine_allows() {
        let allowed = |text: &'static str| workers_allowed(&move |_: &str| Some(text.to_owned()), 8);
        assert_eq!((allowed("4"), allowed("16"), allowed("0"), allowed("many"), allowed("")), (4, 8, 8, 8, 8));
    }
}
