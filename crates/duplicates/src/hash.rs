//! The one hash of this crate. It is fixed: sketches are kept between builds and compared between machines.

/// Mixes 64 bits so that each bit of the input reaches each bit of the output (the finisher of SplitMix64).
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Adds one character to the hash of a word: the step of FNV-1a over code points.
pub(crate) fn step(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Where a word begins.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a whole string.
pub(crate) fn of_str(s: &str) -> u64 {
    mix(s.chars().map(u32::from).fold(SEED, step))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_hash_is_fixed() {
        // If this fails, kept sketches and cluster ids lose their meaning.
        assert_eq!(super::of_str(""), 17665956581633026203);
        assert_eq!(super::of_str("Мінск"), super::of_str("Мінск"));
        assert_ne!(super::of_str("ab"), super::of_str("ba"));
    }
}
