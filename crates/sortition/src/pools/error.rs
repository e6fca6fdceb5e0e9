//! Why tables do not make pools.

use super::{OFFICERS_MAX, POSTS_MAX};

/// Why tables do not make pools (V-20).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// An officer is of two pools.
    #[error("officer {officer} is of the pools {first} and {second}")]
    OfficerOfTwo {
        /// The officer.
        officer: String,
        /// One pool.
        first: String,
        /// Another pool.
        second: String,
    },
    /// A visit entry fits no pool of its department.
    #[error("no pool of {dept} covers the region of {object}")]
    NoPool {
        /// The object.
        object: String,
        /// The department.
        dept: String,
        /// The object's region.
        region: String,
    },
    /// A visit entry fits two pools.
    #[error("{object} fits the pools {first} and {second}")]
    TwoPools {
        /// The object.
        object: String,
        /// One pool.
        first: String,
        /// Another pool.
        second: String,
    },
    /// More posts than 65 536 or more officers than 16 384.
    #[error("pool {pool} has {posts} posts and {officers} officers")]
    TooLarge {
        /// The pool.
        pool: String,
        /// Its posts.
        posts: u64,
        /// Its officers.
        officers: usize,
    },
}

impl PoolError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OfficerOfTwo { .. } => "pools.officer_of_two",
            Self::NoPool { .. } => "pools.no_pool",
            Self::TwoPools { .. } => "pools.two_pools",
            Self::TooLarge { .. } => "pools.too_large",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::OfficerOfTwo { officer, first, second } => format!(
                "执法人员 {officer} 同时属于匹配池 {first} 和 {second}，请调整其区域或匹配池的区域。"
            ),
            Self::NoPool { object, dept, region } => format!(
                "检查户 {object} 所在区域 {region} 没有部门 {dept} 的匹配池，请在规则中补上。"
            ),
            Self::TwoPools { object, first, second } => {
                format!("检查户 {object} 同时落入匹配池 {first} 和 {second}，区域不得重叠。")
            }
            Self::TooLarge { pool, posts, officers } => format!(
                "匹配池 {pool} 有 {posts} 个岗位、{officers} 名人员，\
                 超过 {POSTS_MAX} 个岗位或 {OFFICERS_MAX} 名人员的上限，请拆分。"
            ),
        }
    }
}
