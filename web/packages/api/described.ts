import { termsFor } from "@terms/terms";
import described from "./generated/described.json";

/** One field of a form or view, as the published description says it. */
export interface Field {
  label: string;
  type: "string" | "integer" | "number" | "boolean" | "array" | "object" | "ref" | "any";
  help?: string;
  /** Code and Chinese name of every value there is. */
  choices?: [string, string][];
  required?: boolean;
  nullable?: boolean;
  ref?: string;
  items?: Field;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  format?: string;
}

export type Fields = Record<string, Field>;

/** One operation: what it is called, who may, what it takes. */
export interface Operation {
  summary: string;
  permission: string;
  query?: Fields;
  /** Schema of the answer; of a list, that of its rows. */
  answer?: string;
  body?: string;
  /** Content type of a file that is sent in place of JSON. */
  file?: string;
}

const operations = described.operations as unknown as Record<string, Operation>;
const schemas = described.schemas as unknown as Record<string, Fields>;

/** The operation of a method and path template, when there is one. */
export function operation(method: string, path: string): Operation | undefined {
  return operations[`${method} ${path}`];
}

/** A field whose codes the description does not name takes their names from the terms. */
function named(schema: string, name: string, field: Field): Field {
  const choices = field.choices ? undefined : termsFor(schema, name);
  if (!choices) return field;
  return { ...field, choices, ...(field.items ? { items: { ...field.items, choices } } : {}) };
}

const known = new Map<string, Fields>();

/** The fields of a schema; none for a name that is not described. */
export function fieldsOf(schema: string | undefined): Fields {
  if (!schema) return {};
  const found = known.get(schema);
  if (found) return found;
  const fields = Object.fromEntries(
    Object.entries(schemas[schema] ?? {}).map(([name, it]) => [name, named(schema, name, it)]),
  );
  known.set(schema, fields);
  return fields;
}
