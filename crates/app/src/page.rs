//! Lists: which part, in which order, how many in all. The same for every noun.

use serde::{Deserialize, Serialize};
use sunlot_store::Window;
use utoipa::{IntoParams, ToSchema};

use crate::error::AppError;

/// Most rows of a page.
pub const PAGE_SIZE_MAX: u32 = 200;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PageRequest {
    /// 第几页，从 1 起。
    pub page: Option<u32>,
    /// 每页行数，至多 200，默认 20。
    pub page_size: Option<u32>,
    /// 排序：列名，前面加 `-` 为降序，多列用逗号分隔。
    pub sort: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
    /// Which page, from 1.
    pub page: u32,
    /// Rows of a page.
    pub page_size: u32,
}

impl PageRequest {
    /// The window of the page.
    ///
    /// # Errors
    /// A page 0 or a size out of bounds.
    pub fn window(&self) -> Result<Window, AppError> {
        let (page, size) = (self.page.unwrap_or(1), self.page_size.unwrap_or(20));
        if page == 0 {
            return Err(AppError::field("page", "page.number", "页码从 1 起；请改为 1 或更大。"));
        }
        if !(1..=PAGE_SIZE_MAX).contains(&size) {
            let text = format!("每页行数应为 1 至 {PAGE_SIZE_MAX}，收到 {size}。");
            return Err(AppError::field("page_size", "page.size", text));
        }
        Ok(Window { limit: size, offset: u64::from(page - 1) * u64::from(size) })
    }

    /// The ORDER BY of the store: asked-for columns among the sortable ones, then `last`, which
    /// makes the order total.
    ///
    /// # Errors
    /// A column that cannot be sorted by.
    pub fn order(&self, sortable: &[&str], last: &str) -> Result<String, AppError> {
        let mut parts = Vec::new();
        for word in self.sort.as_deref().unwrap_or_default().split(',').filter(|w| !w.is_empty()) {
            let (name, direction) = match word.strip_prefix('-') {
                Some(name) => (name, "DESC"),
                None => (word, "ASC"),
            };
            let Some(column) = sortable.iter().find(|column| **column == name) else {
                let text = format!("不能按“{name}”排序；可用：{}。", sortable.join("、"));
                return Err(AppError::field("sort", "page.sort", text));
            };
            parts.push(format!("{column} {direction}"));
        }
        parts.push(last.to_owned());
        Ok(parts.join(", "))
    }

    /// The page of these rows.
    #[must_use]
    pub fn answer<T>(&self, items: Vec<T>, total: u64) -> Page<T> {
        let (page, page_size) = (self.page.unwrap_or(1), self.page_size.unwrap_or(20));
        Page { items, total, page, page_size }
    }
}
