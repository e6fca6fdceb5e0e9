import { expect, test } from "vitest";
import { COLUMNS, isZero, spansOf, type Line } from "./columns";

const line = (category: string, division_name: string, filled: boolean): Line => ({
  category,
  category_name: category,
  division_name,
  filled,
  batches: 3,
  subjects: 1234,
  entities: 1200,
  gsxt: 1000,
  professional: 200,
  website: 0,
  covered: 1100,
  coverage: "89.1%",
  cases: 2,
  decisions: 1,
  fine: 250_000,
  confiscated: 750_000,
  total: 1_000_000,
  fine_wan: "0.25",
  total_wan: "1.00",
});

const lines = (city: boolean) => [
  line("city_system", "系统内双随机抽查", city),
  line("county_system", "系统内双随机抽查", true),
  line("city_joint", "部门联合抽查", city),
  line("county_joint", "部门联合抽查", true),
];

test("a county has two rows, a city four, and 区分 spans its own", () => {
  const county = spansOf(lines(false));
  expect(county.map(({ line: it, span }) => [it.category, span])).toEqual([
    ["county_system", 1],
    ["county_joint", 1],
  ]);
  expect(spansOf(lines(true)).map(({ span }) => span)).toEqual([2, 0, 2, 0]);
});

test("户次 and 户, 罚没 and 罚款 are each shown as they are counted", () => {
  const row = line("county_joint", "部门联合抽查", true);
  const texts = (entities: boolean, fine: boolean) =>
    COLUMNS.map((column) => column.text(row, { entities, fine }));
  expect(texts(false, false)).toEqual(["3", "1,234", "1,000", "200", "0", "2", "1.00"]);
  expect(texts(true, true)).toEqual(["3", "1,200", "1,000", "200", "0", "2", "0.25"]);
});

test("a cell of nothing opens nothing", () => {
  expect(["0", "0.00", "1,000", "0.000001"].map(isZero)).toEqual([true, true, false, false]);
});
