/**
 * How far an attempt has come, read from what the platform shows of it: the log's entries in their
 * order, who of those present has done his part, and what the clock says. Pure.
 */
import type { Schema } from "@api/client";

export type Live = Schema<"LiveView">;
export type Attendee = Schema<"AttendeeView">;

/** An entry of the log; `rec` are its fields as SSJ-1 §10 names them. */
export interface Entry {
  type: string;
  time: string;
  index: number;
  rec: Record<string, unknown>;
  /** The signed note's three lines: origin, size, root. */
  checkpoint: string | undefined;
}

/** A contributor, holder or recorder, and what became of his part. */
export interface Part {
  who: Attendee;
  /** Contributor: the promise; holder and recorder: nothing. */
  promise: string | undefined;
  state: "waiting" | "promised" | "shown" | "sealed" | "absent" | "received" | "handed-in";
  at: string | undefined;
}

export interface Intent {
  digest: string;
  frameRoot: string;
  frameCount: number;
  officerRoot: string;
  officerCount: number;
  conflictRoot: string;
  conflictCount: number;
  rules: string;
}

export interface Course {
  live: Live;
  entries: Entry[];
  contributors: Part[];
  holders: Part[];
  recorders: Part[];
  intent: Intent | undefined;
  beacon: string | undefined;
  /** Milliseconds of the platform's clock. */
  now: number;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/** The body of a signed note: all before the empty line. */
export function noteBody(note: string): string {
  return note.split("\n\n")[0] ?? note;
}

function entry(it: Schema<"LiveEntry">): Entry {
  const rec = JSON.parse(it.text) as Record<string, unknown>;
  const checkpoint = it.checkpoint ? noteBody(it.checkpoint) : undefined;
  return { type: text(rec.type), time: text(rec.time), index: it.index, rec, checkpoint };
}

export function entryOf(entries: Entry[], type: string): Entry | undefined {
  return entries.find((it) => it.type === type);
}

function contributor(who: Attendee, live: Live, entries: Entry[]): Part {
  const promise = live.commitments.find((it) => it.contributor === who.id)?.commitment;
  const shown = entries.find((it) => it.type === "reveal" && it.rec.contributor === who.id);
  if (shown) return { who, promise, state: "shown", at: shown.time };
  const closed = entryOf(entries, "close");
  const opened = entryOf(entries, "unseal");
  const sealed = closed && list(closed.rec.sealed).includes(who.id);
  if (sealed && opened) return { who, promise, state: "shown", at: opened.time };
  const organiser = live.draw.parties[0]?.id === who.id;
  const kept = organiser && live.draw.publication === "sealed" && entryOf(entries, "intent");
  if (sealed || kept) return { who, promise, state: "sealed", at: undefined };
  if (closed) return { who, promise, state: "absent", at: closed.time };
  return { who, promise, state: promise ? "promised" : "waiting", at: undefined };
}

function holder(who: Attendee, entries: Entry[]): Part {
  const it = entries.find((found) => found.type === "escrow" && found.rec.holder === who.id);
  return { who, promise: undefined, state: it ? "received" : "waiting", at: it?.time };
}

function recorder(who: Attendee, live: Live): Part {
  const state = live.sheets.includes(who.id) ? "handed-in" : "waiting";
  return { who, promise: undefined, state, at: undefined };
}

function intentOf(live: Live, entries: Entry[]): Intent | undefined {
  const logged = entryOf(entries, "intent");
  if (!logged || !live.intent) return undefined;
  const it = JSON.parse(live.intent) as Record<string, unknown>;
  const count = (name: string) => Number(it[name] ?? 0);
  return {
    digest: text(logged.rec.intent),
    frameRoot: text(it.frame_root),
    frameCount: count("frame_count"),
    officerRoot: text(it.officer_root),
    officerCount: count("officer_count"),
    conflictRoot: text(it.conflict_root),
    conflictCount: count("conflict_count"),
    rules: text(it.rules),
  };
}

/** `now` is the time by the platform’s clock, in milliseconds. */
export function courseOf(live: Live, now: number): Course {
  const entries = live.entries.map(entry);
  const of = (role: string) => live.attendees.filter((it) => it.role === role);
  const beacon = text(entryOf(entries, "beacon")?.rec.value) || undefined;
  return {
    live,
    entries,
    contributors: of("contributor").map((who) => contributor(who, live, entries)),
    holders: of("holder").map((who) => holder(who, entries)),
    recorders: of("recorder").map((who) => recorder(who, live)),
    intent: intentOf(live, entries),
    beacon,
    now,
  };
}

/** Seconds until a time of the platform; negative when it has passed. */
export function until(course: Course, time: string): number {
  return Math.ceil((Date.parse(time) - course.now) / 1000);
}

/** "1:02:03" or "02:03". */
export function countdown(seconds: number): string {
  const left = Math.max(0, seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** Both sheets are in and the public entropy is not: they differ. */
export function sheetsDiffer(course: Course): boolean {
  return course.live.draw.state === "closed" && course.live.sheets.length >= 2;
}
