//! Names (ssj-1 §3.5): outside text becomes one of these types once; holding one proves its form.

use std::fmt;

use thiserror::Error;

/// A text that is not a name of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a valid {kind}")]
pub struct NameError {
    /// Which kind of name was wanted.
    pub kind: &'static str,
    /// The same in Chinese.
    pub kind_zh: &'static str,
    /// What was found, cut to 80 characters.
    pub text: String,
    /// Which form is allowed, in Chinese.
    pub allowed_zh: &'static str,
}

impl NameError {
    /// Stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "name.invalid"
    }

    /// What is wrong and what is allowed.
    #[must_use]
    pub fn message_zh(&self) -> String {
        format!("“{}”不是有效的{}：{}。", self.text, self.kind_zh, self.allowed_zh)
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $zh:literal, $max:literal, $allowed:pat,
        $form:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads a name of this kind.
            ///
            /// # Errors
            /// When the text is empty, too long or holds another character.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                if Self::holds(text.as_bytes()) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NameError {
                        kind: stringify!($name),
                        kind_zh: $zh,
                        text: text.chars().take(80).collect(),
                        allowed_zh: $form,
                    })
                }
            }

            /// Whether these bytes are a name of this kind.
            #[must_use]
            pub fn holds(bytes: &[u8]) -> bool {
                (1..=$max).contains(&bytes.len())
                    && bytes.iter().all(|b| matches!(b, $allowed))
                    // A lone `-` stands for nothing in every record and table.
                    && bytes != b"-"
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// 检查对象代码: a social credit code, or `KIND:REGISTRAR:NUMBER`.
    ObjectId, "检查对象代码", 55,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.' | b':' | b'-',
        "只能用数字、大写字母和 _ . : -，至多 55 位";
    /// 抽取单元.
    UnitCode, "抽取单元编码", 32,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.' | b'-',
        "只能用数字、大写字母和 _ . -，至多 32 位";
    /// 抽签组: units of one group share the ticket key.
    GroupCode, "抽签组编码", 32,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.' | b'-',
        "只能用数字、大写字母和 _ . -，至多 32 位";
    /// 名额分配: units that share one total.
    AllocCode, "名额分配编码", 32,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.' | b'-',
        "只能用数字、大写字母和 _ . -，至多 32 位";
    /// 标签, also a qualification of an inspector.
    TagCode, "标签编码", 32,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.' | b'-',
        "只能用数字、大写字母和 _ . -，至多 32 位";
    /// 事由代码.
    ReasonCode, "事由代码", 32,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.' | b'-',
        "只能用数字、大写字母和 _ . -，至多 32 位";
    /// 计划编号.
    PlanNo, "计划编号", 48,
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'-',
        "只能用数字、字母和 _ . -，至多 48 位";
    /// 匹配池.
    PoolId, "匹配池编号", 64,
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b':' | b'-',
        "只能用数字、字母和 _ . : -，至多 64 位";
    /// A party that acts: contributor, holder, recorder, requester, approver.
    PersonId, "单位或人员编号", 64,
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b':' | b'-',
        "只能用数字、字母和 _ . : -，至多 64 位";
    /// Key name and origin of a log.
    KeyName, "密钥或日志名称", 64,
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'/' | b':' | b'-',
        "只能用数字、字母和 _ . / : -，至多 64 位";
    /// 部门.
    DeptCode, "部门编码", 24,
        b'0'..=b'9' | b'a'..=b'z' | b'_' | b'.',
        "只能用数字、小写字母和 _ .，至多 24 位";
    /// 执法人员编号.
    OfficerCode, "执法人员编号", 32,
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'-',
        "只能用数字、字母和 _ . -，至多 32 位";
    /// 匹配区域.
    RegionCode, "匹配区域编码", 16,
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'.',
        "只能用数字、大写字母和 _ .，至多 16 位";
}

/// 抽取编号 `<plan number>/<attempt>`, attempt 1…999.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawId {
    plan_no: PlanNo,
    attempt: u16,
    text: String,
}

/// Largest attempt number of a plan.
pub const ATTEMPT_MAX: u16 = 999;

impl DrawId {
    /// Reads `<plan number>/<attempt>`.
    ///
    /// # Errors
    /// When it is of another form.
    pub fn parse(text: &str) -> Result<DrawId, NameError> {
        let error = || NameError {
            kind: "DrawId",
            kind_zh: "抽取编号",
            text: text.chars().take(80).collect(),
            allowed_zh: "应为“计划编号/次数”，次数为 1 至 999，不带前导零",
        };
        let (plan, attempt) = text.rsplit_once('/').ok_or_else(error)?;
        let plain = !attempt.starts_with('0') && attempt.bytes().all(|b| b.is_ascii_digit());
        let number: u16 = attempt.parse().map_err(|_| error())?;
        if !plain || !(1..=ATTEMPT_MAX).contains(&number) {
            return Err(error());
        }
        Ok(DrawId::of(PlanNo::parse(plan).map_err(|_| error())?, number))
    }

    fn of(plan_no: PlanNo, attempt: u16) -> DrawId {
        let text = format!("{plan_no}/{attempt}");
        DrawId { plan_no, attempt, text }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first attempt of a plan.
    #[must_use]
    pub fn first(plan_no: PlanNo) -> DrawId {
        DrawId::of(plan_no, 1)
    }

    /// 计划编号.
    #[must_use]
    pub fn plan_no(&self) -> &PlanNo {
        &self.plan_no
    }

    /// Which attempt, from 1.
    #[must_use]
    pub fn attempt(&self) -> u16 {
        self.attempt
    }

    /// The next attempt of the plan; `None` after the last.
    #[must_use]
    pub fn next(&self) -> Option<DrawId> {
        let attempt = self.attempt + 1;
        (attempt <= ATTEMPT_MAX).then(|| DrawId::of(self.plan_no.clone(), attempt))
    }
}

impl fmt::Display for DrawId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for DrawId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
