//! 指标: counts and latencies for Prometheus, by the template of the route and never by the raw
//! path, which may hold the id of a person's record.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sunlot_app::{App, health, sessions};

use crate::problem;

/// Upper bounds of the latency's buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The numbers of the process; installed once, whoever asks first.
fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let latency = Matcher::Full("sunlot_http_seconds".into());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(latency, &BUCKETS);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder would only mean that these numbers are empty.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

/// Counts and times every request, and writes its line to the log.
pub(crate) async fn measure(request: Request, next: Next) -> Response {
    recorder();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let (route, method) = (route.to_owned(), named(request.method()));
    let began = Instant::now();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    tracing::info!(route, status, ms = took.as_millis() as u64, "answered");
    let labels = [("method", method.to_owned()), ("route", route)];
    metrics::histogram!("sunlot_http_seconds", &labels).record(took.as_secs_f64());
    let [method, route] = labels;
    let labels = [method, route, ("status", status.to_string())];
    metrics::counter!("sunlot_http_requests_total", &labels).increment(1);
    response
}

/// Methods that clients invent do not become labels.
fn named(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

/// Who may read the numbers.
#[derive(Clone)]
pub(crate) struct Numbers {
    pub(crate) app: Arc<App>,
    /// With a token, whoever shows it; without, only this machine itself.
    pub(crate) token: Option<Arc<str>>,
}

/// `/metrics`.
pub(crate) async fn page(State(numbers): State<Numbers>, request: Request) -> Response {
    if !numbers.admits(&request) {
        // The same answer as for an address that is none.
        return problem::not_found(request.uri().clone()).await.into_response();
    }
    let handle = recorder();
    if let Ok(now) = health::numbers(&numbers.app).await {
        let gauge = |name: &'static str, value: f64| metrics::gauge!(name).set(value);
        gauge("sunlot_writer_waiting", now.store.waiting as f64);
        gauge("sunlot_writer_last_batch", now.store.last_batch as f64);
        gauge("sunlot_writer_out_of_order", f64::from(u8::from(now.store.out_of_order)));
        gauge("sunlot_readers_busy", now.store.reading as f64);
        gauge("sunlot_log_entries", now.record.size as f64);
        gauge("sunlot_log_entries_covered", now.record.covered as f64);
        gauge("sunlot_log_entries_published", now.record.published as f64);
        gauge("sunlot_log_alarm", f64::from(u8::from(now.read_only)));
        gauge("sunlot_checkpoint_waiting_seconds", now.uncovered_seconds as f64);
        metrics::counter!("sunlot_writer_commits_total").absolute(now.store.commits);
        metrics::counter!("sunlot_writer_writes_total").absolute(now.store.writes);
        metrics::counter!("sunlot_writer_lost_batches_total").absolute(now.store.lost);
    }
    handle.run_upkeep();
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], handle.render()).into_response()
}

impl Numbers {
    fn admits(&self, request: &Request) -> bool {
        match &self.token {
            Some(token) => bearer(request.headers()).is_some_and(|shown| {
                // Digests are compared, so that the time tells nothing of the token.
                sessions::token_digest(shown) == sessions::token_digest(token)
            }),
            None => from_this_machine(request),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Not what a terminator on this machine passes on for somebody else.
fn from_this_machine(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let near = peer.is_some_and(|ConnectInfo(peer)| match peer.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback(),
    });
    let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    near && !passed_on.iter().any(|name| request.headers().contains_key(*name))
}
