import { useEffect, useRef } from "react";

const SIDE = 192;

/** A picture that is only on this phone, drawn small; the policy of the page allows no address
 * that would stand for it. */
export function Thumb({ blob, says }: { blob: Blob; says: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let there = true;
    void createImageBitmap(blob).then((picture) => {
      const it = canvas.current;
      if (!there || !it) return;
      const scale = Math.max(SIDE / picture.width, SIDE / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      it.getContext("2d")?.drawImage(
        picture,
        (SIDE - width) / 2,
        (SIDE - height) / 2,
        width,
        height,
      );
      picture.close();
    });
    return () => {
      there = false;
    };
  }, [blob]);
  return (
    <canvas
      ref={canvas}
      className="thumb"
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={says}
    />
  );
}
