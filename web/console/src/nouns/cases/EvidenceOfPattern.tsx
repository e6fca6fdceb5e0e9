import { RecordName, targetOf } from "../../noun/names";

/** What a pattern rests on: cases and published results, each one a link. */
export function EvidenceOfPattern({ evidence }: { evidence: string[] }) {
    return (
        <div className="card">
            <h2>依据（{evidence.length} 件）</h2>
            <ol>
                {evidence.map((it) => (
                    <li key={it}>
                        <One text={it} />
                    </li>
                ))}
            </ol>
        </div>
    );
}

function One({ text }: { text: string }) {
    const [kind = "", id = ""] = text.split(":");
    const target = targetOf(kind);
    if (!target) return <>{text}</>;
    return (
        <>
            {kind === "case" ? "个案：" : "检查结果："}
            <RecordName target={target} id={id} />
        </>
    );
}
