import { answer, client, type Schema } from "@api/client";
import { Problem } from "@api/problem";
import { isOpen } from "../queue/op";
import { platformNow, platformToday } from "./clock";
import type { FieldDb } from "./db";
import type { Brief } from "./types";

/** Visits that are not over: those that an inspector still has to do something for. */
const STATES = ["pending", "approved", "notified", "in_progress", "recorded"] as const;
const PAGE = 100;
/** A visit that is over is kept on the phone for so long. */
const KEPT_MS = 7 * 86_400_000;

type View = Schema<"InspectionView">;

async function listed(): Promise<View[]> {
  const pages = STATES.map(async (state) => {
    const query = { mine: true, state, page_size: PAGE };
    return (await answer(client.GET("/api/v1/inspections", { params: { query } }))).items;
  });
  return (await Promise.all(pages)).flat();
}

/** Brings the phone to where the platform is: the open visits of this person, with all that a
 * day without a network needs. */
export async function refresh(db: FieldDb): Promise<void> {
  const views = await listed();
  const here = new Map((await db.visits.toArray()).map((it) => [it.id, it]));
  for (const { id, version } of views) {
    if (here.get(id)?.details.version !== version) await look(db, id);
    else await db.visits.update(id, { fetchedAt: platformNow() });
  }
  await settle(db, new Set(views.map((it) => it.id)));
  await names(db, views);
  await institutions(db);
  const today = platformToday();
  const old = await db.visits.filter((it) => it.briefAt !== today).toArray();
  for (const { id, details } of old) {
    await db.visits.update(id, { brief: await brief(details), briefAt: today });
  }
  await db.remember("refreshed", platformNow());
}

/** One visit as it is now; one that is out of reach now is told by its error. */
export async function look(db: FieldDb, id: string): Promise<void> {
  const params = { path: { id } };
  await db.keep(await answer(client.GET("/api/v1/inspections/{id}", { params })));
}

/** Visits that left the list are over, or no longer this person's. */
async function settle(db: FieldDb, open: Set<string>): Promise<void> {
  const waiting = new Set((await db.openOps()).map((op) => op.visit));
  for (const { id, details, fetchedAt } of await db.visits.toArray()) {
    if (open.has(id) || waiting.has(id)) continue;
    if (STATES.some((state) => state === details.state)) {
      try {
        await look(db, id);
      } catch (error) {
        if (Problem.of(error).status !== 404) throw error;
        await clear(db, id);
      }
    } else if (Date.parse(platformNow()) - Date.parse(fetchedAt) > KEPT_MS) {
      await clear(db, id);
    }
  }
}

async function clear(db: FieldDb, visit: string): Promise<void> {
  await db.transaction("rw", db.visits, db.ops, db.files, async () => {
    const ops = await db.ops.where({ visit }).toArray();
    if (ops.some(isOpen)) return;
    await db.files.bulkDelete(ops.map((op) => String(op.body.sha256 ?? "")));
    await db.ops.where({ visit }).delete();
    await db.visits.delete(visit);
  });
}

/** Names of the divisions that the visits lie in. */
async function names(db: FieldDb, views: View[]): Promise<void> {
  const known = (await db.recall<Record<string, string>>("regions")) ?? {};
  const lacking = new Set(
    views
      .map((it) => it.subject_region)
      .filter((code) => !known[code])
      .map((code) => (code.length > 6 ? code.slice(0, 6) : `${code.slice(0, 4)}00`)),
  );
  for (const parent of lacking) {
    const params = { query: { parent } };
    for (const region of await answer(client.GET("/api/v1/regions", { params }))) {
      known[region.code] = region.name;
    }
  }
  await db.remember("regions", known);
}

/** 受委托的专业机构, for checklists that are filled in without a network. */
async function institutions(db: FieldDb): Promise<void> {
  const params = { query: { page_size: PAGE } };
  const found = await permitted(answer(client.GET("/api/v1/institutions", { params })));
  if (found)
    await db.remember(
      "institutions",
      found.items.map((it) => [it.id, it.name]),
    );
}

/** What all departments have on record about a company. */
async function brief(visit: { subject: string; subject_code: string }): Promise<Brief> {
  const subject = { params: { path: { id: visit.subject } } };
  const code = { params: { path: { id: visit.subject_code }, query: { page_size: 20 } } };
  const [entry, results, rectifications, restricted] = await Promise.all([
    permitted(answer(client.GET("/api/v1/subjects/{id}", subject))),
    permitted(answer(client.GET("/api/v1/public/entities/{id}/results", code))),
    permitted(
      answer(
        client.GET("/api/v1/rectifications", { params: { query: { subject: visit.subject } } }),
      ),
    ),
    permitted(answer(client.GET("/api/v1/subjects/{id}/restrictions", subject))),
  ]);
  return {
    ...(entry ? { subject: entry } : {}),
    results: results?.items ?? [],
    rectifications: rectifications?.items ?? [],
    ...(restricted ? { restricted } : {}),
  };
}

/** What this person may not see is left out; any other trouble is trouble. */
async function permitted<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const problem = Problem.of(error);
    if (problem.status === 403 || problem.status === 404) return undefined;
    throw problem;
  }
}
