// What both targets do: read within small limits, look at every cell.
fn read(name: &str, bytes: &[u8]) {
    let limits = laurea::config::WorkbookLimits { mib: 4, cells: 200_000, memory_mib: 64, seconds: 10 };
    let mut findings = Vec::new();
    let books = laurea::ingest::Workbooks::of_bytes(name, bytes, limits);
    let sheets = books.sheets(name.as_ref(), &mut Default::default(), &mut findings);
    assert!(!sheets.is_empty() || !findings.is_empty(), "neither sheets nor a word");
    for sheet in sheets {
        for (row, cells) in sheet.rows() {
            for (column, cell) in cells {
                assert_eq!(sheet.cell(row, *column), cell);
            }
        }
    }
}
