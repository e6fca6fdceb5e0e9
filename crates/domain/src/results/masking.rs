//! 脱敏: what the public may read of people (个人信息保护法第三十四条; domain 1.7).

use crate::registers::SubjectKind;

/// Name as the public sees it. Behind a household business, an unlicensed trader or a behaviour
/// stands a natural person, whose name is often part of the name: the middle is hidden, and the
/// credit code says which one it is.
#[must_use]
pub fn public_name(kind: SubjectKind, name: &str) -> String {
    let person =
        matches!(kind, SubjectKind::Household | SubjectKind::Unlicensed | SubjectKind::Behaviour);
    if !person {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let (head, tail) = match letters.len() {
        0..=4 => (1, 0),
        5..=7 => (1, 2),
        _ => (3, 2),
    };
    let hidden = letters.len().saturating_sub(head + tail).max(1);
    let head: String = letters.iter().take(head).collect();
    let tail: String = letters.iter().skip(letters.len().saturating_sub(tail)).collect();
    format!("{head}{}{tail}", "＊".repeat(hidden))
}

/// What kind of personal data stands in a text that is to be published: an identity number or a
/// telephone number.
#[must_use]
pub fn personal_data(text: &str) -> Option<&'static str> {
    let mut run: Vec<u8> = Vec::new();
    for letter in text.chars().chain(std::iter::once(' ')) {
        match letter {
            '0'..='9' => run.push(letter as u8),
            'X' | 'x' if run.len() == 17 => run.push(b'X'),
            _ => {
                let found = kind_of(&run);
                run.clear();
                if found.is_some() {
                    return found;
                }
            }
        }
    }
    None
}

fn kind_of(run: &[u8]) -> Option<&'static str> {
    match (run.len(), run.first()) {
        // A division of the first six digits and a year of birth: an identity number.
        (18, Some(b'1'..=b'9')) if matches!(&run[6..8], b"19" | b"20") => Some("居民身份证号码"),
        (11, Some(b'1')) if matches!(run[1], b'3'..=b'9') => Some("手机号码"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_persons_are_hidden_and_companies_are_not() {
        let household = |name| public_name(SubjectKind::Household, name);
        assert_eq!(household("会宁县张三小吃店"), "会宁县＊＊＊吃店");
        assert_eq!(household("张三面馆"), "张＊＊＊");
        assert_eq!(household("张三"), "张＊");
        assert_eq!(household("张"), "张＊");
        assert_eq!(public_name(SubjectKind::Enterprise, "张三有限公司"), "张三有限公司");
        assert_eq!(public_name(SubjectKind::Unlicensed, "李四"), "李＊");
    }

    #[test]
    fn numbers_of_people_are_found_and_codes_of_companies_are_not() {
        assert_eq!(personal_data("经营者身份证11010519491231002X。"), Some("居民身份证号码"));
        assert_eq!(personal_data("联系电话：13812345678"), Some("手机号码"));
        assert_eq!(personal_data("91620422MA7000018W 未亮照"), None);
        assert_eq!(personal_data("货值 13800 元，2026年3月"), None);
        assert_eq!(personal_data(""), None);
    }
}
