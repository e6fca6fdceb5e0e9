import { useEffect, useRef, type PointerEvent } from "react";
import { encoded } from "./photo";

interface Props {
  label: string;
  change: (signature: Blob | undefined) => void;
}

const PEN = 3;

/** A name written with the finger. */
export function Signature({ label, change }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);

  useEffect(() => {
    const it = canvas.current;
    if (!it) return;
    const ratio = window.devicePixelRatio || 1;
    it.width = Math.round(it.clientWidth * ratio);
    it.height = Math.round(it.clientHeight * ratio);
    blank(it);
  }, []);

  function at(event: PointerEvent<HTMLCanvasElement>): [number, number] {
    const it = event.currentTarget;
    const ratio = it.width / it.clientWidth;
    return [event.nativeEvent.offsetX * ratio, event.nativeEvent.offsetY * ratio];
  }

  function begin(event: PointerEvent<HTMLCanvasElement>) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = true;
    const pen = event.currentTarget.getContext("2d");
    pen?.beginPath();
    pen?.moveTo(...at(event));
  }

  function move(event: PointerEvent<HTMLCanvasElement>) {
    if (!drawing.current) return;
    const pen = event.currentTarget.getContext("2d");
    if (!pen) return;
    pen.lineWidth = PEN * (event.currentTarget.width / event.currentTarget.clientWidth);
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.lineTo(...at(event));
    pen.stroke();
  }

  async function end() {
    if (!drawing.current || !canvas.current) return;
    drawing.current = false;
    change(await encoded(canvas.current, "image/png"));
  }

  function clear() {
    if (canvas.current) blank(canvas.current);
    change(undefined);
  }

  return (
    <div className="stack tight">
      <div className="row between">
        <strong id="signature-label">{label}</strong>
        <button type="button" className="button small" onClick={clear}>
          重写
        </button>
      </div>
      <canvas
        ref={canvas}
        className="signature"
        role="img"
        aria-labelledby="signature-label"
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={() => void end()}
        onPointerCancel={() => void end()}
      />
    </div>
  );
}

function blank(canvas: HTMLCanvasElement) {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
}
