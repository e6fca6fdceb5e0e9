/** What a failed check means for a person without prior knowledge, and what to do about it. */

/** Who could have caused it, in general: the file, the record, or the draw itself. */
type Kind = "file" | "record" | "frame" | "random" | "result" | "people" | "after";

const KIND: Record<string, Kind> = {
  "V-01": "file", "V-02": "record", "V-03": "record", "V-04": "record", "V-05": "record",
  "V-06": "file", "V-07": "record", "V-08": "record", "V-09": "record", "V-10": "record",
  "V-11": "frame", "V-12": "people", "V-13": "random", "V-14": "random", "V-15": "random",
  "V-16": "random", "V-17": "result", "V-18": "result", "V-19": "result", "V-20": "people",
  "V-21": "people", "V-22": "people", "V-23": "people", "V-24": "people", "V-25": "after",
  "V-26": "after", "V-27": "after",
};

const MEANS: Record<Kind, string> = {
  file: "您手里的文件与公布时登记的不是同一份：可能下载时损坏，也可能有人在公布之后改动过。",
  record: "公开记录本身前后对不上：有步骤缺失、颠倒、被改写，或没有按规定签名见证。",
  frame: "名单（抽取底册）与摇号之前固定下来的不一样：可能有企业被加入、拿掉或改动过。",
  random: "摇号用的随机数与事先承诺或约定的不符：结果可能被人挑选过。",
  result: "公布的抽取结果不是按签号算出来的那个结果：可能有企业被换进或换出，或者名额不对。",
  people: "检查人员的安排与规则或抽签的结果不符：可能有人被指定或避开。",
  after: "抽取之后的变动（递补、改派、更正）没有规定的依据。",
};

export function meaning(check: string): string {
  return MEANS[KIND[check] ?? "record"];
}

/** What to do, in order. The first step rules out the harmless cause. */
export function advice(check: string): string[] {
  const again = "从公布机关的网站重新下载这个数据包，再核验一次，排除下载损坏或来源不对。";
  const name = "仍然不通过，就用下面的文字提出质疑：它写明了文件、位置和两个不同的值，任何人都能照着核对。";
  const keep = "导出核验报告，连同数据包一起保存；它们就是证据，不会因为对方改了网页而消失。";
  const above = "对答复不满意的，可以向司法行政、纪检监察机关反映，请他们用自己的程序核验同一个数据包。";
  return KIND[check] === "file" ? [again, keep, name, above] : [keep, again, name, above];
}

export interface Theme { title: string; checks: string[]; plain: string }

/** The 27 checks in seven questions that a person asks. */
export const THEMES: Theme[] = [
  { title: "名单和规则是先定好的吗？", checks: ["V-02", "V-05", "V-11", "V-12"],
    plain: "重算底册、人员表、回避表和规则的指纹，与摇号之前写进公开日志的逐一比对。" },
  { title: "文件和记录有没有被改过？", checks: ["V-01", "V-03", "V-04", "V-06", "V-07", "V-08", "V-09"],
    plain: "每条记录都扣着上一条的指纹，整本日志由运营方签名、见证方作证；文件的指纹登记在记录里。" },
  { title: "先后次序对不对，有没有反复抽？", checks: ["V-10"],
    plain: "逐步核对时间：承诺在前，随机数在后，到期必须有结果；第几次抽取都有编号，不能悄悄重来。" },
  { title: "随机数是不是真的没人能挑？", checks: ["V-13", "V-14", "V-15", "V-16"],
    plain: "用各方揭示的随机数重算承诺，核对公共随机数，再从头合成种子和抽签密钥。" },
  { title: "抽中的是不是签号最小的那些户？", checks: ["V-17", "V-18", "V-19"],
    plain: "给底册里每一户重新算签号、重新排队、重新数名额，与公布的名单逐行比对。" },
  { title: "检查人员是不是由抽签决定？", checks: ["V-20", "V-21", "V-22", "V-23", "V-24"],
    plain: "逐对检查资格与回避，再用公布的证明确认：没有任何别的排法比这一个更符合规则和抽签。" },
  { title: "抽取之后的变动有没有依据？", checks: ["V-25", "V-26", "V-27"],
    plain: "递补只能按候补次序，改派由新的随机数决定，更正和作废写明原因，都留在日志里。" },
];
