//! 名单和检查组: whom a visit went to was drawn, and who went was matched to it. A visit that no
//! draw sent says by which other way it came.

use std::collections::{BTreeMap, BTreeSet};

use sunlot_sortition::jcs::Json;
use sunlot_sortition::match_files::{
    MATCHING_FILE, REMATCHES_FILE, parse_matching, parse_rematches,
};
use sunlot_sortition::record::{Fields, RecordError};
use sunlot_sortition::verify::Case;

use super::{BoundRow, SUBJECTS};
use crate::archive::Files;
use crate::finding::Finding;

/// Officers of an organ who visit at least (行政处罚法第四十二条).
const OFFICERS_MIN: usize = 2;

/// A subject of the archive under the code by which it stands in frames and lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedSubject {
    /// Id of its rows.
    pub id: String,
    /// 统一社会信用代码.
    pub code: String,
    /// 名称.
    pub name: String,
}

impl NamedSubject {
    /// The file.
    #[must_use]
    pub fn file<'a>(all: impl IntoIterator<Item = &'a NamedSubject>) -> Vec<u8> {
        let row = |one: &NamedSubject| {
            Json::object([
                ("code", Json::text(&one.code)),
                ("id", Json::text(&one.id)),
                ("name", Json::text(&one.name)),
            ])
        };
        Json::object([("subjects", Json::array(all.into_iter().map(row)))]).to_bytes()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`RecordError`] with what is wrong and where.
    pub fn read(bytes: &[u8]) -> Result<Vec<NamedSubject>, RecordError> {
        let json = Json::parse_canonical(bytes)
            .map_err(|e| RecordError::new("", e.code(), e.message_zh()))?;
        let mut f = Fields::of(&json)?;
        let mut all = Vec::new();
        for row in f.array("subjects")? {
            let mut row = Fields::of(row)?;
            all.push(NamedSubject {
                id: row.text("id")?.to_owned(),
                code: row.text("code")?.to_owned(),
                name: row.text("name")?.to_owned(),
            });
            row.end()?;
        }
        f.end()?;
        Ok(all)
    }
}

/// What the published files of a draw say of its list.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Drawn objects; `None` while the list is not public.
    objects: Option<BTreeSet<String>>,
    /// Those that moved up for one that was struck.
    moved_up: BTreeSet<String>,
    /// Officer and object of every post: of the matching, and of those that were filled later. Who
    /// stepped back after the visit had begun went with the team, so he stays among them.
    posts: BTreeSet<(String, String)>,
}

impl Listed {
    /// Of a bundle whose checks have passed.
    pub(super) fn of(case: &Case<'_>) -> Listed {
        let mut listed = Listed::default();
        let Some(rows) = &case.draw.rows else { return listed };
        let drawn = rows.iter().filter(|row| row.drawn).map(|row| row.object_id.to_owned());
        listed.objects = Some(drawn.collect());
        listed.moved_up.extend(case.draw.moved_up.iter().map(|up| up.object_id.to_string()));
        let pools = case.matching.record.iter().flat_map(|record| &record.pools);
        let steps: BTreeMap<&str, u64> =
            pools.map(|pool| (pool.pool.as_str(), pool.steps)).collect();
        let matched = case.file(MATCHING_FILE).and_then(|bytes| parse_matching(bytes).ok());
        let last = matched.into_iter().flatten();
        let last = last.filter(|row| steps.get(row.pool.as_str()) == Some(&(row.step + 1)));
        listed.posts.extend(last.map(|row| (row.object_id, row.officer)));
        let filled = case.file(REMATCHES_FILE).and_then(|bytes| parse_rematches(bytes).ok());
        let filled = filled.into_iter().flatten();
        listed.posts.extend(filled.map(|row| (row.object_id, row.officer)));
        listed
    }
}

/// What was counted, for the sentence.
#[derive(Default)]
struct Seen {
    drawn: u64,
    moved_up: u64,
    officers: u64,
    withheld: u64,
    others: u64,
}

impl Seen {
    fn text(&self) -> String {
        let mut text = format!(
            "{} 次检查的对象在抽中名单中，检查组 {} 人次在匹配结果中",
            self.drawn + self.moved_up,
            self.officers
        );
        if self.moved_up > 0 {
            text.push_str(&format!("；其中 {} 次为递补", self.moved_up));
        }
        if self.withheld > 0 {
            text.push_str(&format!("；{} 次的名单尚未公开，只与派发核对", self.withheld));
        }
        if self.others > 0 {
            text.push_str(&format!("；{} 次为个案检查，不经抽取", self.others));
        }
        text
    }
}

/// The rows of the archive, as far as they are asked here.
struct Rows<'a> {
    all: &'a [BoundRow],
    subjects: BTreeMap<String, NamedSubject>,
}

