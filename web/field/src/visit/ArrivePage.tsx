import { useState } from "react";
import { useSearchParams } from "react-router";
import { SelectField, TextArea, TextField } from "@ui/fields";
import { moment } from "@ui/time";
import { inWords, locate, type Located } from "../capture/place";
import { platformNow } from "../local/clock";
import type { Details } from "../local/types";
import type { Point } from "../visits/place";
import { Checks } from "./Checks";
import { DraftForm, type FormProps } from "./DraftForm";
import { EXEMPTIONS } from "./exemptions";
import { VisitFrame } from "./VisitFrame";

interface Draft {
  address: string;
  /** Coordinates in words, or why there are none. */
  located: string;
  position?: Point | undefined;
  present: string[];
  shown: boolean;
  company: string;
  exemption: string;
  /** When the pages noted the arrival. */
  at: string;
}

const PLACE_MAX = 200;
const COMPANY_MAX = 100;

/** 到达: where, when and who; the time is that of the press, also when it is sent later. */
export function ArrivePage() {
  const correcting = useSearchParams()[0].has("op");
  return (
    <VisitFrame title="到达">
      {(visiting) => {
        const { view } = visiting;
        if (view.arrival && !correcting && !view.allowed_actions.includes("arrive")) {
          return <Arrived view={view} />;
        }
        return (
          <DraftForm<Draft>
            visiting={visiting}
            kind="arrive"
            press="记录到达"
            initial={begin(view)}
            from={(body) => ({
              ...begin(view),
              address: String(body.place),
              position: body.position as Point | undefined,
              present: body.present as string[],
              shown: body.certificates_shown === true,
              company: String(body.company),
              exemption: String(body.exemption ?? ""),
              at: String(body.arrived_at ?? ""),
            })}
            check={(draft) => lacking(view, draft)}
            step={(draft) => ({
              kind: "arrive",
              says: "到达",
              body: {
                place: [draft.address.trim(), draft.located]
                  .filter(Boolean)
                  .join("；")
                  .slice(0, PLACE_MAX),
                ...(draft.position ? { position: draft.position } : {}),
                present: draft.present,
                certificates_shown: draft.shown,
                company: draft.company.trim(),
                arrived_at: draft.at || platformNow(),
                ...(draft.exemption ? { exemption: draft.exemption } : {}),
              },
            })}
            Fields={Fields}
          />
        );
      }}
    </VisitFrame>
  );
}

function begin(view: Details): Draft {
  return {
    address: "登记住所",
    located: "",
    present: view.team.map((it) => it.inspector),
    shown: false,
    company: "",
    exemption: "",
    at: "",
  };
}

function lacking(view: Details, draft: Draft): string | undefined {
  if (!draft.address.trim()) return "请写明地点。";
  if (!draft.shown) return "检查前须主动出示执法证件；出示以后请勾选。";
  for (const part of view.parts.filter((it) => it.state !== "satisfied")) {
    const there = view.team.filter(
      (it) => it.organ === part.organ && draft.present.includes(it.inspector),
    );
    if (there.length < 2) return `${part.organ_name}到场的执法人员不足两名。`;
  }
  return undefined;
}

function Fields({ draft, change, about, visiting: { view } }: FormProps<Draft>) {
  const set = (part: Partial<Draft>) => change({ ...draft, ...part });
  return (
    <>
      <TextField
        label="地点"
        value={draft.address}
        change={(address) => set({ address })}
        required
        maxLength={PLACE_MAX / 2}
        help="门牌或地标；书面、网络检查写办公地点"
        wrong={about("place")}
      />
      {draft.at && (
        <p className="row">
          到达时间 {moment(draft.at)}
          <button type="button" className="button" onClick={() => set({ at: "" })}>
            改为现在
          </button>
        </p>
      )}
      <Locate located={draft.located} change={(located, position) => set({ located, position })} />
      <Checks
        legend="到场的执法检查人员"
        choices={view.team.map((it) => [it.inspector, `${it.name}（${it.certificate}）`])}
        value={draft.present}
        change={(present) => set({ present })}
      />
      <Checks
        legend="亮证"
        choices={[["shown", "已主动出示执法证件"]]}
        value={draft.shown ? ["shown"] : []}
        change={(it) => set({ shown: it.length > 0 })}
      />
      <TextArea
        label="当事人一方在场的人"
        value={draft.company}
        change={(company) => set({ company })}
        maxLength={COMPANY_MAX}
        help="姓名和身份；没有人在场的不写"
        wrong={about("company")}
      />
      {view.kind !== "planned" && (
        <SelectField
          label="不计入频次的理由"
          value={draft.exemption}
          change={(exemption) => set({ exemption })}
          choices={EXEMPTIONS}
          none="没有，计入频次"
          wrong={about("exemption")}
        />
      )}
    </>
  );
}

/** The place by satellite, with its error; where there is none, why. */
function Locate(props: { located: string; change: (text: string, position?: Point) => void }) {
  const { located, change } = props;
  const [busy, setBusy] = useState(false);
  async function ask() {
    setBusy(true);
    const found: Located = await locate();
    setBusy(false);
    if ("why" in found) return change(`无法定位：${found.why}`);
    const { latitude, longitude } = found.position;
    change(`定位：${inWords(found.position)}`, { latitude, longitude });
  }
  return (
    <div className="stack tight">
      <button type="button" className="button" disabled={busy} onClick={() => void ask()}>
        {busy ? "正在定位……" : located ? "再定位一次" : "定位"}
      </button>
      {located.startsWith("无法定位") ? (
        <TextField
          label="无法定位的原因"
          value={located.replace(/^无法定位：/u, "")}
          change={(why) => change(`无法定位：${why}`)}
          maxLength={60}
        />
      ) : (
        <p role="status">{located || "还没有定位。"}</p>
      )}
    </div>
  );
}

function Arrived({ view }: { view: Details }) {
  const { arrival } = view;
  if (!arrival) return null;
  const there = view.team.filter((it) => it.present).map((it) => it.name);
  return (
    <dl className="card facts one">
      <div>
        <dt>时间</dt>
        <dd>
          {moment(arrival.at)}
          {arrival.told_at && `（${moment(arrival.told_at)} 补报）`}
        </dd>
      </div>
      <div>
        <dt>地点</dt>
        <dd>{arrival.place}</dd>
      </div>
      <div>
        <dt>到场的执法检查人员</dt>
        <dd>{there.join("、")}</dd>
      </div>
      <div>
        <dt>当事人一方在场的人</dt>
        <dd>{arrival.company || "没有人在场"}</dd>
      </div>
    </dl>
  );
}
