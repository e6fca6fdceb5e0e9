import type { ReactNode } from "react";
import type { RouteObject } from "react-router";
import type { Page } from "@api/client";
import type { FieldError } from "@api/problem";
import type { Session } from "../session/session";
import { fieldsOf, operation, type Field, type Operation } from "@api/described";

/** A record as the generic pages see it. */
export interface Row {
  id: string;
  version?: number;
  allowed_actions?: string[];
  state?: string;
  state_name?: string;
  [field: string]: unknown;
}

/** One column of a list: a field of the view, or something made of the row. */
export interface Column {
  key: string;
  /** The part of the row that holds the field: `details`, `form`, `terms`. */
  part?: string;
  /** In place of the published label. */
  label?: string;
  show?: (row: Row) => ReactNode;
  /** What the server sorts by, when it does. */
  sort?: string;
  number?: boolean;
  /** Not shown until chosen. */
  spare?: boolean;
}

/** What a form of its own gets: the record, what is typed, and what was refused. */
export interface FormProps {
  row: Row;
  draft: Record<string, unknown>;
  change: (draft: Record<string, unknown>) => void;
  errors: FieldError[];
}

/** How an action's operation differs from `POST {path}/{id}/{action}`. */
export interface Act {
  /** In place of the operation's published name. */
  label?: string;
  method?: string;
  path?: string;
  /** Carried out by a page of its own. */
  to?: (row: Row) => string;
  danger?: boolean;
  /** What of the record the form begins with. */
  initial?: (row: Row) => Record<string, unknown>;
  /** Fields that the form does not ask for. */
  hide?: string[];
  /** In place of the form made of the description. */
  form?: (props: FormProps) => ReactNode;
  /** What a person should know before he does it. */
  note?: string | ((row: Row) => string);
  /** Whether the form needs the whole width. */
  wide?: boolean;
  /** Not among the buttons: a section of the page offers it. */
  elsewhere?: boolean;
  /** What the answer says only once, shown before the window closes. */
  after?: (answer: Row) => ReactNode;
}

/** A way from the list's head to another page of the noun. */
export interface ListLink {
  title: string;
  to: string;
  permission: string;
}

/** A sheet of a record's page. */
export interface Sheet {
  id: string;
  title: string;
  content: (row: Row) => ReactNode;
  /** Shown only to who has the permission. */
  permission?: string;
}

/** How a new record begins. What the address names (`?organ=…&cause.inspection=…`) is filled in. */
export interface Create {
  title: string;
  path?: string;
  initial?: Record<string, unknown>;
  hide?: string[];
  form?: (props: Omit<FormProps, "row">) => ReactNode;
  note?: string;
  /** What the answer says only once, shown before the record is opened. */
  after?: (answer: Row) => ReactNode;
  /** Where the new record is shown, when not at its own page. */
  to?: (made: Row) => string;
}

/** A noun of the loop, and what its pages show. */
export interface Noun {
  slug: string;
  title: string;
  group: string;
  /** Address of the list in the API; `{path}/{id}` is one of them. */
  path: string;
  /** Address template of the rows where they are not found at `path`. */
  rows?: string;
  /** The field that names a row when it has no `id`. */
  key?: string;
  /** Who may read the list. */
  permission: string;
  /** Name of a record: the page's heading and what links to it say. */
  name: (row: Row) => string;
  columns: Column[];
  /** Query parameters offered as filters, in this order; the first text is the search box. */
  filters?: string[];
  /** Conditions that are often wanted, one press each. */
  views?: { title: string; query: Record<string, string> }[];
  /** Conditions that hold until the person chooses others. */
  preset?: (session: Session) => Record<string, string>;
  create?: Create;
  links?: ListLink[];
  /** Whether a record has a page. */
  view?: boolean;
  /** Fields of the facts sheet, in this order; all of the view when not given. */
  facts?: string[];
  /** In place of the facts sheet. */
  overview?: (row: Row) => ReactNode;
  /** Above the sheets: where the record stands. */
  head?: (row: Row) => ReactNode;
  actions?: Record<string, Act>;
  sheets?: Sheet[];
  /** Not in the navigation. */
  hidden?: boolean;
  /** In place of the generic list page. */
  page?: ReactNode;
  /** Rows have their actions beside them: there is no page of one. */
  act?: boolean;
  /** Actions that many records may take at once, by the reason alone. */
  bulk?: string[];
  routes?: RouteObject[];
}

/** The published fields of a noun's rows. */
export function rowFields(noun: Noun): Record<string, Field> {
  return fieldsOf(operation("get", noun.rows ?? noun.path)?.answer);
}

/** The published fields of a noun's single view. */
export function viewFields(noun: Noun): Record<string, Field> {
  const one = operation("get", `${noun.path}/{id}`)?.answer;
  return one ? fieldsOf(one) : rowFields(noun);
}

/** What a column shows of a row, and the published field that describes it. */
export function cellOf(row: Row, column: Column, fields: Record<string, Field>) {
  const { key, part } = column;
  const holder = part ? ((row[part] ?? {}) as Row) : row;
  return { value: holder[key], field: fieldOf(column, fields) };
}

export function fieldOf({ key, part }: Column, fields: Record<string, Field>): Field | undefined {
  return (part ? fieldsOf(fields[part]?.ref) : fields)[key];
}

/** An action with the operation that carries it out. */
export interface Bound {
  code: string;
  act: Act;
  method: string;
  path: string;
  operation: Operation;
}

/** Finds the operation of an action that the server allows; none for one that only a sheet or a
 * page of its own carries out. */
export function bind(noun: Noun, code: string): Bound | undefined {
  const act = noun.actions?.[code] ?? {};
  const change = code === "change" && !act.path;
  const method = act.method ?? (change ? "put" : "post");
  const path =
    act.path ?? (change ? `${noun.path}/{id}` : `${noun.path}/{id}/${code.replace(/_/gu, "-")}`);
  const found = operation(method, path);
  return found && { code, act, method, path, operation: found };
}

/** Whether the server allows this person an act with a record now. */
export const allows = (row: { allowed_actions?: string[] }, code: string): boolean =>
  row.allowed_actions?.includes(code) ?? false;

/** An act of a sheet whose operation the usual address does not give. */
export function posting(code: string, path: string, act: Act): Bound | undefined {
  const found = operation("post", path);
  return found && { code, act, method: "post", path, operation: found };
}

/** A list's answer as a page: some lists are short and come whole, without a count. */
export function pageOf(noun: Noun, answer: unknown): Page<Row> {
  const whole = Array.isArray(answer) ? { items: answer as Row[] } : (answer as Partial<Page<Row>>);
  const key = noun.key;
  const found = whole.items ?? [];
  const items = key ? found.map((row) => ({ ...row, id: String(row[key]) })) : found;
  const size = Math.max(1, items.length);
  return { page: 1, page_size: size, total: items.length, ...whole, items };
}
