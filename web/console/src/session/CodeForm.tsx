import { useState, type FormEvent } from "react";
import { Problem } from "@api/problem";
import { TextField } from "@ui/fields";
import { ProblemNotice } from "@ui/states";

interface Props<T> {
    send: (code: string) => Promise<T>;
    done: (answer: T) => void;
}

/** One six-digit code. */
export function CodeForm<T>({ send, done }: Props<T>) {
    const [code, setCode] = useState("");
    const [problem, setProblem] = useState<Problem>();
    async function submit(event: FormEvent) {
        event.preventDefault();
        try {
            done(await send(code.trim()));
        } catch (error) {
            setProblem(Problem.of(error));
        }
    }
    return (
        <form className="stack" onSubmit={(event) => void submit(event)}>
            <TextField
                label="动态口令"
                value={code}
                change={setCode}
                required
                help="6 位数字"
                autoComplete="one-time-code"
            />
            {problem && <ProblemNotice problem={problem} />}
            <button type="submit" className="button primary">
                确认
            </button>
        </form>
    );
}
