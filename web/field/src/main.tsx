import { StrictMode } from "react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { showElder } from "@ui/elder";
import { Toasts } from "@ui/toast";
import "@ui/ui.css";
import "./field.css";
import { FieldProvider } from "./local/Field";
import { hearInstall } from "./installing";
import { router } from "./routes";
import { Gate } from "./session/Gate";
import { register } from "./worker";

showElder();
register();
hearInstall();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <Toasts>
        <Gate>
          <FieldProvider>
            <RouterProvider router={router} />
          </FieldProvider>
        </Gate>
      </Toasts>
    </QueryClientProvider>
  </StrictMode>,
);
