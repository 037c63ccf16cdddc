//! The row a thing was read from, and which column each of its fields came from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Field;
use crate::diag::Origin;

/// Column (from 1) of each field of a sheet.
pub type Columns = BTreeMap<Field, u32>;

/// Cells of fields that stand elsewhere than in the row: in another sheet, above the header, in a heading.
pub type Elsewhere = BTreeMap<Field, Origin>;

/// A row of a sheet with its columns: from a field of a record to the cell on the registrar's screen.
#[derive(Debug, Clone)]
pub struct Place {
    row: Origin,
    columns: Arc<Columns>,
    elsewhere: Option<Arc<Elsewhere>>,
}

impl Place {
    /// A row (its origin has no column) of a sheet with these columns.
    #[must_use]
    pub fn new(row: Origin, columns: Arc<Columns>) -> Self {
        Self { row, columns, elsewhere: None }
    }

    /// Of what stands in no sheet.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::new(Origin::sheet(u32::MAX), Arc::default())
    }

    /// Whether it is of a sheet.
    #[must_use]
    pub fn is_in_sheet(&self) -> bool {
        self.row.row > 0
    }

    /// The same, with fields that stand elsewhere; these win.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: Arc<Elsewhere>) -> Self {
        Self { elsewhere: (!elsewhere.is_empty()).then_some(elsewhere), ..self }
    }

    /// The row as a whole.
    #[must_use]
    pub fn row(&self) -> Origin {
        self.row
    }

    /// The cell of a field; the row as a whole where there is no such cell.
    #[must_use]
    pub fn cell(&self, field: Field) -> Origin {
        let elsewhere = self.elsewhere.as_ref().and_then(|cells| cells.get(&field)).copied();
        elsewhere.unwrap_or_else(|| self.columns.get(&field).map_or(self.row, |column| self.row.at(*column)))
    }
}
