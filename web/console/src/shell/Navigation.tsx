import { useState } from "react";
import { NavLink } from "react-router";
import { GROUPS, NOUNS } from "../nouns";
import { paths } from "../paths";
import { useMay } from "../session/session";

/** The nouns of the loop, those that this person may read. */
export function Navigation() {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const shown = NOUNS.filter((noun) => !noun.hidden && may(noun.permission));
  return (
    <nav className={open ? "side no-print open" : "side no-print"} aria-label="主导航">
      <button
        type="button"
        className="button small side-toggle"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? "收起目录" : "目录"}
      </button>
      <div className="side-list">
        <NavLink to={paths.home} end>
          工作台
        </NavLink>
        {may("dashboard.read") && (
          <NavLink to={paths.dashboard} onClick={() => setOpen(false)}>
            总览
          </NavLink>
        )}
        {GROUPS.map((group) => {
          const nouns = shown.filter((noun) => noun.group === group);
          if (nouns.length === 0) return null;
          return (
            <section key={group} aria-label={group}>
              <h2>{group}</h2>
              {nouns.map((noun) => (
                <NavLink key={noun.slug} to={paths.list(noun.slug)} onClick={() => setOpen(false)}>
                  {noun.title}
                </NavLink>
              ))}
            </section>
          );
        })}
      </div>
    </nav>
  );
}
