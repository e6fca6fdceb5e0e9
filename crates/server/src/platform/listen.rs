//! The network's edge: connections with a limit on their number, on the time for the head of a
//! request and on its size, and an end that lets everybody finish. `axum::serve` has none of
//! these limits (ADR 0022).

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use sunlot_api::ClientAddress;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;
use tower::util::Oneshot;

/// Time for the head of a request, and for a kept connection to send the next one.
const HEAD: Duration = Duration::from_secs(10);

/// Largest head of a request.
const HEAD_BYTES: usize = 32 << 10;

/// Connections at the same time; the next one waits in the kernel's queue.
const CONNECTIONS: usize = 8_192;

/// Time that requests under way get after the signal to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// What stands before the server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// A terminator that says by `X-Forwarded-For` for whom it asks.
    pub(super) behind_tls: bool,
}

/// Serves until `stop`, then lets what is under way finish.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    edge: Edge,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let turns = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = pin!(stop);
    loop {
        let turn = turns.clone().acquire_owned();
        let next = async { (turn.await.expect("never closed"), listener.accept().await) };
        tokio::select! {
            (turn, accepted) = next => match accepted {
                Ok((stream, peer)) => {
                    let service = served(router.clone(), edge, peer);
                    attend(stream, turn, service, &graceful);
                }
                Err(error) => {
                    // Out of file descriptors: others have to end first.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    tracing::info!(connections = graceful.count(), "stopping");
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way after {FAREWELL:?}");
    }
}

/// The routes for one connection, told who is at its other end.
fn served(router: Router, edge: Edge, peer: SocketAddr) -> Service {
    Box::new(move |mut request| {
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(client) = edge.client(&request) {
            request.extensions_mut().insert(ClientAddress(client));
        }
        router.clone().oneshot(request.map(Body::new))
    })
}

type Service = Box<dyn Fn(Request<Incoming>) -> Oneshot<Router, Request<Body>> + Send>;

impl Edge {
    /// For whom the terminator asks: the last address, which it added itself.
    fn client(self, request: &Request<Incoming>) -> Option<IpAddr> {
        if !self.behind_tls {
            return None;
        }
        let header = request.headers().get_all("x-forwarded-for").iter().next_back()?;
        header.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    }
}

fn attend(
    stream: TcpStream,
    turn: OwnedSemaphorePermit,
    service: Service,
    graceful: &GracefulShutdown,
) {
    // Answers are small and whole; waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_header_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service_fn(service));
    let connection = graceful.watcher().watch(connection);
    tokio::spawn(async move {
        let _turn = turn;
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}
