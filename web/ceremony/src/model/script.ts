/** 主持词: what the clerk says and does at each step, with the numbers of this draw. */
import { moment } from "@ui/time";
import { BEACONS, exclusion } from "./words";
import { type Course, sheetsDiffer, until } from "./course";

export type StepId =
  | "freeze"
  | "commit"
  | "announce"
  | "reveal"
  | "close"
  | "beacon"
  | "draw"
  | "match"
  | "release"
  | "unseal"
  | "end"
  | "over";

export interface Step {
  id: StepId;
  title: string;
  say: string[];
  todo: string[];
  /** The step's own buttons: codes of `allowed_actions`. */
  actions: string[];
  /** Who takes it when this account may not. */
  by: string;
}

/** The way of a draw, for the bar at the top. */
export const WAY: { id: string; title: string; steps: StepId[] }[] = [
  { id: "freeze", title: "冻结", steps: ["freeze"] },
  { id: "commit", title: "承诺", steps: ["commit", "announce"] },
  { id: "reveal", title: "揭示", steps: ["reveal", "close"] },
  { id: "beacon", title: "公共随机数", steps: ["beacon"] },
  { id: "draw", title: "抽取", steps: ["draw"] },
  { id: "match", title: "匹配人员", steps: ["match"] },
  { id: "release", title: "派发", steps: ["release", "unseal", "end"] },
];

const PLANNER = "计划员";
const REVIEWER = "审核审批人";
const names = (parts: { who: { organ_name: string } }[]) =>
  parts.map((it) => it.who.organ_name).join("、");
const total = (course: Course) =>
  course.live.draw.counts.units.reduce((sum, unit) => sum + unit.drawn, 0);

function freeze(c: Course): Step {
  const { draw } = c.live;
  return {
    id: "freeze",
    title: "批准冻结",
    actions: ["approve", "withdraw"],
    by: REVIEWER,
    say: [
      `现在开始${c.live.title}的第 ${draw.attempt} 次抽取，抽取编号 ${draw.draw_id}。`,
      `参加的随机数提供方：${names(c.contributors)}。` +
        (c.recorders.length > 0 ? `现场摇号记录人：${names(c.recorders)}。` : ""),
      "先由第二人批准，把名单、规则、检查人员和回避关系一次固定下来；从这一刻起，谁也改不了。",
    ],
    todo: ["核对到场各方。", "请审核审批人在自己的电脑上打开本页，按“批准并冻结”。"],
  };
}

function commit(c: Course): Step {
  const missing = c.contributors.filter((it) => it.promise === undefined);
  const { counts } = c.live.draw;
  const out = counts.excluded.map(exclusion).join("，");
  return {
    id: "commit",
    title: "各方交承诺",
    actions: ["void"],
    by: PLANNER,
    say: [
      `名单已经固定：共 ${counts.frame} 户，可以抽取 ${counts.eligible} 户` +
        (out === "" ? "。" : `，不参加的有：${out}。`),
      "请各方在自己的电脑上生成随机数，只交出它的承诺。承诺看不出随机数，但之后换一个就会对不上。",
    ],
    todo: [
      `还缺：${names(missing)}。请他们打开“提供随机数”页面。`,
      "组织方的承诺由平台在冻结时已经作出。",
    ],
  };
}

function announce(c: Course): Step {
  const { draw } = c.live;
  return {
    id: "announce",
    title: "公布意向",
    actions: ["announce", "void"],
    by: PLANNER,
    say: [
      `${c.contributors.length} 方的承诺已经到齐。现在公布抽取意向。`,
      "意向里有名单、规则、人员、回避的指纹，各方的承诺，以及约定的公共随机源：" +
        `${BEACONS[draw.beacon] ?? draw.beacon}，${moment(draw.beacon_at)} 产生。`,
      "此刻这个公共随机数还不存在，没有人知道结果。",
    ],
    todo: [`须早于揭示截止（${moment(draw.reveal_by)}）至少 10 分钟。`, "按“公布抽取意向”。"],
  };
}

function reveal(c: Course): Step {
  const { draw } = c.live;
  const waiting = c.contributors.filter((it) => it.state === "promised");
  const boxes = c.holders.filter((it) => it.state === "waiting");
  const sealed = draw.publication === "sealed";
  return {
    id: "reveal",
    title: "揭示随机数",
    actions: ["void"],
    by: PLANNER,
    say: [
      "意向已经写进公开日志，指纹在屏幕上，请各方抄录或拍照。",
      `请各方在 ${moment(draw.reveal_by)} 之前揭示随机数，平台当场与承诺核对。`,
      ...(sealed ? ["组织方的随机数封存，已加密交给托管方；请托管方打开核对并签收。"] : []),
    ],
    todo: [
      waiting.length > 0 ? `还没有揭示：${names(waiting)}。` : "各方都已揭示。",
      ...(sealed
        ? [
            boxes.length > 0
              ? `还没有签收：${names(boxes)}。缺一家就不能继续。`
              : "托管方都已签收。",
          ]
        : []),
      "到截止时间再按“截止揭示”；逾期没有揭示的，按规则计为空。",
    ],
  };
}

