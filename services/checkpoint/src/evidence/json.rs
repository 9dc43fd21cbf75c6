//! Checks that a text is one JSON value, byte by byte as it arrives. Memory grows only with its depth.

/// The deepest nesting of arrays and objects.
const DEEPEST: usize = 200;

/// The position within a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Value,
    /// After `[`: a value or `]`.
    First,
    /// After `{`: a key or `}`.
    FirstKey,
    Key,
    Colon,
    /// After a value.
    After,
    Text,
    Escape,
    /// The number of hexadecimal digits to come.
    Hex(u8),
    Number(Number),
    /// The rest of `true`, `false` or `null`.
    Word(&'static [u8]),
}

/// The position within a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    Sign,
    Power,
}

/// The state of reading a value.
#[derive(Debug)]
pub(super) struct Json {
    at: At,
    /// The open arrays and objects; true for an object.
    open: Vec<bool>,
    /// The text being read is a key.
    key: bool,
    bytes: u64,
}

impl Json {
    pub(super) const fn new() -> Self {
        Self { at: At::Value, open: Vec::new(), key: false, bytes: 0 }
    }

    /// Reads the next bytes.
    ///
    /// # Errors
    /// The position of the first byte that does not belong there, from 1.
    pub(super) fn read(&mut self, block: &[u8]) -> Result<(), u64> {
        let marked = self.bytes == 0 && block.starts_with(b"\xef\xbb\xbf"); // what editors on Windows begin with
        for byte in &block[if marked { 3 } else { 0 }..] {
            self.bytes += 1;
            self.take(*byte).ok_or(self.bytes)?;
        }
        Ok(())
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// The position after the last byte, if the value is incomplete.
    pub(super) fn end(&mut self) -> Result<(), u64> {
        if matches!(self.at, At::Number(_)) {
            self.take(b' ').ok_or(self.bytes + 1)?;
        }
        if self.at == At::After && self.open.is_empty() { Ok(()) } else { Err(self.bytes + 1) }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        let blank = b" \t\r\n".contains(&byte);
        self.at = match self.at {
            At::Value | At::First | At::FirstKey | At::Key | At::Colon | At::After if blank => self.at,
            At::First if byte == b']' => self.close(false)?,
            At::FirstKey if byte == b'}' => self.close(true)?,
            At::Value | At::First => self.begin(byte)?,
            At::FirstKey | At::Key if byte == b'"' => {
                self.key = true;
                At::Text
            }
            At::Colon if byte == b':' => At::Value,
            At::After => self.after(byte)?,
            At::Text => match byte {
                b'"' if self.key => At::Colon,
                b'"' => At::After,
                b'\\' => At::Escape,
                byte if byte < 0x20 => return None,
                _ => At::Text,
            },
            At::Escape if byte == b'u' => At::Hex(4),
            At::Escape if b"\"\\/bfnrt".contains(&byte) => At::Text,
            At::Hex(left) if byte.is_ascii_hexdigit() => {
                if left > 1 {
                    At::Hex(left - 1)
                } else {
                    At::Text
                }
            }
            At::Word([next, rest @ ..]) if byte == *next => {
                if rest.is_empty() {
                    At::After
                } else {
                    At::Word(rest)
                }
            }
            At::Number(number) => match number.after(byte) {
                Some(number) => At::Number(number),
                None if !number.is_whole() => return None,
                None if blank => At::After,
                None => self.after(byte)?,
            },
            At::FirstKey | At::Key | At::Colon | At::Escape | At::Hex(_) | At::Word(_) => return None,
        };
        Some(())
    }

    fn begin(&mut self, byte: u8) -> Option<At> {
        Some(match byte {
            b'{' | b'[' => {
                if self.open.len() == DEEPEST {
                    return None;
                }
                self.open.push(byte == b'{');
                if byte == b'{' { At::FirstKey } else { At::First }
            }
            b'"' => {
                self.key = false;
                At::Text
            }
            b't' => At::Word(b"rue"),
            b'f' => At::Word(b"alse"),
            b'n' => At::Word(b"ull"),
            b'-' => At::Number(Number::Minus),
            b'0' => At::Number(Number::Zero),
            b'1'..=b'9' => At::Number(Number::Whole),
            _ => return None,
        })
    }

    fn after(&mut self, byte: u8) -> Option<At> {
        match byte {
            b',' => self.open.last().map(|object| if *object { At::Key } else { At::Value }),
            b'}' => self.close(true),
            b']' => self.close(false),
            _ => None,
        }
    }

    fn close(&mut self, object: bool) -> Option<At> {
        (self.open.pop()? == object).then_some(At::After)
    }
}

impl Number {
    /// The position after a byte that belongs to the number.
    const fn after(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Minus, b'0') => Self::Zero,
            (Self::Minus | Self::Whole, b'0'..=b'9') => Self::Whole,
            (Self::Zero | Self::Whole, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::Sign,
            (Self::Exponent | Self::Sign | Self::Power, b'0'..=b'9') => Self::Power,
            _ => return None,
        })
    }

    /// Whether the number may end here.
    const fn is_whole(self) -> bool {
        matches!(self, Self::Zero | Self::Whole | Self::Fraction | Self::Power)
    }
}

#[cfg(test)]
mod tests;
