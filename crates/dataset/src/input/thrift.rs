//! Looks at the Thrift structures of a Parquet file before the library does: declared sizes against the bytes that are there.
//!
//! The library makes room for what a list or page says it holds; a few bytes can so ask for all memory, and running out of it
//! cannot be caught. Reads the compact protocol (Thrift, `doc/specs/thrift-compact-protocol.md`) without building anything.

/// More structures in one list are no honest footer.
const MOST_STRUCTS: u64 = 1 << 20;
/// Structures inside one another.
const DEPTH: usize = 24;

/// Why bytes are no such structure.
pub(super) type Wrong = &'static str;

/// Reads values one after the other.
pub(super) struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// One field's value as far as it is of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// A whole number.
    Number(i64),
    /// Anything else.
    Other,
}

impl<'b> Walk<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Walk<'b> {
        Walk { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn read(&self) -> usize {
        self.at
    }

    fn left(&self) -> u64 {
        (self.bytes.len() - self.at) as u64
    }

    fn byte(&mut self) -> Result<u8, Wrong> {
        let byte = *self.bytes.get(self.at).ok_or("it ends too early")?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64, Wrong> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number without end")
    }

    fn zigzag(&mut self) -> Result<i64, Wrong> {
        let n = self.varint()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn skip(&mut self, n: u64) -> Result<(), Wrong> {
        if n > self.left() {
            return Err("a length beyond its end");
        }
        self.at += n as usize;
        Ok(())
    }

    /// Walks one structure; `see` gets the path of field numbers and the value, for structures in structures as well.
    pub(super) fn structure(&mut self, path: &mut Vec<i16>, see: &mut dyn FnMut(&[i16], Seen)) -> Result<(), Wrong> {
        if path.len() > DEPTH {
            return Err("structures too deep");
        }
        let mut field = 0i16;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            field = match head >> 4 {
                0 => i16::try_from(self.zigzag()?).map_err(|_| "a field number too large")?,
                step => field.checked_add(i16::from(step)).ok_or("a field number too large")?,
            };
            path.push(field);
            self.value(head & 0x0f, true, path, see)?;
            path.pop();
        }
    }

    fn value(
        &mut self,
        kind: u8,
        in_field: bool,
        path: &mut Vec<i16>,
        see: &mut dyn FnMut(&[i16], Seen),
    ) -> Result<(), Wrong> {
        match kind {
            // Truth values of fields are in their type, those of lists are a byte.
            1 | 2 if in_field => see(path, Seen::Other),
            1..=3 => self.skip(1)?,
            4..=6 => {
                let n = self.zigzag()?;
                see(path, Seen::Number(n));
            }
            7 => self.skip(8)?,
            8 => {
                let len = self.varint()?;
                self.skip(len)?;
                see(path, Seen::Other);
            }
            9 | 10 => self.list(path, see)?,
            11 => return Err("a map, which Parquet has not"),
            12 => {
                see(path, Seen::Other);
                self.structure(path, see)?;
            }
            _ => return Err("an unknown type"),
        }
        Ok(())
    }

    fn list(&mut self, path: &mut Vec<i16>, see: &mut dyn FnMut(&[i16], Seen)) -> Result<(), Wrong> {
        let head = self.byte()?;
        let size = match head >> 4 {
            15 => self.varint()?,
            small => u64::from(small),
        };
        let kind = head & 0x0f;
        let least = if kind == 12 { 2 } else { 1 };
        if size.saturating_mul(least) > self.left() || (kind == 12 && size > MOST_STRUCTS) {
            return Err("a list longer than its bytes");
        }
        for _ in 0..size {
            self.value(kind, false, path, see)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(bytes: &[u8]) -> Result<Vec<(Vec<i16>, Seen)>, Wrong> {
        let mut seen = Vec::new();
        Walk::new(bytes).structure(&mut Vec::new(), &mut |path, value| seen.push((path.to_vec(), value)))?;
        Ok(seen)
    }

    #[test]
    fn fields_are_seen_with_their_path() {
        // 1: i32 = 5, 3: struct { 2: i64 = -1 }, end
        let bytes = [0x15, 0x0a, 0x2c, 0x26, 0x01, 0x00, 0x00];
        let expected = [
            (vec![1], Seen::Number(5)),
            (vec![3], Seen::Other),
            (vec![3, 2], Seen::Number(-1)),
        ];
        assert_eq!(walk(&bytes).unwrap(), expected);
    }

    #[test]
    fn sizes_beyond_the_bytes_are_refused() {
        for (bytes, why) in [
            (&b"\x18\xff\xff\xff\xff\x07"[..], "a length beyond its end"),
            (b"\x19\xfc\xff\xff\xff\xff\x07", "a list longer than its bytes"),
            (b"\x15", "it ends too early"),
            (
                b"\x15\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
                "a number without end",
            ),
            (b"\x1b\x00", "a map, which Parquet has not"),
            (b"\x1d", "an unknown type"),
        ] {
            assert_eq!(walk(bytes), Err(why));
        }
        assert_eq!(walk(&[0x1c; 100]), Err("structures too deep"));
    }
}
