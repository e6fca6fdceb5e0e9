import { SelectField, TextArea, TextField } from "@ui/fields";
import { NOTICE_METHODS } from "./codes";
import { DraftForm, type FormProps } from "./DraftForm";
import { VisitFrame } from "./VisitFrame";

interface Draft {
  method: string;
  materials: string;
  delivery: string;
  contact: string;
}

const MATERIALS = "营业执照\n相关许可证件\n近期台账";

/** 送达检查通知: from here on the company has its code. */
export function NotifyPage() {
  return (
    <VisitFrame title="送达检查通知">
      {(visiting) => (
        <DraftForm<Draft>
          visiting={visiting}
          kind="notify"
          press="已经送达，记录下来"
          initial={{
            method: "field",
            materials: MATERIALS,
            delivery: visiting.view.advance ? "直接送达" : "当场出具",
            contact: "",
          }}
          from={(body) => ({
            ...(body as unknown as Draft),
            materials: (body.materials as string[]).join("\n"),
          })}
          step={(draft) => ({
            kind: "notify",
            says: "送达检查通知",
            body: {
              ...draft,
              advance: visiting.view.advance ?? false,
              materials: draft.materials
                .split("\n")
                .map((it) => it.trim())
                .filter(Boolean),
            },
          })}
          Fields={Fields}
        />
      )}
    </VisitFrame>
  );
}

function Fields({ draft, change, about, visiting }: FormProps<Draft>) {
  const set = (part: Partial<Draft>) => change({ ...draft, ...part });
  return (
    <>
      <p className="muted">
        审批确定{visiting.view.advance ? "提前通知" : "当场出具通知"}。检查码由平台发给，
        没有网络时要等连上以后才有。
      </p>
      <SelectField
        label="检查方式"
        value={draft.method}
        change={(method) => set({ method })}
        choices={NOTICE_METHODS}
        required
        wrong={about("method")}
      />
      <TextArea
        label="需要准备的材料"
        help="一行一项，一次性告知"
        value={draft.materials}
        change={(materials) => set({ materials })}
        wrong={about("materials")}
      />
      <TextField
        label="送达方式"
        value={draft.delivery}
        change={(delivery) => set({ delivery })}
        required
        maxLength={200}
        wrong={about("delivery")}
      />
      <TextField
        label="联系人和电话"
        value={draft.contact}
        change={(contact) => set({ contact })}
        required
        maxLength={200}
        wrong={about("contact")}
      />
    </>
  );
}
