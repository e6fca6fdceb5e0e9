import { useState } from "react";
import { fieldsOf } from "@api/described";
import type { Problem } from "@api/problem";
import { labelOf, Value } from "../noun/value";
import type { Draft } from "./draft";

/** A field that somebody else has written meanwhile. */
interface Changed {
  field: string;
  current: unknown;
  yours: unknown;
}

export interface Clash {
  /** The version that stands there now. */
  found: number;
  changed: Changed[];
}

/** What a refused change collides with; none when the refusal is about something else. */
export function clashOf(problem: Problem | undefined): Clash | undefined {
  const more = problem?.more as Partial<Clash> | undefined;
  if (problem?.status !== 409 || !Array.isArray(more?.changed)) return undefined;
  return { found: Number(more.found), changed: more.changed };
}

interface Props {
  clash: Clash;
  schema: string | undefined;
  /** Goes on with the chosen values on top of what stands there now. */
  settle: (values: Draft, version: number) => void;
}

/** Somebody else was quicker: both versions side by side, and a choice for each field. Nothing is
 * overwritten unseen, nothing typed is lost. */
export function ConflictChoice({ clash, schema, settle }: Props) {
  const fields = fieldsOf(schema);
  const rows = clash.changed.filter((it) => it.field in fields);
  const [theirs, setTheirs] = useState<Set<string>>(new Set());
  const choose = (field: string, their: boolean) =>
    setTheirs((before) => {
      const next = new Set(before);
      if (their) next.add(field);
      else next.delete(field);
      return next;
    });
  const chosen = () =>
    Object.fromEntries(rows.map((it) => [it.field, theirs.has(it.field) ? it.current : it.yours]));
  return (
    <fieldset className="fieldset stack conflict">
      <legend>您填写期间，他人已经修改了这条记录</legend>
      {rows.length === 0 ? (
        <p>他人改的内容与您填写的不冲突。</p>
      ) : (
        <div className="table-scroll" role="region" aria-label="两个版本的不同之处" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">内容</th>
                <th scope="col">他人改成的</th>
                <th scope="col">您填写的</th>
                <th scope="col">用哪个</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((it) => (
                <ConflictRow
                  key={it.field}
                  it={it}
                  label={labelOf(it.field, fields)}
                  field={fields[it.field]}
                  their={theirs.has(it.field)}
                  choose={(their) => choose(it.field, their)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div>
        <button type="button" className="button" onClick={() => settle(chosen(), clash.found)}>
          按上面的选择继续填写
        </button>
      </div>
    </fieldset>
  );
}

interface RowProps {
  it: Changed;
  label: string;
  field: ReturnType<typeof fieldsOf>[string] | undefined;
  their: boolean;
  choose: (their: boolean) => void;
}

function ConflictRow({ it, label, field, their, choose }: RowProps) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>
        <Value value={it.current} name={it.field} field={field} />
      </td>
      <td>
        <Value value={it.yours} name={it.field} field={field} />
      </td>
      <td>
        <select
          aria-label={`${label}用哪个`}
          value={their ? "theirs" : "mine"}
          onChange={(event) => choose(event.target.value === "theirs")}
        >
          <option value="mine">用我的</option>
          <option value="theirs">用他人的</option>
        </select>
      </td>
    </tr>
  );
}
