import { useState } from "react";
import type { Field } from "@api/described";
import { TextField } from "@ui/fields";
import { fenOf, yuanText } from "./money";

/** Money is counted in 分 by the server, and said so in the label of the field. */
export const inFen = (field: Field | undefined): boolean =>
  field?.type === "integer" && field.label.endsWith("（分）");

interface Props {
  label: string;
  help?: string | undefined;
  wrong: string | undefined;
  required?: boolean | undefined;
  value: unknown;
  change: (fen: number | null) => void;
}

/** An amount: typed in 元, kept in 分, without any rounding in between. */
export function MoneyInput({ label, help, wrong, required, value, change }: Props) {
  const [typed, setTyped] = useState(() => yuanText(value));
  const unread = typed.trim() !== "" && fenOf(typed) === undefined;
  return (
    <TextField
      label={`${label}（元）`}
      help={help}
      wrong={unread ? "金额写数字，至多两位小数，例如 5000 或 5000.50" : wrong}
      required={required}
      inputMode="decimal"
      value={typed}
      change={(text) => {
        setTyped(text);
        change(fenOf(text) ?? null);
      }}
    />
  );
}
