//! CPU seconds, and the most memory a stretch of work has held.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// Seconds of the processor this process has used, in all its threads.
pub(crate) fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

/// What a stretch of work took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Took {
    /// Processor seconds, all threads.
    pub(crate) cpu: f64,
    /// Seconds on the wall.
    pub(crate) wall: f64,
}

/// Does the work and says what it took.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (cpu_start, start) = (cpu(), Instant::now());
    let made = work();
    let took = Took {
        cpu: (cpu() - cpu_start).as_secs_f64(),
        wall: start.elapsed().as_secs_f64(),
    };
    (made, took)
}

/// The middle one; of an even number the higher of the two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Forgets the most memory held so far. Linux alone can; elsewhere [`peak`] knows nothing.
pub(crate) fn forget_peak() {
    // A kernel that refuses leaves the old peak, which can only make us look worse.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory held since [`forget_peak`], in bytes.
pub(crate) fn peak() -> Option<u64> {
    status("VmHWM:")
}

/// The memory held now, in bytes.
pub(crate) fn held() -> Option<u64> {
    status("VmRSS:")
}

fn status(key: &str) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix(key))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_five_is_the_third() {
        assert_eq!(median(vec![9.0, 1.0, 5.0, 7.0, 3.0]), 5.0);
    }

    #[test]
    fn work_takes_time() {
        let (sum, took) = time(|| (0..3_000_000u64).map(std::hint::black_box).sum::<u64>());
        assert_eq!(sum, 4_499_998_500_000);
        assert!(took.cpu > 0.0 && took.wall > 0.0);
    }
}
