//! Sample item lists: real items of other places, as drafts that are to be proof-read (待校对).
//!
//! A sample lacks what its source lacks (often the basis or the class), so it cannot be submitted
//! before somebody has completed and proof-read every item.

use std::collections::BTreeMap;

use sunlot_domain::audit::{Action, Event};
use sunlot_domain::ids::{Id as _, ItemListId, ItemListVersionId, OrganId};
use sunlot_domain::items::words::{bases, blank, class, levels, methods};
use sunlot_domain::items::{Item, ItemCode, ItemList, ItemListVersion, ItemTerms, ListKind, Stage};
use sunlot_domain::organs::Organ;
use sunlot_sortition::jcs::Json;
use sunlot_store::{ReadTx, Window, conferences, organs};

use super::rows;
use crate::context::{App, Call, Ids};
use crate::error::AppError;
use crate::items::NAMED;

const ITEMS: &str = include_str!("../../../../data/inspection_items.csv");
const JOINT: &str = include_str!("../../../../data/joint_items.csv");
const SOURCES: &str = include_str!("../../../../data/item_sources.csv");

const TITLE: &str = "抽查事项清单样本（待校对）";
const JOINT_TITLE: &str = "部门联合抽查事项清单样本（待校对）";
const REASON: &str = "载入随附的样本，供编制时参考；须逐项校对、补全后才能提交。";

fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

fn note(parts: &[(&str, &str)]) -> String {
    let said = parts.iter().filter(|(_, text)| !text.is_empty());
    let lines: Vec<String> = said.map(|(label, text)| format!("{label}：{text}")).collect();
    cut(&lines.join("；"), 1_000)
}

/// Where each source is published.
fn addresses() -> BTreeMap<String, String> {
    let pairs = rows(SOURCES).into_iter();
    pairs.filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone()))).collect()
}

struct Sample {
    source: String,
    from: String,
    terms: ItemTerms,
}

fn own_samples() -> Vec<Sample> {
    let sample = |row: Vec<String>| {
        let [
            source,
            region,
            list,
            _,
            category,
            item,
            targets,
            kind,
            method,
            by,
            basis,
            ratio,
            remark,
        ] = <[String; 13]>::try_from(row).expect("the table has thirteen columns");
        let terms = ItemTerms {
            category: cut(&category, 60),
            name: cut(&item, 150),
            subjects: cut(&targets, 500),
            class: class(&kind),
            methods: methods(&method),
            levels: levels(&by),
            bases: bases(&basis),
            note: note(&[
                ("原检查主体", &by),
                ("原检查方式", &method),
                ("原比例频次", &ratio),
                ("原备注", &remark),
            ]),
            ..blank()
        };
        Sample { source, from: format!("{region}《{list}》"), terms }
    };
    rows(ITEMS).into_iter().map(sample).collect()
}

fn joint_samples(organ: &dyn Fn(&str) -> Vec<OrganId>) -> Vec<Sample> {
    let sample = |row: Vec<String>| {
        let [source, region, _, domain, item, targets, lead, joining, level, ratio] =
            <[String; 10]>::try_from(row).expect("the table has ten columns");
        let initiator = organ(&lead).into_iter().next();
        let participants = organ(&joining).into_iter().filter(|id| Some(*id) != initiator);
        let terms = ItemTerms {
            category: cut(&domain, 60),
            name: cut(&item, 150),
            subjects: cut(&targets, 500),
            class: class(&ratio),
            levels: levels(&level),
            bases: bases(&ratio),
            initiator,
            participants: participants.collect(),
            note: note(&[
                ("原发起部门", &lead),
                ("原配合部门", &joining),
                ("原比例或备注", &ratio),
            ]),
            ..blank()
        };
        Sample { source, from: region, terms }
    };
    rows(JOINT).into_iter().map(sample).collect()
}

