//! 口令: which ones are good enough, and for how long (R-AUTH-01).
//!
//! Two profiles: `dengbao` as GB/T 22239-2019 level 3 is examined (classes of characters, change
//! within 90 days), `nist` as SP 800-63B asks (length, no classes, no periodic change). Both
//! refuse what is easily guessed. Owns the rule alone; hashing happens in `app`.

use thiserror::Error;

/// Days after which a password has to be changed under `dengbao`.
pub const MAX_AGE_DAYS: i64 = 90;

/// Former passwords that are not taken again, under both profiles.
pub const HISTORY: usize = 5;

/// Hours for which a start password can be used.
pub const START_HOURS: i64 = 72;

/// Longest password, in bytes: what hashing is asked to take.
pub const BYTES_MAX: usize = 512;

/// Characters that must be left when everything easily guessed is taken away.
const UNGUESSED_MIN: usize = 6;

/// Words that guessing programs try first, in lower case without substitutions; the login name
/// and the organ's code are added for each person.
const COMMON: &[&str] = &[
    "administrator",
    "password",
    "passw0rd",
    "welcome",
    "changeme",
    "letmein",
    "iloveyou",
    "woaini",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwerty",
    "1qaz2wsx",
    "qazwsx",
    "admin",
    "system",
    "security",
    "audit",
    "manager",
    "master",
    "monkey",
    "dragon",
    "football",
    "sunshine",
    "princess",
    "default",
    "secret",
    "login",
    "guest",
    "test",
    "user",
    "root",
    "super",
    "hello",
    "china",
    "zhongguo",
    "beijing",
    "gansu",
    "baiyin",
    "huining",
    "zhengfu",
    "jianguan",
    "shichang",
    "scjg",
    "sunlot",
    "yangguang",
    "shuangsuiji",
    "choucha",
    "mima",
    "abc",
    "pass",
];

/// Rows of a keyboard and other sequences; three neighbours in a row are one guess.
const SEQUENCES: &[&str] =
    &["0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Which rule book holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// 等保三级.
    #[default]
    Dengbao,
    /// NIST SP 800-63B.
    Nist,
}

impl Profile {
    /// Code in the configuration.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Profile::Dengbao => "dengbao",
            Profile::Nist => "nist",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Profile> {
        [Profile::Dengbao, Profile::Nist].into_iter().find(|profile| profile.code() == code)
    }

    /// Fewest characters: 12 with classes, or 15 without (a password that stands alone).
    #[must_use]
    pub fn length_min(self) -> usize {
        match self {
            Profile::Dengbao => 12,
            Profile::Nist => 15,
        }
    }

    /// Whether a password of this age, in days, has to be changed.
    #[must_use]
    pub fn expired(self, age_days: i64) -> bool {
        self == Profile::Dengbao && age_days > MAX_AGE_DAYS
    }

    /// Checks a new password; `own` holds words that belong to the person: login name, organ's
    /// code.
    ///
    /// # Errors
    /// [`PasswordError`] with the first rule that is broken.
    pub fn check(self, password: &str, own: &[&str]) -> Result<(), PasswordError> {
        let (length, min) = (password.chars().count(), self.length_min());
        if length < min {
            return Err(PasswordError::Short { length, min });
        }
        if password.len() > BYTES_MAX {
            return Err(PasswordError::Long);
        }
        if self == Profile::Dengbao && classes(password) < 3 {
            return Err(PasswordError::Classes { found: classes(password) });
        }
        if unguessed(password, own) < UNGUESSED_MIN {
            return Err(PasswordError::Guessable);
        }
        Ok(())
    }
}

/// Why a password is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("{length} of at least {min} characters")]
    Short {
        /// How many there are.
        length: usize,
        /// How many there must be.
        min: usize,
    },
    /// Too many bytes.
    #[error("too long")]
    Long,
    /// Too few classes of characters.
    #[error("{found} of 3 classes")]
    Classes {
        /// How many there are.
        found: usize,
    },
    /// Made of what guessing programs try first.
    #[error("easily guessed")]
    Guessable,
    /// Used before.
    #[error("used before")]
    Reused,
}

impl PasswordError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            PasswordError::Short { .. } => "password.short",
            PasswordError::Long => "password.long",
            PasswordError::Classes { .. } => "password.classes",
            PasswordError::Guessable => "password.guessable",
            PasswordError::Reused => "password.reused",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            PasswordError::Short { length, min } => {
                format!("口令有 {length} 个字符，至少要 {min} 个；可用几个不相关的词连起来。")
            }
            PasswordError::Long => format!("口令超过 {BYTES_MAX} 字节；请缩短。"),
            PasswordError::Classes { found } => format!(
                "口令只有 {found} 类字符；小写字母、大写字母、数字、符号四类中至少要有三类。"
            ),
            PasswordError::Guessable => {
                "口令由常见词、登录名、单位简称、连续或重复的字符、年份组成，\
                容易被猜出；请换一个。"
                    .into()
            }
            PasswordError::Reused => {
                format!("这个口令最近 {HISTORY} 次之内用过；请换一个没有用过的。")
            }
        }
    }
}

