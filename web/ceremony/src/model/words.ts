/** Official words for codes that a draw's view carries. */

export const BEACONS: Record<string, string> = {
  "drand-quicknet": "drand 公共随机信标",
  ssq: "双色球开奖号码",
  dlt: "大乐透开奖号码",
  ceremony: "现场公开摇号",
};

export const ACTIONS: Record<string, string> = {
  approve: "批准并冻结",
  withdraw: "撤回",
  announce: "公布抽取意向",
  close: "截止揭示",
  beacon: "录入公共随机数",
  draw: "抽取",
  match: "匹配检查人员",
  release: "派发",
  unseal: "启封",
};

/** What an entry of the log is called. */
export const ENTRIES: Record<string, string> = {
  plan: "冻结",
  intent: "公布意向",
  escrow: "托管签收",
  reveal: "揭示",
  close: "截止揭示",
  beacon: "公共随机数",
  result: "抽取结果",
  match: "匹配人员",
  replace: "递补",
  recuse: "回避",
  rematch: "改派",
  unseal: "启封",
  void: "作废",
  correction: "更正",
};

const REASONS: Record<string, string> = {
  CAP: "本年度检查次数已达上限",
  RECENT: "近期已被检查",
  STATUS: "已注销、吊销或不在营业",
  TRIAL: "处于包容审慎观察期",
  PENDING: "有案件正在办理",
  IDBAD: "登记的编码有误",
  SCOPE: "不属于本次抽查范围",
  DRAWN: "在基础抽取中已被抽中",
};

/** "RECENT 132" → "近期已被检查 132 户". */
export function exclusion(counted: string): string {
  const [code = "", count = ""] = counted.split(" ");
  return `${REASONS[code] ?? code} ${count} 户`;
}
