import { SelectField, TextField } from "@ui/fields";
import { vocabulary } from "@terms/terms";

export interface Item {
  title: string;
  source: string | null;
}

interface Props {
  items: Item[];
  change: (items: Item[]) => void;
  wrong?: string | undefined;
}

/** What a meeting will talk about, in this order. */
export function AgendaField({ items, change, wrong }: Props) {
  const put = (at: number, next: Partial<Item>) =>
    change(items.map((item, index) => (index === at ? { ...item, ...next } : item)));
  return (
    <fieldset className="fieldset stack">
      <legend>议程</legend>
      {items.map((item, at) => (
        <div key={at} className="row-part">
          <TextField
            label={`议题 ${at + 1}`}
            value={item.title}
            change={(title) => put(at, { title })}
            required
          />
          <SelectField
            label={`议题 ${at + 1} 的来源`}
            none="其他"
            choices={vocabulary("agenda_source").filter(([code]) => code !== "other")}
            value={item.source === "other" ? "" : (item.source ?? "")}
            change={(source) => put(at, { source: source || null })}
          />
          <button
            type="button"
            className="button small danger"
            onClick={() => change(items.filter((_, index) => index !== at))}
          >
            去掉议题 {at + 1}
          </button>
        </div>
      ))}
      {wrong && (
        <span className="wrong" role="alert">
          {wrong}
        </span>
      )}
      <button
        type="button"
        className="button small"
        onClick={() => change([...items, { title: "", source: null }])}
      >
        添加议题
      </button>
    </fieldset>
  );
}
