//! 文书: official forms from facts, as PDF in the layout of GB/T 9704-2012 and as Word to go on
//! editing.
//!
//! Owns layout, fonts and the fixed words of each form. Must never compute anything: every figure,
//! name and date arrives in a form's facts; the same facts and fonts give the same bytes.

mod fonts;
mod paper;
mod pdf;
mod word;
mod world;

pub mod annex1;
pub mod annex2;
pub mod annex3;
pub mod approval;
pub mod cover;
pub mod meeting;
pub mod minutes;
pub mod notice;
pub mod parts;
pub mod record;
pub mod told;

pub use fonts::FontSet;
pub use paper::{Block, Cell, Paper, SignatureLine, Table};

use thiserror::Error;

/// Why no document came out.
#[derive(Debug, Error)]
pub enum FormError {
    /// No installed font has Chinese characters.
    #[error("no installed font has Chinese characters")]
    NoChineseFont,
    /// A text does not fit a QR code.
    #[error("a text does not fit a QR code")]
    QrTooLong,
    /// The layout engine refused.
    #[error("layout failed: {0}")]
    Layout(String),
}

impl FormError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            FormError::NoChineseFont => "form.no_chinese_font",
            FormError::QrTooLong => "form.qr_too_long",
            FormError::Layout(_) => "form.layout",
        }
    }

    /// What happened and what to do.
    pub fn message_zh(&self) -> String {
        match self {
            FormError::NoChineseFont => "本机没有可用的中文字体，无法生成文书。\
                请安装 fonts-noto-cjk（Debian/统信/麒麟：apt-get install fonts-noto-cjk），\
                或用 --fonts 指定存放字体文件的文件夹。"
                .to_owned(),
            FormError::QrTooLong => {
                "检查点文字过长，无法制成二维码；请缩短日志名称（origin）。".to_owned()
            }
            FormError::Layout(detail) => format!("排版失败：{detail}"),
        }
    }
}
