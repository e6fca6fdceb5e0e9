/** Light writing on a dark board or the reverse: what the room's projector shows better. */
const KEY = "sunlot-board";

function show(dark: boolean): void {
  document.documentElement.classList.toggle("dark", dark);
}

export function turnTheme(): void {
  const dark = !document.documentElement.classList.contains("dark");
  localStorage.setItem(KEY, dark ? "dark" : "light");
  show(dark);
}

export function showTheme(): void {
  show(localStorage.getItem(KEY) === "dark");
}
