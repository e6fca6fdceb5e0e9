//! 本人的界面设置: small JSON under a name, of the caller's own account alone.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sunlot_store::settings as store;
use utoipa::ToSchema;

use crate::context::{App, Call};
use crate::error::{AppError, Kind};

/// Longest setting in bytes.
const BYTES_MAX: usize = 16 << 10;

/// Most settings of an account.
const COUNT_MAX: u64 = 100;

/// 一项设置。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SettingView {
    /// 名称。
    pub key: String,
    /// 内容，任意 JSON；没有保存过为空。
    #[schema(value_type = Option<Object>)]
    pub value: Value,
}

/// 保存设置。
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SettingForm {
    /// 内容，任意 JSON，至多 16 KB。
    #[schema(value_type = Option<Object>)]
    pub value: Value,
}

fn checked(key: &str) -> Result<String, AppError> {
    let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if (1..=64).contains(&key.len()) && key.bytes().all(sign) {
        return Ok(key.to_owned());
    }
    let text = "设置的名称只能用字母、数字和 . - _ ，至多 64 位。";
    Err(AppError::field("key", "setting.key", text))
}

/// Shows a setting; nothing where none was saved.
///
/// # Errors
/// Nobody is logged in, a name that is none, or what the store answers.
pub async fn show(app: &App, call: &Call, key: &str) -> Result<SettingView, AppError> {
    let (account, key) = (call.account()?, checked(key)?);
    app.read(move |tx| {
        let body = store::get(tx, account, &key)?;
        let value = body.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        Ok(SettingView { key, value })
    })
    .await
}

/// Saves a setting; the same again is the same.
///
/// # Errors
/// Nobody is logged in, a name that is none, too long, too many, or what the store answers.
pub async fn save(
    app: &App,
    call: &Call,
    key: &str,
    form: SettingForm,
) -> Result<SettingView, AppError> {
    let (account, key, now) = (call.account()?, checked(key)?, app.now());
    let body = form.value.to_string();
    if body.len() > BYTES_MAX {
        let text = "一项设置至多 16 KB；请减少保存的内容。";
        return Err(AppError::field("value", "setting.size", text));
    }
    app.technical(move |tx| {
        if store::get(tx, account, &key)?.is_none() && store::count(tx, account)? >= COUNT_MAX {
            let text = format!("至多保存 {COUNT_MAX} 项设置；请先删改用不到的。");
            return Err(AppError::new(Kind::Rule, "setting.too_many", text));
        }
        store::put(tx, account, &key, &body, now)?;
        Ok(SettingView { key, value: form.value })
    })
    .await
}
