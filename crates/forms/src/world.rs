//! The layout engine's view of the outside: one template, one file of facts, one picture.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

use crate::{FontSet, MinutesError};

struct Desk<'a> {
    library: LazyHash<Library>,
    main: Source,
    files: Vec<(FileId, Bytes)>,
    fonts: &'a FontSet,
}

fn file_id(name: &str) -> Result<FileId, MinutesError> {
    let path = VirtualPath::new(name).map_err(|e| MinutesError::Layout(format!("{e:?}")))?;
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

    // A record states the times of the log; the day it is printed on is of no interest.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

pub(crate) fn compile(
    template: &str,
    facts: Vec<u8>,
    qr: Vec<u8>,
    fonts: &FontSet,
) -> Result<Vec<u8>, MinutesError> {
    let desk = Desk {
        library: LazyHash::new(Library::builder().build()),
        main: Source::new(file_id("minutes.typ")?, template.to_owned()),
        files: vec![
            (file_id("facts.json")?, Bytes::new(facts)),
            (file_id("checkpoint.svg")?, Bytes::new(qr)),
        ],
        fonts,
    };
    let document: PagedDocument =
        typst::compile(&desk).output.map_err(|errors| layout_error(&errors))?;
    typst_pdf::pdf(&document, &typst_pdf::PdfOptions::default())
        .map_err(|errors| layout_error(&errors))
}

fn layout_error(errors: &[typst::diag::SourceDiagnostic]) -> MinutesError {
    let texts: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
    MinutesError::Layout(texts.join("; "))
}
