//! 检查证据: kept by the hash that the device computed at capture.

use serde::{Deserialize, Serialize};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::evidence::{Evidence, EvidenceError};
use sunlot_domain::files::StoredFile;
use sunlot_domain::ids::{EvidenceId, Id as _, InspectionId};
use sunlot_domain::inspections::{InspectionError, InspectionState};
use sunlot_domain::policy::Permission;
use sunlot_sortition::jcs::Json;
use sunlot_sortition::time::UtcSecond;
use sunlot_store::{ReadTx, Stored, files};
use utoipa::{IntoParams, ToSchema};

use super::access;
use crate::context::{App, Call};
use crate::error::AppError;
use crate::visible;

/// 证据。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvidenceView {
    /// 标识。
    pub id: String,
    /// 部门。
    pub organ: String,
    /// 内容的 SHA-256。
    pub sha256: String,
    /// 字节数。
    pub bytes: u64,
    /// 媒体类型，按内容判断。
    pub media: String,
    /// 名称。
    pub name: String,
    /// 事项编码。
    pub item: Option<String>,
    /// 采集时间。
    pub captured_at: String,
    /// 采集地点。
    pub place: String,
    /// 说明。
    pub note: String,
    /// 上传人。
    pub uploaded_by: String,
    /// 上传时间。
    pub uploaded_at: String,
}

/// 证据的采集情况。
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Capture {
    /// 采集时计算的 SHA-256，64 位小写十六进制。
    pub sha256: Option<String>,
    /// 采集时间（UTC）；不写为现在。
    pub captured_at: Option<String>,
    /// 采集地点。
    pub place: String,
    /// 说明。
    pub note: String,
    /// 事项编码。
    pub item: Option<String>,
}

pub(super) fn evidence_view(
    tx: &mut ReadTx<'_>,
    stored: Stored<Evidence>,
) -> Result<EvidenceView, AppError> {
    let it = stored.value;
    let file = tx.need::<StoredFile>(&it.file)?.value;
    Ok(EvidenceView {
        id: it.id.to_string(),
        organ: it.organ.to_string(),
        sha256: it.file.to_string(),
        bytes: file.bytes,
        media: file.media,
        name: it.name,
        item: it.item_code,
        captured_at: it.captured_at.to_string(),
        place: it.place,
        note: it.note,
        uploaded_by: it.uploaded_by.to_string(),
        uploaded_at: it.uploaded_at.to_string(),
    })
}

/// Keeps a piece of evidence of a visit whose record does not stand yet.
///
/// # Errors
/// Missing, not of the team, a record that stands, or a file that is refused.
pub async fn add_evidence(
    app: &App,
    call: &Call,
    id: &str,
    capture: Capture,
    (name, bytes): (String, Vec<u8>),
) -> Result<EvidenceView, AppError> {
    let (id, by) = (InspectionId::parse(id)?, visible::person(call)?);
    let now = app.now();
    let captured_at = capture.captured_at.as_deref().map_or(Ok(now), UtcSecond::parse)?;
    let (cx, asked, ids) = (app.clone(), call.clone(), app.ids());
    app.write(call, move |tx| {
        let visit = access::seen(&cx, &asked, tx, Permission::InspectionRead, id)?.value;
        access::may_act(&cx, &asked, tx, Permission::InspectionWork, &visit)?;
        let (member, _) = access::officer(tx, &asked, id)?;
        match visit.state {
            InspectionState::Recorded | InspectionState::Signed => {
                return Err(InspectionError::Signed.into());
            }
            InspectionState::Ended | InspectionState::Closed => {
                let state = visit.state.name_zh();
                return Err(InspectionError::State { step: "上传证据", state }.into());
            }
            _ => {}
        }
        let mut it = Evidence {
            id: ids.make(),
            inspection: id,
            organ: member.organ,
            file: sunlot_domain::files::FileDigest::of(&bytes),
            name,
            item_code: capture.item,
            captured_at,
            place: capture.place,
            note: capture.note,
            uploaded_by: by,
            uploaded_at: now,
        };
        let media = it.check(&bytes, capture.sha256.as_deref())?;
        it.file = files::put(tx, &bytes, media)?;
        let details = Json::object([
            ("file", Json::text(it.file.to_string())),
            ("inspection", Json::text(id.to_string())),
        ]);
        let stored = tx.insert(it)?;
        let event = Event::new(Action::EvidenceAdded, stored.value.id).with(details);
        let view = evidence_view(tx, stored)?;
        Ok(tx.record(event, view))
    })
    .await
}

/// The bytes of a piece of evidence, for those who work with the visit. What was changed behind the
/// record's back is found here and not handed out.
///
/// # Errors
/// Missing, also for everybody else; bytes that are not what was kept.
pub async fn download_evidence(
    app: &App,
    call: &Call,
    id: &str,
) -> Result<(String, Vec<u8>), AppError> {
    let id = EvidenceId::parse(id)?;
    let (cx, asked) = (app.clone(), call.clone());
    app.read(move |tx| {
        let it = tx.need::<Evidence>(&id)?.value;
        access::seen(&cx, &asked, tx, Permission::EvidenceRead, it.inspection)?;
        let media = tx.need::<StoredFile>(&it.file)?.value.media;
        Ok((media, files::get(tx, it.file)?))
    })
    .await
}

/// How large a file may be before it is looked at.
///
/// # Errors
/// [`EvidenceError::Size`].
pub fn check_size(bytes: u64) -> Result<(), AppError> {
    let most = sunlot_domain::evidence::EVIDENCE_BYTES_MAX as u64;
    if bytes == 0 || bytes > most {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        return Err(EvidenceError::Size { bytes }.into());
    }
    Ok(())
}
