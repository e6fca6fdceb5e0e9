import { SelectField, TextArea, TextField } from "@ui/fields";
import type { FormProps, Row } from "../noun/noun";
import { useToday } from "../casework/today";
import { asMeeting, useMembers } from "./meeting";

interface Minute {
  item: number;
  text: string;
}

/** What the writing begins with: the text of each item so far. */
export function written(row: Row) {
  const { agenda } = asMeeting(row);
  return { items: agenda.map(({ number, minutes }) => ({ item: number, text: minutes })) };
}

/** The minutes of each item of the agenda, under the item's own title. */
export function MinutesForm({ row, draft, change, errors }: FormProps) {
  const items = (draft.items ?? []) as Minute[];
  const put = (item: number, text: string) =>
    change({ ...draft, items: items.map((it) => (it.item === item ? { item, text } : it)) });
  return (
    <div className="stack">
      {asMeeting(row).agenda.map(({ number, title }) => (
        <TextArea
          key={number}
          label={`${number}. ${title}`}
          value={items.find((it) => it.item === number)?.text ?? ""}
          change={(text) => put(number, text)}
          wrong={errors.find((error) => error.field === `items.${number - 1}.text`)?.message}
        />
      ))}
    </div>
  );
}

/** What a meeting asks of a department: under which item, of whom, what, until when. */
export function MatterForm({ row, draft, change, errors }: FormProps) {
  const meeting = asMeeting(row);
  const members = useMembers(meeting.conference, meeting.day);
  const today = useToday();
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message;
  const said = (key: string) => String(draft[key] ?? "");
  return (
    <div className="form-grid">
      <SelectField
        label="议题"
        choices={meeting.agenda.map(({ number, title }) => [String(number), `${number}. ${title}`])}
        value={said("item")}
        change={(item) => change({ ...draft, item: item ? Number(item) : null })}
        wrong={wrong("item")}
        required
      />
      <SelectField
        label="责任单位"
        choices={(members.data ?? []).map((it) => [it.organ, it.organ_name])}
        value={said("organ")}
        change={(organ) => change({ ...draft, organ })}
        wrong={wrong("organ")}
        required
      />
      <TextField
        label="期限"
        type="date"
        min={today}
        value={said("due")}
        change={(due) => change({ ...draft, due })}
        wrong={wrong("due")}
        required
      />
      <TextArea
        label="事项"
        value={said("text")}
        change={(text) => change({ ...draft, text })}
        wrong={wrong("text")}
        required
      />
    </div>
  );
}
