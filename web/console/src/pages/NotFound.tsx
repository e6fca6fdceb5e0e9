import { Link, useRouteError } from "react-router";
import { Failed } from "@ui/states";
import { paths } from "../paths";

/** An address that leads nowhere. */
export function NotFound() {
    return (
        <div className="card state">
            <h1>没有这个页面</h1>
            <p>地址可能写错了，或者页面已经移走。</p>
            <Link className="button" to={paths.home}>
                回到工作台
            </Link>
        </div>
    );
}

/** A fault of a page: the frame around it stays usable. */
export function PageFault() {
    const error = useRouteError();
    return (
        <main className="content">
            <Failed error={error} retry={() => location.reload()} />
        </main>
    );
}
