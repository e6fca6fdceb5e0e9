//! From blocks to a Word file (ECMA-376), for clerks who go on editing. Written by hand: the parts
//! that a form needs are few, and the archive must not hold a clock.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::FormError;
use crate::paper::{Block, Cell, Paper, SignatureLine, Table};

const FANG: &str = "仿宋_GB2312";
const HEI: &str = "黑体";
const TITLE: &str = "方正小标宋简体";
const SONG: &str = "宋体";

/// Twentieths of a point in a millimetre, times a thousand.
const TWIPS_1000: u32 = 56_693;

const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
     <Default Extension=\"rels\" \
     ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
     <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
     <Override PartName=\"/word/document.xml\" ContentType=\
     \"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
     <Override PartName=\"/word/settings.xml\" ContentType=\
     \"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>\
     <Override PartName=\"/word/footer1.xml\" ContentType=\
     \"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
     <Override PartName=\"/word/footer2.xml\" ContentType=\
     \"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// How a run looks.
#[derive(Clone, Copy)]
struct Look {
    font: &'static str,
    /// Half points.
    size: u32,
    colour: &'static str,
}

const BODY: Look = Look { font: FANG, size: 32, colour: "000000" };

impl Paper {
    /// The document as a Word file; the same paper gives the same bytes.
    ///
    /// # Errors
    /// [`FormError::Layout`] when the archive cannot be written.
    pub fn docx(&self) -> Result<Vec<u8>, FormError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let failed = |e: &dyn std::fmt::Display| FormError::Layout(e.to_string());
        for (name, body) in self.files() {
            zip.start_file(name, options).map_err(|e| failed(&e))?;
            zip.write_all(format!("{HEAD}{body}").as_bytes()).map_err(|e| failed(&e))?;
        }
        Ok(zip.finish().map_err(|e| failed(&e))?.into_inner())
    }

    fn files(&self) -> Vec<(&'static str, String)> {
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        };
        let relations = |all: &[String]| {
            let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
            format!("<Relationships xmlns=\"{namespace}\">{}</Relationships>", all.concat())
        };
        let of_document = [
            relation("rId1", "settings", "settings.xml"),
            relation("rId2", "footer", "footer1.xml"),
            relation("rId3", "footer", "footer2.xml"),
        ];
        let root = [relation("rId1", "officeDocument", "word/document.xml")];
        let settings = format!("<w:settings {NAMESPACES}><w:evenAndOddHeaders/></w:settings>");
        vec![
            ("[Content_Types].xml", TYPES.to_owned()),
            ("_rels/.rels", relations(&root)),
            ("word/document.xml", self.document()),
            ("word/_rels/document.xml.rels", relations(&of_document)),
            ("word/settings.xml", settings),
            ("word/footer1.xml", footer("right")),
            ("word/footer2.xml", footer("left")),
        ]
    }

    fn document(&self) -> String {
        let mut body = String::new();
        if !self.corner.is_empty() {
            body += &paragraph("", &run(&self.corner, Look { font: HEI, ..BODY }));
        }
        if !self.head.is_empty() {
            let look = Look { font: TITLE, size: 68, colour: "C8102E" };
            body += &paragraph("<w:jc w:val=\"center\"/>", &run(&self.head, look));
        }
        for line in &self.title {
            let look = Look { font: TITLE, size: 44, ..BODY };
            let set = "<w:keepNext/><w:spacing w:line=\"640\" w:lineRule=\"exact\"/>\
                       <w:jc w:val=\"center\"/>";
            body += &paragraph(set, &run(line, look));
        }
        if !self.number.is_empty() {
            let side = if self.head.is_empty() { "right" } else { "center" };
            let look = Look { size: 28, ..BODY };
            body += &paragraph(&format!("<w:jc w:val=\"{side}\"/>"), &run(&self.number, look));
        }
        let width = if self.landscape { 225 } else { 156 };
        for block in &self.blocks {
            body += &self::block(block, width);
        }
        format!(
            "<w:document {NAMESPACES}><w:body>{body}{}</w:body></w:document>",
            page(self.landscape)
        )
    }
}

