//! Which fonts are there: the machine's own and, if named, those of a folder.

use std::path::Path;

use typst::text::FontBook;
use typst_kit::fonts::{FontStore, scan, system};

/// Families that carry Chinese text, official document fonts first (GB/T 9704-2012 §5.2.2).
pub(crate) const CHINESE: [&str; 13] = [
    "FangSong_GB2312",
    "仿宋_GB2312",
    "FangSong",
    "STFangsong",
    "FandolFang R",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "AR PL UMing CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// The fonts a document may use.
pub struct FontSet {
    store: FontStore,
}

impl FontSet {
    /// The fonts of `folder`, if given, and of the operating system.
    pub fn find(folder: Option<&Path>) -> FontSet {
        let mut store = FontStore::new();
        if let Some(folder) = folder {
            store.extend(scan(folder));
        }
        store.extend(system());
        FontSet { store }
    }

    pub(crate) fn store(&self) -> &FontStore {
        &self.store
    }

    /// Whether any family for Chinese text is there.
    pub fn has_chinese(&self) -> bool {
        let book: &FontBook = self.store.book();
        CHINESE.iter().any(|family| book.contains_family(&family.to_lowercase()))
    }
}
