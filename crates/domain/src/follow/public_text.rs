//! 公示文字去除个人信息: what everybody may read of a text that a clerk wrote
//! (《市场监督管理行政处罚信息公示规定》: 身份证号码、通讯方式、银行账号不得公示).

/// Shortest run of digits that can be a telephone, identity or account number.
const LONG: usize = 7;

/// The text with every long number hidden: telephone, identity and account numbers.
///
/// Digits that stand in a social credit code are kept: the code is public.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(std::iter::once('\u{0}')) {
        // Spaces and hyphens inside of a number do not end it.
        let joins = matches!(c, '-' | ' ' | '－') && word.ends_with(|c: char| c.is_ascii_digit());
        if c.is_ascii_alphanumeric() || joins {
            word.push(c);
            continue;
        }
        out.push_str(&hidden(&word));
        word.clear();
        if c != '\u{0}' {
            out.push(c);
        }
    }
    out
}

fn hidden(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    let code = word.len() == 18 && letters >= 1 && !is_identity(word);
    if digits < LONG || code {
        return word.to_owned();
    }
    let tail: String = word.chars().rev().take_while(|c| matches!(c, '-' | ' ')).collect();
    format!("＊＊＊{}", tail.chars().rev().collect::<String>())
}

/// 17 digits and a digit or X: an identity number (GB 11643).
fn is_identity(word: &str) -> bool {
    let (head, last) = word.split_at(17);
    head.bytes().all(|b| b.is_ascii_digit())
        && last.bytes().all(|b| b.is_ascii_digit() || b == b'X')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_hidden_and_codes_stay() {
        for (text, want) in [
            ("电话13800138000。", "电话＊＊＊。"),
            ("电话138-0013-8000", "电话＊＊＊"),
            ("电话138 0013 8000，住南关", "电话＊＊＊，住南关"),
            ("座机0943-3221234", "座机＊＊＊"),
            ("身份证11010519491231002X号", "身份证＊＊＊号"),
            ("身份证110105194912310021号", "身份证＊＊＊号"),
            ("账号6222021234567890123", "账号＊＊＊"),
            ("代码91620422MA7000018W", "代码91620422MA7000018W"),
            ("2026年罚款5000元，依第52条", "2026年罚款5000元，依第52条"),
            ("会市监罚〔2026〕12号", "会市监罚〔2026〕12号"),
            ("", ""),
        ] {
            assert_eq!(masked(text), want);
        }
    }
}
