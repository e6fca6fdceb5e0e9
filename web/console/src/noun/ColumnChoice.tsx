import { useState } from "react";
import { Dialog } from "@ui/dialog";
import { CheckField } from "@ui/fields";
import { useListSettings } from "./listSettings";
import { rowFields, type Column, type Noun } from "./noun";
import { columnLabel } from "./RowTable";

/** The columns that a person wants to see of a list. */
export function useColumns(noun: Noun) {
  const [{ columns: chosen }, change] = useListSettings(noun.slug);
  const usual = noun.columns.filter((column) => !column.spare).map((column) => column.key);
  const keys = chosen ?? usual;
  return {
    noun,
    keys,
    shown: noun.columns.filter((column) => keys.includes(column.key)),
    choose: (next: string[] | undefined) => change({ columns: next }),
  };
}

export function ColumnChoice({ columns }: { columns: ReturnType<typeof useColumns> }) {
  const [open, setOpen] = useState(false);
  const { noun, keys, choose } = columns;
  const fields = rowFields(noun);
  const turn = (column: Column, on: boolean) =>
    choose(on ? [...keys, column.key] : keys.filter((key) => key !== column.key));
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        选择列
      </button>
      {open && (
        <Dialog title="显示哪些列" close={() => setOpen(false)}>
          {noun.columns.map((column) => (
            <CheckField
              key={column.key}
              label={columnLabel(column, fields)}
              value={keys.includes(column.key)}
              change={(on) => turn(column, on)}
            />
          ))}
          <div className="row end">
            <button type="button" className="button" onClick={() => choose(undefined)}>
              恢复默认
            </button>
            <button type="button" className="button primary" onClick={() => setOpen(false)}>
              好
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
