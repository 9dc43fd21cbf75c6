//! The signed-in person.

/// One sign-in of a person at a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    /// The place in the list of people.
    pub(crate) person: usize,
    pub(crate) client: String,
    /// `sid` of its ID tokens.
    pub(crate) session: String,
    /// Whether the client asked who signed in, and so gets ID tokens.
    pub(crate) openid: bool,
}