/// Of lower case, upper case, digits and everything else: how many occur.
fn classes(password: &str) -> usize {
    let has = |class: fn(char) -> bool| usize::from(password.chars().any(class));
    has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_digit())
        + has(|c| !c.is_ascii_alphanumeric())
}

/// Characters that are left without common words, own words, sequences, repetitions and years.
fn unguessed(password: &str, own: &[&str]) -> usize {
    let lower = password.to_lowercase();
    let plain: String = lower.chars().map(letter).collect();
    let mut rest: Vec<(char, char)> = lower.chars().zip(plain.chars()).collect();
    let own = own.iter().copied().filter(|word| word.len() >= 3).map(str::to_lowercase);
    let mut words: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).chain(own).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in &words {
        let word: Vec<char> = word.chars().collect();
        take_out(&mut rest, &word);
    }
    for year in 1949..=2099 {
        let year: Vec<char> = year.to_string().chars().collect();
        take_out(&mut rest, &year);
    }
    let written: Vec<char> = rest.into_iter().map(|(written, _)| written).collect();
    written.len() - neighbours(&written)
}

/// What a substitution stands for: `@` for `a`, `0` for `o`.
fn letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Takes a word out wherever it is written, with or without substitutions.
fn take_out(rest: &mut Vec<(char, char)>, word: &[char]) {
    let mut at = 0;
    while at + word.len() <= rest.len() {
        let here = &rest[at..at + word.len()];
        let same = here.iter().zip(word).all(|((written, plain), c)| written == c || plain == c);
        if same {
            rest.drain(at..at + word.len());
            at = at.saturating_sub(word.len());
        } else {
            at += 1;
        }
    }
}

/// Characters that follow from the two before them: `abc`, `321`, `qwe`, `aaa`.
fn neighbours(text: &[char]) -> usize {
    let follows = |window: &[char]| {
        let (a, b, c) = (window[0], window[1], window[2]);
        let row = SEQUENCES.iter().any(|sequence| {
            let place = |wanted| sequence.chars().position(|c| c == wanted);
            match (place(a), place(b), place(c)) {
                (Some(a), Some(b), Some(c)) => {
                    (b == a + 1 && c == b + 1) || (a == b + 1 && b == c + 1)
                }
                _ => false,
            }
        });
        row || (a == b && b == c)
    };
    text.windows(3).filter(|window| follows(window)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(profile: Profile, password: &str) -> Option<&'static str> {
        let checked = profile.check(password, &["wang.fang", "jyj"]);
        checked.err().map(|error| error.code())
    }

    #[test]
    fn good_ones_pass_and_guessable_ones_do_not() {
        for (password, expected) in [
            ("Guntur-7-mosa", None),
            ("河畔Larch72船票", Some("password.short")),
            ("河畔Larch72船票与灯", None),
            ("Kv9#tmw2", Some("password.short")),
            ("correcthorsebattery", Some("password.classes")),
            ("Password@2026!", Some("password.guessable")),
            ("P@ssw0rd12345", Some("password.guessable")),
            ("Admin123456789", Some("password.guessable")),
            ("Wang.Fang#2026", Some("password.guessable")),
            ("Aaaaaaaaaaa1", Some("password.guessable")),
            ("Qwertyuiop123", Some("password.guessable")),
            ("Huining@62042", Some("password.guessable")),
        ] {
            assert_eq!(code(Profile::Dengbao, password), expected, "{password}");
        }
    }

    #[test]
    fn the_other_profile_asks_for_length_and_not_for_classes() {
        assert_eq!(code(Profile::Nist, "correcthorsebattery"), None);
        assert_eq!(code(Profile::Nist, "Guntur-7-mosa"), Some("password.short"));
        assert_eq!(code(Profile::Nist, "passwordpassword"), Some("password.guessable"));
        assert!(Profile::Dengbao.expired(91) && !Profile::Dengbao.expired(90));
        assert!(!Profile::Nist.expired(10_000));
    }

    #[test]
    fn the_longest_is_bounded() {
        let long = "Xy7-".repeat(129);
        assert_eq!(code(Profile::Dengbao, &long), Some("password.long"));
    }
}
