//! 附件3 as a file that a clerk goes on with: CSV, and a workbook with the merged cells of the
//! annex.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use sunlot_domain::annex3::Form;

use crate::error::AppError;
use crate::sheet;

/// Columns of the table: two of words, then the figures.
fn width(form: &Form) -> usize {
    form.label_heads.len() + form.heads.len()
}

/// Lines of the form; what a workbook merges is written once and left empty beside it.
pub(super) fn csv(form: &Form) -> String {
    let width = width(form);
    let line = |cells: &[&str]| {
        let mut line: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        line.resize(width, String::new());
        line
    };
    let (unit, filed) = (unit_line(form), filed_line(form));
    let mut lines = vec![line(&[&form.title])];
    let mut above = line(&[&unit]);
    above[width - 3] = filed;
    lines.push(above);
    let mut upper = form.label_heads.to_vec();
    for (head, span) in &form.group_heads {
        upper.push(head);
        upper.extend((1..*span).map(|_| ""));
    }
    lines.push(line(&upper));
    let mut lower = vec![""; form.label_heads.len()];
    lower.extend(&form.heads);
    lines.push(line(&lower));
    for row in &form.rows {
        let mut cells = vec![row.division.to_owned(), row.category.to_owned()];
        cells.extend(row.cells.iter().cloned());
        lines.push(cells);
    }
    lines.push(line(&["备注", &form.header.remarks]));
    let mut below = line(&[&clerk_line(form)]);
    below[width - 3] = phone_line(form);
    lines.push(below);
    lines.extend(notes(form).iter().map(|note| line(&[note])));
    sheet::csv(&lines)
}

fn unit_line(form: &Form) -> String {
    format!("填报单位（盖章）：{}", form.header.unit)
}

fn filed_line(form: &Form) -> String {
    let day =
        if form.header.filed_on.is_empty() { "    年  月  日" } else { &form.header.filed_on };
    format!("填报时间：{day}")
}

fn clerk_line(form: &Form) -> String {
    format!("经办人（签字）：{}", form.header.clerk)
}

fn phone_line(form: &Form) -> String {
    format!("联系电话：{}", form.header.phone)
}

fn notes(form: &Form) -> Vec<String> {
    let numbered = form.notes.iter().enumerate();
    numbered.map(|(at, note)| format!("说明 {}．{note}", at + 1)).collect()
}

/// The workbook.
///
/// # Errors
/// What the writer of workbooks refuses.
pub(super) fn xlsx(form: &Form) -> Result<Vec<u8>, AppError> {
    written(form).map_err(|error| sheet::refused(&error))
}

/// Formats of the table.
struct Looks {
    title: Format,
    plain: Format,
    head: Format,
    words: Format,
    figure: Format,
    note: Format,
}

