import { describe, expect, it } from "vitest";
import { industries } from "./industries";

describe("industries", () => {
  it("are the whole standard, by code", async () => {
    const all = await industries();
    const nameOf = (code: string) => all.find((it) => it.code === code)?.name;
    expect(all.length).toBe(1971);
    expect(nameOf("A")).toBe("农、林、牧、渔业");
    expect(nameOf("6210")).toBe("正餐服务");
  });
});