fn items(ids: &Ids, list: ItemListId, version: ItemListVersionId, all: Vec<Sample>) -> Vec<Item> {
    let addresses = addresses();
    let item = |(at, sample): (usize, Sample)| {
        let number = u32::try_from(at + 1).expect("there are few samples");
        let address = addresses.get(&sample.source).map(String::as_str).unwrap_or_default();
        Item {
            id: ids.make(),
            list,
            list_version: version,
            code: ItemCode::parse(&format!("{}-{number:03}", sample.source))
                .expect("sources are letters and digits"),
            position: number,
            struck: false,
            to_proofread: Some(format!("样本（待校对）：{} {address}", sample.from)),
            terms: sample.terms,
        }
    };
    all.into_iter().enumerate().map(item).collect()
}

async fn load(
    app: &App,
    call: &Call,
    organ: OrganId,
    kind: ListKind,
    make: impl FnOnce(&mut ReadTx<'_>, &Organ) -> Result<Vec<Sample>, AppError> + Send + 'static,
) -> Result<String, AppError> {
    let (ids, today) = (app.ids(), app.today());
    app.write(call, move |tx| {
        let organ = tx.need::<Organ>(&organ)?.value;
        let conference = match kind {
            ListKind::Own => None,
            ListKind::Joint => Some(conferences::of_office(tx, organ.id)?.ok_or_else(|| {
                let text = "联合清单样本载入联席会议办公室名下；请先登记联席会议及其办公室。";
                AppError::rule("item_list.no_conference", text)
            })?),
        };
        let samples = make(tx, &organ)?;
        let list = ItemList {
            id: ids.make(),
            organ: organ.id,
            region: organ.region.clone(),
            kind,
            conference: conference.map(|stored| stored.value.id),
            title: if kind == ListKind::Own { TITLE } else { JOINT_TITLE }.to_owned(),
        };
        let version = ItemListVersion {
            id: ids.make(),
            list: list.id,
            number: 1,
            based_on: None,
            reason: REASON.to_owned(),
            drafted_by: None,
            drafted_on: today,
            stage: Stage::Draft,
        };
        let rows = items(&ids, list.id, version.id, samples);
        let count = Json::count(rows.len() as u64);
        let event = Event::new(Action::ItemListImported, version.id).because(REASON);
        let id = list.id.to_string();
        tx.insert(list)?;
        tx.insert(version)?;
        tx.insert_all(&rows)?;
        Ok(tx.record(event.with(Json::object([("items", count)])), id))
    })
    .await
}

/// Loads the sample items as a draft of one department; gives the id of the list.
///
/// # Errors
/// No such organ, or what the store answers.
pub async fn load_samples(app: &App, call: &Call, organ: &str) -> Result<String, AppError> {
    let organ = OrganId::parse(organ)?;
    load(app, call, organ, ListKind::Own, |_, _| Ok(own_samples())).await
}

/// Loads the joint sample items as a draft of the office of a joint conference; departments are
/// found by the words of the source, and what is not found stays open. Gives the id of the list.
///
/// # Errors
/// No such organ, an organ that is the office of no conference, or what the store answers.
pub async fn load_joint_samples(app: &App, call: &Call, office: &str) -> Result<String, AppError> {
    let office = OrganId::parse(office)?;
    load(app, call, office, ListKind::Joint, |tx, organ| {
        let window = Window { limit: 10_000, offset: 0 };
        let (all, _) = organs::list(tx, Some(&organ.region), None, "code", window)?;
        let by_code: BTreeMap<String, OrganId> = all
            .into_iter()
            .filter(|one| one.value.region == organ.region)
            .map(|one| (one.value.code, one.value.id))
            .collect();
        Ok(joint_samples(&|text| {
            let named = NAMED.iter().filter(|(word, _)| text.contains(word));
            let mut found: Vec<OrganId> =
                named.filter_map(|(_, code)| by_code.get(*code).copied()).collect();
            found.dedup();
            found
        }))
    })
    .await
}
