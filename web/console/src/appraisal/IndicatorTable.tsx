import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schema } from "@api/client";
import { TextArea } from "@ui/fields";
import { useToast } from "@ui/toast";
import { HundredthsInput } from "../form/HundredthsInput";
import type { FormProps } from "../noun/noun";
import { OperationDialog } from "../noun/OperationDialog";
import type { Appraisal } from "./AppraisalPage";

type Indicator = Schema<"IndicatorView">;

/** Every indicator: what it counts, which way is better, and the year's target. */
export function IndicatorTable({ appraisal }: { appraisal: Appraisal }) {
  const [asked, setAsked] = useState<Indicator>();
  const may = appraisal.allowed_actions.includes("set_target");
  return (
    <>
      <div className="table-scroll" role="region" aria-label="考核指标" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">指标</th>
              <th scope="col">定义</th>
              <th scope="col">方向</th>
              <th scope="col" className="number">
                {appraisal.year} 年目标
              </th>
              {may && <th scope="col">办理</th>}
            </tr>
          </thead>
          <tbody>
            {appraisal.indicators.map((one) => (
              <tr key={one.code}>
                <th scope="row">{one.name}</th>
                <td className="narrow-text">{one.definition}</td>
                <td>{one.direction_name}</td>
                <td className="number">{one.target_text ?? "没有规定"}</td>
                {may && (
                  <td>
                    {one.direction !== "observed" && (
                      <button type="button" className="button small" onClick={() => setAsked(one)}>
                        规定目标<span className="visually-hidden">：{one.name}</span>
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {asked && (
        <TargetDialog appraisal={appraisal} one={asked} close={() => setAsked(undefined)} />
      )}
    </>
  );
}

/** All of it, in ten-thousandths. */
const WHOLE = 10_000;

/** The target of a share: typed in percent, kept in ten-thousandths. */
function ShareForm({ draft, change, errors }: Omit<FormProps, "row">) {
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message;
  return (
    <div className="stack">
      <HundredthsInput
        label="目标值"
        unit="%"
        advice="写百分数，至多两位小数，例如 95 或 99.5"
        value={draft.target}
        change={(target) => change({ ...draft, target })}
        wrong={Number(draft.target) > WHOLE ? "比例不超过 100%" : wrong("target")}
        required
      />
      <TextArea
        label="依据"
        value={String(draft.reason ?? "")}
        change={(reason) => change({ ...draft, reason })}
        wrong={wrong("reason")}
        required
      />
    </div>
  );
}

interface DialogProps {
  appraisal: Appraisal;
  one: Indicator;
  close: () => void;
}

const TEMPLATE = "/api/v1/conferences/{id}/targets";

function TargetDialog({ appraisal, one, close }: DialogProps) {
  const cache = useQueryClient();
  const say = useToast();
  const { conference, year } = appraisal;
  const share = one.whole !== null && one.whole !== undefined;
  return (
    <OperationDialog
      title={`规定目标：${one.name}`}
      about={
        <p className="muted">
          {one.definition}
          {!share && "目标填次数。"}
        </p>
      }
      kept={`target:${conference}:${year}:${one.code}`}
      method="put"
      template={TEMPLATE}
      path={TEMPLATE.replace("{id}", conference)}
      initial={{ target: one.target ?? null }}
      hide={["year", "indicator"]}
      {...(share ? { form: (props) => <ShareForm {...props} /> } : {})}
      known={{ year, indicator: one.code, version: one.target_version }}
      close={close}
      done={() => {
        close();
        say(`已规定目标：${one.name}`);
        void cache.invalidateQueries({ queryKey: ["/api/v1/appraisals"] });
      }}
    />
  );
}