impl Looks {
    fn new() -> Looks {
        let base = Format::new().set_font_name("仿宋").set_font_size(12);
        let boxed = base.clone().set_border(FormatBorder::Thin).set_text_wrap();
        let middle = boxed.clone().set_align(FormatAlign::Center);
        let middle = middle.set_align(FormatAlign::VerticalCenter);
        Looks {
            title: base.clone().set_bold().set_font_size(18).set_align(FormatAlign::Center),
            plain: base.clone(),
            head: middle.clone().set_bold(),
            words: boxed.set_align(FormatAlign::VerticalCenter),
            figure: middle,
            note: base.set_font_size(10).set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

fn written(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No clock in the file: the same table gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = book.add_worksheet();
    sheet.set_name("附件3")?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 1);
    let looks = Looks::new();
    let last = u16::try_from(width(form) - 1).unwrap_or(u16::MAX);
    sheet.set_column_width(0, 14)?.set_column_width(1, 40)?;
    for column in 2..=last {
        sheet.set_column_width(column, 14)?;
    }
    sheet.merge_range(0, 0, 0, last, &form.title, &looks.title)?;
    sheet.merge_range(1, 0, 1, last - 3, &unit_line(form), &looks.plain)?;
    sheet.merge_range(1, last - 2, 1, last, &filed_line(form), &looks.plain)?;
    heads(sheet, form, &looks)?;
    let mut at = 4;
    for pair in form.rows.chunk_by(|a, b| a.division == b.division) {
        let end = at + u32::try_from(pair.len()).unwrap_or(1) - 1;
        merged(sheet, (at, 0, end, 0), pair[0].division, &looks.head)?;
        for row in pair {
            sheet.set_row_height(at, 36)?;
            sheet.write_string_with_format(at, 1, row.category, &looks.words)?;
            for (column, cell) in (2..).zip(&row.cells) {
                // A figure is a number that a clerk can add up; a row that is not filled is empty.
                match cell.parse::<f64>() {
                    Ok(number) => {
                        sheet.write_number_with_format(at, column, number, &looks.figure)?
                    }
                    Err(_) => sheet.write_string_with_format(at, column, cell, &looks.figure)?,
                };
            }
            at += 1;
        }
    }
    sheet.write_string_with_format(at, 0, "备注", &looks.head)?;
    sheet.merge_range(at, 1, at, last, &form.header.remarks, &looks.words)?;
    sheet.merge_range(at + 1, 0, at + 1, last - 3, &clerk_line(form), &looks.plain)?;
    sheet.merge_range(at + 1, last - 2, at + 1, last, &phone_line(form), &looks.plain)?;
    for (row, note) in (at + 2..).zip(notes(form)) {
        sheet.set_row_height(row, 30)?;
        sheet.merge_range(row, 0, row, last, &note, &looks.note)?;
    }
    book.save_to_buffer()
}

/// Two lines of heads: what has no lower head spans both.
fn heads(sheet: &mut Worksheet, form: &Form, looks: &Looks) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(form.label_heads) {
        sheet.merge_range(2, column, 3, column, head, &looks.head)?;
    }
    let mut column = 2;
    for (head, span) in &form.group_heads {
        if *span == 1 {
            sheet.merge_range(2, column, 3, column, head, &looks.head)?;
        } else {
            sheet.merge_range(2, column, 2, column + span - 1, head, &looks.head)?;
            for at in column..column + span {
                let head = form.heads[usize::from(at) - form.label_heads.len()];
                sheet.write_string_with_format(3, at, head, &looks.head)?;
            }
        }
        column += span;
    }
    Ok(())
}

fn merged(
    sheet: &mut Worksheet,
    (row, column, last_row, last_column): (u32, u16, u32, u16),
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    // A range of one cell cannot be merged.
    match (row, column) == (last_row, last_column) {
        true => sheet.write_string_with_format(row, column, text, look)?,
        false => sheet.merge_range(row, column, last_row, last_column, text, look)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use sunlot_domain::annex3::{Figures, FormHeader, Money};
    use sunlot_domain::codes::DivisionCode;

    use super::*;

    #[test]
    fn a_form_has_its_lines_in_the_order_of_the_annex() {
        let region = DivisionCode::parse("620422").unwrap();
        let header =
            FormHeader { unit: "会宁县市场监督管理局".into(), ..FormHeader::default() };
        let form = Form::new(header, &Figures::default(), &region, Money::Total);
        let text = csv(&form);
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 10 + form.notes.len());
        assert!(lines[1].starts_with("填报单位（盖章）：会宁县市场监督管理局"));
        assert_eq!(lines[3], ",,,,公示系统,专业系统,部门网站,,");
        assert!(lines[4].ends_with("抽查信息,,,,,,,"), "{}", lines[4]);
        assert!(lines[5].ends_with(",0,0,0,0,0,0,0.00"), "{}", lines[5]);
        assert_eq!(xlsx(&form).unwrap()[..2], *b"PK");
        assert_eq!(xlsx(&form).unwrap(), xlsx(&form).unwrap());
    }
}
