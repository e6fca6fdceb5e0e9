import { LongDownload } from "@ui/LongDownload";
import type { Visit } from "../parts/part";

const FORMATS: Record<string, string> = { pdf: "PDF", docx: "Word" };

/** The official forms of a visit: to print, or to go on editing; and the dossier of all of it. */
export function Paperwork({ visit }: { visit: Visit }) {
  const at = `/api/v1/inspections/${visit.id}`;
  return (
    <section className="stack no-print" aria-label="文书">
      <h2>文书</h2>
      <ul className="plain stack">
        {visit.forms.map((form) => (
          <li key={form.form} className="row">
            <span>{form.name}</span>
            {form.refused ? (
              <span className="muted">{form.refused}</span>
            ) : (
              form.formats.map((format) => (
                <a
                  key={format}
                  className="button small"
                  href={`${at}/forms/${form.form}.${format}`}
                  download
                >
                  {FORMATS[format] ?? format}
                </a>
              ))
            )}
          </li>
        ))}
        {visit.dossier && (
          <li className="row">
            <span>尽职照单免责证据包（不用本平台也能核验）</span>
            <LongDownload
              path={`${at}/dossier.zip`}
              name={`证据包-${visit.number}.zip`}
              label="ZIP"
              of="尽职照单免责证据包"
              small
            />
          </li>
        )}
      </ul>
      <p className="muted">文书和证据包含姓名，谁在何时取得记入日志。</p>
    </section>
  );
}
