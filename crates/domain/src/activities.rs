//! 培训、宣传、经验: what was done besides inspecting, with what shows it.
//!
//! Owns the registers that the founding document asks for; the appraisal counts them. A record that
//! was made by mistake is withdrawn with a reason and stays.

use serde::{Deserialize, Serialize};
use sunlot_sortition::time::Day;
use thiserror::Error;

use crate::coded::coded;
use crate::codes::DivisionCode;
use crate::ids::{AccountId, ActivityId, OrganId};

/// Most files of one activity.
pub const FILES_MAX: usize = 20;

coded! {
    /// 工作种类.
    ActivityKind {
        /// 监管执法业务培训.
        Training = "training", "培训";
        /// 广播、电视、报纸、网络宣传.
        Publicity = "publicity", "宣传";
        /// 经验交流.
        Experience = "experience", "经验";
    }
}

coded! {
    /// 登记状态.
    ActivityState {
        /// 在册.
        Recorded = "recorded", "在册";
        /// 已撤销: it stays and does not count.
        Withdrawn = "withdrawn", "已撤销";
    }
}

/// One file that shows it, by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityFile {
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// What it is called.
    pub name: String,
}

/// 培训、宣传或经验的一条记录.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// Who did it.
    pub organ: OrganId,
    /// Division of the organ.
    pub region: DivisionCode,
    /// What it was.
    pub kind: ActivityKind,
    /// When.
    pub day: Day,
    /// 标题.
    pub title: String,
    /// 人数; 0 where nobody is counted.
    pub people: u32,
    /// 内容.
    pub text: String,
    /// 佐证材料.
    pub files: Vec<ActivityFile>,
    /// Who recorded it.
    pub recorded_by: AccountId,
    /// Whether it counts.
    pub state: ActivityState,
    /// Why it does not count any more.
    pub withdrawn: Option<String>,
}

/// Why a record is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // The variant and its words say it.
pub enum ActivityError {
    #[error("{field} of {length} characters")]
    Text { field: &'static str, length: usize, least: usize, most: usize },
    #[error("a day in the future")]
    Future,
    #[error("training of nobody")]
    Nobody,
    #[error("too many people")]
    People,
    #[error("too many files")]
    Files,
    #[error("the file is there")]
    SameFile,
    #[error("withdrawn")]
    Withdrawn,
}

impl ActivityError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ActivityError::Text { .. } => "activity.text",
            ActivityError::Future => "activity.future",
            ActivityError::Nobody => "activity.nobody",
            ActivityError::People => "activity.people",
            ActivityError::Files => "activity.files",
            ActivityError::SameFile => "activity.same_file",
            ActivityError::Withdrawn => "activity.state",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            ActivityError::Text { field, length, least, most } => {
                format!("{field}有 {length} 个字，应为 {least} 至 {most} 个字；请修改。")
            }
            ActivityError::Future => "日期晚于今天；请在工作完成之后登记。".to_owned(),
            ActivityError::Nobody => "培训须写明参加人数；请填写 1 以上的人数。".to_owned(),
            ActivityError::People => "人数至多 100000；请核对。".to_owned(),
            ActivityError::Files => "一条记录至多 20 份材料；请合并后上传。".to_owned(),
            ActivityError::SameFile => "同样内容的材料已经上传；不需要再传。".to_owned(),
            ActivityError::Withdrawn => {
                "这条记录已经撤销，不能再改；如需登记，请新建一条。".to_owned()
            }
        }
    }
}

impl Activity {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`ActivityError`] with the first thing that is wrong.
    pub fn check(&self, today: Day) -> Result<(), ActivityError> {
        self.standing()?;
        text("标题", &self.title, 2, 100)?;
        text("内容", &self.text, 4, 4_000)?;
        if self.day > today {
            return Err(ActivityError::Future);
        }
        if self.kind == ActivityKind::Training && self.people == 0 {
            return Err(ActivityError::Nobody);
        }
        if self.people > 100_000 {
            return Err(ActivityError::People);
        }
        Ok(())
    }

    /// Adds a file that shows it.
    ///
    /// # Errors
    /// A withdrawn record, too many files, or the same bytes again.
    pub fn show(mut self, file: ActivityFile) -> Result<Activity, ActivityError> {
        self.standing()?;
        text("材料名称", &file.name, 1, 200)?;
        if self.files.len() >= FILES_MAX {
            return Err(ActivityError::Files);
        }
        if self.files.iter().any(|known| known.sha256 == file.sha256) {
            return Err(ActivityError::SameFile);
        }
        self.files.push(file);
        Ok(self)
    }

    /// 撤销: it stays and does not count (R-ACT-01).
    ///
    /// # Errors
    /// One that was withdrawn.
    pub fn withdraw(self, reason: String) -> Result<Activity, ActivityError> {
        self.standing()?;
        Ok(Activity { state: ActivityState::Withdrawn, withdrawn: Some(reason), ..self })
    }

    fn standing(&self) -> Result<(), ActivityError> {
        match self.state {
            ActivityState::Recorded => Ok(()),
            ActivityState::Withdrawn => Err(ActivityError::Withdrawn),
        }
    }
}

fn text(field: &'static str, text: &str, least: usize, most: usize) -> Result<(), ActivityError> {
    let length = text.trim().chars().count();
    match (least..=most).contains(&length) {
        true => Ok(()),
        false => Err(ActivityError::Text { field, length, least, most }),
    }
}
