import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { Schema } from "@api/client";
import { CheckField } from "@ui/fields";
import { FileDrop } from "@ui/FileDrop";
import { ProblemNotice } from "@ui/states";
import { useToast } from "@ui/toast";
import { CheckButtons } from "../imports/CheckButtons";
import { FindingList } from "../imports/FindingList";
import { useCheckedFile } from "../imports/useCheckedFile";
import { versionPath } from "./ListVersions";
import { DifferenceList } from "./VersionDiffPage";

type Checked = Schema<"ListImportView">;

const FORMATS = [".csv", ".xlsx"];
const BYTES_MAX = 64 * 1024 * 1024;

/** A list's file: checked against the draft first, written as it was checked, all rows or none. */
export function VersionImportPage() {
  const { id = "" } = useParams();
  const say = useToast();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [strike, setStrike] = useState(false);
  const path = `/api/v1/item-lists/versions/${id}`;
  const { file, choose, checked, problem, busy, send, anew } = useCheckedFile<Checked>(
    path,
    { strike_absent: strike },
    (answer) => {
      say(`已写入：新增 ${answer.rows_new} 项，修改 ${answer.rows_changed} 项`);
      void cache.invalidateQueries();
      void navigate(versionPath(id));
    },
  );
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={versionPath(id)}>这一版</Link> › 从文件导入事项
      </nav>
      <h1>从文件导入事项</h1>
      <div className="card stack">
        <p className="row">
          <a
            className="button small"
            href="/api/v1/item-lists/import-template"
            download="抽查事项清单模板.csv"
          >
            下载 CSV 模板
          </a>
          <a className="button small" href={`${path}/items.xlsx`} download>
            下载这一版，改好再导入
          </a>
        </p>
        <FileDrop
          label="把清单的 CSV 或 Excel 文件拖到这里"
          formats={FORMATS}
          bytesMax={BYTES_MAX}
          file={file}
          choose={choose}
        />
        <CheckField
          label="文件里没有的事项，从草稿中删除"
          value={strike}
          change={(on) => {
            anew();
            setStrike(on);
          }}
        />
        {problem && <ProblemNotice problem={problem} />}
        <CheckButtons
          ready={file !== undefined}
          sound={checked?.rows_refused === 0}
          write="写入草稿"
          {...{ busy, send }}
        />
      </div>
      {checked && <CheckedFile checked={checked} />}
    </div>
  );
}

function CheckedFile({ checked }: { checked: Checked }) {
  const refused = checked.rows_refused;
  return (
    <>
      <div className={`notice ${refused > 0 ? "bad" : "good"}`} role="status">
        <p>
          读到 {checked.rows_read} 行：新增 {checked.rows_new}，修改 {checked.rows_changed}
          ，没有变化 {checked.rows_unchanged}，重复 {checked.rows_duplicate}，删除{" "}
          {checked.rows_struck}，不能采用 {refused}。
        </p>
        {refused > 0 && <p>有一行不能采用，整个文件就不能写入；请按下面的提示改好。</p>}
      </div>
      <FindingList findings={checked.findings} total={checked.findings_total} />
      <DifferenceList differences={checked.changes} />
    </>
  );
}
