//! 抽取记录: the record of a draw as a PDF for the meeting, made from what the bundle says.
//!
//! Owns layout and fonts. Must never compute anything about a draw: every figure arrives in
//! [`Minutes`].

mod facts;
mod fonts;
mod world;

pub use facts::{
    Check, Contributor, Digest, Excluded, Minutes, Pool, SignatureLine, Step, Unit, Visit,
};
pub use fonts::FontSet;

use thiserror::Error;

/// Why no PDF came out.
#[derive(Debug, Error)]
pub enum MinutesError {
    /// No installed font has Chinese characters.
    #[error("no installed font has Chinese characters")]
    NoChineseFont,
    /// The checkpoint does not fit a QR code.
    #[error("the checkpoint text does not fit a QR code")]
    QrTooLong,
    /// The layout engine refused.
    #[error("layout failed: {0}")]
    Layout(String),
}

impl MinutesError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            MinutesError::NoChineseFont => "minutes.no_chinese_font",
            MinutesError::QrTooLong => "minutes.qr_too_long",
            MinutesError::Layout(_) => "minutes.layout",
        }
    }

    /// What happened and what to do.
    pub fn message_zh(&self) -> String {
        match self {
            MinutesError::NoChineseFont => "本机没有可用的中文字体，无法生成抽取记录。\
                请安装 fonts-noto-cjk（Debian/统信/麒麟：apt-get install fonts-noto-cjk），\
                或用 --fonts 指定存放字体文件的文件夹。"
                .to_owned(),
            MinutesError::QrTooLong => {
                "检查点文字过长，无法制成二维码；请缩短日志名称（origin）。".to_owned()
            }
            MinutesError::Layout(detail) => format!("排版失败：{detail}"),
        }
    }
}

/// Lays out the minutes as PDF bytes; the same facts and fonts give the same bytes.
///
/// # Errors
/// [`MinutesError`] when no Chinese font is installed or the layout fails.
pub fn render(minutes: &Minutes, fonts: &FontSet) -> Result<Vec<u8>, MinutesError> {
    if !fonts.has_chinese() {
        return Err(MinutesError::NoChineseFont);
    }
    let qr = qrcode::QrCode::with_error_correction_level(
        minutes.checkpoint_text.as_bytes(),
        qrcode::EcLevel::M,
    )
    .map_err(|_| MinutesError::QrTooLong)?
    .render::<qrcode::render::svg::Color<'_>>()
    .min_dimensions(200, 200)
    .build();
    let facts = serde_json::to_vec(minutes).map_err(|e| MinutesError::Layout(e.to_string()))?;
    world::compile(include_str!("minutes.typ"), facts, qr.into_bytes(), fonts)
}
