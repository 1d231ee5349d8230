//! A list that has one item most of the time, which then needs no memory of its own.

use std::ops::Deref;

/// None, one or many.
#[derive(Clone, Debug)]
pub(crate) enum Few<T> {
    One([T; 1]),
    Many(Vec<T>),
}

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few::Many(Vec::new())
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::One(one) => one,
            Few::Many(many) => many,
        }
    }
}

impl<T: Copy> Few<T> {
    pub(crate) fn push(&mut self, item: T) {
        match self {
            Few::One([one]) => *self = Few::Many(vec![*one, item]),
            Few::Many(many) if many.is_empty() => *self = Few::One([item]),
            Few::Many(many) => many.push(item),
        }
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        match self {
            Few::One([one]) if !keep(one) => *self = Few::default(),
            Few::One(_) => {}
            Few::Many(many) => many.retain(keep),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_in_order_and_go_when_they_are_not_wanted() {
        let mut few = Few::default();
        assert!(few.is_empty());
        for n in 0..3 {
            few.push(n);
            assert_eq!(few.len(), n + 1);
        }
        few.retain(|n| *n != 1);
        assert_eq!(*few, [0, 2]);
        few.retain(|_| false);
        few.push(7);
        few.retain(|n| *n == 7);
        assert_eq!(*few, [7]);
        few.retain(|n| *n != 7);
        assert!(few.is_empty());
    }
}
