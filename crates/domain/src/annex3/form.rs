//! 附件3 as a form: every text of the table, for whoever lays it out on paper or in a workbook.

use super::{Category, Column, Figures};
use crate::coded::coded;
use crate::codes::DivisionCode;

coded! {
    /// Which money the last column shows: it is headed 处罚金额, and note 1 says 罚没金额.
    Money {
        /// 罚款 and what was confiscated.
        Total = "total", "罚没金额";
        /// 罚款 alone.
        Fine = "fine", "罚款金额";
    }
}

/// 说明 below the table, in the sense of the annex.
pub const NOTES: [&str; 3] = [
    "为避免重复统计，抽查批次、抽查数量、抽查结果公示数量由发起部门统计；案件数、罚没金额由各参与部门分别统计。",
    "对经营主体的抽查结果须归集到公示系统；其他抽查结果可以通过专业系统、部门网站公示。同一结果在几个渠道公示的分别计入各渠道，各渠道不相加。",
    "市级数据包括市级部门本级和所辖县区的数据；县区只填写县区的两行。",
];

/// What stands above and below the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormHeader {
    /// 年度 and what part of it, as in `2026 年度（1 月 1 日至 5 月 15 日）`.
    pub period: String,
    /// 填报单位.
    pub unit: String,
    /// 填报时间, as in `2026 年 5 月 12 日`; empty until it is handed in.
    pub filed_on: String,
    /// 经办人; signs on paper.
    pub clerk: String,
    /// 联系电话.
    pub phone: String,
    /// 备注.
    pub remarks: String,
}

/// One row: two cells of words and one a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// 区分; two rows below each other have the same and share a merged cell.
    pub division: &'static str,
    /// 类别.
    pub category: &'static str,
    /// One text a column, in the order of [`Column`]; empty in a row that is not filled in.
    pub cells: Vec<String>,
}

/// The table with all of its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// 标题.
    pub title: String,
    /// Above and below.
    pub header: FormHeader,
    /// Heads of the columns before the figures: 区分, 类别.
    pub label_heads: [&'static str; 2],
    /// Upper line of the heads of the figures, with the number of columns that each spans.
    pub group_heads: Vec<(&'static str, u16)>,
    /// Lower line: one a column; empty where the upper head spans both lines.
    pub heads: Vec<&'static str>,
    /// The four rows.
    pub rows: Vec<FormRow>,
    /// 说明.
    pub notes: Vec<String>,
}

impl Form {
    /// The form with the figures of whoever fills it in for a division.
    #[must_use]
    pub fn new(header: FormHeader, figures: &Figures, region: &DivisionCode, money: Money) -> Form {
        let row = |category: &Category| {
            let counted = figures.row(*category);
            let cell = |column: &Column| match (category.filled_by(region), column) {
                (false, _) => String::new(),
                (true, Column::Amount) => match money {
                    Money::Total => wan(counted.total()),
                    Money::Fine => wan(counted.fine),
                },
                (true, _) => counted.get(*column).to_string(),
            };
            FormRow {
                division: category.division_zh(),
                category: category.name_zh(),
                cells: Column::ALL.iter().map(cell).collect(),
            }
        };
        let mut notes: Vec<String> = NOTES.iter().map(|note| (*note).to_owned()).collect();
        notes.push(format!("案件处罚金额一栏为{}，以分计算，折合万元。", money.name_zh()));
        Form {
            title: format!("“双随机、一公开”监管信息统计表（{}）", header.period),
            header,
            label_heads: ["区分", "类别"],
            group_heads: vec![
                (Column::Batches.name_zh(), 1),
                (Column::Subjects.name_zh(), 1),
                ("抽查结果公示数量（户）", 3),
                (Column::Cases.name_zh(), 1),
                (Column::Amount.name_zh(), 1),
            ],
            heads: vec!["", "", "公示系统", "专业系统", "部门网站", "", ""],
            rows: Category::ALL.iter().map(row).collect(),
            notes,
        }
    }
}

/// 分 as 万元, exactly: at least two decimals, at most the six that a 分 needs.
#[must_use]
pub fn wan(fen: u64) -> String {
    let (whole, rest) = (fen / 1_000_000, fen % 1_000_000);
    let digits = format!("{rest:06}");
    let kept = digits.trim_end_matches('0').len().max(2);
    format!("{whole}.{}", &digits[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_become_ten_thousands_without_a_loss() {
        for (fen, text) in [
            (0, "0.00"),
            (1, "0.000001"),
            (250_000, "0.25"),
            (1_000_000, "1.00"),
            (12_345_600, "12.3456"),
            (u64::MAX, "18446744073709.551615"),
        ] {
            assert_eq!(wan(fen), text);
        }
    }

    #[test]
    fn a_county_leaves_the_rows_of_the_city_empty() {
        let county = DivisionCode::parse("620422").unwrap();
        let form = Form::new(FormHeader::default(), &Figures::default(), &county, Money::Total);
        let empty = |row: &FormRow| row.cells.iter().all(String::is_empty);
        assert_eq!(form.rows.iter().map(empty).collect::<Vec<_>>(), [true, false, true, false]);
        let spans: u16 = form.group_heads.iter().map(|(_, span)| span).sum();
        assert_eq!((spans as usize, form.heads.len()), (Column::ALL.len(), Column::ALL.len()));
        let city = DivisionCode::parse("620400").unwrap();
        let form = Form::new(FormHeader::default(), &Figures::default(), &city, Money::Fine);
        assert!(form.rows.iter().all(|row| row.cells[6] == "0.00" && row.cells[0] == "0"));
    }
}
