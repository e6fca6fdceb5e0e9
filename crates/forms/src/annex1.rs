//! 附件1: who sits in the joint conference, by office and post.

use crate::paper::{Block, Cell, Paper, Table};
use crate::parts::day_zh;

/// What the list says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annex1 {
    /// Name of the conference.
    pub conference: String,
    /// Name of the office.
    pub office: String,
    /// Name of the leading department.
    pub lead: String,
    /// As of which day, `2026-03-02`.
    pub day: String,
    /// The posts, 召集人 first.
    pub posts: Vec<Post>,
    /// Member departments without a post.
    pub members: Vec<String>,
}

/// One post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// 召集人, 副召集人, 成员 or 联络员.
    pub post: String,
    /// Name of the organ.
    pub organ: String,
    /// 职务.
    pub title: String,
    /// 姓名; empty for readers who may not see it.
    pub person: String,
    /// 备案日期.
    pub filed_on: String,
}

/// The document.
pub fn paper(facts: &Annex1) -> Paper {
    let head = ["联席会议职务", "单位", "职务", "姓名", "备案日期"];
    let mut rows: Vec<Vec<Cell>> = vec![head.into_iter().map(Cell::label).collect()];
    let mut from = 0;
    while from < facts.posts.len() {
        let post = &facts.posts[from].post;
        let same = facts.posts[from..].iter().take_while(|one| one.post == *post).count();
        for (at, one) in facts.posts[from..from + same].iter().enumerate() {
            let mut row: Vec<Cell> = (at == 0)
                .then(|| Cell { centre: true, ..Cell::of(post).down(same) })
                .into_iter()
                .collect();
            row.extend([
                Cell::of(&one.organ),
                Cell::of(&one.title),
                Cell::centred(&one.person),
                Cell::centred(day_zh(&one.filed_on)),
            ]);
            rows.push(row);
        }
        from += same;
    }
    let mut blocks = vec![Block::Table(Table {
        columns: vec![13, 27, 19, 11, 22],
        heads: 1,
        compact: false,
        rows,
    })];
    if !facts.members.is_empty() {
        let text = format!("其他成员单位：{}。", facts.members.join("、"));
        blocks.push(Block::text(text));
    }
    blocks.push(Block::text(format!(
        "联席会议办公室设在{}，日常工作由{}承担。成员因工作变动需要调整的，由所在单位接任者自然替补，\
         报{}备案，不另行文。",
        facts.lead, facts.office, facts.lead
    )));
    blocks.push(Block::note(format!("名单截至{}。", day_zh(&facts.day))));
    Paper {
        title: vec![format!("{}成员名单", facts.conference)],
        corner: "附件1".into(),
        blocks,
        ..Paper::default()
    }
}
