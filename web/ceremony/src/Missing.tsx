import { Link, useRouteError } from "react-router";
import { Failed } from "@ui/states";
import { PlainPage } from "./PlainPage";
import { paths } from "./paths";

export function Missing() {
  return (
    <PlainPage title="没有这个页面">
      <p>
        网址可能抄错了一位。<Link to={paths.choose}>选择一次抽取</Link>
      </p>
    </PlainPage>
  );
}

export function Fault() {
  return (
    <PlainPage title="页面出错">
      <Failed error={useRouteError()} retry={() => location.reload()} />
    </PlainPage>
  );
}
