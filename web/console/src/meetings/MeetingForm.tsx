import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { request, type Page, type Schema } from "@api/client";
import { SelectField, TextField } from "@ui/fields";
import type { FormProps, Row } from "../noun/noun";
import { useToday } from "../casework/today";
import { AgendaField, type Item } from "./AgendaField";
import { asMeeting, useChairs } from "./meeting";

type Quarter = Schema<"QuarterView">;
type Proposed = Schema<"ProposedItem">;
type New = Omit<FormProps, "row">;

const said = (draft: FormProps["draft"], key: string) => String(draft[key] ?? "");

/** A new meeting: the conference and its quarter, then day, place, chair and agenda. */
export function NewMeeting({ draft, change, errors }: New) {
  const conferences = useConferences();
  const conference = said(draft, "conference");
  const only = conferences.length === 1 ? conferences[0]?.[0] : undefined;
  useEffect(() => {
    if (only && !conference) change({ ...draft, conference: only });
  });
  const quarters = useQuery({
    queryKey: ["/api/v1/conferences", conference, "quarters"],
    queryFn: () => request<Quarter[]>("get", `/api/v1/conferences/${conference}/quarters`),
    enabled: conference !== "",
  });
  const free = (quarters.data ?? []).filter((it) => !it.meeting || it.quarter === draft.quarter);
  return (
    <div className="stack">
      <div className="form-grid">
        <SelectField
          label="联席会议"
          choices={conferences}
          value={conference}
          change={(id) => change({ ...draft, conference: id, chair: null })}
          required
        />
        <SelectField
          label="季度"
          choices={free.map((it) => [it.quarter, `${it.name}${it.overdue ? "（逾期）" : ""}`])}
          value={said(draft, "quarter")}
          change={(quarter) => change({ ...draft, quarter })}
          help="只列出还没有拟定会议的季度"
          wrong={errors.find((error) => error.field === "quarter")?.message}
          required
        />
      </div>
      <Terms {...{ draft, change, errors, conference }} />
      <Proposal conference={conference} use={(agenda) => change({ ...draft, agenda })} />
    </div>
  );
}

/** Day, place, chair and agenda of a meeting that is planned. */
export function ChangeMeeting({ row, ...form }: FormProps) {
  return <Terms {...form} conference={asMeeting(row).conference} />;
}

/** What a change begins with. */
export function planned(row: Row) {
  const { day, place, chair, agenda } = asMeeting(row);
  return { day, place, chair, agenda: agenda.map(({ title, source }) => ({ title, source })) };
}

function Terms({ draft, change, errors, conference }: New & { conference: string }) {
  const today = useToday();
  const chairs = useChairs(conference, said(draft, "day") || today);
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message;
  return (
    <div className="stack">
      <div className="form-grid">
        <TextField
          label="会议日期"
          type="date"
          value={said(draft, "day")}
          change={(day) => change({ ...draft, day })}
          wrong={wrong("day")}
          required
        />
        <TextField
          label="地点"
          value={said(draft, "place")}
          change={(place) => change({ ...draft, place })}
          wrong={wrong("place")}
          required
        />
        <SelectField
          label="主持人"
          choices={chairs}
          value={said(draft, "chair")}
          change={(chair) => change({ ...draft, chair })}
          help="会议当天在任的召集人或副召集人"
          wrong={wrong("chair")}
          required
        />
      </div>
      <AgendaField
        items={(draft.agenda ?? []) as Item[]}
        change={(agenda) => change({ ...draft, agenda: agenda.length > 0 ? agenda : null })}
        wrong={wrong("agenda")}
      />
    </div>
  );
}

function useConferences(): [string, string][] {
  const { data } = useQuery({
    queryKey: ["/api/v1/conferences", "pick"],
    queryFn: () => request<Page<Row>>("get", "/api/v1/conferences", { query: { page_size: 200 } }),
  });
  return (data?.items ?? []).map((it) => [it.id, String(it.name)]);
}

/** What is open now, to be put on the agenda at one press. */
function Proposal({ conference, use }: { conference: string; use: (items: Item[]) => void }) {
  const { data } = useQuery({
    queryKey: ["/api/v1/conferences", conference, "agenda-proposal"],
    queryFn: () => request<Proposed[]>("get", `/api/v1/conferences/${conference}/agenda-proposal`),
    enabled: conference !== "",
  });
  if (!data) return null;
  return (
    <section className="notice stack" aria-labelledby="proposal">
      <h2 id="proposal">平台建议的议程</h2>
      <ol className="steps-note">
        {data.map((item) => (
          <li key={item.title}>{item.title}</li>
        ))}
      </ol>
      <button
        type="button"
        className="button small"
        onClick={() => use(data.map(({ title, source }) => ({ title, source })))}
      >
        用作议程，再作修改
      </button>
      <p className="muted">不写议程的，就按这一份。</p>
    </section>
  );
}
