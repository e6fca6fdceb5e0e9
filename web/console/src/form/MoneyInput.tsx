import type { Field } from "@api/described";
import { HundredthsInput, type HundredthsProps } from "./HundredthsInput";

/** Money is counted in 分 by the server, and said so in the label of the field. */
export const inFen = (field: Field | undefined): boolean =>
  field?.type === "integer" && field.label.endsWith("（分）");

/** An amount: typed in 元, kept in 分. */
export function MoneyInput(props: HundredthsProps) {
  return (
    <HundredthsInput {...props} unit="元" advice="金额写数字，至多两位小数，例如 5000 或 5000.50" />
  );
}
