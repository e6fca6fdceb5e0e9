/** Replacement of a row that was wrong in the frame (ssj-1 §8.5). */

export class Replacement {
  private readonly struck = new Set<number>();
  private readonly moved = new Set<number>();

  /** n drawn of `listed` = n + w published ranks. */
  constructor(private readonly n: number, private readonly listed: number) {}

  isStruck(rank: number): boolean {
    return this.struck.has(rank);
  }

  inUse(rank: number): boolean {
    return !this.struck.has(rank) && (rank <= this.n || this.moved.has(rank));
  }

  /** Strikes a rank; gives the rank that moves up, or null. The rank must not be struck yet. */
  strike(rank: number): number | null {
    if (this.struck.has(rank)) throw new Error("already struck");
    const was = this.inUse(rank);
    this.struck.add(rank);
    if (!was) return null;
    for (let r = this.n + 1; r <= this.listed; r++) {
      if (!this.struck.has(r) && !this.moved.has(r)) {
        this.moved.add(r);
        return r;
      }
    }
    return null;
  }
}
