import { useState } from "react";
import { TextArea } from "@ui/fields";

interface Props {
  label: string;
  help: string | undefined;
  required: boolean;
  wrong: string | undefined;
  values: string[];
  change: (values: string[]) => void;
}

const linesOf = (text: string) => text.split("\n").filter((line) => line.trim() !== "");

/** Sentences, one on each line; empty lines are only seen while typing. */
export function LinesField({ label, help, required, wrong, values, change }: Props) {
  const [typed, setTyped] = useState("");
  const kept = values.join("\n");
  return (
    <TextArea
      label={label}
      help={help ? `${help}；一行一条` : "一行一条"}
      required={required}
      wrong={wrong}
      value={linesOf(typed).join("\n") === kept ? typed : kept}
      change={(text) => {
        setTyped(text);
        change(linesOf(text));
      }}
    />
  );
}
