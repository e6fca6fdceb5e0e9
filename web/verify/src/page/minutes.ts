/** Comparing with the paper: what stands on the minutes against what stands in the bundle. */
import { byId, clear, el } from "./dom.ts";
import type { Summary } from "./explain.ts";

/** Known values that stand in the pasted text, and long words there that are none of them. */
export function compareMinutes(facts: Summary | null): void {
  const box = clear(byId("compared"));
  const text = byId<HTMLTextAreaElement>("paste").value;
  const dense = text.replace(/\s+/g, "");
  if (dense === "" || facts === null) {
    box.append(el("p", "", "请先粘贴会议记录上的内容。"));
    return;
  }
  const known = facts.marks.filter((m) => dense.toLowerCase().includes(m.value.toLowerCase()));
  // Words as printed, and words that a line break of the paper cut in two.
  const words = text.split(/[^0-9A-Za-z+/=]+/).filter((w) => w.length >= 40 && /[0-9]/.test(w));
  const strange = words.filter((w) => !facts.marks.some((m) =>
    m.value.toLowerCase() === w.toLowerCase()));
  const unknown = strange.filter((w) => !known.some((m) => m.value.includes(w)));
  const ok = known.length > 0 && unknown.length === 0;
  box.append(el("p", ok ? "compare-ok" : "compare-bad", ok
    ? `一致：粘贴的 ${known.length} 个值与数据包相同。`
    : known.length === 0 ? "不一致：粘贴的内容里没有任何一个值与数据包相同。请检查是否粘贴完整。"
      : `部分不一致：${known.length} 个值相同，${unknown.length} 个值在数据包里没有。`));
  box.append(el("ul", "", ...known.map((m) => el("li", "", `✓ ${m.name}`)),
    ...unknown.map((w) => el("li", "", "✗ ", el("code", "", w)))));
}
