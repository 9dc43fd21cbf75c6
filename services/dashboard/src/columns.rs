//! A macro that defines the columns of a table in one place, and lists of statuses as SQL.

use haetae_domain::vocabulary::Status;

/// The statuses as a list of SQL: `'received', 'needs_info'`.
pub(crate) fn listed(statuses: impl Iterator<Item = Status>) -> String {
    statuses.map(|status| format!("'{}'", status.as_str())).collect::<Vec<_>>().join(", ")
}

/// Generates from the list of columns: `NAMES`, the SQL that creates the tables, the fields of filters, and the
/// function that writes the columns of a row.
///
/// A column has a name, a type (the method of `NewRows` that writes it), a value, and the filter fields that query
/// it. `Review { … }` lists every field of the row's struct, so that a field without a column does not compile;
/// further values that are needed follow with their types. `create` contains the SQL before the columns, after the
/// first one, and after all of them.
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
    (@kind $kind:ident) => { FieldKind::$kind };
    (@kind $kind:ident($words:ident)) => { FieldKind::$kind(|| $words::ALL.iter().map(|word| word.as_str()).collect()) };
    (@kind $kind:ident($word:expr)) => { FieldKind::$kind($word) };
    (@one $name:ident) => { 1 };
    (
        $(#[$names:meta])*
        $it:ident = $View:ident { $($part:ident),+ $(,)? } $(, $more:ident: $more_type:ty)*;
        create $before:expr, $key_is:literal, $($after:expr),+;
        $key:ident $key_type:ident($key_value:expr) [$($key_field:ident: $key_kind:ident),*];
        $($name:ident $type:ident($value:expr) [$($field:ident: $kind:ident$(($($words:tt)+))?),*];)+
    ) => {
        /// The columns, in the order of the table.
        $(#[$names])*
        pub(crate) const NAMES: &str = concat!(stringify!($key), $(", ", stringify!($name)),+);

        /// Creates the tables of the projection.
        pub(super) const CREATE: &str = concat!(
            $before, stringify!($key), " ", columns!(@sql $key_type), $key_is,
            $(",\n    ", stringify!($name), " ", columns!(@sql $type)),+,
            $($after),+
        );

        /// The fields of filters.
        pub(crate) const FIELDS: &[Field] = &[
            $(Field { name: stringify!($key_field), column: stringify!($key), kind: FieldKind::$key_kind },)*
            $($(Field {
                name: stringify!($field),
                column: stringify!($name),
                kind: columns!(@kind $kind$(($($words)+))?),
            },)*)+
        ];

        const COLUMNS: u8 = columns!(@one $key)$( + columns!(@one $name))+;

        fn columns(row: &mut NewRows, $it: &$View $(, $more: $more_type)*) {
            let $View { $($part),+ } = $it;
            row.$key_type($key_value)$(.$type($value))+;
        }
    };
}

pub(crate) use columns;