impl<'a> Rows<'a> {
    fn of(&self, table: &'a str) -> impl Iterator<Item = &'a BoundRow> {
        self.all.iter().filter(move |row| row.table == table)
    }
}

/// Holds every visit against the list of its draw.
pub(super) fn check(
    files: &Files,
    rows: &[BoundRow],
    lists: &BTreeMap<String, Listed>,
) -> (String, Vec<Finding>) {
    let (mut seen, mut findings) = (Seen::default(), Vec::new());
    let named = files.get(SUBJECTS).map(|bytes| NamedSubject::read(bytes));
    let named = match named {
        Some(Ok(named)) => named,
        Some(Err(e)) => {
            let text = format!("{SUBJECTS} 的格式不对：{}", e.message_zh());
            findings.push(Finding::of("dossier.subject", text));
            Vec::new()
        }
        None => Vec::new(),
    };
    let subjects = named.into_iter().map(|one| (one.id.clone(), one)).collect();
    let rows = Rows { all: rows, subjects };
    for visit in rows.of("inspection") {
        let found = one(&rows, visit, lists, &mut seen);
        findings.extend(found.err());
    }
    (seen.text(), findings)
}

fn one(
    rows: &Rows<'_>,
    visit: &BoundRow,
    lists: &BTreeMap<String, Listed>,
    seen: &mut Seen,
) -> Result<(), Finding> {
    let number = visit.text("number").unwrap_or_default();
    let refuse = |code, text: String| Err(Finding::at(code, visit.log_index, text));
    let Some(draw) = visit.text("draw") else {
        if visit.text("source") == Some("case") && visit.text("case_file").is_some() {
            seen.others += 1;
            return Ok(());
        }
        let text = format!("检查 {number} 称为随机抽查，却没有写明由哪一次抽取产生。");
        return refuse("dossier.no_draw", text);
    };
    let subject = named(rows, visit, number)?;
    let team = team(rows, visit, draw, number)?;
    // What is missing or does not hold of the draw was told with the draw.
    let Some(list) = lists.get(draw) else { return Ok(()) };
    let Some(objects) = &list.objects else {
        seen.withheld += 1;
        return Ok(());
    };
    let (name, code) = (&subject.name, &subject.code);
    match (objects.contains(code), list.moved_up.contains(code)) {
        (true, _) => seen.drawn += 1,
        (false, true) => seen.moved_up += 1,
        (false, false) => {
            let text = format!(
                "检查 {number} 的对象“{name}”（{code}）不在所附抽取的抽中名单中，也没有递补：不是抽出来的。"
            );
            return refuse("dossier.not_drawn", text);
        }
    }
    for officer in team {
        if !list.posts.contains(&(code.clone(), officer.to_owned())) {
            let text = format!(
                "检查 {number} 的检查人员 {officer} 不在所附抽取为“{name}”（{code}）匹配的检查组中。"
            );
            return refuse("dossier.officer", text);
        }
        seen.officers += 1;
    }
    Ok(())
}

/// The subject of a visit under its code. The log binds the code once a result is published.
fn named<'a>(
    rows: &'a Rows<'_>,
    visit: &BoundRow,
    number: &str,
) -> Result<&'a NamedSubject, Finding> {
    let id = visit.text("subject").unwrap_or_default();
    let subject = rows.subjects.get(id).ok_or_else(|| {
        let text = format!("{SUBJECTS} 没有写明检查 {number} 的对象的代码。");
        Finding::at("dossier.subject", visit.log_index, text)
    })?;
    let other = rows.of("check_result").find(|result| {
        let told = result.text("subject_code");
        result.text("inspection") == Some(&visit.id)
            && (result.text("subject") != Some(id) || told != Some(&subject.code))
    });
    match other {
        None => Ok(subject),
        Some(result) => {
            let text = format!(
                "检查 {number} 的对象在 {SUBJECTS} 中是 {}，公示的结果却是 {} 的。",
                subject.code,
                result.text("subject_code").unwrap_or_default()
            );
            Err(Finding::at("dossier.subject", result.log_index, text))
        }
    }
}

/// Codes of the officers of a visit, each of them sent to its subject by the draw.
fn team<'a>(
    rows: &Rows<'a>,
    visit: &BoundRow,
    draw: &str,
    number: &str,
) -> Result<Vec<&'a str>, Finding> {
    let refuse = |text: String| Err(Finding::at("dossier.officer", visit.log_index, text));
    let members = rows.of("inspection_member").filter(|row| {
        let left = row.columns.get("has_left").and_then(Json::as_str);
        row.text("inspection") == Some(&visit.id) && left == Some("0")
    });
    let mut codes = Vec::new();
    for member in members {
        let id = member.text("inspector").unwrap_or_default();
        let inspector = rows.of("inspector").find(|row| row.id == id);
        let Some(code) = inspector.and_then(|row| row.text("code")) else {
            return refuse(format!("检查 {number} 的检查组有一人没有名录中的记录。"));
        };
        let sent = rows.of("dispatched_post").any(|post| {
            post.text("draw") == Some(draw)
                && post.text("subject") == visit.text("subject")
                && post.text("inspector") == Some(id)
        });
        if !sent {
            return refuse(format!("检查 {number} 的检查人员 {code} 没有这次抽取的派发记录。"));
        }
        codes.push(code);
    }
    if codes.len() < OFFICERS_MIN {
        let text =
            format!("检查 {number} 的检查组只有 {} 人，应不少于 {OFFICERS_MIN} 人。", codes.len());
        return refuse(text);
    }
    Ok(codes)
}
