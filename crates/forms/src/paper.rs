//! A document as blocks: one description that both the PDF and the Word file are made of.

use serde::Serialize;

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// 标题, line by line: the organ first where a form names it.
    pub title: Vec<String>,
    /// 附件 and its number, above the title at the left margin; may be empty.
    pub corner: String,
    /// 发文机关标志 in red above the title; empty where a form has none.
    pub head: String,
    /// 发文字号 or 编号 below the title; may be empty.
    pub number: String,
    /// A wide table lies on its side.
    pub landscape: bool,
    /// Small mark opposite of the page number, e.g. 检查编号.
    pub foot: String,
    /// What follows.
    pub blocks: Vec<Block>,
}

/// One piece of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// 一级标题 in 黑体.
    Heading {
        /// Its words.
        text: String,
    },
    /// 正文, indented by two characters.
    Text {
        /// Its words.
        text: String,
    },
    /// A line that begins at the margin, e.g. the addressee.
    Flush {
        /// Its words.
        text: String,
    },
    /// Small print below a table.
    Note {
        /// Its words.
        text: String,
    },
    /// A table.
    Table(Table),
    /// Lines to sign on.
    Signatures {
        /// One after the other.
        lines: Vec<SignatureLine>,
    },
    /// Places for the seals, and the date below them.
    Seals {
        /// Names of the organs.
        organs: Vec<String>,
        /// 成文日期, in words.
        date: String,
    },
    /// A QR code with what it says; Word shows the caption and the text.
    Code {
        /// What the code holds.
        text: String,
        /// What stands below it.
        caption: String,
    },
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Shares of the width.
    pub columns: Vec<u32>,
    /// How many of the rows are repeated on each page.
    pub heads: usize,
    /// Small letters, for many columns.
    pub compact: bool,
    /// Cells, row by row; those that a cell above reaches into are left out.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its words; lines are parted by `\n`.
    pub text: String,
    /// Columns that it takes.
    pub across: usize,
    /// Rows that it takes.
    pub down: usize,
    /// Names what stands beside or below it.
    pub label: bool,
    /// Centred.
    pub centre: bool,
    /// Height in millimetres of an empty cell that is filled in by hand.
    pub tall: u32,
}

/// A line to sign on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignatureLine {
    /// Role.
    pub role: String,
    /// Name, may be empty.
    pub name: String,
}

impl Cell {
    /// A cell with words.
    pub fn of(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell { text, across: 1, down: 1, label: false, centre: false, tall: 0 }
    }

    /// The name of what stands beside it.
    pub fn label(text: impl Into<String>) -> Cell {
        Cell { label: true, centre: true, ..Cell::of(text) }
    }

    /// A short value in the middle.
    pub fn centred(text: impl Into<String>) -> Cell {
        Cell { centre: true, ..Cell::of(text) }
    }

    /// The cell over several columns.
    #[must_use]
    pub fn across(self, columns: usize) -> Cell {
        Cell { across: columns, ..self }
    }

    /// The cell over several rows.
    #[must_use]
    pub fn down(self, rows: usize) -> Cell {
        Cell { down: rows, ..self }
    }

    /// The cell with room for handwriting while it is empty.
    #[must_use]
    pub fn tall(self, millimetres: u32) -> Cell {
        Cell { tall: millimetres, ..self }
    }
}

impl Block {
    /// 一级标题.
    pub fn heading(text: impl Into<String>) -> Block {
        Block::Heading { text: text.into() }
    }

    /// 正文.
    pub fn text(text: impl Into<String>) -> Block {
        Block::Text { text: text.into() }
    }

    /// A line from the margin.
    pub fn flush(text: impl Into<String>) -> Block {
        Block::Flush { text: text.into() }
    }

    /// Small print.
    pub fn note(text: impl Into<String>) -> Block {
        Block::Note { text: text.into() }
    }

    /// A place for seals with the date.
    pub fn seals(organs: &[String], date: impl Into<String>) -> Block {
        Block::Seals { organs: organs.to_vec(), date: date.into() }
    }
}

impl SignatureLine {
    /// A line for a role and, if known, a person.
    pub fn of(role: impl Into<String>, name: impl Into<String>) -> SignatureLine {
        SignatureLine { role: role.into(), name: name.into() }
    }
}
