import { renderSVG } from "uqr";

/** A QR code as a picture; `says` is what a person reads who cannot see it. */
export function Qr({ text, says, size = "10rem" }: { text: string; says: string; size?: string }) {
    const picture = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(text, { ecc: "M" }))}`;
    return <img src={picture} alt={says} style={{ width: size, height: size }} />;
}
