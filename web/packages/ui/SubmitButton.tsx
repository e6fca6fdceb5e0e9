import type { ReactNode } from "react";

interface Props {
  busy: boolean;
  danger?: boolean | undefined;
  children: ReactNode;
}

/** Sends its form, once at a time. It is not disabled while it works: a disabled button loses the
 * focus, and a dialog without the focus hears neither Escape nor Tab. */
export function SubmitButton({ busy, danger, children }: Props) {
  return (
    <button
      type="submit"
      className={`button ${danger ? "danger" : "primary"}`}
      aria-disabled={busy}
      onClick={(event) => busy && event.preventDefault()}
    >
      {children}
    </button>
  );
}
