/** Asks the browser not to clear what is not sent yet. */
export async function persist(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

export interface Room {
  kept: boolean;
  used: number;
  most: number;
}

/** How much room there is, and whether it is ours to keep. */
export async function room(): Promise<Room | undefined> {
  if (!navigator.storage?.estimate) return undefined;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return { kept: await navigator.storage.persisted(), used: usage, most: quota };
}

/** Bytes as people say them. */
export function inMegabytes(bytes: number): string {
  const megabytes = bytes / 1_048_576;
  if (megabytes >= 1024) return `${(megabytes / 1024).toFixed(1)} GB`;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}
