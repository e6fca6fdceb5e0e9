import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { Problem } from "@api/problem";
import { showElder } from "@ui/elder";
import { Toasts } from "@ui/toast";
import "@ui/ui.css";
import "./console.css";
import "./casework/casework.css";
import "./registers.css";
import "./dashboard.css";
import "./statistics.css";
import { router } from "./routes";
import { SessionGate } from "./session/session";

const AGAIN_MAX = 2;

/** A refusal is an answer; only a lost connection is worth another try by itself. */
const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < AGAIN_MAX && Problem.of(error).code === "client.offline",
    },
  },
});

showElder();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <Toasts>
        <SessionGate place="办公端">
          <RouterProvider router={router} />
        </SessionGate>
      </Toasts>
    </QueryClientProvider>
  </StrictMode>,
);
