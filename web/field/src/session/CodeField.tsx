import { TextField } from "@ui/fields";

interface Props {
  label: string;
  value: string;
  change: (value: string) => void;
  wrong?: string | undefined;
}

/** Six digits, hidden while they are typed. */
export function CodeField(props: Props) {
  return (
    <TextField
      {...props}
      type="password"
      inputMode="numeric"
      pattern="[0-9]{6}"
      maxLength={6}
      required
      autoComplete="off"
      help="6 位数字"
    />
  );
}
