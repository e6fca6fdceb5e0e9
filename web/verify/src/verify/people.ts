/** `officers.tsv` and `conflicts.tsv` (ssj-1 §7), V-11 and V-12. */
import { toHex } from "../ssj1/bytes.ts";
import { type Ctx, fileOf, same, stepsIn } from "./context.ts";
import * as f from "./form.ts";
import { readFrame } from "./frame.ts";
import { hexField, intField, listField, readTable, type Steps, tableRoot } from "./tables.ts";

export interface Officer {
  code: string; dept: string; regions: string[]; tags: Set<string>; until: string;
  cap: number; prior: number; grids: string[];
}

/** officer → object (or `*`) → codes. */
export type Conflicts = Map<string, Map<string, Set<string>>>;

export function* v11(c: Ctx): Steps<string | null> {
  const file = "frame.tsv";
  const bytes = c.files.get(file);
  if (bytes === undefined) return null;
  const units = c.rules.units.map((u) => u.unit);
  const frame = yield* stepsIn(file, readFrame(bytes, units, c.h));
  same(file, "行数", frame.count, c.intent.frameCount, "底册行数与意向不符");
  same(file, "Merkle 根", toHex(frame.root), c.intent.frameRoot, "底册的根与意向不符");
  c.frame = frame;
  const out = frame.excluded.reduce((a, b) => a + b, 0);
  return `底册 ${frame.count} 户（可抽 ${frame.count - out} 户，排除 ${out} 户并列明原因），`
    + `指纹与摇号前固定的相同。`;
}

function* officers(c: Ctx): Steps<Map<string, Officer>> {
  const file = "officers.tsv";
  const t = yield* readTable(fileOf(c, file), 8, 1);
  const out = new Map<string, Officer>();
  t.rows.forEach((r, i) => {
    const [code, dept, regions, tags, until, cap, prior, salt] = r as [string, string, string,
      string, string, string, string, string];
    const p = `第 ${i + 1} 行`;
    const tagList = listField(tags, `${p} tags`, f.code);
    out.set(f.officer(code, `${p} officer_code`), {
      code, dept: f.dept(dept, `${p} dept`),
      regions: regions === "*" ? ["*"] : listField(regions, `${p} regions`, f.region),
      tags: new Set(tagList), grids: tagList.filter((x) => x.startsWith("GRID.")),
      until: f.day(until, `${p} cert_valid_until`),
      cap: intField(cap, `${p} cap`, 0, 2047), prior: intField(prior, `${p} prior`, 0, 2047),
    });
    hexField(salt, `${p} salt`, 32);
  });
  same(file, "行数", t.rows.length, c.intent.officerCount, "人员表行数与意向不符");
  const root = toHex(yield* tableRoot(c.h, t));
  same(file, "Merkle 根", root, c.intent.officerRoot, "人员表的根与意向不符");
  return out;
}

function* conflicts(c: Ctx): Steps<Conflicts> {
  const file = "conflicts.tsv";
  const t = yield* readTable(fileOf(c, file), 4, 3);
  const out: Conflicts = new Map();
  for (let i = 0; i < t.rows.length; i++) {
    const [officer, object, code, salt] = t.rows[i] as [string, string, string, string];
    const p = `第 ${i + 1} 行`;
    f.one(code, `${p} code`, ["C", "R1", "R2", "L"]);
    if (object !== "*") f.objectId(object, `${p} object_id`);
    else if (code !== "L") f.bad(`${p} code`, code, "对象为 * 时只能是 L");
    if (!c.officers.has(officer)) f.bad(`${p} officer_code`, officer, "人员表中的编号");
    if (object !== "*" && c.frame !== null && c.frame.find(object) < 0) {
      f.bad(`${p} object_id`, object, "底册中的对象");
    }
    hexField(salt, `${p} salt`, 32);
    const of = out.get(officer) ?? new Map<string, Set<string>>();
    out.set(officer, of.set(object, (of.get(object) ?? new Set()).add(code)));
    if (i % 4096 === 4095) yield i / t.rows.length;
  }
  same(file, "行数", t.rows.length, c.intent.conflictCount, "回避表行数与意向不符");
  const root = toHex(yield* tableRoot(c.h, t));
  same(file, "Merkle 根", root, c.intent.conflictRoot, "回避表的根与意向不符");
  return out;
}

export function* v12(c: Ctx): Steps<string | null> {
  if (!c.files.has("officers.tsv") || !c.files.has("conflicts.tsv")) return null;
  c.officers = yield* stepsIn("officers.tsv", officers(c));
  c.conflicts = yield* stepsIn("conflicts.tsv", conflicts(c));
  return `执法人员 ${c.officers.size} 名，回避、轮换与休假 ${c.intent.conflictCount} 条，`
    + `与摇号前固定的相同。`;
}
