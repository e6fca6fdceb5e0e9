//! The layout engine's view of the outside: one template, its facts and pictures.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

use crate::{FontSet, FormError};

struct Desk<'a> {
    library: LazyHash<Library>,
    main: Source,
    files: Vec<(FileId, Bytes)>,
    fonts: &'a FontSet,
}

fn file_id(name: &str) -> Result<FileId, FormError> {
    let path = VirtualPath::new(name).map_err(|e| FormError::Layout(format!("{e:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store().book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(file, _)| *file == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store().font(index)
    }

    // A document states the times of its facts; the day it is printed on is of no interest.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// How many layouts a piece of remembered work outlives.
const REMEMBERED: usize = 4;

pub(crate) fn compile(
    template: &str,
    files: Vec<(String, Vec<u8>)>,
    fonts: &FontSet,
) -> Result<Vec<u8>, FormError> {
    if !fonts.has_chinese() {
        return Err(FormError::NoChineseFont);
    }
    let files: Result<Vec<_>, FormError> =
        files.into_iter().map(|(name, bytes)| Ok((file_id(&name)?, Bytes::new(bytes)))).collect();
    let desk = Desk {
        library: LazyHash::new(Library::builder().build()),
        main: Source::new(file_id("main.typ")?, template.to_owned()),
        files: files?,
        fonts,
    };
    let laid: Result<PagedDocument, _> = typst::compile(&desk).output;
    let pdf =
        laid.and_then(|document| typst_pdf::pdf(&document, &typst_pdf::PdfOptions::default()));
    // A server lays out all day; what the engine remembers would grow for ever.
    typst::comemo::evict(REMEMBERED);
    pdf.map_err(|errors| layout_error(&errors))
}

fn layout_error(errors: &[typst::diag::SourceDiagnostic]) -> FormError {
    let texts: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
    FormError::Layout(texts.join("; "))
}
