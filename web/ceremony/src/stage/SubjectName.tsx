import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { useMay } from "../../../console/src/session/session";

/** The name that the platform's register has for a code; the draw itself knows codes alone. */
export function SubjectName({ code }: { code: string }) {
  const may = useMay()("subject.read");
  const { data } = useQuery({
    queryKey: ["subject", code],
    queryFn: () =>
      answer(client.GET("/api/v1/subjects", { params: { query: { q: code, delisted: true } } })),
    enabled: may,
    staleTime: Infinity,
  });
  const found = data?.items.find((it) => it.code === code);
  return found ? <span className="name">{found.name}</span> : null;
}
