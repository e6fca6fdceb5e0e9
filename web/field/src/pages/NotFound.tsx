import { Link, useRouteError } from "react-router";
import { Failed } from "@ui/states";
import { paths } from "../paths";

/** An address that is none. */
export function NotFound() {
  return (
    <>
      <h1>没有这个页面</h1>
      <p>
        <Link to={paths.home}>回到我的检查</Link>
      </p>
    </>
  );
}

/** A fault of the page itself; what was typed is on the phone. */
export function PageFault() {
  const error = useRouteError();
  return (
    <main className="door">
      <Failed error={error} retry={() => location.reload()} />
    </main>
  );
}
