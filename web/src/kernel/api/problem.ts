// What went wrong, as the server says it (RFC 9457) or as the browser notices it, in one shape for every page.
export interface FieldError {
  pointer: string;
  code: string;
  message: string;
}

export type ProblemKind = "offline" | "signed_out" | "forbidden" | "missing" | "conflict" | "stale" | "invalid" | "busy" | "full" | "failed";

interface ProblemFields {
  status: number;
  title: string;
  detail?: string;
  type?: string;
  instance?: string;
  errors?: FieldError[];
  retry_after?: number;
}

const kinds: Record<number, ProblemKind> = {
  0: "offline", 401: "signed_out", 403: "forbidden", 404: "missing", 409: "conflict", 412: "stale",
  400: "invalid", 422: "invalid", 429: "busy", 502: "busy", 503: "busy", 504: "busy", 507: "full",
};

export class Problem extends Error {
  readonly status: number; // 0 where no answer came
  readonly title: string; // empty where the page has to find the words itself
  readonly detail: string;
  readonly type: string;
  readonly instance: string; // the request's id, for the operator's log
  readonly errors: FieldError[];
  readonly retry_after: number; // seconds; 0 where the server gave none

  constructor(fields: ProblemFields) {
    super(fields.detail ?? fields.title);
    this.name = "Problem";
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail ?? "";
    this.type = fields.type ?? "about:blank";
    this.instance = fields.instance ?? "";
    this.errors = fields.errors ?? [];
    this.retry_after = fields.retry_after ?? 0;
  }

  get kind(): ProblemKind {
    return kinds[this.status] ?? "failed";
  }

  // True where the same request may succeed later without anybody changing it.
  get passes(): boolean {
    return this.kind === "offline" || this.kind === "busy" || this.kind === "full" || this.status >= 500;
  }

  // What kind of problem it is, as words/*/problem.json knows it: "totp-required".
  get name_of_type(): string {
    return this.type.replace(/^\/problems\//, "");
  }

  // The message for a field of the form (or one inside it), by its JSON pointer "#/name".
  for_field(name: string): string | undefined {
    return this.errors.find(({ pointer }) => pointer === `#/${name}` || pointer.startsWith(`#/${name}/`))?.message;
  }

  // Messages that belong to the whole and to no field.
  get of_the_whole(): FieldError[] {
    return this.errors.filter(({ pointer }) => pointer === "" || pointer === "#" || pointer === "#/");
  }
}

export async function problem_of(answer: Response): Promise<Problem> {
  const retry_after = Number(answer.headers.get("Retry-After") ?? 0) || 0;
  const instance = answer.headers.get("X-Request-Id") ?? "";
  try {
    const body = (await answer.json()) as Partial<ProblemFields>;
    return new Problem({ title: "", instance, ...body, status: answer.status, retry_after });
  } catch {
    return new Problem({ status: answer.status, title: "", instance, retry_after });
  }
}

export const as_problem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem({ status: -1, title: "", detail: error instanceof Error ? error.message : String(error) });
