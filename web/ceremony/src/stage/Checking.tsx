import type { Bench } from "../draw/useBundle";

const CHECKS = 27;

/** What the screen's own verifier is doing with the public files. */
export function Checking({ bench }: { bench: Bench }) {
  if (bench.fault) return <p className="notice bad">{bench.fault}</p>;
  if (bench.failed) {
    return (
      <p className="notice bad" role="alert">
        公布文件没有通过核验：{bench.failed.check} {bench.failed.name}。{bench.failed.note}
      </p>
    );
  }
  if (bench.waiting) return <p role="status">{bench.waiting}</p>;
  if (!bench.checks) {
    return (
      <p role="status">
        正在核验公布文件：{bench.checked} / {CHECKS} 项
      </p>
    );
  }
  const passed = bench.checks.filter((it) => it.verdict === "pass").length;
  const found = `屏幕独立核验公布文件，${passed} 项检查通过，没有发现问题`;
  if (bench.withheld) {
    return (
      <p className="notice warn" role="status">
        {found}；{bench.withheld}
      </p>
    );
  }
  if (!bench.computed) {
    return (
      <p role="status" className="mono">
        正在计算签号 {Math.round((bench.step?.fraction ?? 0) * 100)}%　
        {bench.step?.sample.id}　{bench.step?.sample.key}
      </p>
    );
  }
  return (
    <p className="notice good" role="status">
      {found}。
    </p>
  );
}
