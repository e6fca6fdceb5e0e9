import { useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Schema } from "@api/client";
import { FileDrop } from "@ui/FileDrop";
import { Empty, ProblemNotice } from "@ui/states";
import { useToast } from "@ui/toast";
import { CheckButtons } from "../imports/CheckButtons";
import { FindingList } from "../imports/FindingList";
import { useCheckedFile } from "../imports/useCheckedFile";
import type { Row } from "../noun/noun";
import { PlanDifference } from "./PlanEditions";

type Checked = Schema<"PlanImportView">;

const FORMATS = [".xlsx", ".csv"];
const BYTES_MAX = 64 * 1024 * 1024;

/** 附件2 back from a department: checked first, then all of its rows become drafts, or none. */
export function PlanImport({ plan }: { plan: Row }) {
  const say = useToast();
  const cache = useQueryClient();
  const [, setParams] = useSearchParams();
  const path = `/api/v1/plans/${plan.id}`;
  const { file, choose, checked, problem, busy, send } = useCheckedFile<Checked>(
    path,
    {},
    (answer) => {
      say(`已写入：新增 ${answer.rows_new} 项任务，修改 ${answer.rows_changed} 项`);
      void cache.invalidateQueries();
      setParams({ sheet: "table" }, { replace: true });
    },
  );
  if (!plan.allowed_actions?.includes("change")) {
    return (
      <Empty title="这份计划现在不能导入">
        编制中的计划，由编制的部门导入；已公示的，请先发起调整。
      </Empty>
    );
  }
  return (
    <div className="stack">
      <div className="card stack">
        <ol className="steps-note">
          <li>下载空表，或下载这份计划的附件2，在 Excel 里填写。</li>
          <li>上传后先核对：逐行说明新增、变更还是不能采用，计划还没有变。</li>
          <li>写入后，每一行成为一个任务草稿；有一行不能采用，就一行也不写入。</li>
        </ol>
        <p className="row">
          <a className="button small" href="/api/v1/plans/import-template" download>
            下载空表
          </a>
          <a className="button small" href={`${path}/table.xlsx`} download>
            下载这份计划的附件2
          </a>
        </p>
        <FileDrop
          label="把填好的附件2 拖到这里"
          formats={FORMATS}
          bytesMax={BYTES_MAX}
          file={file}
          choose={choose}
        />
        {problem && <ProblemNotice problem={problem} />}
        <CheckButtons
          ready={file !== undefined}
          sound={checked?.rows_refused === 0}
          write="写入计划"
          {...{ busy, send }}
        />
      </div>
      {checked && <Result checked={checked} />}
    </div>
  );
}

function Result({ checked }: { checked: Checked }) {
  const refused = checked.rows_refused;
  return (
    <>
      <div className={`notice ${refused > 0 ? "bad" : "good"}`} role="status">
        <p>
          读到 {checked.rows_read} 行：新增 {checked.rows_new}，变更 {checked.rows_changed}
          ，没有变化 {checked.rows_unchanged}，不能采用 {refused}。
        </p>
        {refused > 0 && <p>有一行不能采用，整个文件就不能写入；请按下面的提示改好。</p>}
      </div>
      <FindingList findings={checked.findings} total={checked.findings.length} />
      {checked.changes.length > 0 && (
        <section className="card">
          <h2>写入后的变化</h2>
          <PlanDifference changes={checked.changes} />
        </section>
      )}
    </>
  );
}
