import { Empty } from "@ui/states";
import { ActButton } from "../../noun/ActButton";
import { allows, posting, type Noun, type Row } from "../../noun/noun";
import { Sealed } from "../../casework/Sealed";

const SEAL = posting("seal", "/api/v1/cases/{id}/complainant", {
  label: "密封登记投诉举报人",
  note: "登记之后只有说明理由才能查看，每次查看都留痕。",
});

/** Who complained: sealed apart from the case. */
export function Complainant({ row, noun }: { row: Row; noun: Noun }) {
  if (row.has_complainant === true) {
    return (
      <Sealed
        who="投诉举报人"
        path={`/api/v1/cases/${row.id}/reveal`}
        schema="ComplainantView"
        may={allows(row, "reveal")}
      />
    );
  }
  return (
    <div className="stack">
      <Empty title="没有登记投诉举报人" />
      {allows(row, "seal") && SEAL && (
        <div>
          <ActButton noun={noun} row={row} bound={SEAL} />
        </div>
      )}
    </div>
  );
}
