/** The course of this draw for somebody who never saw one, in its own numbers. */
import { beijing, span } from "../verify/beijing.ts";
import type { CheckReport, Report } from "../verify/verify.ts";
import { clear, el } from "./dom.ts";
import type { Story, StoryParty } from "./story.ts";
import { THEMES } from "./words.ts";

const n = (x: number): string => x.toLocaleString("zh-CN");
const short = (hex: string): string => `${hex.slice(0, 16)}…`;

function step(title: string, ...body: (Node | string | null)[]): HTMLElement {
  return el("li", "step", el("h3", "", title), ...body.map((x) =>
    (typeof x === "string" ? el("p", "", x) : x)));
}

function table(caption: string, head: string[], rows: (Node | string)[][]): HTMLElement {
  const cells = (tag: string, list: (Node | string)[]): HTMLElement[] => list.map((x) => {
    const cell = el(tag, "", x);
    if (tag === "th") cell.setAttribute("scope", "col");
    return cell;
  });
  const scroll = el("div", "scroll", el("table", "", el("caption", "", caption),
    el("thead", "", el("tr", "", ...cells("th", head))),
    el("tbody", "", ...rows.map((r) => el("tr", "", ...cells("td", r))))));
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", caption);
  return scroll;
}

function frameStep(s: Story): HTMLElement {
  const split = s.eligible === null ? `共 ${n(s.count)} 户`
    : `共 ${n(s.count)} 户，其中 ${n(s.eligible)} 户参加抽取，${n(s.count - s.eligible)} 户不参加`;
  const why = s.excluded.length === 0 ? null
    : el("p", "", `不参加的理由：${s.excluded.map((x) => `${x.reason} ${n(x.n)} 户`).join("；")}。`
      + "不参加的企业也写在底册里，谁被排除、为什么，一行不少。");
  return step("先定名单", `名单（抽取底册）在 ${s.day} 固定下来，${split}。`, why,
    el("p", "", "整张名单算出一个“指纹” ", el("code", "", short(s.frameRoot)),
      `，于 ${beijing(s.intentAt)} 写进公开日志。名单里哪怕改一个字，指纹就完全不同。`),
    s.blinded ? "这张名单按规则不对外公开，只公布了指纹；企业可凭自己的一行与证明核对。" : null);
}

function ruleStep(s: Story): HTMLElement {
  const rows = s.units.map((u) => [u.unit, u.items.join("、"), u.rule,
    u.N > 0 ? n(u.N) : "—", s.drawn ? n(u.n) : "—"]);
  return step("再定抽多少", `抽取规则同时固定，分 ${s.units.length} 个抽取单元：`,
    table("抽取单元、规则与名额", ["抽取单元", "事项", "比例", "可抽户数", "抽取户数"], rows));
}

const PARTY: Record<StoryParty["state"], string> = {
  shown: "已揭示，与承诺一致", sealed: "封存中，由托管方保管", absent: "没有揭示，按规则计为空",
  waiting: "尚未揭示",
};

function promiseStep(s: Story): HTMLElement {
  const rows = s.parties.map((p) => [p.organiser ? `${p.id}（组织方）` : p.id,
    el("code", "", short(p.commit)),
    PARTY[p.state] + (p.shownAt === null ? "" : `（${beijing(p.shownAt)}）`)]);
  return step("各方押上自己的随机数",
    `${s.parties.length} 方各自想好一个别人猜不到的随机数（64 位十六进制），先只交出它的“承诺”（同样是指纹），`
      + `${beijing(s.intentAt)} 公布。承诺看不出随机数，但之后想换一个，就和承诺对不上。`,
    table("随机数提供方", ["提供方", "承诺", "揭示"], rows));
}

function whyUnknown(s: Story): HTMLElement {
  const honest = "只要其中任何一方没有泄露自己的数，其他所有人合谋也算不出种子。";
  const lines = s.beacon.type === "none"
    ? [`种子由 ${s.parties.length} 方的随机数合成，事先全部交托管方保管。${honest}`]
    : [`种子由三样东西合成：名单和规则的指纹、${s.parties.length} 方的随机数、一个公共随机数。${honest}`,
      `公共随机数约定为${s.beacon.name}，${beijing(s.tb)} 才产生。公布意向是在它产生前 `
        + `${span(s.tb - s.intentAt)}，揭示截止是在它产生前 ${span(s.tb - s.tr)}：`
        + "定名单、押随机数的时候，它还不存在。"];
  const witnessed = s.witnesses.length === 0
    ? "本次的规则没有要求独立见证方，时间由日志运营方签名担保；请与会议当日打印的检查点核对。"
    : `${s.witnesses.join("、")} 等 ${s.witnesses.length} 个独立见证方签名作证（要求 ${s.quorum} 个）`
      + (s.witnessedAt === null ? "。" : `，意向在 ${beijing(s.witnessedAt)} 已被见证，事后补不进来。`);
  return step("为什么没有人能提前知道", ...lines, witnessed,
    s.beacon.value === "" ? null
      : el("p", "", "产生的公共随机数：", el("code", "", s.beacon.value)),
    s.seed === "" ? null : el("p", "", "合成的种子：", el("code", "", s.seed)));
}

