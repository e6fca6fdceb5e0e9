import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, client } from "@api/client";
import { Qr } from "@ui/qr";
import { Failed, Loading } from "@ui/states";
import { CodeForm } from "./CodeForm";

/** Sets up the one-time codes: secret as QR code, first code, recovery codes to write down. */
export function FactorForm({ done }: { done: () => void }) {
    const [codes, setCodes] = useState<string[]>();
    const offer = useQuery({
        queryKey: ["second-factor"],
        queryFn: () => answer(client.POST("/api/v1/second-factor")),
        staleTime: Infinity,
        retry: false,
    });
    if (codes) return <Recovery codes={codes} done={done} />;
    if (offer.isPending) return <Loading lines={2} />;
    if (offer.error) return <Failed error={offer.error} retry={() => void offer.refetch()} />;
    return (
        <div className="stack">
            <p>用验证器（手机上的“动态口令”应用）扫码，或手工输入密钥，再填第一个动态口令。</p>
            <Qr text={offer.data.otpauth_url} says="动态口令的密钥二维码" />
            <p>
                密钥：<code>{offer.data.secret}</code>
            </p>
            <CodeForm
                send={(code) =>
                    answer(client.POST("/api/v1/second-factor/confirm", { body: { code } }))
                }
                done={(answer) => setCodes(answer.codes)}
            />
        </div>
    );
}

function Recovery({ codes, done }: { codes: string[]; done: () => void }) {
    return (
        <div className="stack">
            <p>请抄写保管这些恢复代码，每个只能用一次；它们只显示这一遍。</p>
            <ul>
                {codes.map((code) => (
                    <li key={code}>
                        <code>{code}</code>
                    </li>
                ))}
            </ul>
            <button type="button" className="button primary" onClick={done}>
                已经抄好
            </button>
        </div>
    );
}
