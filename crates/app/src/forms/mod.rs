//! 文书: which facts an official form shows, who may print it, and that it is known who did.
//!
//! Owns no layout (that is `sunlot_forms`): it reads what is stored, as far as the reader may see
//! it, and hands out files. Nothing that is still sealed or not reviewed comes out on paper.

mod draw;
mod others;
mod print;
pub(crate) mod visit;

pub use draw::{conclusion, facts as draw_facts};
pub use others::{annex1, annex2, annex3, meeting_minutes};
pub use print::use_fonts;

pub(crate) use print::{laid_out, written};

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::files::FileDigest;
use sunlot_domain::ids::{DrawId, Id as _, InspectionId};
use sunlot_domain::inspections::Inspection;
use sunlot_domain::policy::Permission;
use sunlot_forms::Paper;
use sunlot_sortition::jcs::Json;
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::inspections::access;
use visit::VisitForm;

/// 一种文书，现在能不能打印。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormView {
    /// 代码：approval、notice、record、told。
    pub form: String,
    /// 文书的名称。
    pub name: String,
    /// 可以下载的格式：pdf、docx。
    pub formats: Vec<String>,
    /// 现在不能打印的原因；能打印时为空。
    pub refused: Option<String>,
}

/// A file that is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// File name for the reader's disk.
    pub name: String,
    /// Media type.
    pub media: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// In which form a document is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// To be printed and signed.
    Pdf,
    /// To be edited further.
    Word,
}

impl Format {
    /// Both.
    pub const ALL: [Format; 2] = [Format::Pdf, Format::Word];

    /// Ending of the file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Word => "docx",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Word => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        }
    }
}

impl From<sunlot_forms::FormError> for AppError {
    fn from(error: sunlot_forms::FormError) -> AppError {
        let kind = match &error {
            sunlot_forms::FormError::NoChineseFont => Kind::Unavailable,
            _ => Kind::Internal,
        };
        let mut refused = AppError::new(kind, error.code(), error.message_zh());
        refused.log = error.to_string();
        refused
    }
}

/// `notice.pdf` as the form and the format that it names.
fn asked_for(file: &str) -> Result<(VisitForm, Format), AppError> {
    let (form, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let form = VisitForm::parse(form);
    let format = Format::ALL.into_iter().find(|format| format.ending() == ending);
    form.zip(format).ok_or_else(|| {
        let forms: Vec<&str> = VisitForm::ALL.iter().map(|form| form.code()).collect();
        let text = format!(
            "没有“{file}”这种文书；文书有 {}，格式有 pdf 和 docx，例如 notice.pdf。",
            forms.join("、")
        );
        AppError::new(Kind::Missing, "form.unknown", text)
    })
}

async fn made(paper: Paper, name: String, format: Format) -> Result<Document, AppError> {
    let bytes = match format {
        Format::Pdf => laid_out(paper).await?,
        Format::Word => written(paper).await?,
    };
    Ok(Document { name: format!("{name}.{}", format.ending()), media: format.media(), bytes })
}

/// One form of a visit, for whoever may read the visit. It shows names, so the record says who
/// printed what.
///
/// # Errors
/// Missing, also for what the caller may not see; no such form; too early for it; no font.
pub async fn of_visit(app: &App, call: &Call, id: &str, file: &str) -> Result<Document, AppError> {
    let (id, (form, format)) = (InspectionId::parse(id)?, asked_for(file)?);
    let (cx, asked) = (app.clone(), call.clone());
    let (number, paper) = app
        .read(move |tx| {
            let visit = access::seen(&cx, &asked, tx, Permission::InspectionRead, id)?;
            let number = visit.value.number.clone();
            Ok::<_, AppError>((number, visit::paper(&cx, &asked, tx, visit.value, form)?))
        })
        .await?;
    let document = made(paper, format!("{}-{number}", form.name_zh()), format).await?;
    printed(app, call, id.to_string(), &document).await?;
    Ok(document)
}

/// The forms of a visit with what stands against printing them now.
pub(crate) fn offered(visit: &Inspection, told: bool) -> Vec<FormView> {
    let one = |form: &VisitForm| FormView {
        form: form.code().to_owned(),
        name: form.name_zh().to_owned(),
        formats: Format::ALL.map(|format| format.ending().to_owned()).to_vec(),
        refused: form.too_early(visit, told).map(str::to_owned),
    };
    VisitForm::ALL.iter().map(one).collect()
}

/// Notes who printed what: the digest tells one copy from another.
pub(crate) async fn printed(
    app: &App,
    call: &Call,
    record: String,
    document: &Document,
) -> Result<(), AppError> {
    let details = Json::object([
        ("file", Json::text(&document.name)),
        ("sha256", Json::text(FileDigest::of(&document.bytes).to_string())),
    ]);
    let event = Event::new(Action::FormPrinted, record).with(details);
    app.write(&call.forgetful(), move |tx| Ok(tx.record(event, ()))).await
}

/// 抽取记录 of a draw, made from what is published of it: what is sealed stays sealed.
///
/// # Errors
/// Missing, also for what the caller may not see; before the intent is signed; no font.
pub async fn minutes(app: &App, call: &Call, id: &str) -> Result<Document, AppError> {
    let draw = crate::draws::show(app, call, id).await?;
    let files = crate::draws::bundle_files(app, DrawId::parse(id)?).await?;
    let bytes = draw::minutes(files).await?;
    let name = format!("抽取记录-{}.pdf", draw.draw_id.replace('/', "-"));
    Ok(Document { name, media: Format::Pdf.media(), bytes })
}
