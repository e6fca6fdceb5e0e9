import { useState, type FormEvent } from "react";
import { download } from "@ui/download";
import { TextField } from "@ui/fields";
import { PlainPage } from "../PlainPage";
import { type HolderKey, keyText, newKey, publicKey } from "./sm2";

const NAME = /^[0-9A-Za-z_.-]{1,64}$/;

/** 托管钥匙: made here, kept by the holder; the planner gets the public part. */
export function KeyPage() {
  const [name, setName] = useState("");
  const [key, setKey] = useState<HolderKey>();
  const wrong =
    name !== "" && !NAME.test(name) ? "只用字母、数字和 _ . -，至多 64 位。" : undefined;
  const make = (event: FormEvent) => {
    event.preventDefault();
    if (!NAME.test(name)) return;
    const made = newKey(name, crypto.getRandomValues(new Uint8Array(32)));
    download(new Blob([keyText(made)], { type: "text/plain" }), `托管钥匙-${name}.key`);
    setKey(made);
  };
  return (
    <PlainPage title="生成托管钥匙">
      <section className="card stack">
        <p>
          钥匙在这台电脑的浏览器里生成，保存成一个文件，由您自己保管，不会传给平台。
          请把公钥交给准备抽取的计划员登记。
        </p>
        <form className="stack" onSubmit={make}>
          <TextField
            label="公开的名称"
            value={name}
            change={setName}
            required
            wrong={wrong}
            help="例如 sifaju；会写进抽取规则。"
          />
          <div className="row">
            <button type="submit" className="button primary">
              生成并保存钥匙文件
            </button>
          </div>
        </form>
        {key && (
          <div className="notice good" role="status">
            <p>钥匙文件已保存，请确认它在您手里。交给计划员登记的公钥：</p>
            <code>{publicKey(key)}</code>
          </div>
        )}
      </section>
    </PlainPage>
  );
}
