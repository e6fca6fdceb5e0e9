import { useQuery } from "@tanstack/react-query";
import { request, type Schema } from "@api/client";
import type { Row } from "../noun/noun";

export type Meeting = Schema<"MeetingView">;
export type Post = Schema<"PostView">;
type Member = Schema<"MemberView">;

/** A record of the generic pages as the meeting that it is. */
export const asMeeting = (row: Row) => row as unknown as Meeting;

/** Rows below a conference, on a day: its posts, its members. */
function useBelow<T>(conference: string, what: string, on: string) {
  const path = `/api/v1/conferences/${conference}/${what}`;
  return useQuery({
    queryKey: [path, on],
    queryFn: () => request<T[]>("get", path, { query: { on } }),
    enabled: conference !== "" && on !== "",
  });
}

export const useMembers = (conference: string, on: string) =>
  useBelow<Member>(conference, "members", on);

const CHAIRS = new Set(["convenor", "deputy_convenor"]);

/** Who may preside on a day, as choices: convenors and their deputies. */
export function useChairs(conference: string, on: string): [string, string][] {
  const { data } = useBelow<Post>(conference, "posts", on);
  return (data ?? [])
    .filter((post) => CHAIRS.has(post.post))
    .map((post) => [post.id, `${post.person}（${post.post_name}，${post.title}）`]);
}
