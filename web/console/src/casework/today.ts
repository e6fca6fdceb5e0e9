import { useSession } from "../session/session";

/** How long a session lasts at most: it began that much earlier than it ends. */
const SESSION_MS = 12 * 3_600_000;
const BEIJING_MS = 8 * 3_600_000;
const DAY_END = 10;

const opened = performance.timeOrigin;

/** Today by the server's clock: a computer in an office may be wrong by months. */
export function useToday(): string {
  const { ends_at } = useSession();
  const began = Date.parse(ends_at) - SESSION_MS;
  const since = Date.now() - opened;
  return new Date(began + since + BEIJING_MS).toISOString().slice(0, DAY_END);
}
