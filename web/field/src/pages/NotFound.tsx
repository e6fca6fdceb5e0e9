import { Link, useRouteError } from "react-router";
import { Empty, Failed } from "@ui/states";
import { paths } from "../paths";

/** An address that is none. */
export function NotFound() {
    return (
        <Empty title="没有这个页面">
            <Link to={paths.home}>回到我的检查</Link>
        </Empty>
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
