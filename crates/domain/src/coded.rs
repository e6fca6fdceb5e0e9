//! Enumerations with a code for programs and a name for people.

/// Makes an enumeration with `ALL`, `code()`, `name_zh()` and `parse()`.
macro_rules! coded {
    ($(#[$doc:meta])* $type:ident {
        $($(#[$line:meta])* $name:ident = $code:literal, $zh:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $type { $($(#[$line])* $name),* }

        impl $type {
            /// All of them, in order.
            pub const ALL: &[$type] = &[$($type::$name),*];

            /// Code in the store and in the interface.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($type::$name => $code),* }
            }

            /// Official name.
            #[must_use]
            pub fn name_zh(self) -> &'static str {
                match self { $($type::$name => $zh),* }
            }

            /// Reads the code.
            #[must_use]
            pub fn parse(code: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

/// Makes the states and steps of a record, and the table of who may follow whom: the same as the
/// CHECK in SQL and the diagram in `docs/lifecycles.md`.
macro_rules! life_cycle {
    ($noun:ident;
     $(#[$state_doc:meta])* $State:ident { $($s:ident = $s_code:literal, $s_zh:literal;)* }
     $(#[$step_doc:meta])* $Step:ident { $(
        $t:ident = $t_code:literal, $t_zh:literal: $($($from:ident)|+ => $to:ident),+;
     )* }) => {
        $crate::coded::coded! {
            $(#[$state_doc])* $State { $(#[doc = $s_zh] $s = $s_code, $s_zh;)* }
        }
        $crate::coded::coded! {
            $(#[$step_doc])* $Step { $(#[doc = $t_zh] $t = $t_code, $t_zh;)* }
        }

        impl $State {
            /// Where a step leads; `None` when it cannot be taken here.
            #[must_use]
            pub fn after(self, step: $Step) -> Option<$State> {
                match (self, step) {
                    $($(($($State::$from)|+, $Step::$t) => Some($State::$to),)+)*
                    _ => None,
                }
            }

            /// Takes a step.
            fn take(self, step: $Step) -> Result<$State, $crate::follow::FollowError> {
                self.after(step).ok_or_else(|| {
                    $crate::follow::Noun::$noun.refuses($crate::follow::Why::State {
                        step: step.name_zh(),
                        state: self.name_zh(),
                    })
                })
            }
        }
    };
}

pub(crate) use coded;
pub(crate) use life_cycle;
