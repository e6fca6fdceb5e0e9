//! The annexes and 会议纪要 as printed documents, of what the reader sees on the screen.

use sunlot_domain::conferences::Post;
use sunlot_domain::meetings::{MeetingState, Presence};
use sunlot_forms::{annex1 as members_list, annex2 as plan_table, annex3 as statistics, meeting};

use super::{Document, Format, made, printed};
use crate::annex3::Annex3Query;
use crate::conferences::{self, OnDay};
use crate::context::{App, Call};
use crate::error::{AppError, Kind};
use crate::meetings::matters::MatterView;
use crate::meetings::{self, MeetingView};
use crate::{organs, plans};

/// 附件2 of the working copy.
///
/// # Errors
/// As [`plans::table`], or no font.
pub async fn annex2(app: &App, call: &Call, id: &str) -> Result<Document, AppError> {
    let plan = plans::show(app, call, id).await?;
    let table = plans::table(app, call, id).await?;
    let edition = match plan.edition {
        0 => format!("（{}稿）", plan.state_name),
        edition => format!("第 {edition} 版（{}）", plan.state_name),
    };
    let facts = plan_table::Annex2 {
        organ: table.organ,
        year: table.year,
        document_number: plan.document_number.unwrap_or_default(),
        edition,
        joint: plan.joint,
        columns: table.columns,
        rows: table.rows.into_iter().map(|row| row.cells).collect(),
        notes: table.notes,
    };
    made(plan_table::paper(&facts), format!("附件2-{}", plan.number), Format::Pdf).await
}

/// 附件1 of a day, today when none is named. Names of persons only for whoever reads them on the
/// screen; where they are printed, the record says by whom.
///
/// # Errors
/// As [`conferences::posts`], nobody is logged in, or no font.
pub async fn annex1(app: &App, call: &Call, id: &str, when: OnDay) -> Result<Document, AppError> {
    let day = when.on.unwrap_or_else(|| app.today().to_string());
    let on = || OnDay { on: Some(day.clone()) };
    let conference = conferences::show(app, call, id).await?;
    // A layout costs a processor: everybody reads the page, who works with it prints.
    call.account()?;
    let mut posts = conferences::posts(app, call, id, on()).await?;
    let rank = |code: &str| Post::ALL.iter().position(|post| post.code() == code);
    posts.sort_by_key(|post| rank(&post.post));
    let members = conferences::members(app, call, id, on()).await?;
    let office = organs::show(app, call, &conference.office).await?.name;
    let lead = organs::show(app, call, &conference.lead).await?.name;
    let seated = |organ: &str| posts.iter().any(|post| post.organ == organ);
    let unseated = members.iter().filter(|member| !seated(&member.organ));
    let members = unseated.map(|member| member.organ_name.clone()).collect();
    let has_names = posts.iter().any(|post| post.person.is_some());
    let facts = members_list::Annex1 {
        conference: conference.name,
        office,
        lead,
        day: day.clone(),
        members,
        posts: posts
            .into_iter()
            .map(|post| members_list::Post {
                post: post.post_name,
                organ: post.organ_name,
                title: post.title,
                person: post.person.unwrap_or_default(),
                filed_on: post.filed_on,
            })
            .collect(),
    };
    let document = made(members_list::paper(&facts), format!("附件1-{day}"), Format::Pdf).await?;
    if has_names {
        printed(app, call, id.to_owned(), &document).await?;
    }
    Ok(document)
}

/// 附件3 of whom and which period is asked for.
///
/// # Errors
/// As [`crate::annex3::form`], or no font.
pub async fn annex3(app: &App, call: &Call, query: Annex3Query) -> Result<Document, AppError> {
    let form = crate::annex3::form(app, call, query).await?;
    let mut rows = form.rows.into_iter().map(|row| {
        let mut cells = row.cells.into_iter();
        statistics::Row { cells: std::array::from_fn(|_| cells.next().unwrap_or_default()) }
    });
    let money = form.group_heads.last().map_or("", |(head, _)| *head);
    let facts = statistics::Annex3 {
        title: form.title,
        period: form.header.period,
        organ: form.header.unit.clone(),
        filed_on: form.header.filed_on,
        rows: std::array::from_fn(|_| rows.next().unwrap_or_default()),
        remarks: form.header.remarks,
        money: money.to_owned(),
        notes: form.notes,
        clerk: form.header.clerk,
        phone: form.header.phone,
        digest: String::new(),
    };
    made(statistics::paper(&facts), format!("附件3-{}", form.header.unit), Format::Pdf).await
}

/// 会议纪要 of a meeting that was held; a draft has neither number nor day.
///
/// # Errors
/// As [`meetings::show`], a meeting that was not held yet, or no font.
pub async fn meeting_minutes(app: &App, call: &Call, id: &str) -> Result<Document, AppError> {
    let it = meetings::show(app, call, id).await?;
    if it.state == MeetingState::Planned.code() {
        let text = "会议还没有召开，没有纪要可以打印；请在召开并登记出席情况以后再打印。";
        return Err(AppError::new(Kind::Conflict, "form.too_early", text));
    }
    let name = format!("会议纪要-{}", it.quarter);
    let document = made(meeting::paper(&minutes_of(it)), name, Format::Pdf).await?;
    // It names persons.
    printed(app, call, id.to_owned(), &document).await?;
    Ok(document)
}

fn minutes_of(it: MeetingView) -> meeting::Meeting {
    let seated = |presence: Presence| {
        let lines = it.attendance.iter().filter(move |line| line.presence == presence.code());
        lines.map(|line| line.organ_name.clone())
    };
    let deputies = seated(Presence::Deputy).map(|organ| format!("{organ}（委托参加）"));
    let task = |matter: &MatterView| {
        format!("{}：{}（{} 以前）", matter.organ_name, matter.text, matter.due)
    };
    meeting::Meeting {
        title: format!("联席会议{}会议", it.quarter_name),
        present: seated(Presence::Present).chain(deputies).collect(),
        absent: seated(Presence::Absent).collect(),
        tasks: it.matters.iter().map(task).collect(),
        matters: it
            .agenda
            .iter()
            .map(|item| meeting::Matter { title: item.title.clone(), text: item.minutes.clone() })
            .collect(),
        chair: format!("{}{}", it.chair_title, it.chair_person),
        conference: it.conference_name,
        number: it.number.unwrap_or_default(),
        day: it.day,
        place: it.place,
        office: it.organ_name,
        dated: it.issued_on.unwrap_or_default(),
    }
}
