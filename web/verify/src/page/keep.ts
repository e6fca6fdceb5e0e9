/** Saving: the page itself, so that it works without us, and the report of a verification. */
import type { Report } from "../verify/verify.ts";
import { byId } from "./dom.ts";
import { served } from "./source.ts";

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function saveReport(r: Report): void {
  save(`核验报告-${r.draw_id.replace("/", "-") || "bundle"}.json`, "application/json",
    JSON.stringify(r, null, 1));
}

/** Where the page was saved from, for the address on a letter; empty when it was not. */
export function home(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=sunlot-home]")?.content
    ?? (served ? location.origin : "");
}

/** The way back to the platform; a page from disk has none, and its markup names nothing outside. */
export function wireHome(): void {
  const link = byId<HTMLAnchorElement>("home");
  link.hidden = !served;
  if (served) link.href = "/";
}

/** The page as served, with the address that it came from written into its head. */
async function savePage(): Promise<void> {
  const text = await (await fetch(location.pathname, { credentials: "omit" })).text();
  const mark = document.createElement("meta");
  mark.name = "sunlot-home";
  mark.content = location.origin;
  save("双随机抽查公开核验.html", "text/html", text.replace("<head>", `<head>\n${mark.outerHTML}`));
}

export function wireSaving(): void {
  const button = byId<HTMLButtonElement>("save-page");
  button.hidden = !served;
  button.onclick = () => void savePage();
}
