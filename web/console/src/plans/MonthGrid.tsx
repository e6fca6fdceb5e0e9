import { Link } from "react-router";
import type { Row } from "../noun/noun";
import { StateBadge } from "../noun/StateBadge";
import { paths } from "../paths";
import { monthsOf, spanOf, type Doing } from "./months";

const WORDS: Record<Doing, string> = { draw: "抽取", inspect: "检查", "": "" };

/** Months across, tasks down: when each is drawn and until when it is inspected. */
export function MonthGrid({ tasks, year }: { tasks: Row[]; year: number }) {
  const drawn = (at: number) =>
    tasks.filter((task) => monthsOf(spanOf(task), year)[at] === "draw").length;
  return (
    <div className="table-scroll" role="region" aria-label={`${year} 年日历`} tabIndex={0}>
      <table className="table month-grid">
        <thead>
          <tr>
            <th scope="col">抽查任务</th>
            {Array.from({ length: 12 }, (_, at) => (
              <th key={at} scope="col">
                {at + 1} 月
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id}>
              <th scope="row">
                <Link to={paths.show("tasks", task.id)}>{spanOf(task).name}</Link>{" "}
                <StateBadge name={task.state_name} />
              </th>
              {monthsOf(spanOf(task), year).map((doing, at) => (
                <td key={at} className={doing}>
                  {WORDS[doing]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">当月抽取的任务</th>
            {Array.from({ length: 12 }, (_, at) => (
              <td key={at}>{drawn(at) || ""}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
