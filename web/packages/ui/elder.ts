/** 适老化: larger type and stronger contrast, remembered on this machine for all surfaces. */
const NAME = "sunlot-elder";
const YEAR_S = 31_536_000;

export function isElder(): boolean {
  return document.cookie.split("; ").includes(`${NAME}=1`);
}

/** Puts the choice on the page and, when it changes, into the cookie that the portal reads. */
export function setElder(on: boolean): void {
  document.cookie = `${NAME}=${on ? 1 : 0}; path=/; max-age=${YEAR_S}; samesite=strict`;
  showElder();
}

export function showElder(): void {
  document.documentElement.classList.toggle("elder", isElder());
}
