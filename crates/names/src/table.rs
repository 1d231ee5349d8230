//! A table from keys of words to what is known of them: the texts of all keys in one string, and a slot of eight bytes
//! for each, so that reading the gazetteer allocates little and a look-up that finds nothing touches one slot.

use std::hash::Hasher;

use crate::fold::Fnv;

/// Values by key, in the order in which they came.
#[derive(Clone)]
pub(crate) struct Table<V> {
    text: String,
    /// High half of the key's hash, and the number of its entry, from 1; 0 is free. Twice as many as entries at least.
    slots: Vec<u64>,
    entries: Vec<Entry<V>>,
}

#[derive(Clone)]
struct Entry<V> {
    start: u32,
    end: u32,
    value: V,
}

const HIGH: u64 = 0xffff_ffff_0000_0000;

fn hash_of(key: &[u8]) -> u64 {
    let mut hasher = Fnv::default();
    hasher.write(key);
    hasher.finish()
}

impl<V: Default> Table<V> {
    /// An empty table with room for so many keys.
    pub(crate) fn with_capacity(keys: usize) -> Table<V> {
        Table {
            text: String::with_capacity(keys * 16),
            slots: vec![0; (keys * 2).next_power_of_two().max(16)],
            entries: Vec::with_capacity(keys),
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &[u8]) -> Option<&V> {
        let slot = self.slots[self.place(key, hash_of(key))];
        let entry = (slot as u32).checked_sub(1)?;
        Some(&self.entries[entry as usize].value)
    }

    /// The value of a key, a default one when there is none.
    pub(crate) fn entry(&mut self, key: &str) -> &mut V {
        let hash = hash_of(key.as_bytes());
        let mut place = self.place(key.as_bytes(), hash);
        if self.slots[place] == 0 {
            if self.entries.len() * 2 >= self.slots.len() {
                self.grow();
                place = self.place(key.as_bytes(), hash);
            }
            let start = self.text.len() as u32;
            self.text.push_str(key);
            self.entries.push(Entry {
                start,
                end: self.text.len() as u32,
                value: V::default(),
            });
            self.slots[place] = (hash & HIGH) | self.entries.len() as u64;
        }
        let entry = self.slots[place] as u32 as usize - 1;
        &mut self.entries[entry].value
    }

    /// Keys and values, in the order in which they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.entries.iter().map(|e| (self.key(e), &e.value))
    }

    /// All values.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|e| &mut e.value)
    }

    fn key(&self, entry: &Entry<V>) -> &str {
        &self.text[entry.start as usize..entry.end as usize]
    }

    /// The slot of a key, or the free one where it belongs.
    fn place(&self, key: &[u8], hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return at;
            }
            if (slot ^ hash) & HIGH == 0 && self.key(&self.entries[slot as u32 as usize - 1]).as_bytes() == key {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        let mask = self.slots.len() - 1;
        for (n, entry) in self.entries.iter().enumerate() {
            let hash = hash_of(&self.text.as_bytes()[entry.start as usize..entry.end as usize]);
            let mut at = hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = (hash & HIGH) | (n as u64 + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_found_however_large_the_table_grows() {
        let mut table: Table<u32> = Table::with_capacity(0);
        for n in 0..5_000 {
            *table.entry(&format!("word-{n}")) += n;
            *table.entry("") += 1;
        }
        for n in 0..5_000 {
            assert_eq!(table.get(format!("word-{n}").as_bytes()), Some(&n));
        }
        assert_eq!(table.get(b""), Some(&5_000));
        assert_eq!(table.get(b"word-5000"), None);
        let keys: Vec<&str> = table.iter().map(|e| e.0).take(3).collect();
        assert_eq!(keys, ["word-0", "", "word-1"]);
    }
}
