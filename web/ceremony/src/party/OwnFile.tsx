import { useId, useState } from "react";

const BYTES_MAX = 4096;

/** A small text file of the person's own; it is read here and sent nowhere. */
export function OwnFile({ label, read }: { label: string; read: (text: string) => void }) {
  const id = useId();
  const [wrong, setWrong] = useState("");
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      if (file.size > BYTES_MAX) throw new Error("文件太大，不是这里要的文件。");
      read(await file.text());
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="field">
      <label className="button file">
        {label}
        <input
          className="visually-hidden"
          type="file"
          accept=".txt,.key,text/plain"
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </label>
      {wrong && (
        <span className="wrong" role="alert" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  );
}
