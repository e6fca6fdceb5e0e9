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

pub(crate) use coded;
