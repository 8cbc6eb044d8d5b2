//! CSV that a spreadsheet can open without running it, and a terminal show without obeying it:
//! UTF-8, formulas defused, escaped as tables are. Who needs every character takes JSON.

use std::borrow::Cow;
use std::io::Write;

use crate::domain::text::escape;

/// Puts `'` before what a spreadsheet would take for a formula (OWASP's list of first characters).
pub fn defuse(value: &str) -> Cow<'_, str> {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// Writes one record as it is; quotes where needed.
pub fn record(
    out: &mut impl Write,
    separator: u8,
    fields: impl IntoIterator<Item = String>,
) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer(Vec::new());
    for field in fields {
        writer.write_field(escape(&field).as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    let line = writer.into_inner().map_err(|error| error.into_error())?;
    out.write_all(&line)
}
