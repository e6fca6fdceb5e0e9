import { answer, client, request, setCsrf } from "@api/client";
import { Problem } from "@api/problem";
import { setClock } from "../local/clock";
import type { Details } from "../local/types";
import { ROUTES, type Op } from "./op";
import type { Sender } from "./queue";
import type { Answer } from "./store";

/** The way to the platform for one account. */
export class HttpSender implements Sender {
  constructor(
    private readonly account: string,
    private readonly file: (sha256: string) => Promise<Blob | undefined>,
  ) {}

  async ready(): Promise<void> {
    const session = await answer(client.GET("/api/v1/session"));
    setCsrf(session.csrf_token);
    setClock(session.now);
    if (session.account === this.account) return;
    const detail = "这台手机上登录的是另一个人；请用自己的账号登录后再发送。";
    throw new Problem({ status: 401, code: "client.other_account", detail });
  }

  async send(op: Op): Promise<Answer> {
    const { method, path } = ROUTES[op.kind];
    const where = `/api/v1/inspections/${op.visit}/${path}`;
    const body = op.sent ?? op.body;
    if (op.kind !== "evidence") {
      return request<Answer>(method, where, { body, key: op.key });
    }
    const { sha256, captured_at, place, note, item, name } = body;
    const file = await this.file(String(sha256));
    if (!file) {
      const detail = "手机里已经没有这份照片或签名的原件，不能发送；请重新采集。";
      throw new Problem({ status: 410, code: "client.file", detail });
    }
    const query = { sha256, captured_at, place, note, item };
    return request<Answer>(method, where, { query, file, key: op.key, name: String(name) });
  }

  look(visit: string): Promise<Details> {
    const params = { path: { id: visit } };
    return answer(client.GET("/api/v1/inspections/{id}", { params }));
  }
}
