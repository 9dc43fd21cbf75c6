//! Words of the contract on the command line: read by their names or in either language, and offered by their names where
//! a shell completes them.

use std::{ffi::OsStr, marker::PhantomData};

use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
};

use super::{Lang, Said, Vocabulary, all, read};
use crate::help;

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
        // A function parser, so that errors have this crate's texts.
        let read: fn(&str) -> Result<E, Said> = read::<E>;
        read.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let lang = help::asked();
        let said = move |one: E| {
            let word = one.word();
            PossibleValue::new(word.written()).alias(word.say(Lang::Ko)).help(word.say(lang))
        };
        Some(Box::new(all::<E>().map(said)))
    }
}
