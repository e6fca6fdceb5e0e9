/** 适老化: larger type and higher contrast, remembered in this browser under the platform's name. */
import { byId } from "./dom.ts";

const KEY = "sunlot-elder";

/** A page from disk may have no storage; then the choice holds until it is closed. */
function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === "1" || /(?:^|; )sunlot-elder=1/.test(document.cookie);
  } catch {
    return false;
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? "1" : "0");
    document.cookie = `${KEY}=${on ? 1 : 0}; path=/; max-age=31536000; samesite=strict`;
  } catch {
    // Nothing is lost but the memory of the choice.
  }
}

export function wireElder(): void {
  const button = byId<HTMLButtonElement>("elder");
  const show = (on: boolean): void => {
    document.documentElement.classList.toggle("elder", on);
    button.setAttribute("aria-pressed", String(on));
  };
  show(remembered());
  button.onclick = () => {
    const on = !document.documentElement.classList.contains("elder");
    show(on);
    remember(on);
  };
}
