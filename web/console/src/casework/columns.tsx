import type { Column, Row } from "../noun/noun";
import { Deadline } from "./Deadline";

/** A row's own clock: its last day, and whether the server calls it late. */
export function dueColumn(label = "期限", key = "due"): Column {
  return {
    key,
    label,
    show: (row) => <DueOf row={row} name={key} />,
  };
}

function DueOf({ row, name }: { row: Row; name: string }) {
  const due = row[name] as string | null;
  const done = (row.closed_on ?? row.acknowledged_on ?? null) as string | null;
  if (!due) return <>—</>;
  return <Deadline due={due} done={done} overdue={row.overdue === true} calendar />;
}

/** The clock of a record that is open, above its sheets. */
export function DueHead({ row, name = "due", label, from }: HeadProps) {
  const due = row[name] as string | null;
  if (!due || row.closed_on) return null;
  return (
    <div className="card row">
      <strong>{label}</strong>
      <Deadline
        due={due}
        from={from ? (row[from] as string | null) : undefined}
        overdue={row.overdue === true}
        calendar
      />
    </div>
  );
}

interface HeadProps {
  row: Row;
  name?: string;
  label: string;
  /** The field with the day on which the clock began. */
  from?: string;
}
