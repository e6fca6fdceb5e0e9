import { useState, type ChangeEvent } from "react";
import { SelectField, TextField } from "@ui/fields";
import { useToast } from "@ui/toast";
import { moment } from "@ui/time";
import { sha256 } from "../capture/hash";
import { photograph } from "../capture/photo";
import { locate, placeText } from "../capture/place";
import { platformNow } from "../local/clock";
import { EvidenceList } from "./EvidenceList";
import { useDraft } from "./useDraft";
import { useStep, type Step } from "./useStep";
import type { Visiting } from "./useVisit";
import { VisitFrame } from "./VisitFrame";

/** Photographs and papers. A press of the shutter keeps the picture; nothing has to be saved. */
export function EvidencePage() {
  return (
    <VisitFrame title="照片和其他证据">
      {(visiting) => (
        <>
          {visiting.view.allowed_actions.includes("add_evidence") && <Camera visiting={visiting} />}
          <EvidenceList visiting={visiting} />
        </>
      )}
    </VisitFrame>
  );
}

const LOCATE_MS = 3_000;
const PLACE_MAX = 200;

/** A file as evidence of this visit, hashed as it came from the camera. */
async function captured(file: File, visiting: Visiting, about: About): Promise<Step> {
  const { view } = visiting;
  const at = platformNow();
  const place = placeText(await locate(LOCATE_MS)).slice(0, PLACE_MAX);
  const isPicture = file.type.startsWith("image/");
  const stamp = [`${moment(at)}　${view.number}`, place].filter(Boolean);
  const bytes = isPicture ? await photograph(file, stamp) : file;
  // A name with a slash would be read as a folder.
  const time = moment(at).replace(/\//gu, "-");
  const name = isPicture ? `现场照片 ${time}.jpg` : file.name;
  const body = {
    sha256: await sha256(await bytes.arrayBuffer()),
    captured_at: at,
    place,
    note: about.note.trim(),
    name,
    bytes: bytes.size,
    media: isPicture ? "image/jpeg" : file.type,
    ...(about.item ? { item: about.item } : {}),
  };
  return { kind: "evidence", says: `证据：${name}`, body, file: bytes };
}

/** Why a piece was not kept. */
function lost(error: unknown): string {
  const full = error instanceof Error && error.name === "QuotaExceededError";
  return full
    ? "手机的存储满了，没有存下；请先联网发送，或清理手机后再拍。"
    : "这个文件读不出来，没有存；请重拍，或换一个文件。";
}

interface About {
  item: string;
  note: string;
}

function Camera({ visiting }: { visiting: Visiting }) {
  const { take } = useStep(visiting);
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const { draft, change } = useDraft<About>(`${visiting.view.id}:evidence`, {
    item: "",
    note: "",
  });
  if (!draft) return null;
  const about = draft;

  async function shot({ target }: ChangeEvent<HTMLInputElement>) {
    const files = [...(target.files ?? [])];
    target.value = "";
    setBusy(true);
    try {
      for (const file of files) await take([await captured(file, visiting, about)]);
      change({ ...about, note: "" });
      say(`已存 ${files.length} 件，采集时的哈希已算好。`);
    } catch (error) {
      say(lost(error), "bad");
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="card stack" aria-label="采集">
      <SelectField
        label="关于哪个事项"
        value={about.item}
        change={(item) => change({ ...about, item })}
        choices={visiting.view.items.map((it) => [it.code, it.name])}
        none="整个检查"
      />
      <TextField
        label="说明"
        value={about.note}
        change={(note) => change({ ...about, note })}
        maxLength={500}
        help="先写说明再拍，照片里会印上时间和地点"
      />
      <div className="thumb-bar row">
        <label className="button primary big shutter">
          {busy ? "正在处理……" : "拍照"}
          <input
            type="file"
            accept="image/*"
            capture="environment"
            disabled={busy}
            onChange={(event) => void shot(event)}
          />
        </label>
        <label className="button big shutter">
          选文件
          <input
            type="file"
            accept="image/*,application/pdf,audio/*,video/mp4"
            multiple
            disabled={busy}
            onChange={(event) => void shot(event)}
          />
        </label>
      </div>
    </section>
  );
}
