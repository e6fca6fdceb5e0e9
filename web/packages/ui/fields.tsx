import { useId, type InputHTMLAttributes, type ReactNode } from "react";

interface FrameProps {
  id: string;
  label: string;
  required?: boolean | undefined;
  help?: ReactNode;
  wrong?: string | undefined;
  wide?: boolean | undefined;
  children: ReactNode;
}

/** Label, control, help and what is wrong, tied together for screen readers. */
export function FieldFrame({ id, label, required, help, wrong, wide, children }: FrameProps) {
  return (
    <div className={wide ? "field wide" : "field"}>
      <label htmlFor={id} className={required ? "needed" : undefined}>
        {label}
      </label>
      {children}
      {help && (
        <span className="help" id={`${id}-help`}>
          {help}
        </span>
      )}
      {wrong && (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}

/** The attributes that tie a control to its frame. */
export function tied(id: string, help: ReactNode, wrong: string | undefined) {
  const by = [help ? `${id}-help` : "", wrong ? `${id}-wrong` : ""].filter(Boolean).join(" ");
  return {
    id,
    ...(by ? { "aria-describedby": by } : {}),
    ...(wrong ? { "aria-invalid": true } : {}),
  };
}

interface Common {
  label: string;
  value: string;
  change: (value: string) => void;
  required?: boolean | undefined;
  help?: ReactNode;
  wrong?: string | undefined;
  wide?: boolean | undefined;
}

type TextProps = Common & Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange">;

/** The days that the platform knows; a browser that is told them takes no year of five digits. */
const KNOWN_DAYS: Record<string, { min: string; max: string }> = {
  date: { min: "2000-01-01", max: "2199-12-31" },
  month: { min: "2000-01", max: "2199-12" },
  "datetime-local": { min: "2000-01-01T00:00", max: "2199-12-31T23:59" },
};

/** One line of text; also dates, numbers and passwords by `type`. */
export function TextField({ label, value, change, help, wrong, wide, ...rest }: TextProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, help, wrong, wide }} required={rest.required}>
      <input
        {...KNOWN_DAYS[rest.type ?? ""]}
        {...rest}
        {...tied(id, help, wrong)}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </FieldFrame>
  );
}

type AreaProps = Common & { maxLength?: number | undefined };

/** Several lines of text. */
export function TextArea(props: AreaProps) {
  const { label, value, change, required, help, wrong, maxLength } = props;
  const id = useId();
  return (
    <FieldFrame {...{ id, label, required, help, wrong }} wide>
      <textarea
        {...tied(id, help, wrong)}
        required={required}
        maxLength={maxLength}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </FieldFrame>
  );
}

type SelectProps = Common & { choices: readonly (readonly [string, string])[]; none?: string };

/** One of a few; `none` names the empty choice. */
export function SelectField(props: SelectProps) {
  const { label, value, change, required, help, wrong, choices, none = "请选择" } = props;
  const id = useId();
  return (
    <FieldFrame {...{ id, label, required, help, wrong }}>
      <select
        {...tied(id, help, wrong)}
        required={required}
        value={value}
        onChange={(event) => change(event.target.value)}
      >
        <option value="">{none}</option>
        {choices.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

interface CheckProps {
  label: string;
  value: boolean;
  change: (value: boolean) => void;
  help?: ReactNode;
  wrong?: string | undefined;
}

/** Yes or no. */
export function CheckField({ label, value, change, help, wrong }: CheckProps) {
  const id = useId();
  return (
    <div className="field">
      <div className="choice">
        <input
          type="checkbox"
          {...tied(id, help, wrong)}
          checked={value}
          onChange={(event) => change(event.target.checked)}
        />
        <label htmlFor={id}>{label}</label>
      </div>
      {help && (
        <span className="help" id={`${id}-help`}>
          {help}
        </span>
      )}
      {wrong && (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
