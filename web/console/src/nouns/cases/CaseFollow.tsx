import { Link } from "react-router";
import { allows, type Row } from "../../noun/noun";
import { paths } from "../../paths";

const FOLLOWING: [slug: string, title: string, code: string][] = [
  ["rectifications", "责令改正", "rectify"],
  ["penalties", "申请立案", "penalise"],
  ["referrals", "抄告或移送", "refer"],
];

/** What may follow a case that was confirmed: forms that know where it comes from. */
export function CaseFollow({ row }: { row: Row }) {
  const shown = FOLLOWING.filter(([, , code]) => allows(row, code));
  if (shown.length === 0) return null;
  const cause = [`organ=${String(row.organ)}`, `cause.case=${row.id}`];
  if (typeof row.inspection === "string") cause.push(`cause.inspection=${row.inspection}`);
  return (
    <section className="card row" aria-label="后续处置">
      <strong>已经查实，接着办理：</strong>
      {shown.map(([slug, title]) => (
        <Link key={slug} className="button" to={`${paths.create(slug)}?${cause.join("&")}`}>
          {title}
        </Link>
      ))}
    </section>
  );
}
