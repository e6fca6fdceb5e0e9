/** Quotas, allocation, waiting list and batches (ssj-1 §8.3, §8.4). */

export interface QuotaUnit {
  mode: string; ratio: { p: number; q: number } | null; n: number;
  ceiling: { p: number; q: number } | null; atLeastOne: boolean;
  alloc: string; share: number; lo: number; hi: number; unit: string;
}

/** n0 of all modes but `alloc`. */
function wanted(u: QuotaUnit, N: bigint): bigint {
  const p = BigInt(u.ratio?.p ?? 0);
  const q = BigInt(u.ratio?.q ?? 1);
  switch (u.mode) {
    case "min": return (N * p + q - 1n) / q;
    case "max": return (N * p) / q;
    case "near": return (2n * N * p + q) / (2n * q);
    case "fixed": return BigInt(u.n);
    default: return N;
  }
}

/** Bounds, in the order of §8.3: population, ceiling, at least one. */
export function bounded(u: QuotaUnit, n0: bigint, N: bigint): bigint {
  let n = n0 < N ? n0 : N;
  if (u.ceiling !== null) {
    const c = (N * BigInt(u.ceiling.p)) / BigInt(u.ceiling.q);
    if (c < n) n = c;
  }
  return u.atLeastOne && n === 0n && N > 0n ? 1n : n;
}

interface Seat { unit: string; n: number; hi: number; w: bigint }

/** a is served before b: larger W/(2n+1), ties to the smaller code. */
function before(a: Seat, b: Seat): boolean {
  const l = a.w * BigInt(2 * b.n + 1);
  const r = b.w * BigInt(2 * a.n + 1);
  return l !== r ? l > r : a.unit < b.unit;
}

function siftDown(heap: Seat[], i: number): void {
  for (;;) {
    let m = i;
    for (const c of [2 * i + 1, 2 * i + 2]) {
      if (c < heap.length && before(heap[c]!, heap[m]!)) m = c;
    }
    if (m === i) return;
    [heap[i], heap[m]] = [heap[m]!, heap[i]!];
    i = m;
  }
}

/**
 * Webster / Sainte-Laguë with bounds over the units of one allocation; result by unit code.
 * Seats are given one by one from a heap ordered by exact cross-multiplication.
 */
export function webster(
  total: number, units: { unit: string; N: number; share: number; lo: number; hi: number }[],
): Map<string, number> {
  const seats: Seat[] = units.map((u) => ({
    unit: u.unit, n: Math.min(u.lo, u.N), hi: Math.min(u.hi, u.N),
    w: BigInt(u.N) * BigInt(u.share),
  }));
  let given = seats.reduce((s, x) => s + x.n, 0);
  const heap = seats.filter((s) => s.n < s.hi);
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) siftDown(heap, i);
  while (given < total && heap.length > 0) {
    const top = heap[0]!;
    top.n++;
    given++;
    if (top.n >= top.hi) {
      const last = heap.pop()!;
      if (heap.length > 0 && last !== top) heap[0] = last;
    }
    if (heap.length > 0) siftDown(heap, 0);
  }
  return new Map(seats.map((s) => [s.unit, s.n]));
}

/** n of every unit, in the order given, for these N. */
export function quotas(
  units: QuotaUnit[], N: number[], totals: { alloc: string; total: number }[],
): number[] {
  const parts = new Map<string, number>();
  for (const a of totals) {
    const members = units.map((u, i) => ({ u, N: N[i]! })).filter((x) => x.u.alloc === a.alloc
      && x.u.mode === "alloc");
    const shares = members.map((x) => ({
      unit: x.u.unit, N: x.N, share: x.u.share, lo: x.u.lo, hi: x.u.hi,
    }));
    for (const [unit, n] of webster(a.total, shares)) parts.set(unit, n);
  }
  return units.map((u, i) => {
    const big = BigInt(N[i]!);
    const n0 = u.mode === "alloc" ? BigInt(parts.get(u.unit)!) : wanted(u, big);
    return Number(bounded(u, n0, big));
  });
}

/** w = min((n·wp + wq − 1) div wq, N − n). */
export function waiting(n: number, N: number, wait: { p: number; q: number }): number {
  const w = (BigInt(n) * BigInt(wait.p) + BigInt(wait.q) - 1n) / BigInt(wait.q);
  return Math.min(Number(w), N - n);
}

/** Batch of rank r among n drawn in B batches. */
export function batch(rank: number, n: number, B: number): number {
  return Number((BigInt(rank - 1) * BigInt(B)) / BigInt(n)) + 1;
}
