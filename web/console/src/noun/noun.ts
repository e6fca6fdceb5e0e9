import type { ReactNode } from "react";
import type { RouteObject } from "react-router";
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
}

/** A noun of the loop, and what its pages show. */
export interface Noun {
  slug: string;
  title: string;
  group: string;
  /** Address of the list in the API; `{path}/{id}` is one of them. */
  path: string;
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
  /** Address of the timeline in the API; `{path}/{id}/timeline` when true. */
  timeline?: boolean;
  /** Not in the navigation. */
  hidden?: boolean;
  /** In place of the generic list page. */
  page?: ReactNode;
  /** Actions that many records may take at once, by the reason alone. */
  bulk?: string[];
  routes?: RouteObject[];
}

/** The published fields of a noun's rows. */
export function rowFields(noun: Noun): Record<string, Field> {
  return fieldsOf(operation("get", noun.path)?.answer);
}

/** The published fields of a noun's single view. */
export function viewFields(noun: Noun): Record<string, Field> {
  const one = operation("get", `${noun.path}/{id}`)?.answer;
  return one ? fieldsOf(one) : rowFields(noun);
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
