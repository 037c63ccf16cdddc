//! The help texts in Bulgarian; the English ones are the doc comments of the arguments.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use crate::diag::Lang;

/// Texts by place: `check` for a command, `check.date` for an argument of it, `date` for one of the program itself.
const BULGARIAN: &str = include_str!("help.bg.toml");

/// The language that the arguments ask for, before they are read as a whole: their help may be what is asked for.
pub fn asked_language(arguments: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let value = |at: usize| match words[at].strip_prefix("--lang")? {
        "" => words.get(at + 1).copied(),
        rest => rest.strip_prefix('='),
    };
    match (0..words.len()).find_map(value)? {
        "bg" => Some(Lang::Bg),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The program's arguments with their help in a language.
pub fn in_language(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Bg => translated(command, "", &texts()),
    }
}

fn texts() -> BTreeMap<String, String> {
    toml::from_str(BULGARIAN).unwrap_or_else(|error| panic!("help.bg.toml is part of the program and tested: {error}"))
}

fn translated(command: Command, path: &str, texts: &BTreeMap<String, String>) -> Command {
    let said = |key: String| texts.get(&key).cloned();
    let about = said(if path.is_empty() { "program".to_owned() } else { path.to_owned() });
    let codes = said("exit-codes".to_owned()).filter(|_| command.get_after_help().is_some());
    let command = match path {
        "" => command.disable_version_flag(true).arg(Arg::new("version").short('V').long("version").action(ArgAction::Version)),
        _ => command,
    };
    let mut command = command
        .subcommand_help_heading("Команди")
        .subcommand_value_name("КОМАНДА")
        .help_template("{about-with-newline}\nУпотреба: {usage}\n\n{all-args}{after-help}")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help))
        .mut_args(|arg| translated_argument(arg, path, texts))
        .mut_subcommands(|inner| {
            let path = join(path, inner.get_name());
            translated(inner, &path, texts)
        });
    if let Some(about) = about {
        command = command.about(about.clone()).long_about(about);
    }
    match codes {
        Some(codes) => command.after_help(codes),
        None => command,
    }
}

fn translated_argument(arg: Arg, path: &str, texts: &BTreeMap<String, String>) -> Arg {
    let key = join(path, arg.get_id().as_str());
    let text = said_of(&key, texts);
    let heading = if arg.is_positional() { "Аргументи" } else { "Възможности" };
    // The values stand in the Bulgarian text; clap would list them again in English.
    let takes_value = arg.get_action().takes_values();
    let arg = arg.help_heading(heading).hide_possible_values(takes_value);
    match text {
        Some(text) => arg.help(text.clone()).long_help(text.clone()),
        None => arg,
    }
}

/// The text of an argument: its own, that of its group of commands (`register.every.date`), or everybody's (`every.date`).
fn said_of<'t>(key: &str, texts: &'t BTreeMap<String, String>) -> Option<&'t String> {
    let (path, name) = key.rsplit_once('.').unwrap_or(("", key));
    let group = path.split('.').next().unwrap_or_default();
    let of_group = texts.get(&format!("{group}.every.{name}"));
    texts.get(key).or(of_group).or_else(|| texts.get(&format!("every.{name}")))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::Arguments;
    use super::*;

    #[test]
    fn every_command_and_argument_is_said_in_bulgarian() {
        let texts = texts();
        let mut missing = Vec::new();
        look(&Arguments::command(), "", &texts, &mut missing);
        assert!(missing.is_empty(), "help.bg.toml lacks {missing:?}");
    }

    fn look(command: &Command, path: &str, texts: &BTreeMap<String, String>, missing: &mut Vec<String>) {
        for arg in command.get_arguments() {
            let key = join(path, arg.get_id().as_str());
            if said_of(&key, texts).is_none() {
                missing.push(key);
            }
        }
        for inner in command.get_subcommands() {
            let path = join(path, inner.get_name());
            if !texts.contains_key(&path) {
                missing.push(path.clone());
            }
            look(inner, &path, texts, missing);
        }
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(asked_language(&words("laurea --lang bg --help")), Some(Lang::Bg));
        assert_eq!(asked_language(&words("laurea issue --lang=en")), Some(Lang::En));
        assert_eq!(asked_language(&words("laurea issue")), None);
    }
}
