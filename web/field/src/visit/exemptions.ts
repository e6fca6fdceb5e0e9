import type { Named } from "./codes";

/** 不计入年度频次的理由, as `/api/v1/caps/exemptions` lists them. */
export const EXEMPTIONS: Named = [
  ["complaint", "12345热线、投诉举报"],
  ["assigned", "上级交办、转办"],
  ["assist_superior", "配合上级检查"],
  ["investigation", "稽查办案"],
  ["off_site_lead", "非现场监管发现线索"],
  ["media", "媒体曝光"],
  ["recheck", "整改复查"],
  ["requested", "企业申请"],
  ["licensing", "行政许可现场核查"],
  ["emergency", "法律法规规定的紧急情形"],
];
