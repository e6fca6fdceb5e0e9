//! 抽查比例 and 抽查数量 of a row: two columns that say one thing, how many are drawn. They are read
//! together, so that the same file says the same the second time.

use sunlot_domain::tasks::{QuotaTerms, TaskContent};

use super::cells::{self, Share, Wrong};

/// A cell: its text when the file has the column, and whether it differs from what was printed.
pub(super) struct Cell<'a> {
    pub(super) text: Option<&'a str>,
    pub(super) written: bool,
}

/// What a cell says. Words of a plan that nobody touched need not be readable: they stay.
enum Said<T> {
    Keep,
    Nothing,
    Says(T),
}

impl Cell<'_> {
    fn read<T>(&self, read: impl Fn(&str) -> Result<T, Wrong>) -> Result<Said<T>, Wrong> {
        match self.text.map(str::trim) {
            None => Ok(Said::Keep),
            Some("") => Ok(Said::Nothing),
            Some(text) => match read(text) {
                Ok(said) => Ok(Said::Says(said)),
                Err(wrong) if self.written => Err(wrong),
                Err(_) => Ok(Said::Keep),
            },
        }
    }
}

/// Takes over what the two columns say, when one of them was changed. Of a ratio and a number the
/// ratio decides and the number is told beside it; of two numbers the one under 抽查数量.
pub(super) fn take(
    content: &mut TaskContent,
    ratio: &Cell<'_>,
    count: &Cell<'_>,
) -> Vec<(&'static str, Wrong)> {
    use Said::{Keep, Nothing, Says};
    if !ratio.written && !count.written {
        return Vec::new();
    }
    let (share, number) = match (ratio.read(cells::share), count.read(cells::count)) {
        (Ok(share), Ok(number)) => (share, number),
        (share, number) => {
            let wrong = [("ratio", share.err()), ("count", number.err())];
            return wrong.into_iter().filter_map(|(key, why)| Some((key, why?))).collect();
        }
    };
    let quota = &mut content.quota;
    let beside = |number: u64| format!("{number}户");
    match (share, number) {
        (Says(Share::Count(_)) | Nothing, Says(number)) => {
            set(quota, Share::Count(number));
            (content.ratio_text, content.quantity_text) = Default::default();
        }
        (Says(share), number) => {
            if ratio.written {
                set(quota, share);
                content.ratio_text = String::new();
            }
            match number {
                Says(number) => content.quantity_text = beside(number),
                Nothing => content.quantity_text = String::new(),
                Keep => {}
            }
        }
        (Nothing, number) => {
            content.ratio_text = String::new();
            let counted = quota.count.filter(|_| matches!(number, Keep));
            *quota = QuotaTerms { count: counted, ..bare(quota) };
            if matches!(number, Nothing) {
                content.quantity_text = String::new();
            }
        }
        (Keep, Says(number)) if quota.ways() > 0 && quota.count.is_none() => {
            content.quantity_text = beside(number);
        }
        (Keep, Says(number)) => {
            set(quota, Share::Count(number));
            content.quantity_text = String::new();
        }
        (Keep, Nothing) => {
            quota.count = None;
            content.quantity_text = String::new();
        }
        (Keep, Keep) => {}
    }
    Vec::new()
}

/// Without a way of saying how many; rounding and batches, which the columns need not name, stay.
fn bare(quota: &QuotaTerms) -> QuotaTerms {
    QuotaTerms { ratio: None, by_class: None, count: None, all: false, ..quota.clone() }
}

fn set(quota: &mut QuotaTerms, share: Share) {
    let kept = bare(quota);
    *quota = match share {
        Share::Ratio(ratio, "") => QuotaTerms { ratio: Some(ratio), ..kept },
        Share::Ratio(ratio, rounding) => {
            QuotaTerms { ratio: Some(ratio), rounding: rounding.to_owned(), ..kept }
        }
        Share::Classes(classes) => QuotaTerms { by_class: Some(classes), ..kept },
        Share::All(batches) => QuotaTerms { all: true, batches, ..kept },
        Share::Count(count) => QuotaTerms { count: Some(count), ..kept },
    };
}
