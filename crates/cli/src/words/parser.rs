//! Words of the contract on the command line: read, and offered where a shell completes them.

use std::{ffi::OsStr, marker::PhantomData};

use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
};

use super::{Lang, Said, Vocabulary, all, parse};

/// Reads a word of a vocabulary.
pub(crate) struct Words<E>(PhantomData<fn() -> E>);

impl<E> Words<E> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E> Clone for Words<E> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<E: Vocabulary + Send + Sync + 'static> TypedValueParser for Words<E> {
    type Value = E;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<E, clap::Error> {
        // As a function is asked, which says what is wrong in our words.
        let read: fn(&str) -> Result<E, Said> = parse::<E>;
        read.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let said = |one: E| PossibleValue::new(one.word().written()).help(one.say(Lang::of_environment()));
        Some(Box::new(all::<E>().map(said)))
    }
}
