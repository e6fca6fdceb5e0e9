import { useQuery } from "@tanstack/react-query";
import { industries, type Industry } from "@terms/industries";

/** The classes of GB/T 4754; none until they are read. */
export function useIndustries(): Industry[] {
  const { data } = useQuery({
    queryKey: ["industries"],
    queryFn: industries,
    staleTime: Infinity,
  });
  return data ?? [];
}

/** "6210" → "6210 正餐服务". */
export function IndustryName({ code }: { code: string }) {
  const name = useIndustries().find((it) => it.code === code)?.name;
  return <>{name ? `${code} ${name}` : code}</>;
}
