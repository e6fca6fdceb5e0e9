/** Codes of the interface with their official names, for pages that work without a network. */
export type Named = readonly (readonly [code: string, name: string])[];

/** 检查方式 of a notice. */
export const NOTICE_METHODS: Named = [
  ["field", "实地检查"],
  ["written", "书面检查"],
  ["online", "网络检查"],
];

/** 核查方式 of an item, with what each of them takes. */
export const METHODS: Named = [
  ["field", "实地检查"],
  ["written", "书面检查"],
  ["online", "网络监测"],
  ["opinion", "行政部门检查结果或专业意见"],
  ["testing", "检验检测"],
  ["monitoring", "数据监测"],
  ["commissioned", "委托专业机构辅助"],
];

export const METHOD_HINTS: Record<string, string> = {
  field: "到生产经营场所查看，拍照留证。",
  written: "查阅当事人提供的材料，记下材料名称和日期。",
  online: "查看网站、网店或系统公示的内容，截图留证。",
  opinion: "引用其他部门已作出的结论，记下文号。",
  testing: "抽样送检，记下样品编号；结论以检验报告为准。",
  monitoring: "引用监测数据，记下系统名称和时段。",
  commissioned: "专业机构只提供报告，由您采纳并负责。",
};

/** 检查要点的结果. */
export const OUTCOMES: Named = [
  ["pass", "合格"],
  ["fail", "不合格"],
  ["unchecked", "未检查"],
  ["not_applicable", "合理缺项"],
];

/** 状态类结果. */
export const STATUSES: Named = [
  ["not_found", "查无下落"],
  ["suspended", "已关闭停业或正在清算"],
  ["uncooperative", "不予配合"],
  ["deregistered", "已注销"],
  ["revoked", "被吊销营业执照"],
  ["rescinded", "被撤销"],
  ["moved_out", "迁出"],
];

/** Wording to begin with; the inspector says it as it was. */
export function wordings(outcome: string, point: string): string[] {
  switch (outcome) {
    case "fail":
      return [`现场发现“${point}”不符合：`, "当事人当场承认。", "已要求当场改正。"];
    case "unchecked":
      return ["当天不具备检查条件，", "负责人不在场，资料无法提供。", "设备停用，未能检查。"];
    case "not_applicable":
      return ["当事人没有这项业务。", "该场所不涉及此要点。"];
    default:
      return [];
  }
}

export const STATUS_WORDINGS: Record<string, string[]> = {
  not_found: ["到登记住所未找到该单位，周边询问无人知晓，登记电话无法接通。"],
  suspended: ["现场已停止营业，门上贴有停业告示。"],
  uncooperative: ["表明身份并出示证件后，当事人拒绝检查，经告知法律后果仍不配合。"],
  deregistered: ["经查登记系统，该单位已注销。"],
  revoked: ["经查登记系统，该单位已被吊销营业执照。"],
  rescinded: ["经查登记系统，该单位登记已被撤销。"],
  moved_out: ["经核实，该单位已迁出本辖区。"],
};
