//! Results of the national lotteries as they are published: two digits, ascending.

/// 双色球: six of 01–33, one of 01–16.
pub(super) fn is_ssq(value: &str) -> bool {
    let Some((red, blue)) = value.split_once('+') else { return false };
    numbers(red, 6, 33) && numbers(blue, 1, 16)
}

/// 超级大乐透: five of 01–35, two of 01–12.
pub(super) fn is_dlt(value: &str) -> bool {
    let Some((front, back)) = value.split_once('+') else { return false };
    numbers(front, 5, 35) && numbers(back, 2, 12)
}

/// So many distinct ascending numbers from 01 to `max`, two digits each, joined by commas.
fn numbers(text: &str, count: usize, max: u8) -> bool {
    let parsed: Option<Vec<u8>> = text
        .split(',')
        .map(|n| {
            let digits = n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit());
            n.parse().ok().filter(|v| digits && (1..=max).contains(v))
        })
        .collect();
    parsed.is_some_and(|n| n.len() == count && n.windows(2).all(|pair| pair[0] < pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_published_form_counts() {
        assert!(is_ssq("03,08,11,17,25,31+09"));
        assert!(is_dlt("05,12,19,23,33+02,11"));
        for bad in [
            "03,08,11,17,25,34+09",
            "3,08,11,17,25,31+09",
            "08,03,11,17,25,31+09",
            "03,03,11,17,25,31+09",
            "03,08,11,17,25+09",
            "03,08,11,17,25,31+17",
            "03,08,11,17,25,31+00",
            "03,08,11,17,25,31",
            "03,08,11,17,25,31+09 ",
            "+3,08,11,17,25,31+09",
            "",
        ] {
            assert!(!is_ssq(bad), "{bad}");
        }
        for bad in ["05,12,19,23,36+02,11", "05,12,19,23,33+11,02", "05,12,19,23,33+02,13"] {
            assert!(!is_dlt(bad), "{bad}");
        }
    }
}
