//! `laurea export alumni`: the graduates who agree to notices, as a list for mailings.

use super::super::args_of_export::{AlumniArgs, AlumniField, AlumniFormat};
use super::super::register::{BYTE_ORDER_MARK, workbook};
use super::super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::disk::write_whole;
use crate::model::{AcademicYear, spreadsheet_safe};
use crate::pipeline::alumni::{self, Graduation, Member, Wanted};

/// Enters that the list is handed out, and writes it.
pub fn run(config: &Config, args: &AlumniArgs, lang: Lang) -> Result<Exit, Failure> {
    let year = args.year.as_deref().map(academic_year).transpose()?;
    let format = format(args)?;
    let found = alumni::alumni(config, &Wanted { year: year.clone() })?;
    if !found.members.is_empty() {
        let columns: Vec<&str> = args.fields.iter().map(|field| name(*field)).collect();
        let bytes = match format {
            AlumniFormat::Xlsx => workbook("alumni", &columns, found.members.iter().map(|member| cells(member, &args.fields)))?,
            AlumniFormat::Csv => {
                csv(&columns, &found.members, &args.fields).map_err(|error| Failure::Other(error.to_string()))?
            }
        };
        let said = [
            found.members.len().to_string(),
            columns.join(","),
            year.unwrap_or_default(),
            args.purpose.clone().unwrap_or_default(),
        ];
        let said: Vec<String> = said.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        let form = if format == AlumniFormat::Xlsx { "xlsx" } else { "csv" };
        alumni::hand_out(config, form, &said.join("; "), args.by.as_deref())?;
        write_whole(&args.out, &bytes).map_err(|error| Failure::Write(args.out.clone(), error))?;
    }
    let key = if found.members.is_empty() { "alumni-nobody" } else { "alumni-done" };
    let (count, path) = (found.members.len().to_string(), args.out.display().to_string());
    say(&(ui(lang, key, &[("count", &count), ("path", &path)]) + "\n"));
    if found.others > 0 {
        say(&(ui(lang, "alumni-others", &[("count", &found.others.to_string())]) + "\n"));
    }
    Ok(Exit::Done)
}

/// The form that is asked for, else that of the file's ending.
fn format(args: &AlumniArgs) -> Result<AlumniFormat, Failure> {
    let ending = args.out.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match (args.format, ending.as_str()) {
        (Some(format), _) => Ok(format),
        (None, "xlsx") => Ok(AlumniFormat::Xlsx),
        (None, "csv") => Ok(AlumniFormat::Csv),
        (None, _) => Err(Failure::AlumniFormat(args.out.clone())),
    }
}

fn academic_year(text: &str) -> Result<String, Failure> {
    AcademicYear::parse(text).map(|year| year.to_string()).ok_or_else(|| Failure::AcademicYear(text.to_owned()))
}

fn csv(columns: &[&str], members: &[Member], fields: &[AlumniField]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(columns)?;
    for member in members {
        writer.write_record(cells(member, fields))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn name(field: AlumniField) -> &'static str {
    match field {
        AlumniField::Name => "name",
        AlumniField::Email => "email",
        AlumniField::Faculty => "faculty",
        AlumniField::Programme => "programme",
        AlumniField::Degree => "degree",
        AlumniField::Form => "form",
        AlumniField::Year => "year",
        AlumniField::Graduated => "graduated",
    }
}

/// A row; of several diplomas each, one after the other.
fn cells(member: &Member, fields: &[AlumniField]) -> Vec<String> {
    let each =
        |part: fn(&Graduation) -> &String| member.graduations.iter().map(part).map(String::as_str).collect::<Vec<_>>().join("; ");
    let cell = |field: &AlumniField| match field {
        AlumniField::Name => member.name.clone(),
        AlumniField::Email => member.email.clone(),
        AlumniField::Faculty => each(|graduation| &graduation.faculty),
        AlumniField::Programme => each(|graduation| &graduation.programme),
        AlumniField::Degree => each(|graduation| &graduation.degree),
        AlumniField::Form => each(|graduation| &graduation.form),
        AlumniField::Year => each(|graduation| &graduation.year),
        AlumniField::Graduated => each(|graduation| &graduation.graduated),
    };
    fields.iter().map(|field| spreadsheet_safe(&cell(field))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str) -> Member {
        let graduation = |year: &str, degree: &str| Graduation {
            graduated: format!("{}-07-12", &year[5..]),
            year: year.to_owned(),
            programme: "Счетоводство".to_owned(),
            degree: degree.to_owned(),
            form: "редовна".to_owned(),
            faculty: "Факултет".to_owned(),
        };
        let graduations = vec![graduation("2022/2023", "бакалавър"), graduation("2024/2025", "магистър")];
        Member { name: name.to_owned(), email: "a@b.bg".to_owned(), graduations }
    }

    #[test]
    fn only_the_chosen_columns_are_written_and_no_cell_is_computed() {
        let fields = [AlumniField::Degree, AlumniField::Name];
        assert_eq!(cells(&member("=HYPERLINK(\"x\")"), &fields), ["бакалавър; магистър", "'=HYPERLINK(\"x\")"]);
        let bytes = csv(&["degree", "name"], &[member("Елица, Вълчева")], &fields).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\u{feff}degree,name\nбакалавър; магистър,\"Елица, Вълчева\"\n");
    }
}
