import type { Schema } from "@api/client";

/** Everything about a visit, as the server answers it. */
export type Details = Schema<"InspectionDetails">;
export type Evidence = Schema<"EvidenceView">;

/** What is known of a company before the visit. */
export interface Brief {
  subject?: Schema<"SubjectView">;
  results: Schema<"ResultView">[];
  rectifications: Schema<"RectificationView">[];
  restricted?: Schema<"Restricted">;
}

/** Where this phone stood at a company: only this phone knows it. */
export interface Position {
  latitude: number;
  longitude: number;
  accuracy: number;
}

/** A visit as this phone has it. */
export interface LocalVisit {
  id: string;
  /** The last answer of the server; never what was only done here. */
  details: Details;
  /** When the server answered. */
  fetchedAt: string;
  brief?: Brief;
  /** The day it was made on. */
  briefAt?: string;
  position?: Position;
}
