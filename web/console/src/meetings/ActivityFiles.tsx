import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schema } from "@api/client";
import { Problem } from "@api/problem";
import { upload } from "@api/upload";
import { bytesText, FileDrop } from "@ui/FileDrop";
import { Empty, ProblemNotice } from "@ui/states";
import { useToast } from "@ui/toast";
import { Digest } from "../casework/Digest";
import type { Row } from "../noun/noun";

type File_ = Schema<"ActivityFileView">;

/** As `domain/evidence.rs` takes them. */
const FORMATS = [".jpg", ".jpeg", ".png", ".webp", ".pdf", ".mp3", ".m4a", ".wav", ".mp4"];
const BYTES_MAX = 20 * 1024 * 1024;

/** What shows an entry of the register: kept by its content, never replaced. */
export function ActivityFiles({ row }: { row: Row }) {
  const files = row.files as File_[];
  return (
    <div className="stack">
      {files.length === 0 && <Empty title="还没有佐证材料" />}
      {files.length > 0 && (
        <div className="table-scroll" role="region" aria-label="佐证材料" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">名称</th>
                <th scope="col">大小</th>
                <th scope="col">SHA-256</th>
              </tr>
            </thead>
            <tbody>
              {files.map((file) => (
                <tr key={file.sha256}>
                  <td>
                    <a
                      href={`/api/v1/activities/${row.id}/files/${file.sha256}`}
                      download={file.name}
                    >
                      {file.name}
                    </a>
                  </td>
                  <td>{bytesText(file.bytes)}</td>
                  <td>
                    <Digest value={file.sha256} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {row.allowed_actions?.includes("upload") && <Add row={row} />}
    </div>
  );
}

function Add({ row }: { row: Row }) {
  const cache = useQueryClient();
  const say = useToast();
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  function choose(chosen: File | undefined) {
    setFile(chosen);
    setProblem(undefined);
  }
  async function send() {
    if (!file) return;
    setProblem(undefined);
    setBusy(true);
    try {
      const query = { version: String(row.version) };
      await upload(`/api/v1/activities/${row.id}/files`, { file, query });
      setFile(undefined);
      say(`已上传：${file.name}`);
      void cache.invalidateQueries({ queryKey: ["/api/v1/activities"] });
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="card stack no-print" aria-label="上传佐证材料">
      <FileDrop
        label="把照片、签到表或文件拖到这里"
        formats={FORMATS}
        bytesMax={BYTES_MAX}
        file={file}
        choose={choose}
      />
      {problem && <ProblemNotice problem={problem} />}
      <div className="row end">
        <button
          type="button"
          className="button primary"
          disabled={!file || busy}
          onClick={() => void send()}
        >
          {busy ? "正在上传……" : "上传"}
        </button>
      </div>
    </section>
  );
}
