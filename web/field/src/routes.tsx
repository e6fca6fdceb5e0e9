import { createBrowserRouter } from "react-router";
import { BASE } from "./paths";
import { NotFound, PageFault } from "./pages/NotFound";
import { PhonePage } from "./pages/PhonePage";
import { QueuePage } from "./pages/QueuePage";
import { Shell } from "./shell/Shell";
import { ArrivePage } from "./visit/ArrivePage";
import { BriefPage } from "./visit/BriefPage";
import { CodePage } from "./visit/CodePage";
import { EvidencePage } from "./visit/EvidencePage";
import { ItemPage } from "./visit/ItemPage";
import { ItemsPage } from "./visit/ItemsPage";
import { NotePage } from "./visit/NotePage";
import { NoticePage } from "./visit/NoticePage";
import { NotifyPage } from "./visit/NotifyPage";
import { OutcomePage } from "./visit/OutcomePage";
import { SignPage } from "./visit/SignPage";
import { VisitPage } from "./visit/VisitPage";
import { VisitsPage } from "./visits/VisitsPage";

/** All pages come with the first load: none may be missing where there is no network. */
export const router = createBrowserRouter(
  [
    {
      path: "/",
      element: <Shell />,
      errorElement: <PageFault />,
      children: [
        { index: true, element: <VisitsPage /> },
        { path: "queue", element: <QueuePage /> },
        { path: "phone", element: <PhonePage /> },
        {
          path: "visits/:id",
          children: [
            { index: true, element: <VisitPage /> },
            { path: "brief", element: <BriefPage /> },
            { path: "notify", element: <NotifyPage /> },
            { path: "notice", element: <NoticePage /> },
            { path: "code", element: <CodePage /> },
            { path: "arrive", element: <ArrivePage /> },
            { path: "items", element: <ItemsPage /> },
            { path: "items/:code", element: <ItemPage /> },
            { path: "evidence", element: <EvidencePage /> },
            { path: "sign", element: <SignPage /> },
            { path: "outcome", element: <OutcomePage /> },
            { path: "note", element: <NotePage /> },
          ],
        },
        { path: "*", element: <NotFound /> },
      ],
    },
  ],
  { basename: BASE },
);
