import { useState } from "react";
import { Button, DropZone, FileTrigger, Text } from "react-aria-components";

interface Props {
  label: string;
  /** Endings of the names that are taken: ".csv". */
  formats: string[];
  bytesMax: number;
  file: File | undefined;
  choose: (file: File | undefined) => void;
}

/** "4166478" → "4.0 MiB". */
export function bytesText(bytes: number): string {
  const mib = bytes / 1024 / 1024;
  return mib >= 1 ? `${mib.toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}

/** One file, dropped, pasted or chosen; what cannot be taken is said at once. */
export function FileDrop({ label, formats, bytesMax, file, choose }: Props) {
  const [wrong, setWrong] = useState<string>();
  const take = (found: File | undefined) => {
    if (!found) return;
    const fits = formats.some((format) => found.name.toLowerCase().endsWith(format));
    if (!fits) return setWrong(`“${found.name}”不是 ${formats.join("、")} 文件。`);
    if (found.size > bytesMax)
      return setWrong(`文件有 ${bytesText(found.size)}，至多 ${bytesText(bytesMax)}。`);
    setWrong(undefined);
    choose(found);
  };
  return (
    <DropZone
      className="drop"
      onDrop={(event) => {
        const item = event.items.find((it) => it.kind === "file");
        if (item?.kind === "file") void item.getFile().then(take);
      }}
    >
      <Text slot="label">{file ? `${file.name}（${bytesText(file.size)}）` : label}</Text>
      <FileTrigger acceptedFileTypes={formats} onSelect={(list) => take(list?.[0])}>
        <Button className="button">{file ? "换一个文件" : "选择文件"}</Button>
      </FileTrigger>
      {wrong && (
        <span className="wrong" role="alert">
          {wrong}
        </span>
      )}
    </DropZone>
  );
}
