import { Fragment } from "react";

export interface Bar {
    label: string;
    value: number;
    /** Shown in place of the bare number. */
    text?: string;
}

/** Horizontal bars with their numbers: readable as a list without seeing the picture. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
    const most = Math.max(1, ...bars.map((bar) => bar.value));
    return (
        <dl className="bars" aria-label={label}>
            {bars.map((bar, at) => (
                <Fragment key={at}>
                    <dt>{bar.label}</dt>
                    <dd className="bar" aria-hidden="true">
                        <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                            <rect width="100" height="10" fill="#e3e8ee" />
                            <rect
                                width={(bar.value / most) * 100}
                                height="10"
                                fill="var(--brand)"
                            />
                        </svg>
                    </dd>
                    <dd>{bar.text ?? bar.value.toLocaleString("zh-CN")}</dd>
                </Fragment>
            ))}
        </dl>
    );
}
