import { useState } from "react";
import { TextField } from "@ui/fields";
import { fenOf, yuanText } from "./money";

export interface HundredthsProps {
  label: string;
  help?: string | undefined;
  wrong: string | undefined;
  required?: boolean | undefined;
  value: unknown;
  change: (hundredths: number | null) => void;
}

/** What `fenOf` reads. */
export const READABLE = "(?:[,，\\s]*\\d){1,12}[,，\\s]*(?:\\.\\d{1,2})?[\\s元]*";

interface Props extends HundredthsProps {
  /** In what it is typed: "元", "%". */
  unit: string;
  /** What to write when it cannot be read. */
  advice: string;
}

/** A number that is typed with two decimals and kept in hundredths, without any rounding in
 * between: 元 in 分, percent in ten-thousandths. */
export function HundredthsInput(props: Props) {
  const { label, unit, advice, help, wrong, required, value, change } = props;
  const [typed, setTyped] = useState(() => yuanText(value));
  const unread = typed.trim() !== "" && fenOf(typed) === undefined;
  return (
    <TextField
      label={`${label}（${unit}）`}
      help={help}
      wrong={unread ? advice : wrong}
      required={required}
      inputMode="decimal"
      // What cannot be read is not sent: the field would be left out, unseen.
      pattern={READABLE}
      title={advice}
      value={typed}
      change={(text) => {
        setTyped(text);
        change(fenOf(text) ?? null);
      }}
    />
  );
}
