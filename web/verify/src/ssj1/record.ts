/** Records: the restricted RFC 8785 form (ssj-1 §3.2). The reader accepts nothing else. */
import { type Bytes, textOf } from "./bytes.ts";

export type Value = string | boolean | number | Value[] | Rec;
export interface Rec {
  [key: string]: Value;
}

/** Why a text is not a record. */
export class RecordError extends Error {}

const SHORT: Record<string, string> = {
  b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\",
};

class Reader {
  private at = 0;
  constructor(private readonly s: string) {}

  private fail(what: string): never {
    throw new RecordError(`第 ${this.at + 1} 个字符处：${what}`);
  }

  document(): Value {
    const v = this.value(0);
    if (this.at !== this.s.length) this.fail("记录之后还有多余字节");
    return v;
  }

  private value(depth: number): Value {
    const c = this.s[this.at];
    if (c === "{") return this.object(depth + 1);
    if (c === "[") return this.array(depth + 1);
    if (c === '"') return this.string();
    if (c === "t" && this.s.startsWith("true", this.at)) return this.skip(4, true);
    if (c === "f" && this.s.startsWith("false", this.at)) return this.skip(5, false);
    return this.integer();
  }

  private skip<T>(n: number, v: T): T {
    this.at += n;
    return v;
  }

  private integer(): number {
    const re = /-?(?:0|[1-9][0-9]*)/y;
    re.lastIndex = this.at;
    const m = re.exec(this.s);
    if (m === null) this.fail("此处应为字符串、布尔、整数、数组或对象");
    const n = Number(m[0]);
    if (m[0] === "-0" || !Number.isSafeInteger(n)) this.fail("整数不规范或超出 2^53");
    this.at += m[0].length;
    return n;
  }

  private string(): string {
    const s = this.s;
    let out = "";
    let from = ++this.at;
    for (;;) {
      const c = s.charCodeAt(this.at);
      if (Number.isNaN(c)) this.fail("字符串没有结束");
      if (c === 0x22) break;
      if (c < 0x20) this.fail("控制字符未转义");
      if (c !== 0x5c) {
        this.at++;
        continue;
      }
      out += s.slice(from, this.at) + this.escape();
      from = this.at;
    }
    out += s.slice(from, this.at++);
    return out;
  }

  private escape(): string {
    const k = this.s[this.at + 1] ?? "";
    const short = SHORT[k];
    if (short !== undefined && Object.prototype.hasOwnProperty.call(SHORT, k)) {
      return this.skip(2, short);
    }
    const m = /^u00([01][0-9a-f])$/.exec(this.s.slice(this.at + 1, this.at + 6));
    if (m === null) this.fail("转义不规范");
    const code = parseInt(m[1]!, 16);
    if ([8, 9, 10, 12, 13].includes(code)) this.fail("转义不规范");
    return this.skip(6, String.fromCharCode(code));
  }

  private array(depth: number): Value[] {
    if (depth > 32) this.fail("嵌套超过 32 层");
    const out: Value[] = [];
    this.at++;
    if (this.s[this.at] === "]") return this.skip(1, out);
    for (;;) {
      out.push(this.value(depth));
      const c = this.s[this.at++];
      if (c === "]") return out;
      if (c !== ",") this.fail("此处应为 , 或 ]");
    }
  }

  private object(depth: number): Rec {
    if (depth > 32) this.fail("嵌套超过 32 层");
    const out: Rec = Object.create(null) as Rec;
    let last: string | null = null;
    this.at++;
    if (this.s[this.at] === "}") return this.skip(1, out);
    for (;;) {
      if (this.s[this.at] !== '"') this.fail("此处应为键");
      const key = this.string();
      if (!/^[\x20-\x7e]*$/.test(key)) this.fail("键不是 ASCII");
      if (last !== null && key <= last) this.fail("键未按字节升序或重复");
      last = key;
      if (this.s[this.at++] !== ":") this.fail("此处应为 :");
      out[key] = this.value(depth);
      const c = this.s[this.at++];
      if (c === "}") return out;
      if (c !== ",") this.fail("此处应为 , 或 }");
    }
  }
}

/** Reads a record that must be in canonical form byte for byte; throws RecordError. */
export function readRecord(bytes: Bytes): Value {
  const text = textOf(bytes);
  if (text === null) throw new RecordError("不是 UTF-8 文本");
  return new Reader(text).document();
}

function quote(s: string): string {
  let out = '"';
  for (const ch of s) {
    const c = ch.charCodeAt(0);
    if (ch === '"' || ch === "\\") out += "\\" + ch;
    else if (c >= 0x20) out += ch;
    else {
      const short = "btnfr"[[8, 9, 10, 12, 13].indexOf(c)];
      out += short === undefined ? "\\u" + c.toString(16).padStart(4, "0") : "\\" + short;
    }
  }
  return out + '"';
}

/** The canonical text of a value (JCS in the subset). */
export function writeRecord(v: Value): string {
  if (typeof v === "string") return quote(v);
  if (typeof v === "boolean") return v ? "true" : "false";
  if (typeof v === "number") {
    if (!Number.isSafeInteger(v) || Object.is(v, -0)) throw new RecordError("整数不规范");
    return String(v);
  }
  if (Array.isArray(v)) return "[" + v.map(writeRecord).join(",") + "]";
  const keys = Object.keys(v).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return "{" + keys.map((k) => quote(k) + ":" + writeRecord(v[k]!)).join(",") + "}";
}
