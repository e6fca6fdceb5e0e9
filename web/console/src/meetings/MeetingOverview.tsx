import { Link } from "react-router";
import { day } from "@ui/time";
import { LongDownload } from "@ui/LongDownload";
import { Empty } from "@ui/states";
import type { Row } from "../noun/noun";
import { StateBadge } from "../noun/StateBadge";
import { paths } from "../paths";
import { asMeeting, type Meeting } from "./meeting";

/** A meeting as its minutes print it: when and where, who came, what was said and asked. */
export function MeetingOverview({ row }: { row: Row }) {
  const meeting = asMeeting(row);
  return (
    <div className="stack">
      <Facts it={meeting} />
      <section className="card stack" aria-labelledby="agenda">
        <h2 id="agenda">议程和纪要</h2>
        <ol className="plain-list stack">
          {meeting.agenda.map((item) => (
            <li key={item.number}>
              <h3>
                {item.number}. {item.title}{" "}
                {item.source !== "other" && (
                  <small className="block muted light">来源：{item.source_name}</small>
                )}
              </h3>
              <p className={item.minutes ? "text-block" : "muted"}>
                {item.minutes || "还没有写纪要"}
              </p>
            </li>
          ))}
        </ol>
      </section>
      <Attendance it={meeting} />
      <MattersOf it={meeting} />
    </div>
  );
}

function Facts({ it }: { it: Meeting }) {
  const facts: [string, string][] = [
    ["联席会议", it.conference_name],
    [it.state === "planned" ? "拟定日期" : "召开日期", day(it.day)],
    ["地点", it.place],
    ["主持人", `${it.chair_person}（${it.chair_post}，${it.chair_title}）`],
    ["纪要文号", it.number ?? "—"],
    ["印发日期", it.issued_on ? day(it.issued_on) : "—"],
  ];
  return (
    <div className="card stack">
      {it.late && (
        <p className="notice warn">在季度结束以后{it.state === "planned" && "才拟"}召开。</p>
      )}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {it.state !== "planned" && (
        <LongDownload
          path={`/api/v1/meetings/${it.id}/minutes.pdf`}
          name={`会议纪要-${it.quarter}.pdf`}
          label="下载会议纪要（PDF）"
        />
      )}
    </div>
  );
}

function Attendance({ it }: { it: Meeting }) {
  if (it.attendance.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="attendance">
      <h2 id="attendance">
        出席情况：{it.attendance.length} 个成员单位，到会 {it.attended} 个
      </h2>
      <div className="table-scroll" role="region" aria-label="各单位出席情况" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">成员单位</th>
              <th scope="col">出席情况</th>
              <th scope="col">到会的人</th>
              <th scope="col">职务</th>
            </tr>
          </thead>
          <tbody>
            {it.attendance.map((line) => (
              <tr key={line.organ}>
                <th scope="row">{line.organ_name}</th>
                <td>
                  <span className={`badge ${line.presence === "absent" ? "bad" : ""}`}>
                    {line.presence_name}
                  </span>
                </td>
                <td>{line.person || "—"}</td>
                <td>{line.title || "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function MattersOf({ it }: { it: Meeting }) {
  return (
    <section className="stack" aria-labelledby="matters">
      <h2 id="matters">待办事项</h2>
      {it.matters.length === 0 ? (
        <Empty title="没有交办待办事项" />
      ) : (
        <div className="table-scroll" role="region" aria-label="待办事项列表" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">事项</th>
                <th scope="col">议题</th>
                <th scope="col">责任单位</th>
                <th scope="col">期限</th>
                <th scope="col">状态</th>
              </tr>
            </thead>
            <tbody>
              {it.matters.map((matter) => (
                <tr key={matter.id}>
                  <td className="narrow-text">
                    <Link to={paths.show("matters", matter.id)}>{matter.text}</Link>
                  </td>
                  <td>{matter.item}</td>
                  <td>{matter.organ_name}</td>
                  <td>
                    {day(matter.due)} {matter.overdue && <span className="badge bad">逾期</span>}
                  </td>
                  <td>
                    <StateBadge name={matter.state_name} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
