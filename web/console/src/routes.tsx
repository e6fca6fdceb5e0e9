import { createBrowserRouter, type RouteObject } from "react-router";
import { BASE } from "./paths";
import { NOUNS } from "./nouns";
import { NounCreatePage } from "./noun/CreatePage";
import { NounListPage } from "./noun/ListPage";
import { NounPage } from "./noun/NounPage";
import { NotFound, PageFault } from "./pages/NotFound";
import { Shell } from "./shell/Shell";

/** The pages of one noun: its list, a new one, one of them. A noun may bring pages of its own. */
const nounRoutes: RouteObject[] = NOUNS.flatMap((noun) => [
  ...(noun.routes ?? []),
  { path: noun.slug, element: noun.page ?? <NounListPage noun={noun} /> },
  ...(noun.create ? [{ path: `${noun.slug}/new`, element: <NounCreatePage noun={noun} /> }] : []),
  ...(noun.view ? [{ path: `${noun.slug}/:id`, element: <NounPage noun={noun} /> }] : []),
]);

export const router = createBrowserRouter(
  [
    {
      path: "/",
      element: <Shell />,
      errorElement: <PageFault />,
      children: [
        {
          index: true,
          lazy: async () => ({
            Component: (await import("./pages/Workbench")).Workbench,
          }),
        },
        {
          path: "account",
          lazy: async () => ({ Component: (await import("./pages/Account")).Account }),
        },
        {
          path: "dashboard",
          lazy: async () => ({ Component: (await import("./pages/Dashboard")).Dashboard }),
        },
        ...nounRoutes,
        { path: "*", element: <NotFound /> },
      ],
    },
  ],
  { basename: BASE },
);
