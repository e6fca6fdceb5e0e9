//! The steps of the parties: each acts for itself, with what it keeps in its own office.

use serde::Deserialize;
use sunlot_ceremony::{BeaconInput, CeremonyError};
use sunlot_domain::audit::{Action, Event};
use sunlot_domain::draws::{DrawError, DrawSheet, DrawState, DrawStep};
use sunlot_domain::policy::Permission;
use sunlot_sortition::digest::{Digest, from_hex};
use sunlot_sortition::time::UtcSecond;
use sunlot_store::draws;
use utoipa::ToSchema;

use super::step::{Spec, WITH_RESULT, within};
use super::view::DrawView;
use crate::context::{App, Call};
use crate::error::AppError;

/// 承诺。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CommitRequest {
    /// 承诺：64 位小写十六进制。随机数本身由提供方自己保管，不要提交。
    pub commitment: String,
}

/// 承诺 by a contributor, who keeps the nonce.
///
/// # Errors
/// Missing, not a party, another state, or no digest.
pub async fn commit(
    app: &App,
    call: &Call,
    id: &str,
    request: CommitRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let digest = Digest::parse_hex(&request.commitment).ok_or_else(|| {
        let text = "承诺应为 64 位小写十六进制；请由随机数工具生成后原样粘贴。";
        AppError::field("commitment", "draw.commitment", text)
    })?;
    let spec =
        Spec::party(Action::DrawCommitted, Permission::DrawContribute, &[DrawState::Planned]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let party = draw.setting.party_of(&account).ok_or(DrawError::NotParty)?.id.clone();
        ceremony.accept_commitment(&party, &digest)?;
        let event = Event::new(Action::DrawCommitted, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 揭示。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RevealRequest {
    /// 随机数：64 位小写十六进制，须与承诺一致。
    pub nonce: String,
}

/// 揭示 by a contributor.
///
/// # Errors
/// Missing, not a party, too late, or another nonce than was promised.
pub async fn reveal(
    app: &App,
    call: &Call,
    id: &str,
    request: RevealRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let nonce = from_hex(&request.nonce).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let nonce = nonce.ok_or_else(|| {
        AppError::field("nonce", "draw.nonce", "随机数应为 64 位小写十六进制；请原样粘贴。")
    })?;
    let spec =
        Spec::party(Action::DrawRevealed, Permission::DrawContribute, &[DrawState::Announced]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let party = draw.setting.party_of(&account).ok_or(DrawError::NotParty)?.id.clone();
        ceremony.reveal_nonce(&party, nonce)?;
        let event = Event::new(Action::DrawRevealed, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 签收。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReceiptRequest {
    /// 托管方对密封件的签收：128 位十六进制的 SM2 签名。
    pub receipt: String,
}

/// 签收 by a holder, who opened the box and held the nonce against the commitment elsewhere.
///
/// # Errors
/// Missing, not a holder, too late, or a signature that does not hold.
pub async fn escrow(
    app: &App,
    call: &Call,
    id: &str,
    request: ReceiptRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let receipt =
        from_hex(&request.receipt).filter(|bytes| bytes.len() == 64).ok_or_else(|| {
            AppError::field("receipt", "draw.receipt", "签收应为 128 位十六进制的签名。")
        })?;
    let spec = Spec::party(Action::DrawEscrowed, Permission::DrawHold, &[DrawState::Announced]);
    within(app, call, id, spec, move |_, ceremony, draw| {
        let holder = draw.setting.holders.iter().find(|holder| holder.account == account);
        let name = holder.ok_or(DrawError::NotParty)?.name.clone();
        ceremony.receive_signed(draw.setting.organiser(), &name, &receipt)?;
        let event = Event::new(Action::DrawEscrowed, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 摇号记录单。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SheetRequest {
    /// 20 位数字。
    pub digits: String,
}

/// 记录摇号 by one of two recorders; the second sheet that agrees makes it the public entropy.
///
/// # Errors
/// Missing, not a recorder, too early, another form, or sheets that differ.
pub async fn sheet(
    app: &App,
    call: &Call,
    id: &str,
    request: SheetRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let spec = Spec::party(Action::DrawSheet, Permission::DrawRecord, &[DrawState::Closed]);
    let ids = app.ids();
    within(app, call, id, spec, move |tx, ceremony, draw| {
        let recorder = draw.setting.recorders.iter().find(|r| r.account == account);
        let recorder = recorder.ok_or(DrawError::NotParty)?.id.clone();
        if request.digits.len() != 20 || !request.digits.bytes().all(|b| b.is_ascii_digit()) {
            let text = "摇号结果应为 20 位数字；请对照记录单逐位核对。";
            return Err(AppError::field("digits", "draw.digits", text));
        }
        let due = UtcSecond::parse(&draw.setting.beacon_at)?;
        if tx.time() < due {
            return Err(CeremonyError::OutOfOrder {
                step: "记录摇号".to_owned(),
                detail: format!("约定的产生时间为 {due}，请届时再录入。"),
            }
            .into());
        }
        let mut sheets = draws::sheets(tx, draw.id)?;
        match sheets.iter().position(|sheet| sheet.value.recorder == recorder) {
            Some(at) => {
                let mut own = sheets.remove(at);
                own.value.digits = request.digits;
                sheets.push(tx.save(own)?);
            }
            None => {
                let sheet = DrawSheet {
                    id: ids.make(),
                    draw: draw.id,
                    recorder: recorder.clone(),
                    digits: request.digits,
                };
                sheets.push(tx.insert(sheet)?);
            }
        }
        let own = sheets.last().map(|sheet| sheet.value.clone());
        let agreed = sheets.iter().map(|sheet| &sheet.value).find(|sheet| {
            own.as_ref()
                .is_some_and(|own| own.recorder != sheet.recorder && own.digits == sheet.digits)
        });
        let (Some(own), Some(other)) = (&own, agreed) else {
            let event = Event::new(Action::DrawSheet, draw.id);
            return Ok((draw, event));
        };
        let both = [own, other].map(|sheet| (sheet.recorder.clone(), sheet.digits.clone()));
        let draw = draw.step(DrawStep::Beacon)?;
        ceremony.take_beacon(&BeaconInput { value: String::new(), sheets: both.to_vec() })?;
        let event = Event::new(Action::DrawBeacon, draw.id);
        Ok((draw, event))
    })
    .await
}

/// 启封 by a holder, when the organiser does not or cannot.
///
/// # Errors
/// Missing, not a holder, another state, or another nonce than was promised.
pub async fn unseal_held(
    app: &App,
    call: &Call,
    id: &str,
    request: RevealRequest,
) -> Result<DrawView, AppError> {
    let account = call.account()?.to_string();
    let nonce = from_hex(&request.nonce).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let nonce = nonce.ok_or_else(|| {
        AppError::field("nonce", "draw.nonce", "随机数应为 64 位小写十六进制；请原样粘贴。")
    })?;
    let spec = Spec::party(Action::DrawUnsealed, Permission::DrawHold, WITH_RESULT);
    // Until it is accepted the nonce is a secret: neither request nor answer is remembered.
    within(app, &call.forgetful(), id, spec, move |tx, ceremony, draw| {
        let holder = draw.setting.holders.iter().find(|holder| holder.account == account);
        let name = holder.ok_or(DrawError::NotParty)?.name.clone();
        let deadline = UtcSecond::parse(&draw.setting.deadline)?;
        if tx.time() < deadline && draw.released < draw.batches() {
            return Err(DrawError::TooEarly {
                batch: draw.batches(),
                at: draw.setting.deadline.clone(),
            }
            .into());
        }
        let draw = draw.unseal()?;
        ceremony.unseal_nonce(Some(&name), nonce)?;
        let event = Event::new(Action::DrawUnsealed, draw.id);
        Ok((draw, event))
    })
    .await
}
