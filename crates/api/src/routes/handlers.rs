//! The shapes that most handlers have. A noun names for each address what it is called, who may,
//! which refusal is described, and the use case; the handler and its description follow.
//!
//! ```text
//! handlers! { "部门和区划";
//!     /// 变更部门
//!     act change: put "/api/v1/organs/{id}", "organ.write", 409
//!         => organs::change(OrganChange) -> OrganView;
//! }
//! ```
//!
//! | Shape | The use case gets |
//! |---|---|
//! | `show` | the id of the address |
//! | `find`, `find_of` | a filter; the id and a filter |
//! | `page`, `page_of` | a filter, when there is one, and the page; the id before them |
//! | `make` | the body |
//! | `act` | the id and the body |
//! | `table` | a filter; it answers with CSV |

/// Handlers of one tag.
macro_rules! handlers {
    ($tag:tt; $(
        $(#[doc = $doc:tt])+
        $shape:ident $name:ident: $method:ident $path:tt, $permission:tt, $status:tt
        => $($use_case:ident)::+ ($($input:ty)?) -> $view:ty;
    )+) => {$(
        handler! { $shape, ($method, $path, $tag, $permission, $status), [$($doc)+]
            $name, $($use_case)::+, ($($input)?), $view }
    )+};
}

/// One handler.
macro_rules! handler {
    (show, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, (), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params(("id" = String, Path)),
            responses((status = 200, body = $view), (status = $status, body = ProblemDocument)),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Path(id): Path<String>,
        ) -> Answer<$view> {
            Ok(Json($use_case(&app, &call, &id).await?))
        }
    };
    (find, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($filter:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params($filter),
            responses((status = 200, body = $view), (status = $status, body = ProblemDocument)),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Query(filter): Query<$filter>,
        ) -> Answer<$view> {
            Ok(Json($use_case(&app, &call, filter).await?))
        }
    };
    (find_of, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($filter:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params(("id" = String, Path), $filter),
            responses((status = 200, body = $view), (status = $status, body = ProblemDocument)),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Path(id): Path<String>,
            Query(filter): Query<$filter>,
        ) -> Answer<$view> {
            Ok(Json($use_case(&app, &call, &id, filter).await?))
        }
    };
    (page, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($filter:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params($filter, PageRequest),
            responses(
                (status = 200, body = Page<$view>),
                (status = $status, body = ProblemDocument)
            ),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Query(filter): Query<$filter>,
            Query(page): Query<PageRequest>,
        ) -> Answer<Page<$view>> {
            Ok(Json($use_case(&app, &call, filter, page).await?))
        }
    };
    (page, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, (), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params(PageRequest),
            responses(
                (status = 200, body = Page<$view>),
                (status = $status, body = ProblemDocument)
            ),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Query(page): Query<PageRequest>,
        ) -> Answer<Page<$view>> {
            Ok(Json($use_case(&app, &call, page).await?))
        }
    };
    (page_of, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($filter:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag,
            params(("id" = String, Path), $filter, PageRequest),
            responses(
                (status = 200, body = Page<$view>),
                (status = $status, body = ProblemDocument)
            ),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Path(id): Path<String>,
            Query(filter): Query<$filter>,
            Query(page): Query<PageRequest>,
        ) -> Answer<Page<$view>> {
            Ok(Json($use_case(&app, &call, &id, filter, page).await?))
        }
    };
    (make, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($body:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, request_body = $body,
            responses((status = 200, body = $view), (status = $status, body = ProblemDocument)),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(State(app): Platform, write: Write<$body>) -> Answer<$view> {
            Ok(Json($use_case(&app, &write.call, write.body).await?))
        }
    };
    (act, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($body:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params(("id" = String, Path)),
            request_body = $body,
            responses((status = 200, body = $view), (status = $status, body = ProblemDocument)),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Path(id): Path<String>,
            write: Write<$body>,
        ) -> Answer<$view> {
            Ok(Json($use_case(&app, &write.call, &id, write.body).await?))
        }
    };
    (table, ($method:ident, $path:tt, $tag:tt, $permission:tt, $status:tt), [$($doc:tt)+]
        $name:ident, $use_case:path, ($filter:ty), $view:ty) => {
        $(#[doc = $doc])+
        #[utoipa::path(
            $method, path = $path, tag = $tag, params($filter),
            responses(
                (status = 200, body = $view, content_type = "text/csv"),
                (status = $status, body = ProblemDocument)
            ),
            extensions(("x-permission" = json!($permission)))
        )]
        async fn $name(
            State(app): Platform,
            Read(call): Read,
            Query(filter): Query<$filter>,
        ) -> Result<axum::response::Response, crate::problem::Problem> {
            let text: $view = $use_case(&app, &call, filter).await?;
            Ok(crate::upload::csv(text))
        }
    };
}
