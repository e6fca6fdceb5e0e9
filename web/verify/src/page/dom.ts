/** Small helpers for building the page; text is always set as text, never as markup. */

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const e = document.getElementById(id);
  if (e === null) throw new Error(`no #${id}`);
  return e as T;
}

type Child = Node | string | null | undefined;

/** An element with a class and children. */
export function el(tag: string, cls = "", ...children: Child[]): HTMLElement {
  const e = document.createElement(tag);
  if (cls !== "") e.className = cls;
  for (const c of children) if (c !== null && c !== undefined) e.append(c);
  return e;
}

export function clear(e: HTMLElement): HTMLElement {
  while (e.firstChild !== null) e.removeChild(e.firstChild);
  return e;
}

/** Pairs of a description list. */
export function pairs(list: HTMLElement, items: [string, Child][]): void {
  clear(list);
  for (const [name, value] of items) {
    list.append(el("div", "", el("dt", "", name), el("dd", "", value)));
  }
}

/** Text with a button that copies it. */
export function copyable(text: string, label: string): HTMLElement {
  const button = el("button", "small", "复制") as HTMLButtonElement;
  button.type = "button";
  button.setAttribute("aria-label", `复制${label}`);
  button.onclick = () => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const ok = document.execCommand("copy");
    area.remove();
    button.focus();
    button.textContent = ok ? "已复制" : "请手动复制";
  };
  return el("div", "copy", el("pre", "", text), button);
}
