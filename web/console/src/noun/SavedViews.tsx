import { useState, type FormEvent } from "react";
import { Dialog } from "@ui/dialog";
import { TextField } from "@ui/fields";
import { useListSettings, type SavedView } from "./listSettings";
import type { Noun } from "./noun";
import type { ListState } from "./useListState";

/** Filters and order under a name. */
export function SavedViews({ noun, list }: { noun: Noun; list: ListState }) {
  const [{ views = [] }, change] = useListSettings(noun.slug);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const save = (next: SavedView[]) => change({ views: next });
  const add = (event: FormEvent) => {
    event.preventDefault();
    save([...views.filter((view) => view.name !== name), { name, query: list.params.toString() }]);
    setName("");
  };
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        常用视图
      </button>
      {open && (
        <Dialog title="常用视图" close={() => setOpen(false)}>
          {views.length === 0 && <p className="muted">还没有保存过。设好条件后取个名字存下来。</p>}
          <ul className="plain-list">
            {views.map((view) => (
              <li key={view.name} className="row">
                <button
                  type="button"
                  className="button plain"
                  onClick={() => {
                    list.replace(view.query);
                    setOpen(false);
                  }}
                >
                  {view.name}
                </button>
                <button
                  type="button"
                  className="button small danger"
                  aria-label={`删去视图 ${view.name}`}
                  onClick={() => save(views.filter((it) => it !== view))}
                >
                  删去
                </button>
              </li>
            ))}
          </ul>
          <form className="stack" onSubmit={add}>
            <TextField label="把现在的条件存为" value={name} change={setName} required />
            <button type="submit" className="button primary">
              保存
            </button>
          </form>
        </Dialog>
      )}
    </>
  );
}
