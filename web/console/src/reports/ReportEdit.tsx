import { TextArea, TextField } from "@ui/fields";
import type { FormProps } from "../noun/noun";
import { asReport, SECTIONS, type Sections } from "./report";

/** The text of a report, each block beside what the figures suggest for it. */
export function ReportEdit({ row, draft, change, errors }: FormProps) {
  const { suggested } = asReport(row);
  const sections = (draft.sections ?? {}) as Partial<Sections>;
  const write = (key: keyof Sections, text: string) =>
    change({ ...draft, sections: { ...sections, [key]: text } });
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message;
  return (
    <div className="stack">
      {SECTIONS.map(([key, title]) => (
        <div key={key} className="stack tight">
          <TextArea
            label={title}
            value={sections[key] ?? ""}
            change={(text) => write(key, text)}
            wrong={wrong(`sections.${key}`) ?? wrong(key)}
            required
          />
          {suggested[key] && suggested[key] !== sections[key] && (
            <details>
              <summary>由数字写成的参考文字：{title}</summary>
              <p className="text-block">{suggested[key]}</p>
              <button
                type="button"
                className="button small"
                onClick={() => write(key, suggested[key])}
              >
                换成参考文字<span className="visually-hidden">：{title}</span>
              </button>
            </details>
          )}
        </div>
      ))}
      <div className="form-grid">
        {CONTACT.map(([key, label]) => (
          <TextField
            key={key}
            label={label}
            value={String(draft[key] ?? "")}
            change={(text) => change({ ...draft, [key]: text })}
            wrong={wrong(key)}
          />
        ))}
      </div>
    </div>
  );
}

const CONTACT = [
  ["clerk", "经办人"],
  ["phone", "联系电话"],
  ["remarks", "附件3 的备注"],
] as const;
