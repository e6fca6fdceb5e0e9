import { Facts } from "../noun/value";
import type { Row } from "../noun/noun";
import { StateBadge } from "../noun/StateBadge";

interface Consent {
  organ: string;
  organ_name: string;
  state_name: string;
  opinion: string;
  answered_on: string | null;
}

/** 会签: which departments of a joint list have answered, and what. */
export function ConsentBoard({ version }: { version: Row }) {
  const consents = (version.consents ?? []) as Consent[];
  if (consents.length === 0) return null;
  return (
    <section className="card">
      <h2>会签</h2>
      <ul className="consents">
        {consents.map((it) => (
          <li key={it.organ}>
            <strong>{it.organ_name}</strong> <StateBadge name={it.state_name} />
            {it.answered_on && (
              <Facts
                value={{ answered_on: it.answered_on, opinion: it.opinion }}
                schema="ConsentView"
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
