import { Link } from "react-router";
import type { Schema } from "@api/client";
import { useLinks } from "./useLinks";

type Tile = Schema<"DashboardTile">;

const GROUPS = [
  ["due", "待办和到期"],
  ["follow", "后续处置"],
  ["voice", "各方意见"],
] as const;

/** Figures, each with the way to the rows that it counts. */
export function Tiles({ tiles }: { tiles: Tile[] }) {
  return (
    <>
      {GROUPS.map(([group, title]) => {
        const own = tiles.filter((tile) => tile.group === group);
        if (own.length === 0) return null;
        return (
          <section key={group} aria-label={`${title}的数字`}>
            <h2>{title}</h2>
            <ul className="tiles">
              {own.map((tile) => (
                <OneTile key={tile.code} tile={tile} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function OneTile({ tile }: { tile: Tile }) {
  const to = useLinks();
  const address = to(tile.link);
  const late = tile.late_link && to(tile.late_link);
  const figure = (
    <>
      <span className="tile-count">{tile.count.toLocaleString("zh-CN")}</span>
      <span className="tile-title">{tile.title}</span>
    </>
  );
  // Where every one of them is late, the figure says it already.
  const apart = tile.late != null && tile.late > 0 && late && late !== address;
  return (
    <li className={`card tile tile-${tile.tone}`}>
      {address ? (
        <Link className="tile-link" to={address}>
          {figure}
        </Link>
      ) : (
        <span className="tile-link">{figure}</span>
      )}
      {apart && (
        <Link className="badge bad" to={late}>
          逾期 {tile.late} 件
        </Link>
      )}
    </li>
  );
}
