import { newKey, retried } from "./client";
import { Problem } from "./problem";

interface Options {
  file: File;
  query?: Record<string, string | boolean>;
  /** The share that has left, 0 to 1. */
  progress?: (share: number) => void;
}

/** Sends a file in place of JSON, with its name, and says how much of it has left. */
export function upload<T>(path: string, { file, query = {}, progress }: Options): Promise<T> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const key = newKey();
  return retried((token) => once<T>(url, file, { token, key, progress }));
}

interface Sending {
  token: string;
  key: string;
  progress: Options["progress"];
}

/** Why a file did not leave: a browser does not send one that has changed since it was chosen, and
 * says no more than that the connection failed. */
async function unsent(file: File): Promise<Problem> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return Problem.offline();
  } catch {
    const detail = "文件在选定以后被改动或移走，或者正被别的程序占用；请重新选择这个文件。";
    return new Problem({ status: 0, code: "client.file", detail });
  }
}

/** `fetch` does not say how far a body is sent; the older interface does. */
function once<T>(url: URL, file: File, { token, key, progress }: Sending): Promise<T> {
  return new Promise((done, fail) => {
    const sender = new XMLHttpRequest();
    sender.open("POST", url);
    sender.setRequestHeader("accept", "application/json");
    sender.setRequestHeader("content-type", "application/octet-stream");
    sender.setRequestHeader("x-csrf-token", token);
    sender.setRequestHeader("idempotency-key", key);
    sender.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    sender.upload.onprogress = (event) => progress?.(event.loaded / event.total);
    sender.onerror = () => void unsent(file).then(fail);
    sender.onload = () => {
      const ok = sender.status >= 200 && sender.status < 300;
      try {
        const said = JSON.parse(sender.responseText) as T;
        if (ok) done(said);
        else fail(new Problem(said as object));
      } catch {
        fail(new Problem({ status: sender.status, code: "client.answer" }));
      }
    };
    sender.send(file);
  });
}
