//! Every page of the corpus, and many broken copies of it, is read without panic, and what comes out is whole.
//!
//! The mutations are made by a generator with a fixed seed, so a failure comes again; the page that failed is printed.
//! `MUTATIONS=<n>` asks for more copies of each page, `MUTATE=<folder>` for other pages.

use std::path::{Path, PathBuf};

use copydesk_extract::{Limits, html, media_type};

/// SplitMix64: <https://prng.di.unimi.it/splitmix64.c>.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

/// What hurts parsers, put in at random places.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "--!>",
    "\"",
    "'",
    "=",
    "&",
    "&#",
    "&#x",
    ";",
    "&amp",
    "\0",
    "\r",
    "\u{feff}",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<li>",
    "</ul>",
    "<form>",
    "</form>",
    "<svg>",
    "</svg>",
    "<template>",
    "<select>",
    "</select>",
    "<title>",
    "<textarea>",
    "<script>",
    "</script>",
    "<style>",
    "<noscript>",
    "</noscript>",
    "<pre>\n",
    "<br>",
    "<body class=x>",
    "<html lang=q>",
    "</body>",
    "</html>",
    "<frameset>",
    "<plaintext>",
    "<nobr>",
    "<button>",
    "<h1>",
    "</h2>",
    "<time datetime=2020-01-01>",
    "<p hidden>",
    "<span style=display:none>",
    "<script type=application/ld+json>{",
    "<!doctype html>",
    "<math>",
    "<object>",
    "<caption>",
    "<col>",
    "<ruby><rt>",
    "<option>",
    "\u{301}",
    "я",
];

fn mutate(page: &[u8], random: &mut Random) -> String {
    let mut bytes = page.to_vec();
    for _ in 0..=random.below(12) {
        let at = random.below(bytes.len());
        let to = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            1 => drop(bytes.drain(at..to)),
            2 => {
                let copy = bytes[at..to].to_vec();
                let into = random.below(bytes.len());
                bytes.splice(into..into, copy);
            }
            3 if random.below(8) == 0 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn check(page: &str) {
    // A panic would not say which page it was.
    let read = std::panic::catch_unwind(|| html(page, Some("https://town.example/a"), &Limits::default()));
    let Ok(read) = read else {
        panic!("panic on this page:\n{page}");
    };
    media_type(page, None);
    let Ok(found) = read else { return };
    assert!(found.labels.len() >= found.blocks.len(), "{page}");
    let mut end = 0;
    for (label, block) in found.labels.iter().zip(&found.blocks) {
        assert_eq!(label.span, block.span, "{page}");
        assert!(
            block.span.start() >= end && !block.span.of(&found.page).trim().is_empty(),
            "{page}"
        );
        end = block.span.end();
    }
    assert!(!found.page.contains('\0'), "{page}");
}

fn pages(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.iter().map(|f| std::fs::read(f).expect("a page")).collect()
}

#[test]
fn broken_copies_are_read_without_panic() {
    let copies = std::env::var("MUTATIONS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(300);
    let folder = std::env::var("MUTATE").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"),
        PathBuf::from,
    );
    let pages = pages(&folder);
    assert!(!pages.is_empty());
    let mut random = Random(20_200_819);
    for page in pages {
        check(&String::from_utf8_lossy(&page));
        for _ in 0..copies {
            check(&mutate(&page, &mut random));
        }
    }
}
