import { Link } from "react-router";
import type { Row } from "../../noun/noun";
import { paths } from "../../paths";
import { useMay } from "../../session/session";

const FOLLOWING: [slug: string, title: string, permission: string][] = [
    ["rectifications", "责令改正", "rectification.write"],
    ["penalties", "申请立案", "penalty.write"],
    ["referrals", "抄告或移送", "referral.write"],
];

const CONFIRMED = new Set(["substantiated", "partly"]);

/** What may follow a case that was confirmed: forms that know where it comes from. */
export function CaseFollow({ row }: { row: Row }) {
    const may = useMay();
    const shown = FOLLOWING.filter(([, , permission]) => may(permission));
    if (!CONFIRMED.has(String(row.result)) || row.closed_on || shown.length === 0) return null;
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
