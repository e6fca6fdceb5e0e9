import { SelectField, TextField } from "@ui/fields";
import { Loading } from "@ui/states";
import { vocabulary } from "@terms/terms";
import type { FormProps } from "../noun/noun";
import { asMeeting, useMembers } from "./meeting";

interface Line {
  organ: string;
  presence: string;
  person: string;
  title: string;
}

/** Who came to a meeting: a line for each member on that day. */
export function HoldForm({ row, draft, change, errors }: FormProps) {
  const meeting = asMeeting(row);
  const on = String(draft.day ?? meeting.day);
  const members = useMembers(meeting.conference, on);
  const lines = (draft.attendance ?? []) as Line[];
  const of = (organ: string): Line =>
    lines.find((line) => line.organ === organ) ?? { organ, presence: "", person: "", title: "" };
  const all = members.data ?? [];
  const put = (organ: string, next: Partial<Line>) =>
    change({
      ...draft,
      attendance: all.map((it) => ({ ...of(it.organ), ...(it.organ === organ ? next : {}) })),
    });
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message;
  return (
    <div className="stack">
      <TextField
        label="召开日期"
        type="date"
        value={on}
        change={(day) => change({ ...draft, day })}
        wrong={wrong("day")}
        required
      />
      {members.isPending && <Loading lines={3} />}
      {all.map((member) => {
        const line = of(member.organ);
        return (
          <fieldset key={member.organ} className="fieldset form-grid">
            <legend>{member.organ_name}</legend>
            <SelectField
              label="出席情况"
              choices={vocabulary("presence")}
              value={line.presence}
              change={(presence) => put(member.organ, { presence })}
              required
            />
            <TextField
              label="到会的人"
              value={line.person}
              change={(person) => put(member.organ, { person })}
              required={line.presence !== "absent"}
            />
            <TextField
              label="职务"
              value={line.title}
              change={(title) => put(member.organ, { title })}
            />
          </fieldset>
        );
      })}
      {wrong("attendance") && (
        <p className="wrong" role="alert">
          {wrong("attendance")}
        </p>
      )}
    </div>
  );
}