/// Page, margins and grid of GB/T 9704-2012.
fn page(landscape: bool) -> String {
    let (size, margins) = match landscape {
        true => (
            "w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"",
            "w:top=\"1588\" w:right=\"1984\" w:bottom=\"1474\" w:left=\"2098\"",
        ),
        false => (
            "w:w=\"11906\" w:h=\"16838\"",
            "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"",
        ),
    };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/>\
         <w:footerReference w:type=\"even\" r:id=\"rId3\"/><w:pgSz {size}/>\
         <w:pgMar {margins} w:header=\"851\" w:footer=\"1417\" w:gutter=\"0\"/>\
         <w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>"
    )
}

/// 页码 between dashes, one character from the outer margin.
fn footer(side: &str) -> String {
    let look = Look { font: SONG, size: 28, ..BODY };
    let field = |kind: &str| {
        format!("<w:r>{}<w:fldChar w:fldCharType=\"{kind}\"/></w:r>", properties(look))
    };
    let code = format!(
        "<w:r>{}<w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>",
        properties(look)
    );
    let number = [
        run("— ", look),
        field("begin"),
        code,
        field("separate"),
        run("1", look),
        field("end"),
        run(" —", look),
    ];
    let set = format!("<w:ind w:left=\"280\" w:right=\"280\"/><w:jc w:val=\"{side}\"/>");
    let line = format!("<w:p><w:pPr>{set}</w:pPr>{}</w:p>", number.concat());
    format!("<w:ftr {NAMESPACES}>{line}</w:ftr>")
}

/// Text as XML: no character that XML cannot hold survives.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

fn properties(look: Look) -> String {
    let Look { font, size, colour } = look;
    format!(
        "<w:rPr><w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" w:hAnsi=\"{font}\"/>\
         <w:color w:val=\"{colour}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>"
    )
}

fn run(text: &str, look: Look) -> String {
    let properties = properties(look);
    let line = |line: &str| {
        format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(line))
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join(&format!("<w:r>{properties}<w:br/></w:r>"))
}

/// A paragraph of the exact line pitch, unless it sets another.
fn paragraph(set: &str, runs: &str) -> String {
    let pitch = match set.contains("<w:spacing") {
        true => "",
        false => "<w:spacing w:line=\"579\" w:lineRule=\"exact\"/>",
    };
    format!("<w:p><w:pPr>{pitch}{set}</w:pPr>{runs}</w:p>")
}

const INDENT: &str = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";

fn block(block: &Block, width: u32) -> String {
    match block {
        Block::Heading { text } => {
            let set =
                format!("<w:keepNext/><w:spacing w:line=\"579\" w:lineRule=\"exact\"/>{INDENT}");
            paragraph(&set, &run(text, Look { font: HEI, ..BODY }))
        }
        Block::Text { text } => paragraph(INDENT, &run(text, BODY)),
        Block::Flush { text } => paragraph("", &run(text, BODY)),
        Block::Note { text } => {
            let set = "<w:spacing w:before=\"60\" w:line=\"320\" w:lineRule=\"exact\"/>";
            paragraph(set, &run(text, Look { size: 21, ..BODY }))
        }
        Block::Table(table) => self::table(table, width),
        Block::Signatures { lines } => lines.iter().map(signature).collect(),
        Block::Seals { organs, date } => seals(organs, date),
        Block::Code { caption, .. } => paragraph(INDENT, &run(caption, Look { size: 24, ..BODY })),
    }
}

fn signature(line: &SignatureLine) -> String {
    let SignatureLine { role, name } = line;
    let text = format!("{role}：{name}　　　　　　　　　　年　　月　　日");
    let set = "<w:spacing w:before=\"240\" w:line=\"579\" w:lineRule=\"exact\"/>";
    paragraph(set, &run(&text, Look { size: 28, ..BODY }))
}

