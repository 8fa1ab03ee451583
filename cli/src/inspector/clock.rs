//! Times as people read them: the clock on the wall, spans, ages.
//! Used by everything that shows a row; nothing here knows what a row is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `14:03:09.120`, by the clock of this machine.
pub(crate) fn time_of_day(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    format_time(seconds + offset(seconds), since.subsec_millis())
}

fn format_time(seconds: i64, millis: u32) -> String {
    let day = seconds.rem_euclid(86_400);
    format!(
        "{:02}:{:02}:{:02}.{millis:03}",
        day / 3600,
        day / 60 % 60,
        day % 60
    )
}

/// Seconds that local time is ahead of UTC at that moment.
#[cfg(unix)]
fn offset(seconds: i64) -> i64 {
    let mut local = std::mem::MaybeUninit::<libc::tm>::uninit();
    #[expect(
        unsafe_code,
        reason = "only the C library knows the zone; it fills `local` or says that it could not"
    )]
    let local = unsafe {
        if libc::localtime_r(&seconds, local.as_mut_ptr()).is_null() {
            return 0;
        }
        local.assume_init()
    };
    local.tm_gmtoff
}

#[cfg(not(unix))]
fn offset(_seconds: i64) -> i64 {
    0
}

/// `0.12 ms`, `4.1 ms`, `120 ms`, `1.20 s`.
pub(crate) fn span(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    match millis {
        ..9.95 => format!("{millis:.2} ms"),
        9.95..99.5 => format!("{millis:.1} ms"),
        99.5..999.5 => format!("{millis:.0} ms"),
        _ => format!("{:.2} s", millis / 1000.0),
    }
}

/// How long something has been there: `12 s`, `5 min`, `3 h`.
pub(crate) fn age(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_and_of_one_width() {
        for (micros, text) in [
            (0, "0.00 ms"),
            (120, "0.12 ms"),
            (9_960, "10.0 ms"),
            (41_000, "41.0 ms"),
            (99_600, "100 ms"),
            (999_600, "1.00 s"),
            (12_340_000, "12.34 s"),
        ] {
            assert_eq!(span(Duration::from_micros(micros)), text);
        }
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3599, "59 min"),
            (7200, "2 h"),
        ] {
            assert_eq!(age(Duration::from_secs(seconds)), text);
        }
        for (seconds, text) in [
            (0, "00:00:00.007"),
            (86_399, "23:59:59.007"),
            (-1, "23:59:59.007"),
            (90_061, "01:01:01.007"),
        ] {
            assert_eq!(format_time(seconds, 7), text);
        }
    }
}
