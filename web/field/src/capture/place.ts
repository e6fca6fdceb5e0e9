import type { Position } from "../local/types";

/** Where the phone is, or why it cannot say. */
export type Located = { position: Position } | { why: string };

const WHY: Record<number, string> = {
  1: "没有允许使用定位",
  2: "定位信号不可用",
  3: "定位超时",
};

const FRESH_MS = 300_000;
const WAIT_MS = 12_000;

/** Asks the phone once. */
export function locate(wait = WAIT_MS): Promise<Located> {
  if (!("geolocation" in navigator)) return Promise.resolve({ why: "这台设备不能定位" });
  return new Promise((done) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        done({ position: { latitude, longitude, accuracy } }),
      (error) => done({ why: WHY[error.code] ?? "定位失败" }),
      { enableHighAccuracy: true, timeout: wait, maximumAge: FRESH_MS },
    ),
  );
}

/** "北纬 36.12345，东经 105.12345，误差 12 米". */
export function inWords(position: Position): string {
  return `${degrees(position)}，误差 ${Math.round(position.accuracy)} 米`;
}

/** "北纬 36.12345，东经 105.12345". */
export function degrees(at: { latitude: number; longitude: number }): string {
  const { latitude, longitude } = at;
  const north = `${latitude < 0 ? "南" : "北"}纬 ${Math.abs(latitude).toFixed(5)}`;
  const east = `${longitude < 0 ? "西" : "东"}经 ${Math.abs(longitude).toFixed(5)}`;
  return `${north}，${east}`;
}

export function placeText(located: Located | undefined): string {
  if (!located) return "";
  return "position" in located ? inWords(located.position) : `无法定位：${located.why}`;
}
