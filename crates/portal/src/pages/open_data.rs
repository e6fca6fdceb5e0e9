//! 开放数据: the files of the day, their digests, and how anybody checks the signature.

use maud::{Markup, html};
use sunlot_app::open_data::{MANIFEST, OpenFile, Snapshot};

use crate::layout::{Head, Section};
use crate::parts::{hash, moment, remark, table};
use crate::text::{grouped, size};

/// Around it.
#[must_use]
pub fn head() -> Head {
    Head::new("开放数据", Section::Open)
        .about("双随机抽查的全部公示数据，CSV 和 JSON，每日生成，附签名的清单。")
}

/// The page; `key` is the public key of the log, as verifiers of signed notes take it.
#[must_use]
pub fn page(it: &Snapshot, key: Option<&str>, origin: &str) -> Markup {
    html! {
        h1 { "开放数据" }
        p.lead {
            "这里公示的内容都可以整份下载，自由使用，注明来源即可。每天生成一次，"
            "并对各文件的散列签名。"
        }
        p { "生成时间：" (moment(&it.made_at)) }
        (files(&it.files))
        p.muted {
            "CSV 为 UTF-8 编码，可以直接用电子表格打开；JSON 的字段与" a href="/api" { "数据接口" } "相同。"
        }
        h2 #check { "怎样核对签名" }
        (how(it.signed, key, origin))
        h2 { "清单全文" }
        p { a.button.plain href={ "/open/" (MANIFEST) } download { "下载清单" } }
        pre.wrap tabindex="0" { (it.manifest) }
        h2 { "其他公开数据" }
        ul {
            li { "只增日志：" code { (origin) "/api/v1/log/checkpoint" } "（C2SP tlog-tiles）" }
            li { "每次抽取的公布文件：在" a href="/draws" { "抽取公告" } "中下载" }
            li { "数据接口：" a href="/api" { "接口说明" } "、" a href="/api/openapi.json" { "OpenAPI" } }
        }
    }
}

fn files(files: &[OpenFile]) -> Markup {
    table(
        "开放数据文件",
        &["数据集", "文件", "#记录", "#大小", "SHA-256", "SM3"],
        html! {
            @for (at, file) in files.iter().enumerate() {
                tr id=[(at % 2 == 0).then(|| file.name.trim_end_matches(".csv"))] {
                    th scope="row" { (file.title) }
                    td.code { a href={ "/open/" (file.name) } download { (file.name) } }
                    td.n { (grouped(file.rows)) }
                    td.n { (size(file.bytes)) }
                    td.text { (hash(&file.sha256)) }
                    td.text { (hash(&file.sm3)) }
                }
            }
        },
    )
}

fn how(signed: bool, key: Option<&str>, origin: &str) -> Markup {
    let Some(key) = key.filter(|_| signed) else {
        return remark(
            "warn",
            html! {
                p { "本服务器没有启用日志的密钥，今天的清单没有签名；散列仍可用来核对文件是否完整。" }
            },
        );
    };
    html! {
        p {
            "清单是一份 C2SP 签名文书：正文是各文件的散列，空行之后是两行签名，分别用 Ed25519 和 SM2，"
            "与日志检查点用的是同一把钥匙。正文第一行以“/open-data”结尾，不会与检查点混淆。"
        }
        p { "公钥（Ed25519，C2SP 格式）：" (hash(key)) }
        p { "请从另外的渠道（报纸、公告栏、见证方）取得公钥再核对；从本页得到的公钥只能证明文件没有损坏。" }
        h3 { "核对文件没有改动" }
        pre.wrap tabindex="0" {
            "curl -O " (origin) "/open/" (MANIFEST) "\n"
            "curl -O " (origin) "/open/results.csv\n"
            "sha256sum --check --ignore-missing " (MANIFEST)
        }
        h3 { "核对签名（只用 OpenSSL 3）" }
        pre tabindex="0" {
            "KEY='" (key) "'\n"
            "python3 - \"$KEY\" <<'END'\n"
            "import base64, sys\n"
            "note = open('" (MANIFEST) "', encoding='utf-8').read()\n"
            "text, lines = note.rsplit('\\n\\n', 1)\n"
            "name, ident, key = sys.argv[1].split('+', 2)\n"
            "line = next(l for l in lines.splitlines()\n"
            "    if base64.b64decode(l.split()[2])[:4].hex() == ident)\n"
            "open('text', 'w', encoding='utf-8').write(text + '\\n')\n"
            "open('sig', 'wb').write(base64.b64decode(line.split()[2])[4:])\n"
            "der = bytes.fromhex('302a300506032b6570032100') + base64.b64decode(key)[1:]\n"
            "open('key.der', 'wb').write(der)\n"
            "END\n"
            "openssl pkeyutl -verify -pubin -keyform DER -inkey key.der \\\n"
            "    -rawin -in text -sigfile sig"
        }
        p { "显示 " code { "Signature Verified Successfully" } " 就是有效。" }
    }
}
