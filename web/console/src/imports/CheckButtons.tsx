interface Props {
  ready: boolean;
  /** What was checked may be written. */
  sound: boolean;
  busy: boolean;
  write: string;
  send: (step: "import-check" | "import") => Promise<void>;
}

/** First the check, then the writing. */
export function CheckButtons({ ready, sound, busy, write, send }: Props) {
  return (
    <div className="row end">
      <button
        type="button"
        className="button"
        disabled={!ready || busy}
        onClick={() => void send("import-check")}
      >
        {busy ? "正在核对……" : "核对"}
      </button>
      <button
        type="button"
        className="button primary"
        disabled={!sound || busy}
        onClick={() => void send("import")}
      >
        {write}
      </button>
    </div>
  );
}
