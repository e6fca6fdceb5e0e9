import { expect, it } from "vitest";
import type { Schema } from "@api/client";
import { laidOut } from "./layout";

type Place = Schema<"DashboardTownship">;

const place = (name: string, latitude?: number, longitude?: number): Place => ({
  name,
  region: name,
  subjects: 1,
  inspected: 0,
  problems: 0,
  middle: latitude == null ? null : { latitude, longitude: longitude ?? 0 },
});

const names = (places: Place[]) => places.map((it) => it.name).join("");

it("reads like a map: north above south, west before east", () => {
  const { places, columns, known } = laidOut([
    place("南西", 35.5, 104.9),
    place("北东", 35.9, 105.3),
    place("南东", 35.6, 105.3),
    place("北西", 35.8, 104.8),
  ]);
  expect(columns).toBe(3);
  expect(known).toBe(4);
  // The first line has the three northernmost, of which one lies further south than the others.
  expect(names(places)).toBe("北西北东南东南西");
});

it("puts those without a place last and loses none", () => {
  const { places, known } = laidOut([place("不明甲"), place("北", 35.9, 105), place("不明乙")]);
  expect(names(places)).toBe("北不明甲不明乙");
  expect(known).toBe(1);
});

it("is a row of one for one place, and as wide as the page for many", () => {
  expect(laidOut([place("一", 35, 105)]).columns).toBe(1);
  expect(laidOut([]).places).toEqual([]);
  const many = Array.from({ length: 100 }, (_, at) => place(`${at}`, 35 + at / 100, 105));
  expect(laidOut(many).columns).toBe(7);
  expect(new Set(laidOut(many).places).size).toBe(100);
});
