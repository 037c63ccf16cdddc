//! Whether somebody is in office who signs.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Checked, Error};
use crate::config::{Complaint, Complaints, Config};
use crate::kind::DocumentKind;
use crate::plan::Plan;

/// Every role that a planned paper's kind asks for is held by somebody on the day of issue.
pub(super) fn signatories_hold(config: &Config, checked: &Checked, plan: &Plan) -> Result<(), Error> {
    let signed = plan.documents.iter().filter_map(|document| {
        let record = checked.season.record_of(document)?;
        let faculty = record.curriculum.as_ref().map_or("", |curriculum| curriculum.faculty.as_str());
        Some((checked.kinds.get(&document.kind)?, faculty, document.date))
    });
    somebody_signs(config, signed)
}

/// Every role of some kinds, at a faculty on a day, is held by somebody.
pub(super) fn somebody_signs<'a>(
    config: &Config,
    signed: impl Iterator<Item = (&'a DocumentKind, &'a str, Date)>,
) -> Result<(), Error> {
    let mut missing = BTreeSet::new();
    for (kind, faculty, day) in signed {
        let vacant = kind.roles.iter().filter(|role| config.institution.signatory(**role, faculty, day).is_none());
        missing.extend(vacant.map(|role| format!("{} ({faculty})", role.name())));
    }
    let path = &config.pipeline.paths.institution;
    let complaint = |role: &String| Complaint::file(path, "config-kind-signatory", &[("found", role)]);
    let complaints: Complaints = missing.iter().map(complaint).collect();
    if complaints.is_empty() { Ok(()) } else { Err(Error::Config(complaints)) }
}