fn seals(organs: &[String], date: &str) -> String {
    let right = "<w:ind w:right=\"1280\"/><w:jc w:val=\"right\"/>";
    let mut all = String::new();
    for organ in organs {
        all += &paragraph(right, &run(&format!("{organ}（印章）"), BODY));
    }
    all + &paragraph(right, &run(date, BODY))
}

fn table(table: &Table, width: u32) -> String {
    let shares: u32 = table.columns.iter().sum::<u32>().max(1);
    let total = width * TWIPS_1000 / 1000;
    let widths: Vec<u32> = table.columns.iter().map(|share| total * share / shares).collect();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let edge = |side: &str| {
        format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
    };
    let edges: String =
        ["top", "left", "bottom", "right", "insideH", "insideV"].into_iter().map(edge).collect();
    // How many more rows a cell above reaches into each column, and how many columns it takes.
    let mut above = vec![(0usize, 1usize); table.columns.len()];
    let mut rows = String::new();
    for (at, row) in table.rows.iter().enumerate() {
        let head = if at < table.heads { "<w:tblHeader/>" } else { "" };
        rows += &format!(
            "<w:tr><w:trPr>{head}</w:trPr>{}</w:tr>",
            cells(row, &widths, &mut above, table.compact)
        );
    }
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>\
         <w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{}",
        paragraph("<w:spacing w:line=\"120\" w:lineRule=\"exact\"/>", "")
    )
}

fn cells(row: &[Cell], widths: &[u32], above: &mut [(usize, usize)], compact: bool) -> String {
    let mut out = String::new();
    let mut cells = row.iter();
    let mut column = 0;
    while column < widths.len() {
        let (reaching, taken) = above[column];
        if reaching > 0 {
            above[column].0 -= 1;
            out += &cell(&widths[column..column + taken], "<w:vMerge/>", "");
            column += taken;
            continue;
        }
        let Some(next) = cells.next() else { break };
        let across = next.across.clamp(1, widths.len() - column);
        let merge = if next.down > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
        above[column] = (next.down.saturating_sub(1), across);
        out += &cell(&widths[column..column + across], merge, &content(next, compact));
        column += across;
    }
    out
}

fn cell(widths: &[u32], merge: &str, content: &str) -> String {
    let span = match widths.len() {
        1 => String::new(),
        many => format!("<w:gridSpan w:val=\"{many}\"/>"),
    };
    let content = if content.is_empty() { "<w:p/>" } else { content };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}\
         <w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>",
        widths.iter().sum::<u32>()
    )
}

fn content(cell: &Cell, compact: bool) -> String {
    let size = if compact { 16 } else { 24 };
    let pitch = if compact { 220 } else { 340 };
    let look = Look { font: if cell.label { HEI } else { FANG }, size, ..BODY };
    let side = if cell.centre { "<w:jc w:val=\"center\"/>" } else { "" };
    let room = if cell.text.is_empty() { cell.tall * TWIPS_1000 / 1000 } else { 0 };
    let set =
        format!("<w:spacing w:after=\"{room}\" w:line=\"{pitch}\" w:lineRule=\"exact\"/>{side}");
    cell.text.split('\n').map(|line| paragraph(&set, &run(line, look))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escaped("A<b>&\u{1}\u{ffff}龘"), "A&lt;b&gt;&amp;龘");
    }

    #[test]
    fn a_cell_that_reaches_down_is_continued_in_the_rows_below() {
        let rows = vec![
            vec![Cell::of("事项").down(2).across(2), Cell::of("一")],
            vec![Cell::of("二")],
            vec![Cell::of("三"), Cell::of("四"), Cell::of("五")],
        ];
        let xml = table(&Table { columns: vec![1, 1, 2], rows, ..Table::default() }, 156);
        assert_eq!(xml.matches("<w:vMerge w:val=\"restart\"/>").count(), 1);
        assert_eq!(xml.matches("<w:vMerge/>").count(), 1);
        assert_eq!(xml.matches("<w:gridSpan w:val=\"2\"/>").count(), 2);
        assert_eq!(xml.matches("<w:tc>").count(), 7);
    }
}