function close(c: Course): Step {
  return {
    id: "close",
    title: "截止揭示",
    actions: ["close", "void"],
    by: PLANNER,
    say: ["揭示时间已到，现在截止。截止以后任何一方都不能再加、不能再改。"],
    todo: [
      `须在公共随机数产生（${moment(c.live.draw.beacon_at)}）之前截止，否则本次只能作废。`,
      "按“截止揭示”。",
    ],
  };
}

function beacon(c: Course): Step {
  const { draw } = c.live;
  const left = until(c, draw.beacon_at);
  const sheets = draw.beacon === "ceremony";
  return {
    id: "beacon",
    title: "公共随机数",
    actions: sheets ? ["void"] : ["beacon", "void"],
    by: PLANNER,
    say: [
      left > 0
        ? `各方的随机数已经定了。${moment(draw.beacon_at)} 产生公共随机数，请稍候。`
        : sheets
          ? "现在当众摇号：用十面骰或号码球，逐位摇出 20 位数字，唱号，两名记录人各自记录。"
          : `${BEACONS[draw.beacon] ?? draw.beacon}第 ${draw.round ?? ""} 期已经产生，请当众核对并录入。`,
      "种子由意向、各方的随机数和这个公共随机数合成，缺一不可。",
    ],
    todo: sheetsDiffer(c)
      ? ["两份记录单不一致。请两位记录人对照录像和原始记录逐位核对，录错的一位重新提交。"]
      : sheets
        ? ["请两名记录人在自己的电脑上打开“摇号记录”页面，各自录入 20 位数字。", "两份一致才有效。"]
        : ["把取值粘贴、手工录入或用扫码枪扫入下面的框；与外网隔离时由两人核对抄录。"],
  };
}

function draw(c: Course): Step {
  const open = c.live.draw.publication === "immediate";
  return {
    id: "draw",
    title: "抽取",
    actions: ["draw"],
    by: PLANNER,
    say: [
      `公共随机数是 ${c.beacon ?? ""}。现在结果已经唯一确定，谁来算都一样。`,
      open
        ? "先由这台电脑的浏览器当场独立算一遍，再由平台抽取，两边必须一致。"
        : "平台现在抽取。名单封存，只公布结果的指纹；启封之后，人人都可以重算。",
    ],
    todo: [open ? "等屏幕算完，再按“抽取”。" : "按“抽取”。"],
  };
}

function match(c: Course): Step {
  return {
    id: "match",
    title: "匹配检查人员",
    actions: ["match", "annul"],
    by: PLANNER,
    say: [
      `已经抽取 ${total(c)} 户次。${
        c.live.draw.unsealed || c.live.draw.publication === "immediate"
          ? "中签线和名单在屏幕上。"
          : "结果的指纹在屏幕上，请抄录。"
      }`,
      "现在用同一颗种子匹配检查人员：先满足资格和回避，再求均衡，剩下的由种子决定。",
    ],
    todo: ["按“匹配检查人员”。"],
  };
}

function release(c: Course): Step {
  const { draw: it } = c.live;
  const next = it.released + 1;
  const at = it.release_at[it.released] ?? "";
  const short = it.counts.pools.filter((pool) => pool.void);
  return {
    id: "release",
    title: `派发第 ${next} 批`,
    actions: ["release", "annul"],
    by: REVIEWER,
    say: [
      "抽取和匹配已经完成，请各方在抽取记录上签名。",
      `第 ${next} 批最早 ${moment(at)} 派发；在此之前，检查人员也不知道查谁。`,
    ],
    todo: [
      "打印抽取记录，各方核对检查点后签名。",
      short.length > 0
        ? `有 ${short.length} 个匹配池人手不足，不能派发：请先处理。`
        : `由审核审批人在 ${moment(at)} 以后按“派发”。`,
    ],
  };
}

function unseal(c: Course): Step {
  return {
    id: "unseal",
    title: "启封",
    actions: ["unseal", "annul"],
    by: REVIEWER,
    say: [`${c.live.draw.batches} 批都已派发。现在启封组织方的随机数，名单公开，人人可以重算。`],
    todo: ["按“启封”。", "启封后请当场用核验页面核验一次。"],
  };
}

function end(c: Course): Step {
  return {
    id: "end",
    title: "已完成",
    actions: ["annul"],
    by: PLANNER,
    say: [`本次抽取已经完成，共 ${total(c)} 户次。任何人都可以下载公布文件，用核验页面重算。`],
    todo: ["打印抽取记录并归档。"],
  };
}

function over(c: Course): Step {
  return {
    id: "over",
    title: c.live.draw.state_name,
    actions: [],
    by: PLANNER,
    say: [`本次抽取${c.live.draw.state_name}，不产生结果；记录仍在公开日志里。`],
    todo: [],
  };
}

/** The step at which the attempt stands. */
export function stepOf(c: Course): Step {
  const { draw: it } = c.live;
  switch (it.state) {
    case "proposed":
      return freeze(c);
    case "planned":
      return c.contributors.every((part) => part.promise !== undefined) ? announce(c) : commit(c);
    case "announced":
      return until(c, it.reveal_by) > 0 ? reveal(c) : close(c);
    case "closed":
      return beacon(c);
    case "drawable":
      return draw(c);
    case "drawn":
      return match(c);
    case "matched":
      if (it.released < it.batches) return release(c);
      return it.publication === "sealed" && !it.unsealed ? unseal(c) : end(c);
    default:
      return over(c);
  }
}
