const SIDE_MAX = 2048;
const QUALITY = 0.85;
const LINE = 1.5;

/** A picture as evidence: small enough to be sent by a weak network, with time and place in it. */
export async function photograph(file: Blob, lines: string[]): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  stamp(pen, lines);
  return encoded(canvas, "image/jpeg");
}

/** Time and place across the foot of the picture: white on dark, readable on any ground. */
function stamp(pen: CanvasRenderingContext2D, lines: string[]): void {
  const { width, height } = pen.canvas;
  const size = Math.max(12, Math.round(Math.min(width, height) / 32));
  const foot = (lines.length * LINE + 0.5) * size;
  pen.fillStyle = "rgba(0, 0, 0, 0.6)";
  pen.fillRect(0, height - foot, width, foot);
  pen.fillStyle = "#ffffff";
  pen.font = `${size}px sans-serif`;
  pen.textBaseline = "top";
  lines.forEach((line, at) => {
    pen.fillText(line, size / 2, height - foot + (at * LINE + 0.5) * size, width - size);
  });
}

/** What is on a canvas, as a file. */
export function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((done, failed) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : failed(new Error("the picture could not be encoded"))),
      type,
      QUALITY,
    ),
  );
}
