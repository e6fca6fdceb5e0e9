/**
 * Trying it out: one thing in the bundle is changed as somebody would who wants another result, the
 * list of files is made to fit, and the checks run again over the changed copy.
 */
import { type Bytes, toHex, utf8 } from "../ssj1/bytes.ts";
import { digest, SHA256, SM3 } from "../ssj1/hash.ts";
import { readRecord, type Rec, writeRecord } from "../ssj1/record.ts";

export type Change = "swap" | "drop" | "nonce" | "beacon";
export interface Changed { files: Map<string, Bytes>; what: string }

const text = (b: Bytes): string => new TextDecoder().decode(b);

/** The manifest as if the changed file had been there from the start. */
function fitting(files: Map<string, Bytes>, name: string, bytes: Bytes): Map<string, Bytes> {
  const out = new Map(files);
  out.set(name, bytes);
  const manifest = readRecord(files.get("bundle.json")!) as Rec;
  const list = (manifest["files"] as Rec[]).map((f) => (f["name"] !== name ? f : {
    ...f, bytes: bytes.length, sha256: toHex(digest(SHA256, bytes)), sm3: toHex(digest(SM3, bytes)),
  }));
  out.set("bundle.json", utf8(writeRecord({ ...manifest, files: list })));
  return out;
}

function lines(files: Map<string, Bytes>, name: string): string[] | null {
  const b = files.get(name);
  return b === undefined ? null : text(b).split("\n").slice(0, -1);
}

/** Another digit in the place of the first of a value. */
const turned = (value: string): string => (value[0] === "7" ? "3" : "7") + value.slice(1);

function inLog(files: Map<string, Bytes>, type: string, field: string, what: string): Changed | null {
  const rows = lines(files, "log.jsonl");
  const at = rows?.findIndex((r) => r.includes(`"type":"${type}"`)) ?? -1;
  if (rows === null || at < 0) return null;
  const old = new RegExp(`"${field}":"([^"]+)"`).exec(rows[at]!)?.[1];
  if (old === undefined) return null;
  rows[at] = rows[at]!.split(`"${old}"`).join(`"${turned(old)}"`);
  return {
    files: fitting(files, "log.jsonl", utf8(rows.join("\n") + "\n")),
    what: `把日志第 ${at + 1} 行的${what} ${old.slice(0, 20)}${old.length > 20 ? "…" : ""} 改动一位。`,
  };
}

function swap(files: Map<string, Bytes>): Changed | null {
  const [rows, frame] = [lines(files, "result.tsv"), lines(files, "frame.tsv")];
  const at = rows?.findIndex((r) => r.split("\t")[4] === "S") ?? -1;
  if (rows === null || frame === null || at < 0) return null;
  const taken = new Set(rows.map((r) => r.split("\t")[0]));
  const friend = frame.find((r) => r.split("\t")[1] === "E" && !taken.has(r.split("\t")[0]));
  if (friend === undefined) return null;
  const [out, into] = [rows[at]!.split("\t")[0]!, friend.split("\t")[0]!];
  rows[at] = rows[at]!.replace(out, into);
  rows.sort();
  return {
    files: fitting(files, "result.tsv", utf8(rows.join("\n") + "\n")),
    what: `把抽中的 ${out} 从结果里拿掉，换上没有抽中的 ${into}。`,
  };
}

function drop(files: Map<string, Bytes>): Changed | null {
  const rows = lines(files, "frame.tsv");
  if (rows === null || rows.length < 2) return null;
  const at = rows.length >> 1;
  const [gone] = rows.splice(at, 1);
  return {
    files: fitting(files, "frame.tsv", utf8(rows.join("\n") + "\n")),
    what: `从底册里悄悄删去第 ${at + 1} 行 ${gone!.split("\t")[0]}。`,
  };
}

/** Null where the bundle has no such thing. */
export function change(files: Map<string, Bytes>, kind: Change): Changed | null {
  switch (kind) {
    case "swap": return swap(files);
    case "drop": return drop(files);
    case "nonce": return inLog(files, "reveal", "nonce", "随机数");
    case "beacon": return inLog(files, "beacon", "value", "公共随机数");
  }
}
