type Tone = "good" | "bad" | "warn" | "quiet" | "";

/** Words in the name of a state, in the order in which they decide its colour. */
const TONES: [RegExp, Tone][] = [
  [/作废|终止|退回|不予|逾期|未通过|驳回|停用|失败|撤回/u, "bad"],
  [/待|草稿|整改中|超期/u, "warn"],
  [/归档|办结|结束|结案|撤销|已清|历史/u, "quiet"],
  [/公示|有效|批准|完成|通过|备案|写入|回执|签字/u, "good"],
];

/** The colour of a state's badge; its name says the same in words. */
export function toneOf(name: string | undefined): Tone {
  return TONES.find(([words]) => words.test(name ?? ""))?.[1] ?? "";
}
