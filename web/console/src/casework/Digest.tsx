import { useToast } from "@ui/toast";

const SHOWN = 12;

/** A digest: its beginning is enough to compare by eye, the button copies all of it. */
export function Digest({ value, name = "散列值" }: { value: string; name?: string }) {
  const say = useToast();
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => say(`已复制${name}。`),
      () => say(`浏览器不许复制；完整的${name}是 ${value}`, "warn"),
    );
  return (
    <span className="row">
      <code title={value}>{value.slice(0, SHOWN)}…</code>
      <button type="button" className="button plain small no-print" onClick={() => void copy()}>
        复制<span className="visually-hidden">{`${name} ${value.slice(0, SHOWN)}`}</span>
      </button>
    </span>
  );
}
