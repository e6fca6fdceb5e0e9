/** The worker keeps the pages themselves on the phone; what people enter is kept by the database. */
export function register(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" }).catch((error) => {
      // Without it the pages work as long as there is a network.
      console.warn("执法端不能离线打开：", error);
    });
  });
}
