//! 检查: a visit from its approval to its published result, by the people who may take each step.

use serde_json::{Value, json};
use sunlot_app::inspections::{self, InspectionDetails, MemberView};
use sunlot_app::positions::Coordinates;
use sunlot_app::results::{self, PartView};
use sunlot_app::{AppError, Call};
use sunlot_domain::roles::Role;

use crate::Done;
use crate::people::Person;
use crate::world::{World, form};

/// What the inspectors find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// 未发现问题.
    Nothing,
    /// 发现问题已责令改正.
    ToCorrect,
    /// 发现问题待后续处理.
    Pending,
    /// 未发现开展相关经营活动.
    NoActivity,
    /// 查无下落: the visit ends with a status.
    Gone,
}

impl Found {
    fn code(self) -> &'static str {
        match self {
            Found::Nothing => "1",
            Found::ToCorrect => "5",
            Found::Pending => "8",
            Found::NoActivity => "7",
            Found::Gone => "4",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Found::Nothing => "",
            Found::ToCorrect => "进货查验记录不齐全，已当场责令限期改正",
            Found::Pending => "许可证件超过有效期仍在经营，已固定证据，另行处理",
            Found::NoActivity => "未发现开展本次抽查涉及的经营活动",
            Found::Gone => "两次到登记住所均未找到该单位",
        }
    }
}

/// How far a visit is carried; each includes those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Until {
    /// 已通知.
    Notified,
    /// 已记录、已签字.
    Signed,
    /// 已录入.
    Entered,
    /// 已审核.
    Reviewed,
    /// 已公示.
    Published,
}

/// A photo, as far as the platform looks at it.
const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";

impl World {
    /// What will be found at a visit: the same in every telling.
    pub(crate) fn finds(&self, visit: &str) -> Found {
        match self.roll(visit, 100) {
            0..62 => Found::Nothing,
            62..78 => Found::ToCorrect,
            78..87 => Found::Pending,
            87..94 => Found::NoActivity,
            _ => Found::Gone,
        }
    }

    /// The visits of a task that its planner sees.
    pub(crate) async fn visits_of(&self, organ: &str, task: &str) -> Done<Vec<String>> {
        let planner = self.call(organ, Role::LeadPlanner);
        let query = form(json!({"task": task}));
        let page = form(json!({"page_size": 200}));
        let found = inspections::list(&self.app, &planner, query, page).await?;
        Ok(found.items.into_iter().map(|visit| visit.id).collect())
    }

    /// Approves the visits of a released batch.
    pub(crate) async fn approve_batch(&self, organ: &str, task: &str, batch: u64) -> Done {
        let reviewer = self.call(organ, Role::Reviewer);
        let yes = form(json!({"batch": batch, "opinion": "同意检查", "advance": true}));
        inspections::approve_batch(&self.app, &reviewer, task, yes).await?;
        Ok(())
    }

    /// Carries an approved visit on; gives it as its planner sees it then.
    pub(crate) async fn carry(
        &self,
        organ: &str,
        visit: &str,
        found: Found,
        until: Until,
    ) -> Done<InspectionDetails> {
        let planner = self.call(organ, Role::LeadPlanner);
        self.notify(&planner, visit).await?;
        if until >= Until::Signed {
            let seen = inspections::show(&self.app, &planner, visit).await?;
            let officers = self.officers(&seen.team);
            match found {
                Found::Gone => self.end(visit, &officers).await?,
                _ => self.look(visit, &officers, found).await?,
            }
            if until >= Until::Entered {
                self.settle_parts(&seen, &officers, found, until).await?;
            }
        }
        inspections::show(&self.app, &planner, visit).await
    }

    async fn notify(&self, planner: &Call, visit: &str) -> Done {
        let seen = inspections::show(&self.app, planner, visit).await?;
        let advance = seen.advance.unwrap_or(true);
        let notice = json!({"version": seen.visit.version, "method": "field", "advance": advance,
            "materials": ["营业执照", "相关许可证件", "近期台账"],
            "delivery": "直接送达", "contact": "市场监管局信用监管股 0943-0000000"});
        inspections::notify(&self.app, planner, visit, form(notice)).await?;
        Ok(())
    }

    /// The people of a team by organ; the first of each leads.
    fn officers(&self, team: &[MemberView]) -> Vec<(String, Person)> {
        let mut team: Vec<&MemberView> = team.iter().collect();
        team.sort_by_key(|member| (member.organ.clone(), !member.leads));
        let person = |member: &&MemberView| self.inspectors.get(&member.certificate).cloned();
        let pairs = team.iter().map(|member| (member.organ.clone(), person(member)));
        pairs.filter_map(|(organ, person)| Some((organ, person?))).collect()
    }

    async fn arrive(&self, visit: &str, by: &Person) -> Done<InspectionDetails> {
        let call = by.call();
        let seen = inspections::show(&self.app, &call, visit).await?;
        let present: Vec<&str> = seen.team.iter().map(|m| m.inspector.as_str()).collect();
        let (code, town) = (&seen.visit.subject_code, &seen.visit.subject_region);
        let at = self.position(code, town);
        let at = at.map(Coordinates::from);
        let arrival = json!({"version": seen.visit.version, "place": "登记住所", "position": at,
            "present": present, "certificates_shown": true, "company": "现场负责人"});
        inspections::arrive(&self.app, &call, visit, form(arrival)).await
    }

