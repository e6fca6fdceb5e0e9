import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { Bars } from "@ui/bars";
import { Empty, Failed, Loading } from "@ui/states";
import { paths } from "../paths";

type Health = Schema<"HealthView">;

/** What a register may lack, the gravest first, and what to do about it. */
const FAULTS: [key: keyof Health, label: string, advice: string][] = [
  ["stale", "超过 90 天没有核对来源", "重新导入登记系统的数据"],
  ["check_failed", "代码校验不符", "向登记机关核实代码"],
  ["without_code", "没有统一社会信用代码", "补录代码"],
  ["without_township", "没有落到乡镇", "补录乡镇，才能按乡镇分层抽取"],
  ["without_duty", "没有明确监管责任", "按“谁审批、谁监管”确定监管部门"],
  ["without_tag", "没有标签", "按行业、许可加标签，便于定向抽查"],
  ["closed", "已注销、吊销、撤销或迁出", "不参加抽取，留作历史"],
];

const percent = (part: number, whole: number) =>
  whole === 0 ? "0%" : `${((100 * part) / whole).toFixed(1)}%`;

/** How good the registers are, department by department, as a picture. */
export function RegisterHealth() {
  const found = useQuery({
    queryKey: ["/api/v1/registers/health"],
    queryFn: () => answer(client.GET("/api/v1/registers/health")),
  });
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("subjects")}>检查对象</Link> › 名录健康状况
      </nav>
      <h1>名录健康状况</h1>
      <p className="muted">
        抽取是否公平，先看名录是否齐全、准确、及时。各条后面是户数和占在库户数的比例。
      </p>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty title="您能看到的部门还没有名录" />}
      {found.data?.map((health) => (
        <OrganHealth key={health.organ} health={health} />
      ))}
    </div>
  );
}

function OrganHealth({ health }: { health: Health }) {
  const bars = FAULTS.map(([key, label]) => {
    const value = health[key] as number;
    const text = `${value.toLocaleString("zh-CN")} 户，${percent(value, health.size)}`;
    return { label, value, text };
  });
  const wrong = FAULTS.filter(([key]) => key !== "closed" && (health[key] as number) > 0);
  return (
    <section className="card">
      <h2>
        {health.organ_name}：在库 {health.size.toLocaleString("zh-CN")} 户
      </h2>
      <Bars label={`${health.organ_name}名录的健康状况`} bars={bars} most={health.size} />
      {wrong.length > 0 && (
        <>
          <h3>可以这样改进</h3>
          <ul>
            {wrong.map(([key, label, advice]) => (
              <li key={key}>
                {label}：{advice}。
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
