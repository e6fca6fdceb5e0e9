import { useState, type FormEvent } from "react";
import { answer, client } from "@api/client";
import { Problem } from "@api/problem";
import { TextField } from "@ui/fields";
import { ProblemNotice } from "@ui/states";
import type { Session } from "./session";

/** Changes the person's own password; the new one is typed twice. */
export function PasswordForm({ done }: { done: (session: Session) => void }) {
    const [current, setCurrent] = useState("");
    const [next, setNext] = useState("");
    const [again, setAgain] = useState("");
    const [problem, setProblem] = useState<Problem>();
    const differs = again !== "" && again !== next;
    async function submit(event: FormEvent) {
        event.preventDefault();
        if (again !== next) return;
        try {
            done(await answer(client.PUT("/api/v1/password", { body: { current, new: next } })));
        } catch (error) {
            setProblem(Problem.of(error));
        }
    }
    const field = { type: "password" as const, required: true };
    return (
        <form className="stack" onSubmit={(event) => void submit(event)}>
            <TextField
                {...field}
                label="现在的口令"
                value={current}
                change={setCurrent}
                autoComplete="current-password"
                wrong={problem?.about("current")}
            />
            <TextField
                {...field}
                label="新口令"
                value={next}
                change={setNext}
                autoComplete="new-password"
                wrong={problem?.about("new")}
            />
            <TextField
                {...field}
                label="再输一遍新口令"
                value={again}
                change={setAgain}
                autoComplete="new-password"
                wrong={differs ? "两次输入的新口令不一样。" : undefined}
            />
            {problem && <ProblemNotice problem={problem} />}
            <button type="submit" className="button primary">
                修改口令
            </button>
        </form>
    );
}
