import { useEffect, useRef, type FormEvent, type ReactNode } from "react";
import type { Problem } from "@api/problem";
import { ProblemNotice } from "@ui/states";
import { SubmitButton } from "@ui/SubmitButton";

interface Props {
  submit: () => Promise<void>;
  label: string;
  busy: boolean;
  problem: Problem | undefined;
  danger?: boolean | undefined;
  restored?: boolean;
  forget?: () => void;
  cancel?: () => void;
  children: ReactNode;
}

/** A form with its buttons and its problem. A refused field takes the focus. */
export function FormFrame(props: Props) {
  const { submit, label, busy, problem, danger, restored, forget, cancel, children } = props;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!problem?.errors.length) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problem]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form className="stack" ref={form} onSubmit={send}>
      {restored && (
        <div className="notice row">
          <span>已恢复上次没有提交的内容。</span>
          <button type="button" className="button small" onClick={() => forget?.()}>
            重新填写
          </button>
        </div>
      )}
      {children}
      {problem && <ProblemNotice problem={problem} />}
      <div className="row end">
        {cancel && (
          <button type="button" className="button" onClick={cancel}>
            取消
          </button>
        )}
        <SubmitButton {...{ busy, danger }}>{busy ? "正在提交……" : label}</SubmitButton>
      </div>
    </form>
  );
}
