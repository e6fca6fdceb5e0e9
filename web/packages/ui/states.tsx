import type { ReactNode } from "react";
import { Problem } from "@api/problem";

/** What a page shows while its data is on the way. */
export function Loading({ lines = 5 }: { lines?: number }) {
    return (
        <div className="card" role="status" aria-live="polite">
            <span className="visually-hidden">正在读取……</span>
            {Array.from({ length: lines }, (_, line) => (
                <div key={line} className="skeleton" aria-hidden="true" />
            ))}
        </div>
    );
}

/** Nothing there, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
    return (
        <div className="card state">
            <p>
                <strong>{title}</strong>
            </p>
            {children && <div className="muted">{children}</div>}
        </div>
    );
}

const HEADINGS: Record<string, string> = {
    forbidden: "您没有这项权限",
    missing: "没有找到",
    offline: "连接不上服务器",
    other: "没有读到内容",
};

/** Why a page could not be shown: forbidden, missing, no connection, or the server's own words. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
    const problem = Problem.of(error);
    return (
        <div className="card state" role="alert">
            <p>
                <strong>{HEADINGS[problem.sort]}</strong>
            </p>
            <p>{problem.detail}</p>
            <p className="muted">
                错误代码 <code>{problem.code}</code>
            </p>
            {retry && problem.sort !== "forbidden" && (
                <button type="button" className="button" onClick={retry}>
                    再试一次
                </button>
            )}
        </div>
    );
}

/** A problem beside a form: the form stays as it is. */
export function ProblemNotice({ problem }: { problem: Problem }) {
    return (
        <div className="notice bad" role="alert">
            <p>{problem.detail}</p>
            <span className="muted">
                错误代码 <code>{problem.code}</code>
            </span>
        </div>
    );
}
