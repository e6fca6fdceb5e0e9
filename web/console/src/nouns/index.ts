import type { Noun } from "../noun/noun";
import { inspections } from "./visits";
import { organs } from "./organs";
import { parts } from "./parts";
import { changes, objections, results } from "./results";
import { subjects } from "./subjects";
import { tasks } from "./tasks";

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
  inspections,
  parts,
  results,
  changes,
  objections,
  organs,
];
