/** A refusal as every page treats it: the server's words, its stable code, the fields at fault. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

type Sort = "forbidden" | "missing" | "offline" | "other";

interface Document {
  status?: number;
  code?: string;
  detail?: string;
  errors?: FieldError[];
  more?: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly more: unknown;

  constructor(document: Document) {
    super(document.detail ?? "服务器没有说明原因");
    this.status = document.status ?? 0;
    this.code = document.code ?? "client.unknown";
    this.detail = this.message;
    this.errors = document.errors ?? [];
    this.more = document.more;
  }

  /** Whatever was thrown, as a problem. */
  static of(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new Problem({ code: "client.fault", detail: `页面出错：${detail}。请刷新后再试。` });
  }

  /** The request did not reach the server, or its answer did not come back. */
  static offline(): Problem {
    const detail = "连接不上服务器，这次操作没有得到答复；填写的内容还在，请检查网络后再试。";
    return new Problem({ status: 0, code: "client.offline", detail });
  }

  get sort(): Sort {
    if (this.code === "client.offline") return "offline";
    if (this.status === 403) return "forbidden";
    return this.status === 404 ? "missing" : "other";
  }

  /** What is wrong with a field, when the server named it. */
  about(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}
