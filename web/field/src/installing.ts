interface InstallEvent extends Event {
  prompt: () => Promise<void>;
}

let offered: InstallEvent | undefined;
const watchers = new Set<() => void>();

/** The browser offers this once, early and without being asked: it is kept until it is wanted. */
export function hearInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event as InstallEvent;
    for (const watcher of watchers) watcher();
  });
}

export function watchInstall(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function installOffer(): InstallEvent | undefined {
  return offered;
}
