import type { Noun } from "../noun/noun";
import { cases, unlicensed } from "./cases";
import { campaigns, patterns } from "./cases/campaigns";
import { draws } from "./draws";
import { penalties } from "./follow/penalties";
import { rectifications } from "./follow/rectifications";
import { handoffs, referrals } from "./follow/referrals";
import { repairs, restrictions } from "./follow/restrictions";
import { organs } from "./organs";
import { parts } from "./parts";
import { changes, objections, results } from "./results";
import { subjects } from "./subjects";
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
  "基础和记录",
];

/** Every noun that has pages, in the order in which the navigation shows them. */
export const NOUNS: Noun[] = [
  subjects,
  tasks,
  draws,
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
  organs,
];
