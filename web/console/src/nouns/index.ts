import type { Noun } from "../noun/noun";
import { cases, unlicensed } from "./cases";
import { campaigns, patterns } from "./cases/campaigns";
import { draws } from "./draws";
import { challenges } from "./draws/challenges";
import { penalties } from "./follow/penalties";
import { rectifications } from "./follow/rectifications";
import { handoffs, referrals } from "./follow/referrals";
import { repairs, restrictions } from "./follow/restrictions";
import { accounts, grants } from "./accounts";
import { appraisals, effects, estimates } from "./appraisals";
import { audit, calendar } from "./audit";
import { conferences } from "./conferences";
import { imports } from "./imports";
import { conflicts, inspectorChanges } from "./inspectorParts";
import { inspectors } from "./inspectors";
import { itemLists, items, lawChanges } from "./itemLists";
import { activities, matters, meetings } from "./meetings";
import { organs } from "./organs";
import { parts } from "./parts";
import { plans } from "./plans";
import { annex3, reports } from "./reports";
import { changes, objections, results } from "./results";
import { caps, institutions, numberPatterns, scopeRules } from "./rules";
import { subjects } from "./subjects";
import { tags } from "./tags";
import { tasks } from "./tasks";
import { inspections } from "./visits";

/** The groups of the navigation, in the order of the loop. */
export const GROUPS = [
  "两库",
  "清单和计划",
  "抽取和检查",
  "结果和公示",
  "后续处置",
  "个案和专项",
  "统计和会议",
  "基础和记录",
];

/** Every noun that has pages, in the order in which the navigation shows them. */
export const NOUNS: Noun[] = [
  subjects,
  inspectors,
  inspectorChanges,
  conflicts,
  imports,
  tags,
  itemLists,
  items,
  lawChanges,
  plans,
  tasks,
  draws,
  challenges,
  inspections,
  parts,
  results,
  changes,
  objections,
  rectifications,
  penalties,
  referrals,
  handoffs,
  restrictions,
  repairs,
  cases,
  unlicensed,
  campaigns,
  patterns,
  annex3,
  reports,
  conferences,
  meetings,
  matters,
  activities,
  appraisals,
  estimates,
  effects,
  organs,
  accounts,
  grants,
  institutions,
  caps,
  scopeRules,
  numberPatterns,
  calendar,
  audit,
];
