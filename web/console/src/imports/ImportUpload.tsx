import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { FileDrop } from "@ui/FileDrop";
import { useToast } from "@ui/toast";
import { upload } from "@api/upload";
import { Problem } from "@api/problem";
import { ProblemNotice } from "@ui/states";
import { SelectField, TextField } from "@ui/fields";
import { vocabulary } from "@terms/terms";
import { useOrgans } from "../noun/names";
import type { Row } from "../noun/noun";
import { paths } from "../paths";
import { useSession } from "../session/session";

const FORMATS = [".csv", ".xlsx"];
const BYTES_MAX = 64 * 1024 * 1024;

/** A file of a register: chosen or dropped, sent with its progress shown, checked by the server. */
export function ImportUpload() {
  const [params] = useSearchParams();
  const session = useSession();
  const organs = useOrgans();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const say = useToast();
  const [kind, setKind] = useState(params.get("kind") ?? "register");
  const [organ, setOrgan] = useState(session.organ);
  const [source, setSource] = useState("");
  const [sourceDay, setSourceDay] = useState("");
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  function choose(chosen: File | undefined) {
    setFile(chosen);
    setProblem(undefined);
  }
  async function send() {
    if (!file) return;
    setProblem(undefined);
    setSent(0);
    try {
      const query = { kind, organ, source, source_day: sourceDay };
      const batch = await upload<Row>("/api/v1/imports", { file, query, progress: setSent });
      void cache.invalidateQueries({ queryKey: ["/api/v1/imports"] });
      say(`已核对：${String(batch.rows_read)} 行`);
      void navigate(`${paths.show("imports", batch.id)}?sheet=report`);
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setSent(undefined);
    }
  }
  const choices = [...organs.values()].map((it) => [it.id, it.name] as const);
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("imports")}>导入批次</Link> › 导入文件
      </nav>
      <h1>导入文件</h1>
      <ol className="steps-note">
        <li>下载模板，按列填写，或直接用业务系统导出的文件。</li>
        <li>上传后只是核对：逐行说明新增、变更还是不能采用，名录还没有变。</li>
        <li>另一个人批准后才写入；写入后发现不对，可以撤销。</li>
      </ol>
      <form
        className="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className="form-grid">
          <SelectField
            label="导入什么"
            choices={vocabulary("import_kind")}
            value={kind}
            change={setKind}
            required
          />
          <SelectField
            label="为哪个部门导入"
            choices={choices}
            value={organ}
            change={setOrgan}
            required
          />
          <TextField
            label="数据来源"
            help="例如“市场监管登记系统”"
            value={source}
            change={setSource}
            required
            wrong={problem?.about("source")}
          />
          <TextField
            label="来源日期"
            type="date"
            help="数据截至哪天；不能晚于今天"
            value={sourceDay}
            change={setSourceDay}
            required
            wrong={problem?.about("source_day")}
          />
        </div>
        <Templates kind={kind} />
        <FileDrop
          label="把 CSV 或 Excel 文件拖到这里"
          formats={FORMATS}
          bytesMax={BYTES_MAX}
          file={file}
          choose={choose}
        />
        {sent !== undefined && <Sending sent={sent} />}
        {problem && <ProblemNotice problem={problem} />}
        <div className="row end">
          <button type="submit" className="button primary" disabled={!file || sent !== undefined}>
            {sent === undefined ? "上传并核对" : "正在上传……"}
          </button>
        </div>
      </form>
    </div>
  );
}

function Templates({ kind }: { kind: string }) {
  const address = (format: string) => `/api/v1/imports/template?kind=${kind}&format=${format}`;
  return (
    <p className="row">
      <span>模板：</span>
      <a className="button small" href={address("xlsx")} download={`导入模板-${kind}.xlsx`}>
        下载 Excel 模板
      </a>
      <a className="button small" href={address("csv")} download={`导入模板-${kind}.csv`}>
        下载 CSV 模板
      </a>
    </p>
  );
}

function Sending({ sent }: { sent: number }) {
  const percent = Math.round(sent * 100);
  return (
    <div className="stack" role="status">
      <progress max={100} value={percent} aria-label="上传进度">
        {percent}%
      </progress>
      <span>{percent < 100 ? `已上传 ${percent}%` : "文件已收到，正在逐行核对……"}</span>
    </div>
  );
}
