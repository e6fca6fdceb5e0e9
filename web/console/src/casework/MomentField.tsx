import { TextField } from "@ui/fields";

interface Props {
  label: string;
  help?: string | undefined;
  wrong?: string | undefined;
  required?: boolean;
  /** An instant in UTC, as the server writes it. */
  value: string;
  change: (instant: string) => void;
}

const BEIJING_MS = 8 * 3_600_000;
const MINUTES_END = 16;
const SECONDS_END = 19;

/** "2026-07-01T01:00:00Z" → "2026-07-01T09:00", as people in Beijing read a clock. */
export function toBeijing(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? "" : new Date(at + BEIJING_MS).toISOString().slice(0, MINUTES_END);
}

/** "2026-07-01T09:00" → "2026-07-01T01:00:00Z". */
export function fromBeijing(local: string): string {
  const at = Date.parse(`${local}Z`);
  return Number.isNaN(at)
    ? ""
    : `${new Date(at - BEIJING_MS).toISOString().slice(0, SECONDS_END)}Z`;
}

/** Day and time in Beijing, kept as an instant. */
export function MomentField({ label, help, wrong, required, value, change }: Props) {
  return (
    <TextField
      label={label}
      help={help}
      wrong={wrong}
      required={required}
      type="datetime-local"
      value={toBeijing(value)}
      change={(local) => change(fromBeijing(local))}
    />
  );
}
