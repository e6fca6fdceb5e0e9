// The published description, boiled down to what a form or a table needs at run time.
//
// A field's description reads "label：values or advice。": the label goes above the field, the
// rest below it, and values written as `code 名称、code 名称` become the choices of a list.

/** `code 名称、code 名称` as pairs; one alone is an example and no list. */
function choicesOf(text) {
  const found = [...text.matchAll(/([a-z][a-z0-9_]*)\s+([一-鿿][^、，。；：]*)/gu)];
  const pairs = found.map(([, code, name]) => [code, name.trim()]);
  return pairs.length > 1 ? pairs : [];
}

/** "检查类型：planned 日常、special 专项。" → label, help, choices. */
export function words(text = "") {
  const line = text.replace(/`/gu, "").trim().replace(/。$/u, "");
  if (/^[a-z_]+ /u.test(line)) return { label: "", help: "", choices: choicesOf(line) };
  const [, label, rest] = /^([^：；，。]+(?:（[^）]*）)?)[：；，。]?(.*)$/su.exec(line) ?? [
    null,
    line,
    "",
  ];
  const listed = choicesOf(rest);
  return { label, help: listed.length ? "" : rest.trim(), choices: listed };
}

const refName = (schema) => schema?.$ref?.split("/").pop();

/** A schema that may be null is described by its other half. */
function present(schema) {
  const halves = schema.oneOf ?? schema.anyOf;
  if (!halves) return [schema, false];
  const other = halves.find((half) => half.type !== "null");
  const nullable = halves.some((half) => half.type === "null");
  return [{ ...schema, ...other, description: schema.description ?? other.description }, nullable];
}

function field(schema, required) {
  const [it, half] = present(schema);
  const types = [it.type].flat().filter(Boolean);
  const nullable = half || types.includes("null");
  const type = types.find((name) => name !== "null") ?? (it.$ref ? "ref" : "any");
  const { label, help, choices } = words(it.description);
  const out = { label, type };
  if (help) out.help = help;
  if (choices.length) out.choices = choices;
  if (required) out.required = true;
  if (nullable) out.nullable = true;
  if (it.$ref) out.ref = refName(it);
  if (it.enum)
    out.choices = it.enum.filter((value) => value !== null).map((value) => [value, value]);
  // The codes with the words of the domain.
  if (it["x-choices"]) {
    out.choices = it["x-choices"];
    delete out.help;
  }
  if (it.items) out.items = field(it.items, false);
  if (it.default !== undefined && it.default !== null) out.default = it.default;
  for (const bound of ["minimum", "maximum", "minLength", "maxLength", "format"]) {
    if (it[bound] !== undefined) out[bound] = it[bound];
  }
  return out;
}

/** What codes are called whose description is nothing but the list of them. */
const USUAL = {
  kind: "种类",
  state: "状态",
  class: "类别",
  outcome: "结论",
  change: "变化",
  via: "提出方式",
  post: "职位",
};

/** A field under its name: some have no label of their own. */
function called(name, described) {
  return described.label ? described : { ...described, label: USUAL[name] ?? "" };
}

/** The fields of an object, those of its parts included. */
function fields(schema, schemas) {
  if (schema.$ref) return fields(schemas[refName(schema)], schemas);
  const parts = (schema.allOf ?? []).map((part) => fields(part, schemas));
  const own = Object.entries(schema.properties ?? {}).map(([name, it]) => [
    name,
    called(name, field(it, (schema.required ?? []).includes(name))),
  ]);
  return Object.assign({}, ...parts, Object.fromEntries(own));
}

function body(operation) {
  const content = operation.requestBody?.content;
  if (!content) return {};
  const json = content["application/json"];
  return json ? { body: refName(json.schema) } : { file: Object.keys(content)[0] };
}

/** The schema of a list's rows: named by the list, or inside a page named after it. */
function rowsOf(answer, schemas) {
  const name = refName(answer) ?? refName(answer?.items);
  const items = schemas[name]?.properties?.items?.items;
  return refName(items) ?? name?.replace(/^Page_/u, "");
}

function operation(operation, schemas) {
  const parameters = (operation.parameters ?? []).filter((it) => it.in === "query");
  const query = parameters.map((it) => {
    const described = field({ ...it.schema, description: it.description }, it.required);
    return [it.name, called(it.name, described)];
  });
  const answer = operation.responses?.["200"]?.content?.["application/json"]?.schema;
  const out = { summary: operation.summary, permission: operation["x-permission"] };
  if (query.length) out.query = Object.fromEntries(query);
  const rows = rowsOf(answer, schemas);
  if (rows) out.answer = rows;
  return Object.assign(out, body(operation));
}

/** Everything: operations by "method path", schemas by name. */
export function describe(description) {
  const schemas = description.components.schemas;
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, it]) => [`${method} ${path}`, operation(it, schemas)]),
  );
  const objects = Object.entries(schemas).map(([name, schema]) => [name, fields(schema, schemas)]);
  return { operations: Object.fromEntries(operations), schemas: Object.fromEntries(objects) };
}
