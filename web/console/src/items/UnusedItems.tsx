import { NounListPage } from "../noun/ListPage";
import type { Noun } from "../noun/noun";
import { items } from "../nouns/itemLists";

/** 五年未列入计划的现行事项: candidates for being struck at the next revision. */
export function UnusedItems() {
  const noun: Noun = {
    ...items,
    title: "五年未列入计划的现行事项",
    rows: "/api/v1/unused-items",
    filters: [],
    links: [],
    create: undefined as never,
  };
  return <NounListPage noun={noun} />;
}
