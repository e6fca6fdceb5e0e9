import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";
import { FormFrame } from "./FormFrame";

let root: Root | undefined;

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
afterEach(() => act(async () => root?.unmount()));

const submit = vi.fn(async () => {});
const forget = vi.fn();

async function show(busy: boolean) {
  root = createRoot(document.body.appendChild(document.createElement("div")));
  await act(async () =>
    root?.render(
      <FormFrame {...{ submit, busy, forget }} problem={undefined} label="保存" restored>
        <input aria-label="案由" />
      </FormFrame>,
    ),
  );
}

const press = (name: string) =>
  act(async () => {
    const all = [...document.querySelectorAll("button")];
    all.find((it) => it.textContent?.includes(name))?.click();
  });

it("begins anew with what the form began with, and not with the press itself", async () => {
  await show(false);
  await press("重新填写");
  expect(forget).toHaveBeenCalledExactlyOnceWith();
});

it("sends once at a time and keeps the button's focus meanwhile", async () => {
  await show(false);
  await press("保存");
  expect(submit).toHaveBeenCalledOnce();
  await act(async () => root?.unmount());
  await show(true);
  await press("正在提交");
  expect(submit).toHaveBeenCalledOnce();
  expect(document.querySelector("button:disabled")).toBeNull();
});
