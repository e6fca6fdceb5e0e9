/** From what was dropped or chosen to the files of a bundle. */
import type { Bytes } from "../ssj1/bytes.ts";
import { ArchiveError, isZip, unpack } from "../verify/unpack.ts";

/** One archive is unpacked; several files (names may hold a folder) are taken as they are. */
export function unpackAll(given: [string, Bytes][]): Map<string, Bytes> {
  const only = given[0];
  if (given.length === 1 && only !== undefined && isZip(only[1])) return unpack(only[1]);
  const root = given.find(([n]) => n.endsWith("bundle.json"))?.[0];
  const folder = root === undefined ? "" : root.slice(0, root.length - "bundle.json".length);
  const files = new Map<string, Bytes>();
  for (const [name, bytes] of given) {
    if (name.split("/").pop()!.startsWith(".")) continue;
    files.set(name.startsWith(folder) ? name.slice(folder.length) : name, bytes);
  }
  if (!files.has("bundle.json")) {
    throw new ArchiveError("没有找到 bundle.json：请选择公布的 ZIP 数据包，或整个文件夹。");
  }
  return files;
}

interface FileEntry { isFile: boolean; isDirectory: boolean; name: string }
type Entry = FileEntry & {
  file: (ok: (f: File) => void, no: (e: unknown) => void) => void;
  createReader: () => { readEntries: (ok: (e: Entry[]) => void, no: (e: unknown) => void) => void };
};

async function walk(e: Entry, prefix: string, out: [string, File][]): Promise<void> {
  if (e.isFile) {
    out.push([prefix + e.name, await new Promise<File>((ok, no) => e.file(ok, no))]);
    return;
  }
  const reader = e.createReader();
  for (;;) {
    const more = await new Promise<Entry[]>((ok, no) => reader.readEntries(ok, no));
    if (more.length === 0) return;
    for (const x of more) await walk(x, `${prefix}${e.name}/`, out);
    if (out.length > 100) throw new ArchiveError("文件夹里的文件太多，不像一个数据包。");
  }
}

/** Files of a drop; folders are walked. */
export async function dropped(data: DataTransfer): Promise<[string, File][]> {
  const out: [string, File][] = [];
  const entries = [...data.items].map((i) => i.webkitGetAsEntry?.() as Entry | null)
    .filter((e): e is Entry => e !== null && e !== undefined);
  if (entries.length === 0) return [...data.files].map((f) => [f.name, f]);
  for (const e of entries) await walk(e, "", out);
  return out;
}

export async function readAll(files: [string, File][]): Promise<[string, Bytes][]> {
  const out: [string, Bytes][] = [];
  for (const [n, f] of files) out.push([n, new Uint8Array(await f.arrayBuffer())]);
  return out;
}
