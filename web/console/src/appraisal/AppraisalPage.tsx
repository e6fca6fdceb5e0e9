import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { request, type Schema } from "@api/client";
import { SelectField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { Tabs } from "@ui/tabs";
import { day } from "@ui/time";
import { yearsTo } from "../annex3/Annex3Choice";
import { useToday } from "../casework/today";
import { DepartmentTable } from "./DepartmentTable";
import { IndicatorTable } from "./IndicatorTable";

export type Appraisal = Schema<"AppraisalView">;

const PATH = "/api/v1/appraisals";

/** 考核: what each indicator means, what was aimed at, and where each department stands. */
export function AppraisalPage() {
  const today = useToday();
  const [params, setParams] = useSearchParams();
  const year = params.get("year") ?? "";
  const found = useQuery({
    queryKey: [PATH, year],
    queryFn: () => request<Appraisal>("get", PATH, { query: { year } }),
  });
  return (
    <div className="stack">
      <h1>考核</h1>
      <div className="card filters no-print" role="search" aria-label="考核年度">
        <SelectField
          label="年度"
          none="本年"
          choices={yearsTo(today)}
          value={year}
          change={(next) => setParams(next ? { year: next } : {})}
        />
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && <Sheets it={found.data} />}
    </div>
  );
}

function Sheets({ it }: { it: Appraisal }) {
  const [organ, setOrgan] = useState("");
  const [first] = it.departments;
  const chosen = it.departments.find((one) => one.organ === organ) ?? first;
  return (
    <>
      <p className="notice">{it.never_scored}</p>
      <p className="muted">
        {it.conference_name}，{it.year} 年，统计到{day(it.until)}
        。数字都由平台的记录统计，不用填报。
      </p>
      <Tabs
        label="考核的内容"
        tabs={[
          {
            id: "departments",
            title: "各部门",
            content: chosen ? (
              <div className="stack">
                <SelectField
                  label="部门"
                  choices={it.departments.map((one) => [one.organ, one.organ_name] as const)}
                  value={chosen.organ}
                  change={setOrgan}
                  required
                />
                <DepartmentTable department={chosen} indicators={it.indicators} />
              </div>
            ) : (
              <Empty title="没有您可以查看的部门" />
            ),
          },
          {
            id: "indicators",
            title: "指标和目标",
            content: <IndicatorTable appraisal={it} />,
          },
          ...(it.departments.length > 1
            ? [{ id: "overall", title: "达标情况", content: <Overall it={it} /> }]
            : []),
        ]}
      />
    </>
  );
}

/** How many of the indicators with a target each department meets. */
function Overall({ it }: { it: Appraisal }) {
  return (
    <div className="table-scroll" role="region" aria-label="各部门的达标情况" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">部门</th>
            <th scope="col" className="number">
              达到目标
            </th>
            <th scope="col">没有达到的指标</th>
          </tr>
        </thead>
        <tbody>
          {it.departments.map((one) => (
            <tr key={one.organ}>
              <th scope="row">{one.organ_name}</th>
              <td className="number">
                {one.met} / {one.judged}
              </td>
              <td>
                {one.cells
                  .filter((cell) => cell.met === false)
                  .map((cell) => `${cell.indicator_name}（${cell.year.text}）`)
                  .join("、") || "—"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
