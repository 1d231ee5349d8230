//! How far a figure may fall. A floor is lowered in words only: its entry says why and when.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Figure;
use crate::error::Error;

/// Room for the last bits of a division.
const SLACK: f64 = 1e-9;

/// A figure below its floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Fallen {
    /// Its name.
    pub figure: String,
    /// What was measured.
    pub measured: f64,
    /// The lowest value allowed.
    pub lowest: f64,
    /// Why the floor stands where it stands.
    pub why: String,
}

impl std::fmt::Display for Fallen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} is {:.4}, its floor is {:.4} ({})",
            self.figure, self.measured, self.lowest, self.why
        )
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    lowest: f64,
    why: String,
}

/// The figures below their floors, in the order of `figures`. A floor whose figure was not measured is passed over, and
/// so is a figure without a floor.
///
/// # Errors
/// When `floors_toml` does not read: one table for each figure, with `lowest` and `why`.
pub fn check(figures: &[Figure], floors_toml: &str) -> Result<Vec<Fallen>, Error> {
    let floors: BTreeMap<String, Floor> = toml::from_str(floors_toml).map_err(|e| Error::Floors(e.to_string()))?;
    let fallen = figures.iter().filter_map(|(figure, measured)| {
        let floor = floors.get(figure)?;
        // Written so that a value which is no number falls.
        let stands = *measured >= floor.lowest - SLACK;
        (!stands).then(|| Fallen {
            figure: figure.clone(),
            measured: *measured,
            lowest: floor.lowest,
            why: floor.why.clone(),
        })
    });
    Ok(fallen.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: &str = "['a.b']\nlowest = 0.5\nwhy = 'a goal'\n[c]\nlowest = 1.0\nwhy = 'all of them'\n";

    fn check_names(figures: &[(&str, f64)], expected: &[&str]) {
        let figures: Vec<Figure> = figures.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
        let fallen = check(&figures, FLOORS).expect("the floors read");
        assert_eq!(fallen.iter().map(|f| f.figure.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn only_figures_below_their_floor_fall() {
        check_names(&[("a.b", 0.5), ("c", 1.0), ("free", 0.0)], &[]);
        check_names(&[("a.b", 0.49)], &["a.b"]);
        check_names(&[("c", f64::NAN), ("a.b", 0.1)], &["c", "a.b"]);
        check_names(&[("c", 1.0 - 1e-12)], &[]);
        check_names(&[], &[]);
    }

    #[test]
    fn a_fallen_figure_says_what_is_wrong() {
        let fallen = check(&[("a.b".to_owned(), 0.25)], FLOORS).expect("the floors read");
        assert_eq!(fallen[0].to_string(), "a.b is 0.2500, its floor is 0.5000 (a goal)");
    }

    #[test]
    fn floors_with_a_mistake_are_refused() {
        for wrong in [
            "[a]\nlowest = 1.0",
            "[a]\nlowest = 'x'\nwhy = ''",
            "[a]\nlowest = 1.0\nwhy = ''\nhighest = 2.0",
        ] {
            assert!(matches!(check(&[], wrong), Err(Error::Floors(_))), "{wrong}");
        }
    }

    #[test]
    fn the_floors_of_the_project_read() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/gold/floors.toml");
        let toml = std::fs::read_to_string(path).expect("the floors are there");
        assert_eq!(
            check(&[("lines.title".to_owned(), 0.0)], &toml)
                .expect("they read")
                .len(),
            1
        );
    }
}
