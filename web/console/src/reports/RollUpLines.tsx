import { Link } from "react-router";
import type { Schema } from "@api/client";
import { day } from "@ui/time";
import { Digest } from "../casework/Digest";
import { paths } from "../paths";
import { Differences } from "./Differences";

type Line = Schema<"RollUpLine">;

/** Each department: what it handed in, and where the facts have moved on since. */
export function RollUpLines({ lines }: { lines: Line[] }) {
  return (
    <div className="table-scroll" role="region" aria-label="各部门的报送" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">部门</th>
            <th scope="col">报送</th>
            <th scope="col">摘要（SM3）</th>
            <th scope="col">与重新统计</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.organ}>
              <th scope="row">
                {line.report ? (
                  <Link to={paths.show("reports", line.report)}>{line.organ_name}</Link>
                ) : (
                  line.organ_name
                )}
              </th>
              <td>
                <HandedIn line={line} />
              </td>
              <td>{line.digest ? <Digest value={line.digest} name="摘要" /> : "—"}</td>
              <td>
                <Compared line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HandedIn({ line }: { line: Line }) {
  if (!line.submitted_on) return <span className="badge">没有报送</span>;
  return (
    <span className={`badge ${line.late ? "warn" : "good"}`}>
      {day(line.submitted_on)}，第 {line.ordinal} 次{line.late && "（逾期）"}
    </span>
  );
}

function Compared({ line }: { line: Line }) {
  const count = line.differences.length;
  if (count === 0) return <>{line.submitted_on ? "相同" : "没有要报的数"}</>;
  return (
    <details>
      <summary>
        {line.submitted_on ? `${count} 格不同` : `${count} 格没有计入`}
        <span className="visually-hidden">：{line.organ_name}</span>
      </summary>
      <Differences rows={line.differences} label={`${line.organ_name}的差异`} />
    </details>
  );
}
