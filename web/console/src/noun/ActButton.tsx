import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { labelOfAction } from "./ActionBar";
import { ActionDialog } from "./ActionDialog";
import type { Bound, Noun, Row } from "./noun";

interface Props {
  noun: Noun;
  row: Row;
  bound: Bound;
  /** In place of the act's label. */
  label?: string;
  tone?: string;
}

/** A button of a sheet with the dialog behind it; what is shown is read anew afterwards. */
export function ActButton({ noun, row, bound, label, tone = "" }: Props) {
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    void cache.invalidateQueries();
  };
  return (
    <>
      <button type="button" className={`button ${tone}`} onClick={() => setOpen(true)}>
        {label ?? labelOfAction(bound)}
      </button>
      {open && <ActionDialog {...{ bound, noun, row, done }} close={() => setOpen(false)} />}
    </>
  );
}
