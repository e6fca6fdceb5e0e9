import { useState, type FormEvent } from "react";
import { TextArea, TextField } from "@ui/fields";
import { moment } from "@ui/time";
import { sha256 } from "../capture/hash";
import { Signature } from "../capture/Signature";
import { platformNow } from "../local/clock";
import type { Op } from "../queue/op";
import { seen } from "../queue/seen";
import { Radios } from "./Checks";
import { useDraft } from "./useDraft";
import { useStep, type Step } from "./useStep";
import type { Visiting } from "./useVisit";

interface Draft {
  signed: string;
  name: string;
  reason: string;
  witness: string;
  remarks: string;
}

const EMPTY: Draft = { signed: "yes", name: "", reason: "", witness: "", remarks: "" };
/** What was said before, when it came back. */
function from(op: Op | undefined): Draft {
  if (op?.kind !== "company_sign") return EMPTY;
  const { signed, ...words } = op.body as Omit<Draft, "signed"> & { signed: boolean };
  return { ...EMPTY, ...words, signed: signed ? "yes" : "no" };
}

const CHOICES = [
  ["yes", "当事人签字"],
  ["no", "当事人拒绝签字"],
] as const;

/**
 * The company signs what it has read, or refuses, with reason and witness.
 *
 * The handwriting is evidence of the record and has to be there before the record stands; so one
 * press keeps, in this order, the handwriting, the finished record, the company's word and the
 * officer's own signature.
 */
export function CompanySign({ visiting }: { visiting: Visiting }) {
  const { view } = visiting;
  const { finish, corrected } = useStep(visiting);
  const { draft, change, forget } = useDraft<Draft>(`${view.id}:company`, from(corrected));
  const [handwriting, setHandwriting] = useState<Blob>();
  const [lack, setLack] = useState<string>();
  if (!draft) return null;
  const words = draft;
  const signs = words.signed === "yes";
  const set = (part: Partial<Draft>) => change({ ...words, ...part });

  async function submit(event: FormEvent) {
    event.preventDefault();
    const lacking = missing(words);
    setLack(lacking);
    if (lacking) return;
    const steps: Step[] = [];
    const completing = view.allowed_actions.includes("finish") && !corrected;
    if (completing && signs && handwriting) {
      steps.push(await signature(visiting, words.name, handwriting));
    }
    if (completing) steps.push({ kind: "finish", says: "完成检查记录", body: {} });
    const { signed, ...said } = words;
    steps.push({
      kind: "company_sign",
      says: signs ? "当事人签字" : "当事人拒绝签字",
      body: {
        ...said,
        signed: signed === "yes",
        ...(signs ? { reason: "", witness: "" } : {}),
      },
    });
    if (completing) steps.push({ kind: "sign", says: "执法人员签字", body: {} });
    await finish(steps);
    await forget();
  }

  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      <h2>当事人</h2>
      <Radios
        legend="当事人是否签字"
        hidden
        choices={CHOICES}
        value={words.signed}
        change={(signed) => set({ signed })}
      />
      {signs ? (
        <>
          <TextField
            label="签字人姓名"
            value={words.name}
            change={(name) => set({ name })}
            required
            maxLength={100}
          />
          {view.allowed_actions.includes("finish") && (
            <>
              <Signature label="请当事人手写签名" change={setHandwriting} />
              <p className="muted small-text">
                不便手写的，核对姓名后可以只填姓名，并在意见里说明。
              </p>
            </>
          )}
        </>
      ) : (
        <>
          <TextArea
            label="拒绝的理由"
            value={words.reason}
            change={(reason) => set({ reason })}
            required
          />
          <TextField
            label="见证人"
            value={words.witness}
            change={(witness) => set({ witness })}
            required
            help="可以是第二名执法人员"
            maxLength={100}
          />
        </>
      )}
      <TextArea
        label="当事人意见"
        value={words.remarks}
        change={(remarks) => set({ remarks })}
        help="没有意见的不写"
      />
      {lack && (
        <p className="notice bad" role="alert">
          {lack}
        </p>
      )}
      <div className="thumb-bar still">
        <button type="submit" className="button primary big">
          {view.allowed_actions.includes("finish") ? "完成记录，我也签字" : "记录当事人签字"}
        </button>
      </div>
    </form>
  );
}

function missing({ signed, name, reason, witness }: Draft): string | undefined {
  const short = (text: string) => text.trim().length < 2;
  if (signed === "yes") return short(name) ? "请写明签字人姓名。" : undefined;
  return short(reason) || short(witness) ? "请写明拒绝的理由和见证人。" : undefined;
}

/** The handwriting as evidence; its note names what was read by a digest. */
async function signature({ view }: Visiting, name: string, image: Blob): Promise<Step> {
  const at = platformNow();
  const read = await sha256(new TextEncoder().encode(seen("finish", view, {})).buffer);
  const body = {
    sha256: await sha256(await image.arrayBuffer()),
    captured_at: at,
    place: view.arrival?.place ?? "",
    note: `${name} 于 ${moment(at)} 阅读记录后手写；所读内容的 SHA-256：${read}`,
    name: `当事人签名 ${name}.png`,
    bytes: image.size,
    media: "image/png",
  };
  return { kind: "evidence", says: "当事人手写签名", body, file: image };
}