function drawStep(s: Story): HTMLElement {
  const title = "摇号：签号最小的被抽中";
  const how = "有了种子，每户的签号就是一个公式的结果：谁来算都一样，没有人能替谁改。"
    + "签号从小到大排队，前面的就被抽中，最后一名中签者的签号叫“中签线”。";
  if (!s.drawn) return step(title, how, s.voided === "" ? "还没有摇号。" : `本次已作废：${s.voided}`);
  if (s.sealed) {
    return step(title, how, `${beijing(s.resultAt!)} 已经摇出 ${n(s.units.reduce((a, u) => a + u.n, 0))} 户次，`
      + "结果的指纹当时写进了日志；名单封存到检查派发之后才公布，免得被查的企业提前知道。"
      + "启封之后再核验一次，就能确认公布的正是当天摇出的。");
  }
  const rows = s.units.map((u) => [u.unit, n(u.N), n(u.n), n(u.w),
    u.N > 0 ? `${((u.n * 100) / u.N).toFixed(2)}%` : "—",
    u.cutoff === "-" || u.cutoff === "" ? "没有名额" : el("code", "", short(u.cutoff))]);
  return step(title, how, table("各抽取单元的中签线",
    ["抽取单元", "可抽", "抽中", "候补", "每户的可能性", "中签线"], rows));
}

function matchStep(s: Story): HTMLElement | null {
  if (s.pools.length === 0) return null;
  const rows = s.pools.map((p) => [p.pool, n(p.entries), n(p.officers), n(p.posts),
    p.isVoid ? "人手不足，未匹配" : p.entries === 0 ? "—" : `${p.least}–${p.most} 户`,
    p.relaxed.length === 0 ? "没有放宽" : p.relaxed.join("、")]);
  return step("检查人员也由同一颗种子决定",
    `${n(s.officers)} 名有资格的执法人员和 ${n(s.conflicts)} 条回避、轮换、请假记录在摇号前一并固定。`
      + "先满足硬性规定（资格、专业、回避、每户至少两人），再让各人的户数尽量均匀，剩下的由种子算出的数字决定。"
      + "这样的安排只有一种，任何人重算都得到同一份，所以没有谁能点名派谁去查谁。",
    table("检查人员匹配", ["匹配池", "检查户次", "人员", "岗位", "每人分到", "放宽了什么"], rows));
}

function afterStep(s: Story): HTMLElement | null {
  const { replaced, recused, rematched, corrected } = s.later;
  const parts = [
    replaced > 0 ? `递补 ${replaced} 户` : "", recused > 0 ? `回避 ${recused} 人次` : "",
    rematched > 0 ? `改派 ${rematched} 人次` : "", corrected > 0 ? `更正 ${corrected} 次` : "",
  ].filter((x) => x !== "");
  const again = s.attempts > 1 ? `本计划共抽取 ${s.attempts} 次，每一次都留在日志里。` : "";
  const opened = s.unsealAt === null ? "" : `${beijing(s.unsealAt)} 启封，从此人人可以重算。`;
  if (parts.length === 0 && again === "" && opened === "") return null;
  const changes = parts.length === 0 ? "" : `抽取之后：${parts.join("，")}，都在日志里写明原因。`;
  return step("之后发生了什么", `${opened}${changes}${again}`);
}

export function showStory(list: HTMLElement, s: Story): void {
  clear(list);
  const steps = [frameStep(s), ruleStep(s), promiseStep(s), whyUnknown(s), drawStep(s),
    matchStep(s), afterStep(s)];
  list.append(...steps.filter((x): x is HTMLElement => x !== null));
}

/** What would have been noticed, with a number of this draw in each sentence. */
function noticed(s: Story): string[] {
  const first = s.units.find((u) => u.cutoff !== "" && u.cutoff !== "-");
  const drawn = first === undefined ? "把结果换掉一户，启封时结果的指纹就与摇号当天登记的不同。"
    : `把一户换进名单：它的签号大于中签线 ${short(first.cutoff)}；把一户换出去：${n(s.rows)} 行结果就少了一行该有的。`;
  return [
    `在 ${n(s.count)} 户的名单里加一户、减一户或改一户：名单的指纹不再是 ${short(s.frameRoot)}。`,
    "改动、删掉或补写任何一条记录：后面每一条的指纹都对不上，签名也不成立。",
    `摇号后不满意再抽一次：次数会从第 ${s.attempts} 次变成第 ${s.attempts + 1} 次，前一次仍在日志里。`,
    `换一个对自己有利的随机数：它的指纹就不是 ${beijing(s.intentAt)} 公布的那个承诺。`,
    drawn,
    "指定某人去查某户，或让该回避的人去：有一对人户的数字会比公布的证明更小，证明就不成立。",
    "随便找个理由换掉一户或换掉一个人：没有冻结日之前的证据，或不是次序上的下一个，都会被指出。",
  ];
}

function state(checks: CheckReport[]): [string, string, string] {
  if (checks.some((c) => c.verdict === "fail")) return ["fail", "✗", "发现问题"];
  if (checks.some((c) => c.verdict === "not reached")) return ["none", "·", "没有查到这里"];
  if (checks.some((c) => c.because === "not_published")) return ["withheld", "–", "部分未公开"];
  return checks.some((c) => c.verdict === "pass") ? ["pass", "✓", "查过，没有问题"]
    : ["none", "·", "本次不涉及"];
}

/** Seven plain questions over the 27 checks. The story is missing when a check failed. */
export function showThemes(list: HTMLElement, r: Report, s: Story | null): void {
  clear(list);
  const seen = s === null ? [] : noticed(s);
  THEMES.forEach((t, i) => {
    const checks = t.checks.map((k) => r.checks.find((c) => c.check === k)!);
    const [cls, mark, word] = state(checks);
    const sign = el("span", "check-mark", mark);
    sign.setAttribute("aria-hidden", "true");
    list.append(el("li", `check ${cls}`, sign, el("div", "check-body",
      el("p", "check-head", el("strong", "", t.title), el("span", "check-word", word)),
      el("p", "", t.plain),
      seen[i] === undefined ? null : el("p", "check-question", `会被发现的：${seen[i]}`))));
  });
}
