import { AppraisalPage } from "../appraisal/AppraisalPage";
import { EffectsPage } from "../appraisal/EffectsPage";
import { EstimatesPage } from "../appraisal/EstimatesPage";
import type { Noun } from "../noun/noun";

/** Pages of figures: counted when they are looked at, no records of their own. */
const counted = {
  group: "统计和会议",
  columns: [],
  name: () => "",
};

export const appraisals: Noun = {
  ...counted,
  slug: "appraisals",
  title: "考核",
  path: "/api/v1/appraisals",
  permission: "appraisal.read",
  page: <AppraisalPage />,
};

export const estimates: Noun = {
  ...counted,
  slug: "estimates",
  title: "抽查推算",
  path: "/api/v1/estimates",
  permission: "estimate.read",
  page: <EstimatesPage />,
};

export const effects: Noun = {
  ...counted,
  slug: "inspector-effects",
  title: "检查人员差异",
  path: "/api/v1/inspector-effects",
  permission: "effect.read",
  page: <EffectsPage />,
};
