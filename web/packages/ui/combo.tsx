import { useState, type ReactNode } from "react";
import {
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components";

interface Props {
  label: string;
  choices: readonly (readonly [string, string])[];
  value: string;
  change: (value: string) => void;
  /** What is typed: the owner looks for it. */
  type?: (text: string) => void;
  help?: ReactNode;
  wrong?: string | undefined;
  required?: boolean;
}

/** One of many: type a part, choose from what is found. */
export function Combo({ label, choices, value, change, type, help, wrong, required }: Props) {
  const [text, setText] = useState<string>();
  const named = choices.find(([code]) => code === value)?.[1];
  const items = choices.map(([code, name]) => ({ id: code, name }));
  return (
    <ComboBox
      className="field"
      items={items}
      selectedKey={value || null}
      inputValue={text ?? named ?? ""}
      onInputChange={(typed) => {
        setText(typed);
        type?.(typed);
      }}
      onSelectionChange={(key) => {
        const chosen = key === null ? "" : String(key);
        setText(choices.find(([code]) => code === chosen)?.[1]);
        change(chosen);
      }}
      isRequired={required ?? false}
      isInvalid={wrong !== undefined}
      allowsEmptyCollection
      menuTrigger="focus"
    >
      <Label className={required ? "needed" : undefined}>{label}</Label>
      <div className="combo">
        <Input placeholder="输入名称的一部分" />
        <Button className="button small" aria-label="展开">
          ▾
        </Button>
      </div>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="wrong">{wrong}</FieldError>
      <Popover className="popover">
        <ListBox<{ id: string; name: string }> renderEmptyState={() => "没有找到"}>
          {(item) => <ListBoxItem id={item.id}>{item.name}</ListBoxItem>}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
