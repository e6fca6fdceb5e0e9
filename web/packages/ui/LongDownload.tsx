import { downloaded } from "@api/client";
import { download } from "./download";
import { bytesText } from "./FileDrop";
import { LongWork, type Progress } from "./LongWork";

interface Props {
  /** Address of the file. */
  path: string;
  /** What the file is called. */
  name: string;
  /** What the button says. */
  label: string;
  /** What the file is, for who hears the button alone. */
  of?: string;
  small?: boolean;
}

/** Saves a file whose making takes long: shows how much has come, and can be stopped. */
export function LongDownload({ path, name, label, of, small }: Props) {
  async function run(signal: AbortSignal, tell: (progress: Progress) => void) {
    const content = await downloaded(path, signal, (done, whole) => tell({ done, of: whole }));
    download(content, name);
    return `已取得${name}。`;
  }
  return <LongWork {...{ label, name, of, small, run }} words={words} />;
}

function words({ done, of }: Progress): string {
  return of ? `${bytesText(done)} / ${bytesText(of)}` : `已收到 ${bytesText(done)}`;
}