    /// Checklist, photo, signatures.
    async fn look(&self, visit: &str, officers: &[(String, Person)], found: Found) -> Done {
        let Some((_, leader)) = officers.first() else { return Err(AppError::missing()) };
        let mut seen = self.arrive(visit, leader).await?;
        for (organ, officer) in firsts(officers) {
            let items: Vec<Value> = seen
                .items
                .iter()
                .filter(|item| item.organ == *organ && item.state == "open")
                .map(|item| checked(item, found))
                .collect();
            if items.is_empty() {
                continue;
            }
            let list = form(json!({"version": seen.visit.version, "items": items}));
            seen = inspections::check(&self.app, &officer.call(), visit, list).await?;
        }
        self.photo(visit, leader).await?;
        let call = leader.call();
        let seen = inspections::show(&self.app, &call, visit).await?;
        let done = form(json!({"version": seen.visit.version}));
        let seen = inspections::finish(&self.app, &call, visit, done).await?;
        let digest = seen.digest.clone().expect("a finished record has its digest");
        for (_, officer) in officers {
            let sign = form(json!({"digest": digest}));
            inspections::sign(&self.app, &officer.call(), visit, sign).await?;
        }
        let seen = inspections::show(&self.app, &call, visit).await?;
        let company = json!({"version": seen.visit.version, "signed": true, "name": "现场负责人"});
        inspections::company_sign(&self.app, &call, visit, form(company)).await?;
        Ok(())
    }

    async fn photo(&self, visit: &str, by: &Person) -> Done {
        let digest = sunlot_domain::files::FileDigest::of(PHOTO).to_string();
        let capture = json!({"sha256": digest, "place": "登记住所", "note": "现场情况"});
        let (call, photo) = (by.call(), ("现场照片.jpg".to_owned(), PHOTO.to_vec()));
        inspections::add_evidence(&self.app, &call, visit, form(capture), photo).await?;
        Ok(())
    }

    /// The visit ends with a status: one inspector finds it, another confirms it.
    async fn end(&self, visit: &str, officers: &[(String, Person)]) -> Done {
        let [(_, first), (_, second), ..] = officers else { return Err(AppError::missing()) };
        self.photo(visit, first).await?;
        let seen = inspections::show(&self.app, &first.call(), visit).await?;
        let outcome = json!({"version": seen.visit.version, "outcome": "not_found",
            "note": Found::Gone.text()});
        let seen =
            inspections::propose_outcome(&self.app, &first.call(), visit, form(outcome)).await?;
        let yes = form(json!({"version": seen.visit.version, "agree": true}));
        inspections::decide_outcome(&self.app, &second.call(), visit, yes).await?;
        Ok(())
    }

    /// Entry, review and publication of each organ's part by three people.
    async fn settle_parts(
        &self,
        seen: &InspectionDetails,
        officers: &[(String, Person)],
        found: Found,
        until: Until,
    ) -> Done {
        for part in &seen.parts {
            let Some((_, officer)) = officers.iter().find(|(organ, _)| *organ == part.organ) else {
                continue;
            };
            let mine = seen.items.iter().filter(|item| item.organ == part.organ);
            let results: Vec<Value> = mine
                .map(|item| json!({"item": item.code, "code": found.code(), "text": found.text()}))
                .collect();
            let at = results::show_part(&self.app, &officer.call(), &part.id).await?;
            let entry = form(json!({"version": at.version, "results": results}));
            let entered = results::enter(&self.app, &officer.call(), &part.id, entry).await?;
            if until >= Until::Reviewed {
                self.pass(&entered, until).await?;
            }
        }
        Ok(())
    }

    /// Reviews a part that was entered, and publishes it when the story goes so far.
    async fn pass(&self, part: &PartView, until: Until) -> Done {
        let organ = self.code_of(&part.organ);
        let good = json!({"version": part.version, "pass": true, "opinion": "事实清楚，同意公示"});
        let reviewer = self.call(organ, Role::Reviewer);
        let part = results::review(&self.app, &reviewer, &part.id, form(good)).await?;
        if until >= Until::Published {
            let publisher = self.call(organ, Role::LeadPlanner);
            let seen = form(json!({"version": part.version}));
            results::publish(&self.app, &publisher, &part.id, seen).await?;
            self.receipts(organ, &part.id).await?;
        }
        Ok(())
    }
}

/// The first person of each organ.
fn firsts(officers: &[(String, Person)]) -> impl Iterator<Item = &(String, Person)> {
    officers.iter().enumerate().filter_map(|(at, one)| {
        let known = officers[..at].iter().any(|(organ, _)| *organ == one.0);
        (!known).then_some(one)
    })
}

/// A filled-in checklist: when something is wrong, the last point fails.
fn checked(item: &inspections::ItemView, found: Found) -> Value {
    let wrong = matches!(found, Found::ToCorrect | Found::Pending);
    let last = item.points.len().saturating_sub(1);
    let answer = |(at, point): (usize, &inspections::PointView)| match (wrong && at == last, found)
    {
        (true, _) => json!({"point": point.point, "outcome": "fail", "note": found.text()}),
        (_, Found::NoActivity) => {
            json!({"point": point.point, "outcome": "not_applicable", "note": found.text()})
        }
        _ => json!({"point": point.point, "outcome": "pass"}),
    };
    let answers: Vec<Value> = item.points.iter().enumerate().map(answer).collect();
    json!({"code": item.code, "methods": ["field"], "answers": answers, "note": ""})
}
