//! The gate before every page: each is in a table with its permission, and the public has to have
//! it. A form is posted from a page of this origin or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};
use sunlot_app::{App, AppError, Call, Kind};
use sunlot_domain::policy::{Permission, Policy};
use sunlot_domain::roles::Actor;

use super::Site;
use crate::problem::Problem;
use crate::{StartError, csrf, gate};

/// Pages with what each asks for. There is no way to add one without.
#[derive(Default)]
pub(super) struct Routes {
    routes: Router<Site>,
    permissions: BTreeMap<(&'static str, &'static str), Permission>,
}

/// Which permission each page asks for.
#[derive(Clone)]
pub(super) struct Gate {
    app: Arc<App>,
    permissions: Arc<BTreeMap<(&'static str, &'static str), Permission>>,
}

impl Routes {
    pub(super) fn get<H, T>(self, path: &'static str, asks: Permission, handler: H) -> Routes
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        self.with("GET", path, asks).add(path, get(handler))
    }

    pub(super) fn post<H, T>(self, path: &'static str, asks: Permission, handler: H) -> Routes
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        self.with("POST", path, asks).add(path, post(handler))
    }

    fn with(mut self, method: &'static str, path: &'static str, asks: Permission) -> Routes {
        self.permissions.insert((method, path), asks);
        self
    }

    fn add(mut self, path: &'static str, handler: axum::routing::MethodRouter<Site>) -> Routes {
        self.routes = self.routes.route(path, handler);
        self
    }

    /// A page that the public may not see.
    fn not_public(&self, policy: &Policy) -> Option<(&'static str, &'static str)> {
        let public = Actor::public();
        let mut asked = self.permissions.iter();
        asked.find(|(_, asks)| policy.admit(&public, **asks).is_err()).map(|(page, _)| *page)
    }

    /// The routes and their gate.
    ///
    /// # Errors
    /// [`StartError::NotPublic`].
    pub(super) fn parts(self, app: &Arc<App>) -> Result<(Router<Site>, Gate), StartError> {
        if let Some((method, path)) = self.not_public(&app.policy) {
            let (method, path) = (method.to_owned(), path.to_owned());
            return Err(StartError::NotPublic { method, path });
        }
        let permissions = Arc::new(self.permissions);
        Ok((self.routes, Gate { app: app.clone(), permissions }))
    }
}

/// Lets the public through.
pub(super) async fn pass(
    State(gate): State<Gate>,
    path: MatchedPath,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let method = match *request.method() {
        Method::GET | Method::HEAD => "GET",
        Method::POST => "POST",
        _ => "-",
    };
    let permission = *gate.permissions.get(&(method, path.as_str())).ok_or_else(|| {
        AppError::new(Kind::Missing, "route.method", "这个地址不支持这种操作；请从首页进入。")
    })?;
    if method == "POST" {
        csrf::check(request.headers(), None)?;
    }
    let actor = Actor::public();
    gate.app.policy.admit(&actor, permission)?;
    let call = Call { actor, request_id: gate::number_of(&request), once: None };
    request.extensions_mut().insert(call);
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_the_public_may_not_see_keeps_the_process_from_starting() {
        let routes = Routes::default().get("/a", Permission::ResultPublic, async || "");
        assert_eq!(routes.not_public(&Policy::built_in()), None);
        let routes = routes.get("/b", Permission::ResultRead, async || "");
        assert_eq!(routes.not_public(&Policy::built_in()), Some(("GET", "/b")));
    }
}
