interface Props {
    page: number;
    pageSize: number;
    total: number;
    go: (page: number) => void;
}

/** Where one is in a long list, and the way on. */
export function Pager({ page, pageSize, total, go }: Props) {
    const last = Math.max(1, Math.ceil(total / pageSize));
    return (
        <nav className="row end" aria-label="翻页">
            <span className="muted">
                共 {total.toLocaleString("zh-CN")} 条，第 {page} / {last} 页
            </span>
            <button
                type="button"
                className="button small"
                disabled={page <= 1}
                onClick={() => go(page - 1)}
            >
                上一页
            </button>
            <button
                type="button"
                className="button small"
                disabled={page >= last}
                onClick={() => go(page + 1)}
            >
                下一页
            </button>
        </nav>
    );
}
