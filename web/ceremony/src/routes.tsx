import { createBrowserRouter } from "react-router";
import { Choose } from "./Choose";
import { BASE, paths } from "./paths";
import { ContributePage } from "./party/Contribute";
import { HoldPage } from "./party/Hold";
import { KeyPage } from "./party/Key";
import { RecordPage } from "./party/Record";
import { MinutesPage } from "./stage/Minutes";
import { StagePage } from "./stage/Stage";
import { Fault, Missing } from "./Missing";

const ID = ":id";

export const router = createBrowserRouter(
  [
    {
      errorElement: <Fault />,
      children: [
        { path: paths.choose, element: <Choose /> },
        { path: paths.key, element: <KeyPage /> },
        { path: paths.stage(ID), element: <StagePage /> },
        { path: paths.contribute(ID), element: <ContributePage /> },
        { path: paths.hold(ID), element: <HoldPage /> },
        { path: paths.record(ID), element: <RecordPage /> },
        { path: paths.minutes(ID), element: <MinutesPage /> },
        { path: "*", element: <Missing /> },
      ],
    },
  ],
  { basename: BASE },
);
