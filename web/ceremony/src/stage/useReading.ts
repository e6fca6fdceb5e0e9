/**
 * Shows a list at a pace at which it can be read aloud. The list is complete before its first line
 * is shown; who prefers reduced motion gets all of it at once.
 */
import { useEffect, useState } from "react";

const LINE_MS = 120;

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function useReading(length: number) {
  const [shown, setShown] = useState(() => (still() ? length : 0));
  const all = shown >= length;
  useEffect(() => {
    if (all) return undefined;
    const timer = setInterval(() => setShown((before) => Math.min(length, before + 1)), LINE_MS);
    return () => clearInterval(timer);
  }, [all, length]);
  return { shown, all, showAll: () => setShown(length) };
}
