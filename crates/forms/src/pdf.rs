//! From blocks to PDF.

use crate::paper::{Block, Paper};
use crate::world::compile;
use crate::{FontSet, FormError};

/// Fonts and page that every form shares.
pub(crate) const HOUSE: &str = include_str!("templates/house.typ");
const TEMPLATE: &str = include_str!("templates/paper.typ");

/// A QR code as a picture.
pub(crate) fn qr(text: &str) -> Result<Vec<u8>, FormError> {
    let level = qrcode::EcLevel::M;
    let code = qrcode::QrCode::with_error_correction_level(text.as_bytes(), level);
    let code = code.map_err(|_| FormError::QrTooLong)?;
    let picture = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(picture.into_bytes())
}

impl Paper {
    /// The document as PDF; the same paper and fonts give the same bytes.
    ///
    /// # Errors
    /// [`FormError`] when no Chinese font is installed or the layout fails.
    pub fn pdf(&self, fonts: &FontSet) -> Result<Vec<u8>, FormError> {
        let facts = serde_json::to_vec(self).map_err(|e| FormError::Layout(e.to_string()))?;
        let mut files = vec![("facts.json".to_owned(), facts)];
        for (at, block) in self.blocks.iter().enumerate() {
            if let Block::Code { text, .. } = block {
                files.push((format!("code-{at}.svg"), qr(text)?));
            }
        }
        compile(&format!("{HOUSE}\n{TEMPLATE}"), files, fonts)
    }
}
