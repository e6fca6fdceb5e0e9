import type { Schema } from "@api/client";

/** Who is logged in, as the server says it. */
export type Session = Schema<"SessionView">;
