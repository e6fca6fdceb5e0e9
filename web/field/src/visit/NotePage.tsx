import { TextArea } from "@ui/fields";
import { moment } from "@ui/time";
import { DraftForm, type FormProps } from "./DraftForm";
import { VisitFrame } from "./VisitFrame";

interface Draft {
  text: string;
}

const TEXT_MIN = 4;

/** 补正: said after the signatures; the record stays as it was signed. */
export function NotePage() {
  return (
    <VisitFrame title="补正">
      {(visiting) => (
        <>
          {visiting.view.notes.map((it) => (
            <p key={it.at} className="card">
              {it.text}
              <br />
              <span className="muted small-text">{moment(it.at)}</span>
            </p>
          ))}
          <DraftForm<Draft>
            visiting={visiting}
            kind="note"
            press="记录补正"
            initial={{ text: "" }}
            from={(body) => body as unknown as Draft}
            check={({ text }) => (text.trim().length < TEXT_MIN ? "请写明补正内容。" : undefined)}
            step={({ text }) => ({
              kind: "note",
              says: "补正",
              body: { text: text.trim() },
            })}
            Fields={Fields}
          />
        </>
      )}
    </VisitFrame>
  );
}

function Fields({ draft, change, about }: FormProps<Draft>) {
  return (
    <TextArea
      label="补正内容"
      help="记录本身不变，补正附在后面"
      value={draft.text}
      change={(text) => change({ text })}
      required
      wrong={about("text")}
    />
  );
}
