//! The table of the columns of `reviews` as a macro: every column once.

/// Makes, of the columns in their order: `NAMES`, the SQL that creates the tables, the fields of filters, and the function
/// that writes the columns of a row.
///
/// A column has a name, a type, which is the method of `NewRows` that writes it, a value, and the fields of filters that ask
/// for it. `Review { … }` names every part of a review, so that one that is not written does not compile.
macro_rules! columns {
    (@sql uuid) => { "uuid NOT NULL" };
    (@sql bigint) => { "bigint NOT NULL" };
    (@sql integer) => { "integer NOT NULL" };
    (@sql integer_or_null) => { "integer" };
    (@sql boolean) => { "boolean NOT NULL" };
    (@sql text) => { "text NOT NULL" };
    (@sql text_or_null) => { "text" };
    (@sql texts) => { "text[] NOT NULL" };
    (@sql timestamptz) => { "timestamptz NOT NULL" };
    (@sql timestamptz_or_null) => { "timestamptz" };
    (@one $name:ident) => { 1 };
    (
        $review:ident = Review { $($part:ident),+ $(,)? };
        $key:ident $key_type:ident($key_value:expr) [$($key_field:ident: $key_kind:ident),*];
        $($name:ident $type:ident($value:expr) [$($field:ident: $kind:ident$(($words:ident))?),*];)+
    ) => {
        /// The columns of `reviews`, in the order of the table.
        pub(crate) const NAMES: &str = concat!(stringify!($key), $(", ", stringify!($name)),+);

        /// Creates the tables of the board.
        pub(super) const CREATE: &str = concat!(
            "-- One row per review, as lists and summaries show it.\nCREATE TABLE reviews (\n    ",
            stringify!($key), " ", columns!(@sql $key_type), " PRIMARY KEY",
            $(",\n    ", stringify!($name), " ", columns!(@sql $type)),+,
            "\n) WITH (fillfactor = 80); -- every review is updated a few times\n\n",
            include_str!("tables.sql"),
        );

        /// The fields of filters of reviews.
        pub(crate) const FIELDS: &[Field] = &[
            $(Field { name: stringify!($key_field), column: stringify!($key), kind: FieldKind::$key_kind },)*
            $($(Field {
                name: stringify!($field),
                column: stringify!($name),
                kind: FieldKind::$kind$((|| $words::ALL.iter().map(|word| word.as_str()).collect()))?,
            },)*)+
        ];

        const COLUMNS: u8 = columns!(@one $key)$( + columns!(@one $name))+;

        fn columns(row: &mut NewRows, $review: &Review) {
            let Review { $($part),+ } = $review;
            row.$key_type($key_value)$(.$type($value))+;
        }
    };
}

pub(super) use columns;
