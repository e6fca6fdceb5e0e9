import type { Schema } from "@api/client";
import type { Row } from "../../noun/noun";

/** One item's result as it is entered. */
export interface Entry {
  item: string;
  code: string;
  text: string;
}

/** What one organ does in a visit. Its published name is taken by the sums of a follow-up. */
export interface Part extends Row {
  inspection: string;
  number: string;
  task: string | null;
  subject_name: string;
  organ: string;
  state: string;
  done_on: string | null;
  due_on: string | null;
  due_problem: string | null;
  late: boolean;
  entry: Entry[];
  opinion: string | null;
  published_on: string | null;
}

/** One item of a visit. Its published name is taken by the items of a list. */
export interface VisitItem {
  id: string;
  organ: string;
  code: string;
  name: string;
  points: { point: string; standard: string }[];
  state: string;
  checked: Checked | null;
  result: string | null;
  version: number;
  allowed_actions: string[];
}

export interface Checked {
  methods: string[];
  answers: { point: string; outcome: string; note?: string }[];
  note: string;
  commissions: { institution: string; report_no: string; conclusion: string }[];
  at: string;
}

/** A member of the team. Its published name is taken by the members of a conference. */
export interface Member {
  inspector: string;
  organ: string;
  name: string;
  certificate: string;
  leads: boolean;
  present: boolean | null;
  signed: boolean;
}

/** A visit with everything that belongs to it. */
export type Visit = Omit<Schema<"InspectionDetails">, "items" | "team"> & {
  items: VisitItem[];
  team: Member[];
};

export const asPart = (row: Row): Part => row as Part;
export const asVisit = (row: Row): Visit => row as unknown as Visit;
