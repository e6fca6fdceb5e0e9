import { expect, it } from "vitest";
import { PEOPLE, setupOf, type Typed } from "./setup";

it("asks for four people in their places, without blanks around what was typed", () => {
  const typed: Typed = {
    token: " 10e641 ",
    organ: "会宁县市场监督管理局",
    code: "scjg",
    kind: "department",
    region: "620422",
  };
  for (const [key] of PEOPLE) {
    typed[`${key}.login`] = ` ${key} `;
    typed[`${key}.name`] = `${key}的姓名`;
  }
  const { token, setup } = setupOf(typed);
  expect(token).toBe("10e641");
  expect(setup.organ.region).toBe("620422");
  expect(setup.system_admin).toEqual({ login: "system", name: "system的姓名" });
  expect(setup.security_admins.map((it) => it.login)).toEqual(["security", "second"]);
  expect(setup.audit_admin.login).toBe("audit");
});
