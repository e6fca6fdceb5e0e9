import { expect, it } from "vitest";
import { poolName, unitName } from "./unit";

const organ = (code: string) => ({ gaj: "公安局" })[code] ?? code;

it("names the units of a draw", () => {
  expect(unitName("T1", organ)).toBe("全部检查对象");
  expect(unitName("T1-GAJ", organ)).toBe("公安局");
  expect(unitName("T1.C", organ)).toBe("信用风险较高（C 类）");
  expect(unitName("T2-GAJ.U", organ)).toBe("第 2 个任务，公安局，未分类（U）");
  expect(unitName("X9", organ)).toBe("X9");
});

it("names the pools of a matching", () => {
  expect(poolName("MU-ALL-gaj", organ)).toBe("公安局，不分片区");
  expect(poolName("MU-EAST-gaj", organ)).toBe("公安局，片区 EAST");
});
