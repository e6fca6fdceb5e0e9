//! Open-loop load: work starts when it is due, not when the work before it has ended.
//!
//! Each latency is counted from the moment at which the work was *due*. A server that stands still
//! for a second is therefore charged with everything that arrived in that second, as people would
//! charge it ("coordinated omission" is corrected by not coordinating). For benches, never tests.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

/// How a run went.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was sent per second, as asked for; none for a saturating run.
    pub asked_per_second: Option<f64>,
    /// From the first start to the last answer.
    pub took: Duration,
    /// Answers that were good.
    pub good: usize,
    /// Answers that were not.
    pub failed: usize,
    /// Latencies of all answers, ascending.
    latencies: Vec<Duration>,
}

impl Report {
    /// Good answers per second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.good as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }

    /// The latency that this share of the answers did not exceed: `0.99` for p99.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let at = (share * self.latencies.len() as f64).ceil() as usize;
        self.latencies.get(at.saturating_sub(1).min(last)).copied().unwrap_or_default()
    }

    /// One line for a bench.
    #[must_use]
    pub fn line(&self, name: &str) -> String {
        let ms = |share| self.quantile(share).as_secs_f64() * 1_000.0;
        let asked = self.asked_per_second.map_or("saturating".into(), |n| format!("{n:.0}/s"));
        format!(
            "{name}: asked {asked}, answered {:.0}/s, failed {}, p50 {:.1} ms, p99 {:.1} ms, \
             p99.9 {:.1} ms, max {:.1} ms, n {}",
            self.per_second(),
            self.failed,
            ms(0.5),
            ms(0.99),
            ms(0.999),
            ms(1.0),
            self.good + self.failed,
        )
    }
}

/// Starts `work(n)` `per_second` times a second for `length`, whatever becomes of it, and waits
/// for all answers. `work` says whether its answer was good.
pub async fn open_loop<W, F>(per_second: f64, length: Duration, work: W) -> Report
where
    W: Fn(u64) -> F,
    F: Future<Output = bool> + Send + 'static,
{
    let (tell, told) = mpsc::unbounded_channel();
    let count = (length.as_secs_f64() * per_second) as u64;
    let start = Instant::now();
    for number in 0..count {
        let due = start + Duration::from_secs_f64(number as f64 / per_second);
        // What is overdue starts at once; its lateness is part of its latency.
        if due > Instant::now() {
            tokio::time::sleep_until(due).await;
        }
        let (answer, tell) = (work(number), tell.clone());
        tokio::spawn(async move {
            let good = answer.await;
            let _ = tell.send((due.elapsed(), good));
        });
    }
    drop(tell);
    gather(Some(per_second), start, told).await
}

/// Keeps `width` pieces of work going for `length`: what can be done at most. Its latencies are
/// those of a closed loop and say little; quote [`open_loop`] for them.
pub async fn saturate<W, F>(width: usize, length: Duration, work: W) -> Report
where
    W: Fn(u64) -> F + Send + Sync + 'static,
    F: Future<Output = bool> + Send + 'static,
{
    let (tell, told) = mpsc::unbounded_channel();
    let work = Arc::new(work);
    let start = Instant::now();
    for lane in 0..width as u64 {
        let (work, tell) = (work.clone(), tell.clone());
        tokio::spawn(async move {
            for turn in 0.. {
                let began = Instant::now();
                if began.duration_since(start) >= length {
                    break;
                }
                let good = work(turn * width as u64 + lane).await;
                let _ = tell.send((began.elapsed(), good));
            }
        });
    }
    drop(tell);
    gather(None, start, told).await
}

async fn gather(
    asked_per_second: Option<f64>,
    start: Instant,
    mut told: mpsc::UnboundedReceiver<(Duration, bool)>,
) -> Report {
    let (mut good, mut latencies) = (0, Vec::new());
    while let Some((latency, was_good)) = told.recv().await {
        good += usize::from(was_good);
        latencies.push(latency);
    }
    latencies.sort_unstable();
    let failed = latencies.len() - good;
    Report { asked_per_second, took: start.elapsed(), good, failed, latencies }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work that stands still once is charged to everything that was due meanwhile.
    #[tokio::test(flavor = "current_thread")]
    async fn a_standstill_is_charged_to_all_who_waited() {
        let report = open_loop(1_000.0, Duration::from_millis(200), |number| {
            if number == 50 {
                // Blocks the only thread: nothing else is even started in time.
                std::thread::sleep(Duration::from_millis(100));
            }
            async { true }
        })
        .await;
        assert_eq!((report.good, report.failed), (200, 0));
        assert!(report.quantile(0.7) >= Duration::from_millis(10), "{report:?}");
        assert!(report.quantile(1.0) >= Duration::from_millis(90), "{report:?}");
    }

    #[tokio::test]
    async fn failures_are_counted_and_quantiles_stand_in_order() {
        let work = |number| async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            number % 2 == 0
        };
        let report = saturate(2, Duration::from_millis(30), work).await;
        assert!(report.good > 0 && report.failed > 0);
        assert!(report.quantile(0.5) <= report.quantile(0.99));
    }
}
